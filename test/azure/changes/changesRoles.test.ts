import assert from "node:assert/strict";
import { assignRole, removeRoleAssignment } from "../../../src/azure/changes/roleAssignments.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import { roleAssignmentName } from "../../../src/azure/roles/roleAssignmentName.ts";
import { roleCatalog } from "../../../src/azure/roles/roleCatalog.ts";
import { accountId, assertDescribed, group, type Sandbox, startSandbox, subscription } from "../sandbox.ts";

const principalId = "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283";
const { openAiUser, reader } = roleCatalog;

describe("Assigning and removing roles", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: "setup" });
    });
    afterEach(async () => {
        assertDescribed(sandbox);
        await sandbox.close();
    });

    const wanted = { scope: accountId, principalId, principalType: "ServicePrincipal" as const, roleId: openAiUser.id, principalName: "uai-playground", roleName: openAiUser.name };
    const rows = () => [...sandbox.simulator.state.roleAssignments].filter((row) => row.principalId === principalId);
    const puts = () => sandbox.changes().filter(({ method }) => method === "PUT");

    it("gives the role under a name that follows from scope, principal and role", async () => {
        const { assignment, created } = await assignRole(sandbox.access(), wanted);
        assert.equal(created, true);
        assert.equal(assignment.principalType, "ServicePrincipal");
        const [put] = puts();
        assert.equal(put?.path, `${accountId}/providers/Microsoft.Authorization/roleAssignments/${roleAssignmentName(accountId, principalId, openAiUser.id)}`);
        assert.deepEqual(put?.body, { properties: {
            roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${openAiUser.id}`, principalId, principalType: "ServicePrincipal",
        } });
    });

    it("takes a role that is there for done", async () => {
        const first = await assignRole(sandbox.access(), wanted);
        const second = await assignRole(sandbox.access(), { ...wanted, scope: accountId.toUpperCase(), principalId: principalId.toUpperCase() });
        assert.equal(second.created, false);
        assert.equal(second.assignment.id.toLowerCase(), first.assignment.id.toLowerCase());
        assert.equal(puts().length, 1);
        assert.equal(rows().length, 1);
    });

    it("never widens an assignment that somebody has put a condition on", async () => {
        await assignRole(sandbox.access(), wanted);
        rows()[0]!.condition = "@Resource[x] StringEquals 'y'";
        const { assignment } = await assignRole(sandbox.access(), wanted);
        assert.equal(assignment.condition, "@Resource[x] StringEquals 'y'");
        assert.equal(rows()[0]!.condition, "@Resource[x] StringEquals 'y'");
    });

    it("finds the one that the portal made under another name (RoleAssignmentExists)", async () => {
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: openAiUser.name, scope: "rg-playground" });
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: openAiUser.name, scope: "ai-services-playground" });
        const { assignment, created } = await assignRole(sandbox.access(), wanted);
        assert.equal(created, false);
        assert.equal(assignment.scope, accountId);
        assert.equal(puts()[0]?.status, 409);
        assert.equal(rows().length, 2);
    });

    it("waits for a directory that does not know the principal yet, and tells so", async () => {
        const { simulator, timer } = sandbox;
        simulator.fault({ match: { method: "PUT", times: 3 }, action: { status: 400, body: { error: { code: "PrincipalNotFound", message: `Principal ${principalId} does not exist in the directory.` } } } });
        const told: string[] = [];
        const { created } = await assignRole(sandbox.access(), wanted, { timer, onWait: ({ message }) => told.push(message) });
        assert.equal(created, true);
        assert.deepEqual(puts().map(({ status }) => status), [400, 400, 400, 201]);
        assert.equal(told.length, 2 + 4 + 8);
        assert.equal(told[0], "Waiting until the directory knows uai-playground");
    });

    it("is not refused by the replication delay of a new identity, as it names the principal's type", async () => {
        sandbox.simulator.state.delays.principalReplicationMs = 60_000;
        sandbox.simulator.state.principals.get(principalId)!.createdAt = sandbox.simulator.state.clock.now();
        assert.equal((await assignRole(sandbox.access(), wanted)).created, true);
    });

    it("gives up on a principal that stays unknown, after two minutes", async () => {
        const { simulator, timer } = sandbox;
        simulator.fault({ match: { method: "PUT" }, action: { status: 400, body: { error: { code: "PrincipalNotFound", message: "Principal does not exist." } } } });
        const start = timer.now();
        const error = await assignRole(sandbox.access(), wanted, { timer }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.kind, "principalNotFound");
        assert.equal(Math.round((timer.now() - start) / 1_000), 120);
    });

    it("names principal, action, scope and role to who may not assign", async () => {
        const error = await assignRole(sandbox.access("reader@contoso.com"), wanted, { who: "reader@contoso.com" }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.summary, "reader@contoso.com could not give uai-playground the role Cognitive Services OpenAI User on ai-services-playground");
        const evidence = Object.fromEntries(error.failure.evidence.map(({ name, value }) => [name, value]));
        assert.equal(evidence["Action"], "Microsoft.Authorization/roleAssignments/write");
        assert.equal(evidence["Scope"], accountId);
        assert.equal(evidence["Allowed by"], "Role Based Access Control Administrator");
    });

    it("assigns at a group and at a subscription too", async () => {
        for (const scope of [group, subscription]) {
            const { assignment } = await assignRole(sandbox.access(), { ...wanted, scope, roleId: reader.id });
            assert.equal(assignment.scope, scope);
        }
        assert.equal(rows().length, 2);
    });

    it("removes an assignment, and takes one that is gone for done", async () => {
        const { assignment } = await assignRole(sandbox.access(), wanted);
        await removeRoleAssignment(sandbox.access(), assignment.id);
        assert.deepEqual(rows(), []);
        await removeRoleAssignment(sandbox.access(), assignment.id);
        assert.deepEqual(sandbox.changes().map(({ method, status }) => [method, status]), [["PUT", 201], ["DELETE", 200], ["DELETE", 204]]);
    });

    it("stops waiting for the directory when cancelled", async () => {
        const cancel = new AbortController();
        sandbox.simulator.fault({ match: { method: "PUT" }, action: { status: 400, body: { error: { code: "PrincipalNotFound", message: "Principal does not exist." } } } });
        await assert.rejects(assignRole(sandbox.access(), wanted, { signal: cancel.signal, onWait: () => cancel.abort() }), { name: "AbortError" });
        assert.deepEqual(rows(), []);
    });
});
