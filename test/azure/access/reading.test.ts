import assert from "node:assert/strict";
import { createAccessReader } from "../../../src/azure/access/accessReader.ts";
import { machinesWith } from "../../../src/azure/access/machines.ts";
import { mayCall } from "../../../src/azure/access/mayCall.ts";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { missingActions } from "../../../src/azure/access/permissions.ts";
import { principalNames } from "../../../src/azure/access/principalNames.ts";
import { assignRole, removeRoleAssignment } from "../../../src/azure/changes/roleAssignments.ts";
import { queryResources } from "../../../src/azure/arm/resourceGraph.ts";
import { toResource } from "../../../src/azure/resources.ts";
import { roleCatalog } from "../../../src/azure/roles/roleCatalog.ts";
import { pendingMs } from "../../../src/resources/describeRoles.ts";
import { readScenario } from "../../simulator/scenario/load.ts";
import { accountId, assertDescribed, developer, group, identityId, machineId, type Sandbox, startSandbox, subscription, subscriptionId } from "../sandbox.ts";

const uai = "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283";
const uaiNoRole = "d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57";
const vm = "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614";
const dev = "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63";
const team = "0f7b2f0e-9d3c-4c58-a2de-5c1f4f1d7a11";
/** reader@contoso.com */
const teamMember = "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590";
const managementGroup = "/providers/Microsoft.Management/managementGroups/mg-contoso";
const { openAiUser, reader } = roleCatalog;

