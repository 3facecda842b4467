import * as vscode from "vscode";
import type { Connection } from "../azure/connection.ts";
import type { FailureAction } from "../azure/errors.ts";
import type { Log } from "./log.ts";
import { openSettings } from "./openSettings.ts";

/** What the buttons of failures do, wherever they are shown. `retry` belongs to whoever showed the failure. */
export interface Actions {
    /**
     * `connection`: the one whose call failed.
     * @returns whether the remedy was carried out, so that what failed is worth another try.
     */
    run(action: FailureAction, connection?: Connection): Promise<boolean>;
}

export function createActions(log: Log): Actions {
    return {
        async run(action, connection) {
            switch (action.kind) {
                case "assignRole":
                    return await vscode.commands.executeCommand("keyless.assignRole", { ...action, connection }) === true;
                case "signIn":
                    return await vscode.commands.executeCommand("keyless.signIn", { tenantId: action.tenantId, accountId: action.accountId, asSomebodyElse: action.asSomebodyElse }) === true;
                case "attachIdentity":
                    return await vscode.commands.executeCommand("keyless.attachIdentity", { resourceId: action.resourceId, here: true }) === true;
                default:
                    await lead(action, log);
                    return false;
            }
        },
    };
}

/** Leads to where the user does the rest. */
async function lead(action: FailureAction, log: Log): Promise<unknown> {
    switch (action.kind) {
        case "adminScripts":
            return vscode.commands.executeCommand("keyless.adminScripts", { grant: action.grant });
        case "chooseIdentity":
            return vscode.commands.executeCommand("keyless.chooseIdentity");
        case "chooseDeployment":
            return vscode.commands.executeCommand("keyless.chooseDeployment");
        case "openSettings":
            return openSettings(action.setting);
        case "openUrl":
            return vscode.env.openExternal(vscode.Uri.parse(action.url, true));
        case "copy":
            return vscode.env.clipboard.writeText(action.text);
        case "showLog":
            return log.show();
        case "retry":
            return vscode.commands.executeCommand("keyless.refresh");
        default:
            return undefined;
    }
}
