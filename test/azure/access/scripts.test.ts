import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applySetUp, planSetUp, type SetUpChoice } from "../../../src/access/setUp.ts";
import { azScript } from "../../../src/azure/scripts/azScript.ts";
import { developer, machineId, type Sandbox, startSandbox } from "../sandbox.ts";
import { existingChoice, newIdentityChoice, partsOf, systemChoice } from "./setUpSetting.ts";

/** What a change of Azure comes down to, whichever api-version and assignment name it is sent with. */
function changes(sandbox: Sandbox): unknown[] {
    const principals = new Map([...sandbox.simulator.state.identities].map(({ principalId, name }) => [principalId, name]));
    const system = sandbox.simulator.state.machines.get(machineId)!.identity?.principalId;
    return sandbox.changes().map(({ method, path, body }) => {
        const { location, identity, properties } = (body ?? {}) as { location?: string; identity?: unknown; properties?: { principalId: string; roleDefinitionId: string; principalType: string } };
        const place = path.toLowerCase().replace(/\/roleassignments\/.*/, "/roleassignments");
        return properties?.principalId
            ? [method, place, principals.get(properties.principalId) ?? (properties.principalId === system ? "system" : "?"), properties.roleDefinitionId.split("/").at(-1), properties.principalType]
            : [method, place, location, JSON.stringify(identity)?.toLowerCase()];
    });
}

async function runScript(script: string, { simulator }: Sandbox): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "keyless-az-"));
    const az = join(folder, "az");
    writeFileSync(az, `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, "azStandIn.ts")}" "$@"\n`);
    chmodSync(az, 0o755);
    const { accessToken } = await simulator.token({ principal: developer, resource: "https://management.azure.com" });
    const env = {
        ...process.env, ...simulator.env, PATH: `${folder}:${process.env["PATH"]}`,
        SANDBOX_ARM: simulator.urls.arm, SANDBOX_TOKEN: accessToken, SANDBOX_CLOUD: String(simulator.customCloud["name"]),
    };
    try {
        const child = spawn("bash", ["-s"], { cwd: folder, env, stdio: ["pipe", "ignore", "pipe"] });
        let said = "";
        child.stderr.on("data", (part) => (said += part));
        child.stdin.end(script);
        assert.equal(await new Promise((resolve) => child.on("exit", resolve)), 0, said);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

describe("The az script for an administrator", function () {
    this.timeout(60_000);

    const choices: [what: string, choice: (sandbox: Sandbox) => SetUpChoice][] = [
        ["a new identity in a new group", newIdentityChoice],
        ["an identity that exists", existingChoice],
        ["the machine's system-assigned identity", systemChoice],
    ];
    for (const [what, choiceIn] of choices) {
        it(`changes for ${what} exactly what the flow changes`, async () => {
            const flow = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
            const plan = await planSetUp(choiceIn(flow), { access: flow.access() });
            const outcome = await applySetUp(plan, partsOf(flow));
            assert.equal(outcome.kind, "done");
            const expected = changes(flow);
            assert.ok(expected.length >= 2);
            await flow.close();

            const sandbox = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
            await runScript(azScript(plan.scripts), sandbox);
            assert.deepEqual(changes(sandbox), expected);
            await sandbox.close();
        });
    }
});
