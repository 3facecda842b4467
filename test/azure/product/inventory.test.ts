import assert from "node:assert/strict";
import type { Management, Tenant } from "../../../src/azure/arm.ts";
import { parseCustomCloud } from "../../../src/azure/cloud.ts";
import type { GetToken } from "../../../src/azure/credentials.ts";
import type { AccountIdentity } from "../../../src/azure/identity.ts";
import { createInventory, type Inventory } from "../../../src/azure/inventory.ts";
import { accountManagement } from "../../../src/azure/arm/managements.ts";
import type { ManagedIdentity, ResourceKind } from "../../../src/azure/resources.ts";
import type { SimulatorOptions } from "../../simulator/index.ts";
import { assertDescribed, group, identityId, type Sandbox, startSandbox } from "../sandbox.ts";

const contoso = "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210";
const fabrikam = "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18";

/** The tenants of one VS Code account, through the product's own management. */
function managementOf({ simulator }: Sandbox, name = "dev@contoso.com", refused?: string): Management {
    const account: AccountIdentity = { kind: "account", accountId: name, name };
    const getToken: GetToken = async (identity, resource, { tenantId } = {}) => {
        if (tenantId === refused && refused) {
            throw new Error("interaction_required");
        }
        const issued = await simulator.token({ principal: (identity as AccountIdentity).name, resource, tenantId });
        return { value: issued.accessToken, expiresOn: issued.expiresOn, claims: {} };
    };
    return accountManagement({ cloud: parseCustomCloud(simulator.customCloud), getToken, log: () => undefined }, [account]);
}

async function subscriptionNamed(inventory: Inventory, name: string) {
    const { subscriptions } = await inventory.subscriptions();
    return subscriptions.find((one) => one.name === name) ?? assert.fail(`no subscription ${name}`);
}

async function names(inventory: Inventory, kind: ResourceKind, subscription: string): Promise<string[]> {
    return (await inventory.resources(kind, await subscriptionNamed(inventory, subscription))).map(({ name }) => name);
}

