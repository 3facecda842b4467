import * as vscode from "vscode";

/**
 * What ticks the steps of the walkthrough in package.json, when it is done and not when it is begun: this machine, or
 * Azure, has been shown; a model has answered; access is set up. VS Code remembers the ticked step.
 */
export type Milestone = "sawMachine" | "sawAzure" | "hasAnswer" | "isSetUp";

const sofar = new Set<Milestone>();

export function reached(milestone: Milestone): void {
    if (!sofar.has(milestone)) {
        sofar.add(milestone);
        void show(milestone);
    }
}

/**
 * VS Code ticks a step when a context becomes true, but never in this session when it was so before the step was
 * registered, some seconds after the start: what was reached before is told once more, by a name of its own.
 */
export async function openWalkthrough(): Promise<void> {
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "keyless.keyless#start", false);
    for (const milestone of sofar) {
        await show(`${milestone}Before`);
    }
}

function show(context: Milestone | `${Milestone}Before`): Thenable<unknown> {
    return vscode.commands.executeCommand("setContext", `keyless.${context}`, true);
}
