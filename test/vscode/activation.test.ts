import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension in its host", () => {
    const extension = vscode.extensions.getExtension("keyless.keyless")!;

    if (process.env.KEYLESS_VSCODE) {
        it(`runs in VS Code ${process.env.KEYLESS_VSCODE}`, () => {
            assert.ok(`${vscode.version}.`.startsWith(`${process.env.KEYLESS_VSCODE}.`), vscode.version);
        });
    }

    it("activates", async () => {
        await extension.activate();
        assert.equal(extension.isActive, true);
    });

    it("offers every command of its manifest", async () => {
        const offered = new Set(await vscode.commands.getCommands(true));
        const declared = (extension.packageJSON as { contributes: { commands: { command: string }[] } }).contributes.commands;
        assert.deepEqual(declared.map(({ command }) => command).filter((command) => !offered.has(command)), []);
    });

    it("lives in the sandbox: its cloud is in the machine's settings, its metadata service in the environment", () => {
        assert.equal(vscode.workspace.getConfiguration("keyless").get<{ name: string }>("customCloud")?.name, "Sandbox");
        assert.match(process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    });
});
