import assert from "node:assert/strict";
import { setLimits } from "../../simulator/arm/index.ts";
import { type Arm, identityIdOf, names, roles, startArm } from "./armServer.ts";

const east = { location: "eastus2" };

describe("ARM: user-assigned identities", () => {
    let arm: Arm;
    before(async () => (arm = await startArm()));
    after(() => arm.close());

    it("creates one at once: 201 with its place, then 200", async () => {
        const id = identityIdOf("uai-new");
        const created = await arm.ask("PUT", id, { body: { location: "East US 2", tags: { a: "b" } } });
        assert.equal(created.status, 201);
        assert.equal(created.headers["location"], id.replace("resourceGroups", "resourcegroups"));
        assert.match(created.body.properties.clientId, /^[0-9a-f-]{36}$/);
        assert.equal(created.body.properties.tenantId, names.tenant);
        const again = await arm.ask("PUT", id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"), { body: east });
        assert.deepEqual([again.status, again.body.properties.clientId, again.body.tags], [200, created.body.properties.clientId, {}]);
        assert.deepEqual((await arm.ask("PATCH", id, { body: { tags: { x: "y" } } })).body.tags, { x: "y" });
        assert.equal((await arm.ask("GET", id)).body.name, "uai-new");
    });

    const goodNames = ["abc", "0-_", "a".repeat(128)];
    const badNames = ["ab", "a".repeat(129), "-abc", "_abc", "a.bc", "a bc", "ümlaut"];
    for (const name of goodNames) {
        it(`takes the name ${name.slice(0, 12)} (${name.length})`, async () => {
            assert.equal((await arm.ask("PUT", identityIdOf(name), { body: east })).status, 201);
        });
    }
    for (const name of badNames) {
        it(`refuses the name ${name.slice(0, 12)} (${name.length})`, async () => {
            const { status, body } = await arm.ask("PUT", identityIdOf(encodeURIComponent(name)), { body: east });
            assert.deepEqual([status, body.error.code], [400, "InvalidResourceName"]);
        });
    }

    it("needs a region that exists, and keeps it", async () => {
        const id = identityIdOf("uai-region");
        assert.equal((await arm.ask("PUT", id, { body: {} })).body.error.code, "LocationRequired");
        assert.equal((await arm.ask("PUT", id, { body: { location: "atlantis" } })).body.error.code, "LocationNotAvailableForResourceType");
        await arm.ask("PUT", id, { body: east });
        assert.equal((await arm.ask("PUT", id, { body: { location: "westeurope" } })).body.error.code, "InvalidResourceLocation");
        assert.equal((await arm.ask("PUT", id, { body: [] })).body.error.code, "InvalidRequestContent");
    });

    it("deletes: 200, then 204; its role assignments stay behind", async () => {
        const id = identityIdOf("uai-short-lived");
        const { body } = await arm.ask("PUT", id, { body: east });
        await arm.change({ change: "assign", principal: body.properties.principalId, role: roles.reader, scope: names.account });
        assert.equal((await arm.ask("DELETE", id)).status, 200);
        assert.equal((await arm.ask("DELETE", id)).status, 204);
        assert.equal((await arm.ask("GET", id)).body.error.code, "ResourceNotFound");
        const left = await arm.all(`${names.account}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '${body.properties.principalId}'`);
        assert.equal(left.length, 1);
    });

    it("keeps federated credentials, up to the limit", async () => {
        const all = `${identityIdOf("uai-playground")}/federatedIdentityCredentials`;
        const body = { properties: { issuer: "https://example.com/", subject: "repo:x", audiences: ["api://AzureADTokenExchange"] } };
        assert.equal((await arm.ask("PUT", `${all}/one`, { body })).status, 201);
        assert.equal((await arm.ask("PUT", `${all}/one`, { body })).status, 200);
        assert.deepEqual((await arm.ask("GET", `${all}/one`)).body.properties, body.properties);
        assert.equal((await arm.ask("PUT", `${all}/bad`, { body: { properties: {} } })).status, 400);
        setLimits(arm.state, { federatedCredentials: 1 });
        assert.equal((await arm.ask("PUT", `${all}/two`, { body })).body.error.code, "FederatedIdentityCredentialLimitExceeded");
        assert.equal((await arm.all(all)).length, 1);
        assert.equal((await arm.ask("DELETE", `${all}/one`)).status, 200);
        assert.equal((await arm.ask("DELETE", `${all}/one`)).status, 204);
    });

    it("a reader may look and not touch", async () => {
        const id = identityIdOf("uai-playground");
        assert.equal((await arm.ask("GET", id, { as: names.reader })).status, 200);
        for (const method of ["PUT", "PATCH", "DELETE"]) {
            const { status, body } = await arm.ask(method, id, { as: names.reader, body: east });
            assert.deepEqual([status, body.error.code], [403, "AuthorizationFailed"]);
        }
    });
});
