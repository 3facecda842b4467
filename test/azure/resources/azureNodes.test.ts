import assert from "node:assert/strict";
import { explain } from "../../../src/azure/failures/explain.ts";
import { createInventory, type Inventory } from "../../../src/azure/inventory.ts";
import { azureChildren, azureRoots, type AzureTreeSources } from "../../../src/resources/azureNodes.ts";
import type { Node } from "../../../src/resources/nodes.ts";
import { present } from "../../../src/resources/presentation.ts";
import type { SimulatorOptions } from "../../simulator/index.ts";
import { type Sandbox, startSandbox } from "../sandbox.ts";

describe("The Azure tree", function () {
    this.timeout(30_000);
    let sandbox: Sandbox;
    let inventory: Inventory;
    let filter = "";
    let shown = 200;

    const begin = (options?: SimulatorOptions) => async () => {
        sandbox = await startSandbox(options);
        const tenant = { tenantId: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210", name: "contoso.com", accountId: "dev", access: sandbox.access() };
        const refused = { tenantId: "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18", name: "fabrikam.com", access: { ...sandbox.access(), credential: { getToken: () => Promise.reject(new Error("signed out")) } } };
        inventory = createInventory(async () => ({ kind: "account", name: "dev@contoso.com", tenants: async () => [tenant, refused] }));
    };
    const end = () => sandbox.close();
    beforeEach(() => {
        filter = "";
        shown = 200;
    });

    // What this file looks at reads no roles.
    const sources = (): AzureTreeSources => ({
        inventory, reader: undefined as never, learn: () => undefined, readAhead: () => undefined,
        explain: async (error, what) => explain(error, { what, who: "dev@contoso.com" }),
        explainTenant: async ({ tenant, error }) => ({ ...explain(error, { what: "list" }), summary: `Not signed in to ${tenant.name}` }),
        filter: () => filter, shown: () => shown,
    });
    const line = (node: Node) => [present(node).label, present(node).description].filter(Boolean).join(" | ");

    /** The rows below a path of labels. */
    async function rows(...path: string[]): Promise<Node[]> {
        let nodes = await azureRoots(sources());
        for (const label of path) {
            const node = nodes.find((each) => present(each).label === label) ?? assert.fail(`no ${label} among ${nodes.map(line).join(", ")}`);
            nodes = await azureChildren(node, sources());
        }
        return nodes;
    }
    const lines = async (...path: string[]) => (await rows(...path)).map(line);

    describe("of the playground", () => {
        before(begin());
        after(end);

        it("shows subscriptions, and beside them the tenant that wants its own sign-in", async () => {
            assert.deepEqual(await lines(), ["Playground | contoso.com", "Not signed in to fabrikam.com | Try again"]);
        });

        it("shows who answered where a captive portal answers for Azure, instead of empty groups and accounts without deployments", async () => {
            const portal = () => sandbox.simulator.fault({ match: { service: "arm" }, action: { status: 200, body: "<html><head><title>Guest network</title></head></html>", headers: { "content-type": "text/html" } } });
            inventory.clear();
            const [subscription] = await rows();
            const fault = portal();
            const [group] = await azureChildren(subscription!, sources());
            const [failure] = await azureChildren(group!, sources());
            fault.remove();
            inventory.clear();
            assert.equal(failure?.kind === "failure" && failure.failure.kind, "proxyAnswered");
            assert.match(line(failure!), /dev@contoso\.com could not list the AI Services/i);
        });

        it("leads from the subscription to the deployments", async () => {
            assert.deepEqual(await lines("Playground"), ["AI Services | 2", "Managed Identities | 2", "Virtual Machines | 1"]);
            assert.deepEqual(await lines("Playground", "AI Services"), ["ai-services-playground | keys off · AIServices · eastus2", "aoai-private | private only · OpenAI · westeurope"]);
            assert.deepEqual(await lines("Playground", "AI Services", "ai-services-playground", "Deployments"), ["gpt-4o | 2024-11-20 · GlobalStandard 50K TPM", "o4-mini | 2025-04-16 · GlobalStandard 10K TPM"]);
            assert.deepEqual(await lines("Playground", "Virtual Machines", "vm-playground"), ["vm-playground (system-assigned)", "uai-playground", "uai-no-role"]);
        });

        it("shows only names with the filter's text, in whatever letter case, opened down to them, and counts them", async () => {
            filter = "PRIVATE";
            assert.deepEqual(await lines("Playground"), ["AI Services | 1 of 2"]);
            assert.deepEqual(await lines("Playground", "AI Services"), ["aoai-private | private only · OpenAI · westeurope"]);
            const [root] = await azureRoots(sources());
            assert.equal(present(root!).children, "expanded");
            assert.equal(present((await azureChildren(root!, sources()))[0]!).children, "expanded");
        });

        it("hides the subscriptions without a hit, and says so where none has one", async () => {
            filter = "playground";
            assert.deepEqual((await azureRoots(sources())).map(line).filter((text) => text.startsWith("Research")), []);
            filter = "no such name";
            const [none] = await azureRoots(sources());
            assert.equal(line(none!), 'No account, identity or machine has "no such name" in its name | change the filter…');
        });

        it("shows a kind that can't be listed although a filter hides the others", async () => {
            filter = "private";
            const fault = sandbox.simulator.fault({ match: { path: "ResourceGraph|providers/Microsoft.ManagedIdentity" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } } });
            inventory.clear();
            assert.deepEqual(await lines("Playground"), ["AI Services | 1 of 2", "Managed Identities"]);
            fault.remove();
            inventory.clear();
        });

        it("shows why a group can't be listed as a node, beside groups that can", async () => {
            const fault = sandbox.simulator.fault({ match: { path: "ResourceGraph|providers/Microsoft.ManagedIdentity" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } } });
            inventory.clear();
            assert.deepEqual((await lines("Playground"))[1], "Managed Identities");
            const [failed] = await rows("Playground", "Managed Identities");
            fault.remove();
            assert.equal(failed?.kind === "failure" && failed.failure.summary, "dev@contoso.com could not list the managed identities of Playground");
            inventory.clear();
        });

        it("shows why deployments can't be listed, and tries again when it is opened again", async () => {
            const fault = sandbox.simulator.fault({ match: { path: "/deployments$" }, action: { status: 429, headers: { "retry-after": "77" }, body: { error: { code: "TooManyRequests", message: "slow down" } } } });
            const [failed] = await rows("Playground", "AI Services", "ai-services-playground", "Deployments");
            fault.remove();
            assert.ok(failed?.kind === "failure");
            assert.deepEqual([failed.failure.summary, failed.failure.remedy], ["dev@contoso.com could not list the deployments of ai-services-playground", "Try again in 77 s."]);
            assert.equal((await rows("Playground", "AI Services", "ai-services-playground", "Deployments")).length, 2);
        });

        it("keeps its nodes' ids, which are no labels, from one reading to the next", async () => {
            const ids = async () => (await rows("Playground", "AI Services")).map(({ id }) => id);
            const before = await ids();
            inventory.clear();
            assert.deepEqual(await ids(), before);
            assert.match(before[0]!, /^dev\/7d2c5b1e-.*\/subscriptions\/.*\/accounts\/ai-services-playground$/);
        });

        it("has no two nodes with one id", async () => {
            const paths = [[], ["Playground"], ["Playground", "AI Services"], ["Playground", "AI Services", "ai-services-playground"], ["Playground", "AI Services", "ai-services-playground", "Deployments"], ["Playground", "Managed Identities"], ["Playground", "Virtual Machines"], ["Playground", "Virtual Machines", "vm-playground"]];
            const ids = (await Promise.all(paths.map((path) => rows(...path)))).flat().map(({ id }) => id);
            assert.equal(new Set(ids).size, ids.length);
        });
    });

    describe("of ten thousand identities", () => {
        before(begin({ seed: { subscriptions: 0, resourcesPerSubscription: 0, identities: 10_000 } }));
        after(end);

        it("begins with 200, and says how many more there are", async () => {
            const found = await lines("Generated many", "Managed Identities");
            assert.equal(found.length, 201);
            assert.equal(found.at(-1), "Show more… | 9,800 not shown");
            shown = 400;
            assert.deepEqual((await lines("Generated many", "Managed Identities")).slice(-1), ["Show more… | 9,600 not shown"]);
        });

        it("finds one among them by its name, at once", async () => {
            await rows("Generated many");
            filter = "uai-many-09999";
            const start = performance.now();
            assert.deepEqual((await lines("Generated many", "Managed Identities")).map((text) => text.split(" | ")[0]), ["uai-many-09999"]);
            assert.ok(performance.now() - start < 250);
        });

        it("says so of a subscription with nothing of a kind", async () => {
            assert.deepEqual(await lines("Generated many", "Virtual Machines"), ["No virtual machines in Generated many"]);
        });
    });
});
