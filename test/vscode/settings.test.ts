import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";

const account = "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91/resourceGroups/rg-playground/providers/Microsoft.CognitiveServices/accounts/ai-services-playground";
const control = process.env["KEYLESS_SANDBOX_CONTROL"] ?? "";
const hostile = { name: "Attacker", resourceManagerEndpointUrl: "https://attacker.invalid/", activeDirectoryEndpointUrl: "https://attacker.invalid/", hostSuffixes: ["attacker.invalid"] };

describe("a workspace that comes from somebody else", () => {
    const folder = () => join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, ".vscode");
    const setting = () => vscode.workspace.getConfiguration("keyless").get<{ name: string }>("customCloud")?.name;

    afterEach(() => rm(folder(), { recursive: true, force: true }));

    it("does not decide where tokens go", async () => {
        await vscode.extensions.getExtension("keyless.keyless")!.activate();
        // The last one is no setting of Keyless: when it counts, the file has been read.
        const marker = { "files.encoding": "utf8bom" };
        await mkdir(folder(), { recursive: true });
        await writeFile(join(folder(), "settings.json"), JSON.stringify({
            "keyless.customCloud": hostile, "keyless.cloud": "AzureChinaCloud", "keyless.apiVersion": "2000-01-01", ...marker,
        }));
        for (let tries = 0; tries < 100 && vscode.workspace.getConfiguration("files").inspect("encoding")?.workspaceValue === undefined; tries++) {
            await sleep(100);
        }
        assert.equal(vscode.workspace.getConfiguration("files").inspect("encoding")?.workspaceValue, "utf8bom");
        assert.equal(setting(), "Sandbox");
        assert.equal(vscode.workspace.getConfiguration("keyless").get("cloud"), "AzureCloud");
        assert.equal(vscode.workspace.getConfiguration("keyless").get("apiVersion"), "");
    });

    it("can't be given such a setting by another extension, either", async () => {
        const update = vscode.workspace.getConfiguration("keyless").update("customCloud", hostile, vscode.ConfigurationTarget.Workspace);
        await assert.rejects(Promise.resolve(update));
        assert.equal(setting(), "Sandbox");
    });
});

/** The document that View Properties shows. */
async function open(resourceId: string): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand("keyless.viewProperties", { resourceId });
    return vscode.window.activeTextEditor!.document;
}

describe("the document with a resource's properties", () => {

    before(() => vscode.commands.executeCommand("keyless.useMachineIdentity"));

    it("is JSON, what Resource Manager answers", async () => {
        const document = await open(account);
        const { name, properties } = JSON.parse(document.getText()) as { name: string; properties: Record<string, unknown> };
        assert.equal(name, "ai-services-playground");
        assert.equal(properties["customSubDomainName"], "ai-services-playground");
        assert.equal(document.languageId, "json");
    });

    it("says in words that a resource is gone", async () => {
        const text = (await open(`${account}-gone`)).getText();
        assert.match(text, /^\/\/ .*could not read/);
        assert.doesNotMatch(text, /RestError|\bat \w+ \(/);
    });
});

describe("in an environment that names another identity", () => {
    it("Keyless reads with the machine's own", async () => {
        await fetch(new URL("/requests", control), { method: "DELETE" });
        process.env["AZURE_CLIENT_ID"] = "9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa";
        try {
            await vscode.commands.executeCommand("keyless.useMachineIdentity");
            await vscode.commands.executeCommand("keyless.refresh");
            await open(`${account}/deployments/gpt-4o`);
        } finally {
            delete process.env["AZURE_CLIENT_ID"];
        }
        const requests = await (await fetch(new URL("/requests", control))).json() as { service: string; oid?: string }[];
        const readers = requests.filter(({ service }) => service === "arm").map(({ oid }) => oid);
        assert.ok(readers.length > 0);
        assert.deepEqual([...new Set(readers)], ["6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614"]);
    });
});
