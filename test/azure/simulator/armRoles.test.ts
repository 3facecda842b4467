import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setLimits } from "../../simulator/arm/index.ts";
import { type Answer, type Arm, identityIdOf, names, roles, startArm } from "./armServer.ts";

const auth = "providers/Microsoft.Authorization";

describe("ARM: roles", () => {
    let arm: Arm;
    beforeEach(async () => (arm = await startArm()));
    afterEach(() => arm.close());

    interface Assign {
        role?: string;
        principal?: string;
        type?: string;
        name?: string;
        as?: string;
        more?: object;
    }

    function assign(scope: string, { role = roles.openAiUser, principal = names.app, type, name = randomUUID(), as, more }: Assign = {}): Promise<Answer> {
        const roleDefinitionId = `${names.subscription}/${auth}/roleDefinitions/${role}`;
        const properties = { roleDefinitionId, principalId: principal, ...(type && { principalType: type }), ...more };
        return arm.ask("PUT", `${scope}/${auth}/roleAssignments/${name}`, { as, body: { properties } });
    }

    /** Principal and last part of the scope of each assignment that a list shows. */
    async function listed(scope: string, filter?: string): Promise<string[]> {
        const found = await arm.all(`${scope}/${auth}/roleAssignments${filter ? `?$filter=${filter}` : ""}`);
        return found.map(({ properties }) => `${nameOf(properties.principalId)}@${properties.scope.split("/").at(-1)}`).toSorted();
    }

    function nameOf(oid: string): string {
        return arm.state.principals.get(oid.toLowerCase())?.displayName ?? oid;
    }

    it("finds role definitions by name and kind, ids qualified by the subscription", async () => {
        const [reader] = await arm.all(`${names.group}/${auth}/roleDefinitions?$filter=roleName eq 'reader'`);
        assert.equal(reader.id, `${names.subscription}/${auth}/roleDefinitions/${roles.reader}`);
        assert.equal((await arm.all(`${names.group}/${auth}/roleDefinitions?$filter=type eq 'CustomRole'`)).length, 0);
        assert.equal((await arm.all(`${names.group}/${auth}/roleDefinitions`)).length, 30);
        assert.equal((await arm.ask("GET", `/${auth}/roleDefinitions/${roles.owner}`, { as: names.app })).body.properties.roleName, "Owner");
        assert.equal((await arm.ask("GET", `${names.group}/${auth}/roleDefinitions/${randomUUID()}`)).body.error.code, "RoleDefinitionDoesNotExist");
    });

    it("shows a custom role where it can be assigned", async () => {
        const permissions = [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }];
        const role = { name: randomUUID(), roleName: "Ours", roleType: "CustomRole" as const, description: "", assignableScopes: [names.group], permissions };
        arm.state.roleDefinitions.set(role.name, role);
        const custom = `${auth}/roleDefinitions?$filter=type eq 'CustomRole'`;
        assert.equal((await arm.all(`${names.account}/${custom}`)).length, 1);
        assert.equal((await arm.all(`${names.subscription}/${custom}`)).length, 0);
        assert.equal((await arm.all(`${names.subscription}/${custom} and atScopeAndBelow()`)).length, 1);
        assert.equal((await assign(names.account, { role: role.name })).status, 201);
        assert.equal((await assign(names.subscription, { role: role.name })).body.error.code, "RoleDefinitionDoesNotExist");
    });

    it("lists assignments at, above and below; atScope leaves out those below", async () => {
        const inherited = ["Dev Contoso", "Reader Contoso", "vm-playground"].map((name) => `${name}@${names.subscription.split("/")[2]}`);
        const own = "uai-playground@ai-services-playground";
        assert.deepEqual(await listed(names.group), [...inherited, own].toSorted());
        assert.deepEqual(await listed(names.group, "atScope()"), inherited.toSorted());
        assert.deepEqual(await listed(names.account, "atScope()"), [...inherited, own].toSorted());
    });

    it("principalId eq does not look into groups, assignedTo does", async () => {
        const group = { oid: randomUUID(), kind: "group" as const, displayName: "Team", tenantId: names.tenant, memberOf: [], createdAt: 0 };
        arm.state.principals.set(group.oid, group);
        arm.state.principals.get(names.app)?.memberOf.push(group.oid);
        await assign(names.group, { principal: group.oid });
        await assign(names.account, { principal: names.app });
        assert.deepEqual(await listed(names.group, `principalId eq '${names.app}'`), ["playground-app@ai-services-playground"]);
        assert.deepEqual(await listed(names.group, `assignedTo('${names.app}')`), ["Team@rg-playground", "playground-app@ai-services-playground"]);
        assert.deepEqual(await listed(names.group, `atScope() and assignedTo('${names.app}')`), ["Team@rg-playground"]);
        const asGroup = await arm.ask("GET", `${names.group}/${auth}/roleAssignments?$filter=assignedTo('${group.oid}')`);
        assert.equal(asGroup.status, 400);
    });

    it("pages", async () => {
        setLimits(arm.state, { pageSize: 1 });
        assert.equal((await listed(names.account)).length, 4);
    });

    it("assigns: 201 without who created it, which later reading shows; then the right is there", async () => {
        assert.equal((await arm.ask("GET", names.account, { as: names.app })).status, 403);
        const created = await assign(names.account, { type: "ServicePrincipal" });
        assert.deepEqual([created.status, created.body.properties.createdBy, created.body.properties.condition], [201, null, null]);
        const read = await arm.ask("GET", created.body.id);
        assert.equal(read.body.properties.createdBy, names.dev);
        assert.equal((await arm.ask("GET", names.account, { as: names.app })).status, 200);
    });

    it("a right comes into force late, and is listed at once", async () => {
        arm.state.delays.roleAssignmentMs = 20_000;
        await assign(names.account);
        assert.ok((await listed(names.account)).includes("playground-app@ai-services-playground"));
        assert.equal((await arm.ask("GET", names.account, { as: names.app })).status, 403);
        arm.state.clock.advance(20_000);
        assert.equal((await arm.ask("GET", names.account, { as: names.app })).status, 200);
    });

    it("the same again is RoleAssignmentExists under another name, and fine under its own", async () => {
        const name = randomUUID();
        await assign(names.account, { name });
        const again = await assign(names.account.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions"));
        assert.deepEqual([again.status, again.body.error.code], [409, "RoleAssignmentExists"]);
        assert.ok(again.body.error.message.endsWith(`${name.replaceAll("-", "")}.`));
        assert.equal((await assign(names.account, { name })).status, 200);
    });

    it("another principal, role or scope under the same name is not permitted", async () => {
        const name = randomUUID();
        await assign(names.account, { name });
        for (const other of [assign(names.account, { name, principal: names.reader }), assign(names.account, { name, role: roles.reader }), assign(names.group, { name })]) {
            const { status, body } = await other;
            assert.deepEqual([status, body.error.code], [400, "RoleAssignmentUpdateNotPermitted"]);
        }
    });

    it("a new identity is PrincipalNotFound until replicated, unless its type is given", async () => {
        arm.state.delays.principalReplicationMs = 30_000;
        const { body } = await arm.ask("PUT", identityIdOf("uai-fresh"), { body: { location: "eastus2" } });
        const principal: string = body.properties.principalId;
        const early = await assign(names.account, { principal });
        assert.deepEqual([early.status, early.body.error.code], [400, "PrincipalNotFound"]);
        assert.ok(early.body.error.message.startsWith(`Principal ${principal.replaceAll("-", "")} does not exist in the directory ${names.tenant}.`));
        assert.equal((await assign(names.group, { principal, type: "ServicePrincipal" })).status, 201);
        arm.state.clock.advance(30_000);
        assert.equal((await assign(names.account, { principal })).status, 201);
    });

    it("a client id in place of the object id is not found, a wrong type is named", async () => {
        const clientId = arm.state.identities.get(identityIdOf("uai-playground"))?.clientId;
        assert.equal((await assign(names.account, { principal: clientId })).body.error.code, "PrincipalNotFound");
        const wrong = await assign(names.account, { principal: names.reader, type: "ServicePrincipal" });
        assert.deepEqual([wrong.status, wrong.body.error.code], [400, "UnmatchedPrincipalType"]);
    });

    it("refuses unknown roles, bad names, missing members, absent scopes", async () => {
        assert.equal((await assign(names.account, { role: randomUUID() })).body.error.code, "RoleDefinitionDoesNotExist");
        assert.equal((await assign(names.account, { name: "not-a-guid" })).body.error.code, "InvalidRoleAssignmentId");
        assert.equal((await assign(names.account, { principal: "somebody" })).body.error.code, "InvalidPrincipalId");
        assert.equal((await arm.ask("PUT", `${names.account}/${auth}/roleAssignments/${randomUUID()}`, { body: {} })).status, 400);
        assert.equal((await assign(`${names.account}-no`)).body.error.code, "ResourceNotFound");
    });

    it("whoever may not assign is refused; with a conditional right, in words that say so", async () => {
        const refused = await assign(names.account, { as: names.reader });
        assert.equal(refused.status, 403);
        assert.match(refused.body.error.message, /does not have authorization to perform action 'Microsoft.Authorization\/roleAssignments\/write'/);
        await arm.change({ change: "assign", principal: names.reader, role: roles.owner, scope: names.account, condition: "@Resource[x] StringEquals 'y'" });
        assert.match((await assign(names.account, { as: names.reader })).body.error.message, /does not have authorization or an ABAC condition not fulfilled to perform action/);
    });

    it("stops at the limit of a subscription", async () => {
        setLimits(arm.state, { roleAssignments: 4 });
        const { status, body } = await assign(names.account);
        assert.deepEqual([status, body.error.code], [400, "RoleAssignmentLimitExceeded"]);
    });

    it("deletes: 200 with what was, 204; the last owner stays", async () => {
        const { body } = await assign(names.account);
        const gone = await arm.ask("DELETE", body.id);
        assert.deepEqual([gone.status, gone.body.name], [200, body.name]);
        assert.equal((await arm.ask("DELETE", body.id)).status, 204);
        const [owner] = await arm.all(`${names.subscription}/${auth}/roleAssignments?$filter=principalId eq '${names.dev}'`);
        const kept = await arm.ask("DELETE", owner.id);
        assert.equal(kept.status, 400);
        assert.match(kept.body.error.message, /Cannot delete the last RBAC admin assignment/);
        await assign(names.subscription, { role: roles.owner });
        assert.equal((await arm.ask("DELETE", owner.id)).status, 200);
    });

    it("tells the caller's own permissions at subscription, group and resource", async () => {
        for (const scope of [names.subscription, names.group, names.account]) {
            const found = await arm.all(`${scope}/${auth}/permissions`);
            assert.deepEqual(found, [{ actions: ["*"], notActions: [], dataActions: [], notDataActions: [] }]);
        }
        const [mine] = await arm.all(`${names.account}/${auth}/permissions`, { as: names.uai });
        assert.ok(mine.dataActions.includes("Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"));
        assert.deepEqual(await arm.all(`${names.group}/${auth}/permissions`, { as: names.uai }), []);
    });

    it("a deny assignment is listed, and takes the right away", async () => {
        const id = `${names.account}/${auth}/denyAssignments/${randomUUID()}`;
        const permissions = [{ actions: ["Microsoft.CognitiveServices/accounts/read"], notActions: [], dataActions: [], notDataActions: [] }];
        arm.state.denyAssignments.add({ id, name: id.split("/").at(-1) ?? "", displayName: "No look", scope: names.account, permissions, principals: ["*"], excludePrincipals: [names.dev], doNotApplyToChildScopes: false, createdAt: 0 });
        const [deny] = await arm.all(`${names.account}/${auth}/denyAssignments?$filter=atScope()`);
        assert.deepEqual([deny.properties.denyAssignmentName, deny.properties.principals[0].type], ["No look", "SystemDefined"]);
        assert.equal((await arm.ask("GET", names.account, { as: names.reader })).status, 403);
        assert.equal((await arm.ask("GET", names.account)).status, 200);
        assert.equal((await arm.all(`${names.group}/providers/Microsoft.CognitiveServices/accounts`, { as: names.reader })).length, 1);
    });

    it("a management group's assignment reaches down into its subscriptions", async () => {
        const id = "/providers/Microsoft.Management/managementGroups/root";
        arm.state.managementGroups.add({ id, tenantId: names.tenant, displayName: "Root", subscriptions: [names.subscription.split("/")[2] ?? ""] });
        await arm.change({ change: "assign", principal: names.app, role: roles.reader, scope: id });
        assert.equal((await arm.ask("GET", names.account, { as: names.app })).status, 200);
        const [above] = await arm.all(`${names.account}/${auth}/roleAssignments?$filter=principalId eq '${names.app}'`);
        assert.equal(above.properties.scope, id);
        assert.equal(above.properties.roleDefinitionId, `/${auth}/roleDefinitions/${roles.reader}`);
    });
});
