import assert from "node:assert/strict";
import { createIdentity, deleteIdentity, findIdentity } from "../../../src/azure/changes/identities.ts";
import { checkGroupName, checkIdentityName } from "../../../src/azure/changes/identityName.ts";
import { setLocalAuth } from "../../../src/azure/changes/localAuth.ts";
import { ensureResourceGroup, listLocations, listResourceGroups } from "../../../src/azure/changes/resourceGroups.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import { accountId, assertDescribed, group, identityId, type Sandbox, startSandbox, subscription, subscriptionId } from "../sandbox.ts";

describe("Creating and deleting identities", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;

    before(async () => {
        sandbox = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
    });
    beforeEach(() => sandbox.simulator.clearRequests());
    afterEach(() => assertDescribed(sandbox));
    after(() => sandbox.close());

    const newOne = { subscriptionId, resourceGroup: "rg-playground", name: "uai-new", location: "East US 2" };
    const sent = () => sandbox.changes().map(({ method, path, body, status }) => ({ method, path, body, status }));

    it("creates an identity, and takes one that is there for done", async () => {
        const made = await createIdentity(sandbox.access(), newOne);
        assert.equal(made.created, true);
        assert.equal(made.identity.location, "eastus2");
        assert.match(made.identity.principalId, /^[0-9a-f-]{36}$/);
        assert.deepEqual(sent(), [{ method: "PUT", path: identityId("uai-new"), body: { location: "East US 2" }, status: 201 }]);
        sandbox.simulator.state.identities.get(identityId("uai-new"))!.tags = { owner: "somebody" };
        const again = await createIdentity(sandbox.access(), { ...newOne, location: "eastus2" });
        assert.deepEqual({ ...again, identity: again.identity.principalId }, { created: false, identity: made.identity.principalId });
        assert.equal(sent().length, 1);
        assert.deepEqual(sandbox.simulator.state.identities.get(identityId("uai-new"))!.tags, { owner: "somebody" });
    });

    it("says where one of that name is, instead of moving it", async () => {
        const error = await createIdentity(sandbox.access(), { ...newOne, name: "uai-playground", location: "westeurope" }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.kind, "nameTaken");
        assert.match(error.message, /You could not create the identity uai-playground.*is in eastus2 already.*westeurope/);
        assert.deepEqual(sent(), []);
    });

    it("names the right that a reader lacks to create one", async () => {
        const error = await createIdentity(sandbox.access("reader@contoso.com"), { ...newOne, name: "uai-other" }, { who: "reader@contoso.com" }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.summary, "reader@contoso.com could not create the identity uai-other");
        assert.match(error.failure.cause, /userAssignedIdentities\/write/);
        assert.deepEqual(error.failure.evidence.find(({ name }) => name === "Allowed by")?.value, "Managed Identity Contributor");
    });

    it("deletes an identity, and takes one that is gone for done", async () => {
        await createIdentity(sandbox.access(), { ...newOne, name: "uai-short" });
        await deleteIdentity(sandbox.access(), identityId("uai-short"));
        assert.equal(await findIdentity(sandbox.access(), identityId("uai-short")), undefined);
        await deleteIdentity(sandbox.access(), identityId("uai-short"));
        assert.deepEqual(sent().map(({ method, status }) => [method, status]), [["PUT", 201], ["DELETE", 200], ["DELETE", 204]]);
    });

    it("creates a resource group once, and leaves one that is elsewhere alone", async () => {
        const wanted = { subscriptionId, name: "rg-new", location: "westeurope" };
        const made = await ensureResourceGroup(sandbox.access(), wanted);
        assert.deepEqual(made, { created: true, group: { id: `${subscription}/resourceGroups/rg-new`, name: "rg-new", location: "westeurope" } });
        assert.equal((await ensureResourceGroup(sandbox.access(), wanted)).created, false);
        assert.deepEqual((await ensureResourceGroup(sandbox.access(), { ...wanted, name: "rg-playground" })).group.location, "eastus2");
        assert.deepEqual(sent().map(({ method, body }) => [method, body]), [["PUT", { location: "westeurope" }]]);
        const names = (await listResourceGroups(sandbox.access(), subscriptionId)).map(({ name }) => name);
        assert.deepEqual(names, ["rg-new", "rg-playground"]);
    });

    it("lists the regions by the names that people know", async () => {
        const locations = await listLocations(sandbox.access(), subscriptionId);
        assert.deepEqual(locations.find(({ name }) => name === "eastus2"), { name: "eastus2", displayName: "East US 2" });
        assert.deepEqual(locations.map(({ displayName }) => displayName), locations.map(({ displayName }) => displayName).toSorted());
    });

    it("switches an account's keys off and on, sending nothing else", async () => {
        const account = sandbox.simulator.state.accounts.get(accountId)!;
        assert.deepEqual(await setLocalAuth(sandbox.access(), accountId, true), { changed: true });
        assert.equal(account.properties.disableLocalAuth, false);
        assert.deepEqual(await setLocalAuth(sandbox.access(), accountId, false), { changed: true });
        assert.deepEqual(await setLocalAuth(sandbox.access(), accountId, false), { changed: false });
        assert.equal(account.properties.disableLocalAuth, true);
        assert.deepEqual(sent().map(({ method, body }) => [method, body]),
            [["PATCH", { properties: { disableLocalAuth: false } }], ["PATCH", { properties: { disableLocalAuth: true } }]]);
    });

    it("follows the switch of the keys to its end where Azure takes its time", async () => {
        const { simulator } = sandbox;
        const status = `${simulator.urls.arm}${subscription}/providers/Microsoft.CognitiveServices/locations/eastus2/operationResults/one?api-version=2025-09-01`;
        simulator.fault({ match: { method: "PATCH", times: 1 }, action: { status: 202, body: {}, headers: { "azure-asyncoperation": status, "retry-after": "0" } } });
        const document = (state: string) => ({ status: 200, body: { status: state }, headers: { "retry-after": "0" } });
        simulator.fault({ match: { path: "operationResults/one", times: 2 }, action: document("Running") });
        simulator.fault({ match: { path: "operationResults/one" }, action: document("Succeeded") });
        await setLocalAuth(sandbox.access(), accountId, true);
        assert.equal(simulator.requests.filter(({ path }) => path.endsWith("operationResults/one")).length, 3);
    });

    it("sends nothing once it is cancelled", async () => {
        const signal = AbortSignal.abort();
        await assert.rejects(createIdentity(sandbox.access(), { ...newOne, name: "uai-never" }, { signal }), { name: "AbortError" });
        assert.deepEqual(sandbox.simulator.requests, []);
    });
});

