import assert from "node:assert/strict";
import { createAccessReader } from "../../../src/azure/access/accessReader.ts";
import { detachIdentity } from "../../../src/azure/changes/machineIdentity.ts";
import { assignRole } from "../../../src/azure/changes/roleAssignments.ts";
import { explain } from "../../../src/azure/failures/explain.ts";
import { createInventory } from "../../../src/azure/inventory.ts";
import type { VirtualMachine } from "../../../src/azure/resources.ts";
import { roleCatalog } from "../../../src/azure/roles/roleCatalog.ts";
import type { AccessTreeSources } from "../../../src/resources/accessNodes.ts";
import { azureChildren, azureRoots, type AzureTreeSources } from "../../../src/resources/azureNodes.ts";
import type { Node } from "../../../src/resources/nodes.ts";
import { present } from "../../../src/resources/presentation.ts";
import { accountId, identityId, machineId, type Sandbox, startSandbox } from "../sandbox.ts";

describe("who can do what, in the tree", () => {
    let sandbox: Sandbox;
    let sources: AzureTreeSources;
    let learnt: Map<string, { count?: number; access?: string }>;

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: "playground", delays: { operationMs: 0 } });
        learnt = new Map();
        sources = sourcesFor(sandbox, learnt);
    });

    afterEach(() => sandbox.close());

    it("shows below an identity where it is attached and which roles it has", async () => {
        const identity = await open(sources, "Playground", "Managed Identities", "uai-playground");
        assert.deepEqual(await lines(identity, sources), ["Attached to", "Roles"]);
        assert.deepEqual(await lines(await child(identity, "Attached to", sources), sources), ["vm-playground · rg-playground"]);
        assert.deepEqual(await lines(await child(identity, "Roles", sources), sources), ["Cognitive Services OpenAI User · on ai-services-playground"]);
        assert.deepEqual([...learnt.values()], [{ count: 1 }, { access: "1 role", mayCall: "yes", roleNames: ["Cognitive Services OpenAI User on ai-services-playground"] }]);
    });

    it("says so where an identity is attached to nothing any more, at once", async () => {
        const machines = await sources.inventory.resources("virtualMachine", (await sources.inventory.subscriptions()).subscriptions[0]!) as VirtualMachine[];
        const { identity } = await detachIdentity(sandbox.access(), machineId, identityId("uai-playground"), { timer: sandbox.timer });
        sources.inventory.remember({ ...machines[0]!, identity });
        const holders = await open(sources, "Playground", "Managed Identities", "uai-playground", "Attached to");
        assert.deepEqual(await lines(holders, sources), ["Not attached to anything"]);
    });

    it("shows below an account who can call it, by name", async () => {
        const callers = await open(sources, "Playground", "AI Services", "ai-services-playground", "Who can call this");
        assert.deepEqual(await lines(callers, sources), ["uai-playground · Cognitive Services OpenAI User"]);
    });

    it("shows a role that was assigned a second ago, with the time until it counts", async () => {
        const { openAiUser } = roleCatalog;
        const principalId = sandbox.simulator.state.identities.find(({ name }) => name === "uai-no-role")!.principalId;
        const { assignment } = await assignRole(sandbox.access(), { scope: accountId, principalId, principalType: "ServicePrincipal", roleId: openAiUser.id }, { timer: sandbox.timer });
        sources.reader.remember(assignment);
        const roles = await open(sources, "Playground", "Managed Identities", "uai-no-role", "Roles");
        assert.match((await lines(roles, sources))[0]!, /^Cognitive Services OpenAI User · in force in ~5 min · on ai-services-playground$/);
        const callers = await open(sources, "Playground", "AI Services", "ai-services-playground", "Who can call this");
        assert.equal((await lines(callers, sources)).length, 2);
    });

    it("shows the roles of a machine's own identity, and that none of them calls models", async () => {
        const system = await open(sources, "Playground", "Virtual Machines", "vm-playground", "vm-playground (system-assigned)");
        assert.deepEqual(await lines(system, sources), ["Reader · no inference · on Playground · subscription"]);
        assert.deepEqual([...learnt.values()], [{ access: "no inference role", mayCall: "no", roleNames: ["Reader on Playground"] }]);
    });

    it("asks nothing about access until a node is opened", async () => {
        await open(sources, "Playground", "Managed Identities", "uai-playground");
        assert.deepEqual(sandbox.simulator.requests.filter(({ path, body }) => /authorization/i.test(path + JSON.stringify(body ?? ""))), []);
    });

    it("shows why the roles can't be read, as a node", async () => {
        const roles = await open(sources, "Playground", "Managed Identities", "uai-playground", "Roles");
        sandbox.simulator.fault({ match: { service: "arm" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '/subscriptions/x'" } } } });
        const [failure] = await azureChildren(roles, sources);
        assert.equal(failure?.kind, "failure");
        assert.match(present(failure!).label, /could not read the roles of uai-playground/);
    });
});

function sourcesFor(sandbox: Sandbox, learnt: Map<string, { count?: number; access?: string }>): AzureTreeSources {
    const tenant = { tenantId: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210", name: "contoso.com", access: sandbox.access() };
    const inventory = createInventory(async () => ({ kind: "account", name: "dev@contoso.com", tenants: async () => [tenant] }));
    const access: AccessTreeSources = {
        inventory,
        reader: createAccessReader({ now: () => sandbox.simulator.state.clock.now() }),
        explain: async (error, what) => explain(error, { what, who: "dev@contoso.com" }),
        learn: ({ id }, facts) => void learnt.set(id, facts),
        readAhead: () => undefined,
    };
    return { ...access, explainTenant: async ({ error }) => explain(error, { what: "" }), filter: () => "", shown: () => 100 };
}

async function open(sources: AzureTreeSources, ...path: string[]): Promise<Node> {
    const [first, ...rest] = path;
    let node = (await azureRoots(sources)).find((each) => present(each).label === first)!;
    for (const label of rest) {
        node = await child(node, label, sources);
    }
    return node;
}

async function child(node: Node, label: string, sources: AzureTreeSources): Promise<Node> {
    const children = await azureChildren(node, sources);
    const found = children.find((each) => present(each).label === label);
    assert.ok(found, `${label} is not among ${children.map((each) => present(each).label).join(", ")}`);
    return found;
}

/** The children as `label · description`. */
async function lines(node: Node, sources: AzureTreeSources): Promise<string[]> {
    const children = await azureChildren(node, sources);
    return children.map((each) => [present(each).label, present(each).description].filter(Boolean).join(" · "));
}
