import * as vscode from "vscode";
import { literal } from "../literal.ts";
import type { Connections } from "./connections.ts";

export interface StatusBar extends vscode.Disposable {
    /** The connection in use, or that there are others. `failure` is the one-line reason why the last call failed. */
    show(connections: Pick<Connections, "active" | "all">, failure?: string): void;
}

export function createStatusBar(): StatusBar {
    const item = vscode.window.createStatusBarItem("keyless.connection", vscode.StatusBarAlignment.Right, 50);
    item.name = "Keyless Connection";
    item.command = "keyless.switchConnection";
    return {
        show(connections, failure) {
            const connection = connections.active();
            if (!connection) {
                return connections.all().length === 0 ? item.hide() : offerOthers(item);
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

function offerOthers(item: vscode.StatusBarItem): void {
    item.text = "$(key) Choose connection";
    item.tooltip = "Keyless: no connection is in use. Click to choose one.";
    item.backgroundColor = undefined;
    item.accessibilityInformation = { label: "Keyless: choose a connection" };
    item.show();
}
