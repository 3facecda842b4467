import * as vscode from "vscode";

/**
 * The settings of Keyless, or one of them, where they can be set. All belong to the machine on which the extension runs: in a
 * remote window they are under Remote alone, and the tab User, which opens first, does not show them.
 */
export async function openSettings(setting?: string): Promise<void> {
    const query = setting === undefined ? "@ext:keyless.keyless" : `@id:${setting}`;
    const command = vscode.env.remoteName === undefined ? "workbench.action.openSettings" : "workbench.action.openRemoteSettings";
    await vscode.commands.executeCommand(command, { query });
}