/** The playground with a management group, a team, a custom role, and a deny assignment that names nobody yet. */
async function scenario() {
    const playground = await readScenario("playground");
    return {
        ...playground,
        managementGroups: [{ name: "mg-contoso", displayName: "Contoso", tenant: "contoso.com", subscriptions: ["Playground"] }],
        principals: [...playground.principals ?? [], { kind: "group" as const, oid: team, displayName: "team", tenant: "contoso.com" }]
            .map((each) => (each.upn === "reader@contoso.com" ? { ...each, memberOf: ["team"] } : each)),
        roles: [{
            name: "7a1d64f0-2a10-4b0e-9c5d-7f3f3f1d1c01", roleName: "Chat only", assignableScopes: [subscription],
            permissions: [{ dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"] }],
        }],
        delays: { ...playground.delays, resourceGraphLagMs: 60_000 },
    };
}

describe("Reading who can do what", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: await scenario() });
        sandbox.simulator.state.clock.advance(120_000);
    });
    afterEach(async () => {
        assertDescribed(sandbox);
        await sandbox.close();
    });

    const read = () => createAccessReader({ now: () => sandbox.timer.now() });
    const give = async (principal: string, role: string, scope: string, condition?: string) => {
        await sandbox.simulator.change({ change: "assign", principal, role, scope, condition });
        sandbox.simulator.state.clock.advance(120_000);
    };
    const refuseGraph = () => sandbox.simulator.fault({
        match: { path: "Microsoft.ResourceGraph/resources" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } },
    });

    for (const source of ["Resource Graph", "ARM, where Resource Graph refuses"]) {
        const begin = () => void (source === "Resource Graph" || refuseGraph());

        it(`shows the roles of an identity, wherever they are given (${source})`, async () => {
            await give("uai-playground", "Reader", managementGroup);
            await give("uai-playground", "Chat only", "rg-playground");
            begin();
            const held = await read().rolesOf(sandbox.access(), uai, [subscriptionId]);
            const told = held.map(({ roleName, scopeName, hasInference, assignment }) => [roleName, scopeName, hasInference, assignment.principalType]);
            assert.deepEqual(told.toSorted(), [
                ["Chat only", "rg-playground", true, "ServicePrincipal"],
                ["Cognitive Services OpenAI User", "ai-services-playground", true, "ServicePrincipal"],
                ["Reader", "mg-contoso", false, "ServicePrincipal"],
            ]);
            assert.ok(held.every(({ assignment }) => !Number.isNaN(new Date(assignment.createdOn ?? "").getTime())));
        });

        it(`shows who can call an account, direct before inherited (${source})`, async () => {
            await give("team", "Cognitive Services User", "Playground");
            await give("uai-no-role", "Cognitive Services OpenAI User", "rg-playground", "@Resource[x] StringEquals 'y'");
            await give(developer, "Cognitive Services User", managementGroup);
            begin();
            const rows = await Promise.all((["managedIdentity", "virtualMachine"] as const).map(async (kind) =>
                source === "Resource Graph" ? (await queryResources(sandbox.access(), kind, [subscriptionId])).map((row) => toResource(kind, row)) : []));
            const found = await read().whoCanCall(sandbox.access(), accountId, { names: principalNames(rows.flat()) });
            const told = found.map(({ principalId, access, roleName, inheritedFrom }) => [principalId, access.kind, roleName, inheritedFrom]);
            assert.deepEqual(told[0], [uai, "granted", "Cognitive Services OpenAI User", undefined]);
            assert.deepEqual(told.slice(1).toSorted(), [
                [team, "granted", "Cognitive Services User", subscription],
                [dev, "granted", "Cognitive Services User", managementGroup],
                [uaiNoRole, "conditional", "Cognitive Services OpenAI User", group],
            ].toSorted());
            if (source === "Resource Graph") {
                assert.deepEqual(found[0]?.known, { name: "uai-playground", kind: "identity", resourceId: identityId("uai-playground") });
            }
            assert.equal(found.some(({ principalId }) => principalId === vm), false, "Reader does not call models");
        });

        it(`shows what an identity is attached to (${source})`, async () => {
            begin();
            const found = await machinesWith(sandbox.access(), identityId("uai-playground").toUpperCase(), [subscriptionId]);
            assert.deepEqual(found.map(({ id, name }) => [id.toLowerCase(), name]), [[machineId.toLowerCase(), "vm-playground"]]);
            assert.match(found[0]?.type ?? "", /^microsoft\.compute\/virtualmachines$/i);
        });
    }

    it("tells of each principal what it may do with an account, members of groups included", async () => {
        const principals = [uai, uaiNoRole, vm, teamMember];
        const kinds = async () => {
            const accessOf = mayCall(read(), sandbox.access(), accountId);
            return (await Promise.all(principals.map(accessOf))).map(({ kind }) => kind);
        };
        assert.deepEqual(await kinds(), ["granted", "notGranted", "notGranted", "notGranted"]);
        await give("team", "Cognitive Services User", "Playground");
        assert.deepEqual(await kinds(), ["granted", "notGranted", "notGranted", "granted"]);
    });

    it("reads for a list to choose from no more than what was read a moment ago", async () => {
        const reading = read();
        await reading.whoCanCall(sandbox.access(), accountId);
        const access = sandbox.access();
        await reading.whoCanCall(access, accountId);
        sandbox.simulator.clearRequests();
        assert.equal((await mayCall(reading, access, accountId)(uai)).kind, "granted");
        assert.deepEqual(sandbox.simulator.requests.map(({ path }) => path), []);
        reading.clear();
        await mayCall(reading, access, accountId)(uai);
        assert.notEqual(sandbox.simulator.requests.length, 0);
    });

    it("takes a new role for one in force once a call has succeeded", async () => {
        const reading = read();
        await sandbox.simulator.change({ change: "assign", principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: accountId });
        sandbox.simulator.state.clock.advance(90_000);
        const pending = async () => (await reading.rolesOf(sandbox.access(), uaiNoRole, [subscriptionId])).map((held) => pendingMs(held, new Date(sandbox.timer.now())) > 0);
        assert.deepEqual(await pending(), [true]);
        reading.noteProof(uaiNoRole, accountId.toUpperCase());
        assert.deepEqual(await pending(), [false]);
        const access = await reading.canCall(sandbox.access(), uaiNoRole, accountId);
        assert.equal(access.kind === "granted" && access.mayNotBeInForceYet, false);
    });

    it("does not take a call for the proof of a role that was given later", async () => {
        const reading = read();
        reading.noteProof(uaiNoRole, accountId);
        sandbox.simulator.state.clock.advance(1_000);
        await sandbox.simulator.change({ change: "assign", principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: accountId });
        sandbox.simulator.state.clock.advance(90_000);
        const [held] = await reading.rolesOf(sandbox.access(), uaiNoRole, [subscriptionId]);
        assert.ok(pendingMs(held!, new Date(sandbox.timer.now())) > 0);
    });

    it("shows a role at once that was assigned a second ago, and hides one that was removed", async () => {
        const reading = read();
        const wanted = { scope: accountId, principalId: uaiNoRole, principalType: "ServicePrincipal" as const, roleId: openAiUser.id };
        const { assignment } = await assignRole(sandbox.access(), wanted);
        assert.deepEqual(await reading.rolesOf(sandbox.access(), uaiNoRole, [subscriptionId]), []);
        reading.remember(assignment);
        assert.deepEqual((await reading.rolesOf(sandbox.access(), uaiNoRole, [subscriptionId])).map(({ roleName }) => roleName), [openAiUser.name]);
        const caller = (await reading.whoCanCall(sandbox.access(), accountId)).find(({ principalId }) => principalId === uaiNoRole);
        assert.ok(caller?.access.kind === "granted" && caller.access.mayNotBeInForceYet);
        await removeRoleAssignment(sandbox.access(), assignment.id);
        reading.forget(assignment.id);
        assert.deepEqual(await reading.rolesOf(sandbox.access(), uaiNoRole, [subscriptionId]), []);
        const [own] = await reading.rolesOf(sandbox.access(), uai, [subscriptionId]);
        reading.forget(own!.assignment.id.toUpperCase());
        assert.deepEqual(await reading.rolesOf(sandbox.access(), uai, [subscriptionId]), []);
        sandbox.simulator.state.clock.advance(10 * 60_000);
        assert.equal((await reading.rolesOf(sandbox.access(), uai, [subscriptionId])).length, 1, "Azure's own word counts again");
    });

    it("answers whether one may call, by the identity's own role", async () => {
        const answer = await read().canCall(sandbox.access(), uai, accountId);
        assert.ok(answer.kind === "granted");
        assert.deepEqual([answer.roleName, answer.inheritedFrom, answer.viaGroup], [openAiUser.name, undefined, undefined]);
        const none = await read().canCall(sandbox.access(), uaiNoRole, accountId);
        assert.ok(none.kind === "notGranted");
        const owner = await read().canCall(sandbox.access(), dev, accountId);
        assert.ok(owner.kind === "notGranted");
        assert.equal(owner.nearest[0]?.reason, "noDataActions");
    });

    it("knows the groups of a principal from ARM", async () => {
        await give("team", "Cognitive Services User", managementGroup);
        const answer = await read().canCall(sandbox.access(), "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590", accountId);
        assert.ok(answer.kind === "granted", JSON.stringify(answer));
        assert.equal(answer.viaGroup, team);
    });

    it("can't tell about groups where the directory is not to be read", async () => {
        await give("team", "Cognitive Services User", "Playground");
        sandbox.simulator.fault({
            match: { path: "Authorization/roleAssignments$", times: 1 },
            action: { status: 403, body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation." } } },
        });
        const answer = await read().canCall(sandbox.access(), "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590", accountId);
        assert.deepEqual(answer.kind === "unknown" && answer.why[0]?.kind, "groupMembership");
    });

    it("sees a deny assignment, and can't tell about one of a group", async () => {
        const { state } = sandbox.simulator;
        const deny = {
            displayName: "no calls", scope: group, excludePrincipals: [], doNotApplyToChildScopes: false, createdAt: 0,
            permissions: [{ actions: [], notActions: [], dataActions: ["*"], notDataActions: [] }],
        };
        const add = (name: string, principals: string[]) =>
            state.denyAssignments.add({ ...deny, name, principals, id: `${group}/providers/Microsoft.Authorization/denyAssignments/${name}` });
        const one = add("4c1f4f10-0000-4000-8000-000000000001", [team]);
        const doubtful = await read().canCall(sandbox.access(), uai, accountId);
        assert.deepEqual(doubtful.kind === "unknown" && doubtful.why[0]?.kind, "denyAssignment");
        state.denyAssignments.delete(one.id);
        add("4c1f4f10-0000-4000-8000-000000000002", [uai]);
        assert.equal((await read().canCall(sandbox.access(), uai, accountId)).kind, "denied");
        assert.equal((await read().whoCanCall(sandbox.access(), accountId)).find(({ principalId }) => principalId === uai)?.access.kind, "denied");
    });

    it("marks a principal as orphaned only when it is known to be gone", async () => {
        const callers = await read().whoCanCall(sandbox.access(), accountId);
        assert.deepEqual(callers.map(({ orphaned }) => orphaned), [false]);
        const known = await read().whoCanCall(sandbox.access(), accountId, { isDeleted: (principalId) => principalId === uai });
        assert.deepEqual(known.map(({ orphaned, principalId }) => [principalId, orphaned]), [[uai, true]]);
    });

    it("lists every role that can be assigned, custom ones and their conditions too", async () => {
        const roles = await read().assignableRoles(sandbox.access(), accountId);
        const names = roles.map(({ roleName }) => roleName);
        assert.ok(names.includes("Chat only") && names.includes("Owner"));
        assert.deepEqual(names, names.toSorted((left, right) => left.localeCompare(right)));
        assert.equal(roles.find(({ roleName }) => roleName === "Chat only")?.roleType, "CustomRole");
        assert.ok(roles.find(({ roleName }) => roleName === "Foundry Owner")?.permissions.some(({ condition }) => condition));
        assert.match(roles.find(({ roleName }) => roleName === reader.name)?.id ?? "", new RegExp(`^${subscription}/.*${reader.id}$`));
    });

    it("reads each role definition once", async () => {
        const reading = read();
        await Promise.all([1, 2].map(() => reading.rolesOf(sandbox.access(), uai, [subscriptionId])));
        await reading.whoCanCall(sandbox.access(), accountId);
        const reads = sandbox.simulator.requests.filter(({ path }) => path.endsWith(`roleDefinitions/${openAiUser.id}`));
        assert.equal(reads.length, 1);
    });

    it("tells the caller's own missing actions, at subscriptions too", async () => {
        const write = "Microsoft.Authorization/roleAssignments/write";
        assert.deepEqual(await missingActions(sandbox.access(), subscription, [write, "Microsoft.Compute/virtualMachines/write"]), []);
        assert.deepEqual(await missingActions(sandbox.access("reader@contoso.com"), accountId, [write, "Microsoft.CognitiveServices/accounts/read"]),
            [{ action: write, verdict: "missing" }]);
        refusePermissions(403);
        assert.deepEqual(await missingActions(sandbox.access(), accountId, [write]), [{ action: write, verdict: "unknown" }]);
    });

    for (const status of [403, 404, 200]) {
        it(`takes a proxy's ${status} for no answer about rights, and not for a refusal`, async () => {
            sandbox.simulator.fault({ match: { path: "Authorization/permissions$", times: 1 }, action: { status, body: "<html>Blocked</html>", headers: { "content-type": "text/html" } } });
            const error = await missingActions(sandbox.access(), accountId, ["Microsoft.CognitiveServices/accounts/write"]).then(() => undefined, (caught: unknown) => caught);
            assert.equal(armFailure({ what: "read the rights", error }).kind, "proxyAnswered");
        });
    }

    it("asks above a resource that is not there yet", async () => {
        refusePermissions(404);
        const id = identityId("uai-new", `${subscription}/resourceGroups/rg-new`);
        assert.deepEqual(await missingActions(sandbox.access(), id, ["Microsoft.ManagedIdentity/userAssignedIdentities/write"]), []);
    });

    function refusePermissions(status: number) {
        sandbox.simulator.fault({ match: { path: "Authorization/permissions$", times: 1 }, action: { status, body: { error: { code: "No", message: "No." } } } });
    }
});
