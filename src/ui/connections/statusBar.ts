import * as vscode from "vscode";
import type { Connection } from "../../azure/connection.ts";
import { literal } from "../literal.ts";

export interface StatusBar extends vscode.Disposable {
    /** `failure` is the one-line reason why the last call failed. */
    show(connection: Connection | undefined, failure?: string): void;
}

export function createStatusBar(): StatusBar {
    const item = vscode.window.createStatusBarItem("keyless.connection", vscode.StatusBarAlignment.Right, 50);
    item.name = "Keyless Connection";
    item.command = "keyless.switchConnection";
    return {
        show(connection, failure) {
            if (!connection) {
                return item.hide();
            }
            item.text = `$(key) ${literal(connection.name)}`;
            item.tooltip = failure ?? `Keyless: ${connection.name} on ${connection.target.accountName}. Click to switch.`;
            item.backgroundColor = failure === undefined ? undefined : new vscode.ThemeColor("statusBarItem.warningBackground");
            item.accessibilityInformation = { label: `Keyless connection ${connection.name}${failure === undefined ? "" : `, last call failed: ${failure}`}` };
            item.show();
        },
        dispose: () => item.dispose(),
    };
}