describe("What is in Azure", function () {
    this.timeout(15_000);
    let sandbox: Sandbox;
    const start = (options?: SimulatorOptions) => async () => {
        sandbox = await startSandbox(options);
    };
    const close = () => sandbox.close();
    const queries = () => sandbox.simulator.requests.filter(({ path }) => path.endsWith("/Microsoft.ResourceGraph/resources"));

    describe("in two tenants", () => {
        before(start());
        after(close);
        beforeEach(() => sandbox.simulator.clearRequests());

        it("is listed by tenant, subscription, kind and name", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            const { subscriptions, failures } = await inventory.subscriptions();
            assert.deepEqual(subscriptions.map(({ name, tenant }) => [name, tenant.name]), [["Playground", "contoso.com"], ["Research", "fabrikam.com"]]);
            assert.deepEqual(failures, []);
            assert.deepEqual(await names(inventory, "account", "Playground"), ["ai-services-playground", "aoai-private"]);
            assert.deepEqual(await names(inventory, "managedIdentity", "Playground"), ["uai-no-role", "uai-playground"]);
            assert.deepEqual(await names(inventory, "virtualMachine", "Playground"), ["vm-playground"]);
            assert.deepEqual(await names(inventory, "account", "Research"), ["aoai-research"]);
            assertDescribed(sandbox);
        });

        it("tells of an account what one chooses it by", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            const [account] = await inventory.resources("account", await subscriptionNamed(inventory, "Playground"));
            assert.ok(account?.kind === "account");
            assert.deepEqual(
                [account.accountKind, account.disableLocalAuth, account.publicNetworkAccess, account.customSubDomainName, account.endpoint],
                ["AIServices", true, "Enabled", "ai-services-playground", sandbox.simulator.accounts["ai-services-playground"]]);
        });

        it("is not hidden by a tenant that wants a sign-in of its own", async () => {
            const inventory = createInventory(async () => managementOf(sandbox, "dev@contoso.com", fabrikam));
            const { subscriptions, failures } = await inventory.subscriptions();
            assert.deepEqual(subscriptions.map(({ name }) => name), ["Playground"]);
            assert.deepEqual(failures.map(({ tenant, error }) => [tenant.name, tenant.tenantId, (error as Error).name]), [["fabrikam.com", fabrikam, "AccessError"]]);
        });

        it("is narrowed to the subscriptions that were selected", async () => {
            const inventory = createInventory(async () => managementOf(sandbox), { accept: ({ name }) => name === "Research" });
            assert.deepEqual((await inventory.subscriptions()).subscriptions.map(({ name }) => name), ["Research"]);
        });

        it("is nothing while signed out", async () => {
            const inventory = createInventory(async () => undefined);
            assert.deepEqual(await inventory.subscriptions(), { subscriptions: [], failures: [] });
        });

        it("is read once, until it is cleared", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            await Promise.all(Array.from({ length: 5 }, () => names(inventory, "account", "Playground")));
            assert.equal(queries().length, 1);
            inventory.clear();
            await names(inventory, "account", "Playground");
            assert.equal(queries().length, 2);
        });

        it("is read again for a node that is older than the list", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            const older = await subscriptionNamed(inventory, "Playground");
            inventory.clear();
            assert.equal((await inventory.resources("account", older)).length, 2);
        });

        it("is read again after a failure", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            await inventory.subscriptions();
            const fault = sandbox.simulator.fault({ match: { service: "arm", times: 1 }, action: { reset: true } });
            await assert.rejects(names(inventory, "account", "Playground"));
            fault.remove();
            assert.equal((await names(inventory, "account", "Playground")).length, 2);
        });

        it("is listed without Resource Graph where that refuses, the same and said in the log", async () => {
            const usual = createInventory(async () => managementOf(sandbox));
            const told: string[] = [];
            const other = createInventory(async () => managementOf(sandbox), { onFallback: (kind) => told.push(kind) });
            const fault = sandbox.simulator.fault({ match: { path: "ResourceGraph" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } } });
            for (const kind of ["account", "managedIdentity", "virtualMachine"] as const) {
                const listed = await other.resources(kind, await subscriptionNamed(other, "Playground"));
                fault.remove();
                const queried = await usual.resources(kind, await subscriptionNamed(usual, "Playground"));
                assert.deepEqual(listed.map(comparable), queried.map(comparable));
                sandbox.simulator.fault(fault.rule);
            }
            assert.deepEqual(told, ["account", "managedIdentity", "virtualMachine"]);
            assertDescribed(sandbox);
            await fetch(`${sandbox.simulator.controlUrl}/faults`, { method: "DELETE" });
        });
    });

    /** What neither source leaves out: Resource Graph also knows the power state, and the tenant. */
    function comparable(resource: object): object {
        return { ...resource, powerState: undefined, tenantId: undefined };
    }

    describe("among ten thousand identities", () => {
        before(start({ seed: { subscriptions: 0, resourcesPerSubscription: 0, identities: 10_000, accounts: 20 } }));
        after(close);

        it("is read with one request for a thousand, and two to begin with", async () => {
            const inventory = createInventory(async () => managementOf(sandbox, "dev@contoso.com"));
            await inventory.subscriptions();
            sandbox.simulator.clearRequests();
            assert.equal((await names(inventory, "managedIdentity", "Generated many")).length, 10_000);
            assert.equal((await names(inventory, "managedIdentity", "Playground")).length, 2);
            assert.ok(sandbox.simulator.requests.length <= Math.ceil(10_002 / 1000) + 2, `${sandbox.simulator.requests.length}`);
        });
    });

    describe("in a hundred subscriptions", () => {
        before(start({ seed: { subscriptions: 100, resourcesPerSubscription: 10 } }));
        after(close);

        it("is read with one request for a kind, however many are opened at once", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            const { subscriptions } = await inventory.subscriptions();
            const mine = subscriptions.filter(({ tenant }) => tenant.tenantId === contoso);
            assert.equal(mine.length, 101);
            sandbox.simulator.clearRequests();
            const lists = await Promise.all(mine.map((subscription) => inventory.resources("account", subscription)));
            assert.equal(lists.flat().length, 100 * 4 + 2);
            assert.equal(sandbox.simulator.requests.length, 1);
        });

        it("shows the other subscriptions where Resource Graph and one of them refuse", async () => {
            const inventory = createInventory(async () => managementOf(sandbox));
            const [bad, good] = await Promise.all(["Generated 001", "Generated 002"].map((name) => subscriptionNamed(inventory, name)));
            const refused = { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } };
            sandbox.simulator.fault({ match: { path: "ResourceGraph" }, action: refused });
            sandbox.simulator.fault({ match: { path: `/subscriptions/${bad!.subscriptionId}/providers` }, action: refused });
            await assert.rejects(inventory.resources("account", bad!), { statusCode: 403 });
            assert.equal((await inventory.resources("account", good!)).length, 4);
        });
    });

    describe("and has just changed", () => {
        let clock = Date.now();
        let inventory: Inventory;
        before(start({ delays: { resourceGraphLagMs: 60_000 } }));
        after(close);
        beforeEach(async () => {
            inventory = createInventory(async () => managementOf(sandbox), { now: () => clock });
            await names(inventory, "managedIdentity", "Playground");
        });

        const created = (name: string): ManagedIdentity => ({
            kind: "managedIdentity", id: identityId(name), name, location: "eastus2", resourceGroup: "rg-playground",
            subscriptionId: group.split("/")[2]!, tenantId: contoso, clientId: "c", principalId: "p",
        });

        it("shows what was created, although Resource Graph does not know it", async () => {
            inventory.remember(created("uai-new"));
            assert.deepEqual(await names(inventory, "managedIdentity", "Playground"), ["uai-new", "uai-no-role", "uai-playground"]);
            inventory.clear();
            assert.deepEqual(await names(inventory, "managedIdentity", "Playground"), ["uai-new", "uai-no-role", "uai-playground"]);
            assert.deepEqual(await names(inventory, "account", "Playground"), ["ai-services-playground", "aoai-private"]);
        });

        it("shows it once when Resource Graph knows it, in whatever letter case", async () => {
            inventory.remember({ ...created("uai-playground"), id: identityId("uai-playground").toUpperCase() });
            assert.deepEqual(await names(inventory, "managedIdentity", "Playground"), ["uai-no-role", "uai-playground"]);
        });

        it("hides what was deleted, although Resource Graph still has it", async () => {
            inventory.forget(identityId("uai-no-role"));
            assert.deepEqual(await names(inventory, "managedIdentity", "Playground"), ["uai-playground"]);
        });

        it("believes Resource Graph again after five minutes", async () => {
            inventory.remember(created("uai-new"));
            inventory.forget(identityId("uai-no-role"));
            clock += 5 * 60_000 + 1;
            assert.deepEqual(await names(inventory, "managedIdentity", "Playground"), ["uai-no-role", "uai-playground"]);
        });
    });
});

describe("The tenants of an account", () => {
    it("are each read with their own rights", async () => {
        const sandbox = await startSandbox();
        try {
            const tenants: Tenant[] = await managementOf(sandbox).tenants();
            assert.deepEqual(tenants.map(({ name, tenantId }) => [name, tenantId]), [["contoso.com", contoso], ["fabrikam.com", fabrikam]]);
            assert.ok(tenants.every(({ accountId }) => accountId === "dev@contoso.com"));
        } finally {
            await sandbox.close();
        }
    });
});
