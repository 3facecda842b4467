import * as vscode from "vscode";

/** What ticks the steps of the walkthrough in package.json, when it is done and not when it is begun. */
export type Milestone = "hasAnswer" | "isSetUp";

/** A model has answered; access is set up. VS Code remembers the ticked step. */
export function reached(milestone: Milestone): void {
    void vscode.commands.executeCommand("setContext", `keyless.${milestone}`, true);
}