describe("Naming an identity", () => {
    const rules: [string, RegExp | undefined][] = [
        ["uai-playground", undefined],
        ["0a_", undefined],
        ["a".repeat(128), undefined],
        ["a".repeat(129), /3 to 128 characters; this has 129/],
        ["ab", /3 to 128 characters; this has 2/],
        ["", /3 to 128/],
        ["-abc", /begin with a letter or digit/],
        ["_abc", /begin with a letter or digit/],
        ["uai.playground", /not “\.”/],
        ["uai playground", /not blanks/],
        ["uaï", /not “ï”/],
        ["UAI-Taken", /exists in the resource group/],
    ];
    for (const [name, rule] of rules) {
        it(`${rule ? "names the rule that is broken by" : "accepts"} "${name.length > 40 ? `${name.length} letters` : name}"`, () => {
            const said = checkIdentityName(name, ["uai-taken"]);
            assert.equal(said === undefined, rule === undefined, said);
            assert.match(said ?? "", rule ?? /^$/);
        });
    }

    it("agrees with what Azure refuses", async () => {
        const sandbox = await startSandbox({ scenario: "setup" });
        try {
            for (const [name, rule] of rules.filter(([text]) => text !== "" && text !== "UAI-Taken")) {
                const made = createIdentity(sandbox.access(), { subscriptionId, resourceGroup: "rg-playground", name, location: "eastus2" });
                const refused = await made.then(() => false, () => true);
                assert.equal(refused, rule !== undefined, name);
            }
        } finally {
            await sandbox.close();
        }
    });

    it("knows the rules for resource groups", () => {
        assert.equal(checkGroupName("rg_(1).a-b"), undefined);
        assert.equal(checkGroupName("rg-größe"), undefined);
        assert.match(checkGroupName("rg.") ?? "", /end with a dot/);
        assert.match(checkGroupName("rg/1") ?? "", /not “\/”/);
        assert.match(checkGroupName("x".repeat(91)) ?? "", /1 to 90/);
        assert.match(checkGroupName("RG-Playground", [group.split("/").at(-1)!]) ?? "", /exists in the subscription/);
    });
});
