import * as vscode from "vscode";
import type { FailureAction } from "../azure/errors.ts";
import type { Log } from "./log.ts";

/** What the buttons of failures do, wherever they are shown. `retry` belongs to whoever showed the failure. */
export interface Actions {
    run(action: FailureAction): Promise<void>;
}

export function createActions(log: Log): Actions {
    return {
        async run(action) {
            switch (action.kind) {
                case "signIn":
                    return vscode.commands.executeCommand("keyless.signIn", { tenantId: action.tenantId });
                case "chooseIdentity":
                    return vscode.commands.executeCommand("keyless.chooseIdentity");
                case "chooseDeployment":
                    return vscode.commands.executeCommand("keyless.chooseDeployment");
                case "openSettings":
                    return vscode.commands.executeCommand("workbench.action.openSettings", `@id:${action.setting}`);
                case "openUrl":
                    return void vscode.env.openExternal(vscode.Uri.parse(action.url, true));
                case "copy":
                    return vscode.env.clipboard.writeText(action.text);
                case "showLog":
                    return log.show();
                case "retry":
                    return vscode.commands.executeCommand("keyless.refresh");
            }
        },
    };
}
