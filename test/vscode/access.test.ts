import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";

const control = process.env["KEYLESS_SANDBOX_CONTROL"] ?? "";

describe("changing identities and roles, in the extension host", () => {
    before(async () => {
        await vscode.extensions.getExtension("keyless.keyless")!.activate();
        await vscode.commands.executeCommand("keyless.useMachineIdentity");
    });

    for (const command of ["setUpAccess", "createIdentity", "attachIdentity", "assignRole", "removeRoleAssignment", "disableKeyAccess", "adminScripts"]) {
        it(`changes nothing when ${command} is dismissed`, async () => {
            await fetch(new URL("/requests", control), { method: "DELETE" });
            let ended = false;
            const running = Promise.resolve(vscode.commands.executeCommand(`keyless.${command}`)).then(() => (ended = true));
            while (!ended) {
                await sleep(100);
                await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
            }
            await running;
            assert.deepEqual(await changes(), []);
        });
    }
});

/** Requests since the last DELETE that change something in Azure. */
async function changes(): Promise<string[]> {
    const requests = await (await fetch(new URL("/requests", control))).json() as { service: string; method: string; path: string }[];
    return requests.filter(({ service, method, path }) => service === "arm" && method !== "GET" && !/resourcegraph/i.test(path))
        .map(({ method, path }) => `${method} ${path}`);
}
