import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { applySetUp, planSetUp, type SetUpChoice } from "../../../src/access/setUp.ts";
import { bicepFiles } from "../../../src/azure/scripts/bicepFiles.ts";
import type { AccessPlan } from "../../../src/azure/scripts/plan.ts";
import { developer, machineId, type Sandbox, startSandbox, subscriptionId } from "../sandbox.ts";
import { compiled } from "./compiledBicep.ts";
import { existingChoice, newIdentityChoice, partsOf, systemChoice } from "./setUpSetting.ts";

/** Of everything in the files but comments and empty lines. */
function digestOf(plan: AccessPlan): string {
    const code = bicepFiles(plan).flatMap(({ name, text }) => [name, ...text.split("\n").filter((line) => line !== "" && !line.startsWith("//"))]);
    return createHash("sha256").update(code.join("\n")).digest("hex").slice(0, 16);
}

/** Who has what in the subscription afterwards, whatever the ids of new principals. */
function access({ simulator: { state } }: Sandbox): unknown {
    const { identity, tags } = state.machines.get(machineId)!;
    const nameOf = (oid: string): string => state.principals.get(oid.toLowerCase())?.displayName ?? oid;
    return {
        groups: [...state.resourceGroups].map(({ id, location }) => [id.toLowerCase(), location]),
        identities: [...state.identities].map(({ id, location }) => [id.toLowerCase(), location]),
        machine: [identity?.type, Object.keys(identity?.userAssignedIdentities ?? {}).map((id) => id.toLowerCase()).toSorted(), tags],
        assignments: [...state.roleAssignments].map(({ scope, principalId, roleDefinition, principalType }) => [scope.toLowerCase(), nameOf(principalId), roleDefinition, principalType]),
    };
}

describe("The Bicep for an administrator, compiled by hand and deployed", function () {
    this.timeout(60_000);

    const choices: [what: keyof typeof compiled, choice: (sandbox: Sandbox) => SetUpChoice][] = [
        ["newIdentity", newIdentityChoice],
        ["existingIdentity", existingChoice],
        ["systemAssigned", systemChoice],
    ];
    for (const [what, choiceIn] of choices) {
        it(`${what}: gives what the flow gives, and nothing twice when it is deployed again`, async () => {
            const flow = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
            const plan = await planSetUp(choiceIn(flow), { access: flow.access() });
            assert.equal(digestOf(plan.scripts), compiled[what].digest, "The generator writes another text than the one that was compiled.");
            assert.equal((await applySetUp(plan, partsOf(flow))).kind, "done");
            const expected = access(flow);
            await flow.close();

            const sandbox = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
            assert.deepEqual(await deploy(sandbox, compiled[what].template), undefined);
            assert.deepEqual(access(sandbox), expected);
            assert.deepEqual(await deploy(sandbox, compiled[what].template), undefined);
            assert.deepEqual(access(sandbox), expected);
            await sandbox.close();
        });
    }
});

/** Puts the template at the subscription and waits; the deployment's error where there is one. */
async function deploy({ simulator }: Sandbox, template: object): Promise<unknown> {
    const { accessToken } = await simulator.token({ principal: developer, resource: "https://management.azure.com" });
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
    const url = `${simulator.urls.arm}/subscriptions/${subscriptionId}/providers/Microsoft.Resources/deployments/keyless?api-version=2024-11-01`;
    const body = JSON.stringify({ location: "eastus2", properties: { mode: "Incremental", template } });
    const answer = await fetch(url, { method: "PUT", headers, body });
    assert.ok(answer.ok, await answer.clone().text());
    for (;;) {
        const { properties } = (await (await fetch(url, { headers })).json()) as { properties: { provisioningState: string; error?: unknown } };
        if (["Succeeded", "Failed"].includes(properties.provisioningState)) {
            return properties.error;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}
