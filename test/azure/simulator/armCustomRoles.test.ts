import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Answer, type Arm, names, roles, startArm } from "./armServer.ts";

const auth = "providers/Microsoft.Authorization";

describe("ARM: custom roles", () => {
    let arm: Arm;
    const guid: string = randomUUID();
    const idAt = (scope: string, name = guid): string => `${scope}/${auth}/roleDefinitions/${name}`;
    beforeEach(async () => (arm = await startArm()));
    afterEach(() => arm.close());

    interface Wanted {
        name?: string;
        roleName?: string;
        scopes?: string[];
        permission?: object;
        as?: string;
    }

    function put({ name = guid, roleName = "Chat starter", scopes = [names.group], permission, as }: Wanted = {}): Promise<Answer> {
        const permissions = [{ actions: ["Microsoft.Compute/virtualMachines/start/action", "*/read"], notActions: [], dataActions: [], notDataActions: [], ...permission }];
        return arm.ask("PUT", idAt(scopes[0] ?? names.group, name), { as, body: { properties: { roleName, type: "CustomRole", description: "Starts machines", assignableScopes: scopes, permissions } } });
    }

    function assign(principal: string, scope: string): Promise<Answer> {
        const properties = { roleDefinitionId: idAt(names.subscription), principalId: principal, principalType: "ServicePrincipal" };
        return arm.ask("PUT", `${scope}/${auth}/roleAssignments/${randomUUID()}`, { body: { properties } });
    }

    it("is made, listed, assigned, and grants what it says and no more", async () => {
        const made = await put();
        assert.deepEqual([made.status, made.body.id, made.body.properties.type, made.body.properties.createdBy], [201, idAt(names.subscription), "CustomRole", names.dev]);
        const [listed] = await arm.all(`${names.group}/${auth}/roleDefinitions?$filter=type eq 'CustomRole'`);
        assert.equal(listed.properties.roleName, "Chat starter");
        assert.equal((await assign(names.app, names.group)).status, 201);
        assert.equal((await arm.ask("POST", `${names.machine}/start`, { as: names.app })).status, 202);
        assert.equal((await arm.ask("POST", `${names.machine}/deallocate`, { as: names.app })).status, 403);
    });

    it("a change of it acts at once on those who have it", async () => {
        await put();
        await assign(names.app, names.group);
        await put({ permission: { actions: ["Microsoft.Compute/virtualMachines/deallocate/action"] } });
        assert.equal((await arm.ask("POST", `${names.machine}/start`, { as: names.app })).status, 403);
        assert.equal((await arm.ask("POST", `${names.machine}/deallocate`, { as: names.app })).status, 202);
    });

    it("can't be assigned outside of its scopes", async () => {
        await put();
        const { status, body } = await assign(names.app, names.subscription);
        assert.deepEqual([status, body.error.code], [400, "RoleDefinitionDoesNotExist"]);
    });

    it("is not deleted while somebody has it; then 200 with what it was, then 204", async () => {
        await put();
        const assignment = await assign(names.app, names.group);
        const refused = await arm.ask("DELETE", idAt(names.group));
        assert.deepEqual([refused.status, refused.body.error.code], [400, "RoleDefinitionHasAssignments"]);
        await arm.ask("DELETE", assignment.body.id);
        const gone = await arm.ask("DELETE", idAt(names.group));
        assert.deepEqual([gone.status, gone.body.name], [200, guid]);
        assert.equal((await arm.ask("DELETE", idAt(names.group))).status, 204);
        assert.equal((await arm.ask("GET", idAt(names.group))).status, 404);
    });

    it("names are unique, whatever the letter case, also among built-in ones", async () => {
        await put();
        for (const roleName of ["CHAT STARTER", "reader"]) {
            const { status, body } = await put({ name: randomUUID(), roleName });
            assert.deepEqual([status, body.error.code], [409, "RoleDefinitionWithSameNameExists"]);
        }
        assert.equal((await put({ roleName: "chat Starter" })).status, 201);
    });

    const bad: [what: string, wanted: Wanted, code: string][] = [
        ["a name that is no GUID", { name: "mine" }, "InvalidRoleDefinitionId"],
        ["no scope", { scopes: [] }, "AssignableScopeNotSpecified"],
        ["the root as scope", { scopes: [names.group, "/"] }, "InvalidAssignableScope"],
        ["an action of nobody", { permission: { actions: ["Microsoft.Nonsense/things/read"] } }, "InvalidActionOrNotAction"],
        ["a data action of nobody", { permission: { dataActions: ["read"] } }, "InvalidDataActionOrNotDataAction"],
        ["a built-in one", { name: roles.reader, roleName: "Mine" }, "RoleDefinitionCannotBeModified"],
    ];
    for (const [what, wanted, code] of bad) {
        it(`refuses ${what}: ${code}`, async () => {
            const { status, body } = await put(wanted);
            assert.deepEqual([status, body.error.code], [400, code]);
        });
    }

    it("whoever may not write roles at one of the scopes is refused, and told which", async () => {
        const { status, body } = await put({ as: names.reader });
        assert.deepEqual([status, body.error.code], [403, "AuthorizationFailed"]);
        await arm.change({ change: "assign", principal: names.reader, role: roles.owner, scope: names.group });
        const linked = await put({ as: names.reader, scopes: [names.group, names.subscription] });
        assert.deepEqual([linked.status, linked.body.error.code], [403, "LinkedAuthorizationFailed"]);
        assert.ok(linked.body.error.message.includes(`on the linked scope(s) '${names.subscription}'`));
        assert.equal((await put({ as: names.reader })).status, 201);
    });
});

describe("ARM: locks", () => {
    let arm: Arm;
    beforeEach(async () => (arm = await startArm()));
    afterEach(() => arm.close());

    const lockId = (scope: string, name = "keep"): string => `${scope}/${auth}/locks/${name}`;

    function lock(scope: string, level: string, as?: string): Promise<Answer> {
        return arm.ask("PUT", lockId(scope), { as, body: { properties: { level, notes: "Ours" } } });
    }

    it("is made, read, listed from above, and taken away", async () => {
        assert.deepEqual([(await lock(names.account, "CanNotDelete")).status, (await lock(names.account, "CanNotDelete")).status], [201, 200]);
        assert.equal((await arm.ask("GET", lockId(names.account))).body.properties.level, "CanNotDelete");
        assert.equal((await arm.all(`${names.subscription}/${auth}/locks`)).length, 1);
        assert.equal((await arm.all(`${names.subscription}/${auth}/locks?$filter=atScope()`)).length, 0);
        assert.equal((await arm.all(`${names.machine}/${auth}/locks`)).length, 0);
        assert.deepEqual([(await arm.ask("DELETE", lockId(names.account))).status, (await arm.ask("DELETE", lockId(names.account))).status], [200, 204]);
        assert.equal((await arm.ask("GET", lockId(names.account))).body.error.code, "LockNotFound");
    });

    it("CanNotDelete stops deleting below it, names itself, and lets everything else through", async () => {
        await lock(names.group, "CanNotDelete");
        const { status, body } = await arm.ask("DELETE", names.machine);
        assert.deepEqual([status, body.error.code], [409, "ScopeLocked"]);
        assert.equal(body.error.message, `The scope '${names.machine}' cannot perform delete operation because following scope(s) are locked: '${names.group}'. Please remove the lock and try again.`);
        assert.equal((await arm.ask("PATCH", names.machine, { body: { tags: {} } })).status, 200);
        await arm.ask("DELETE", lockId(names.group));
        assert.equal((await arm.ask("DELETE", names.machine)).status, 202);
    });

    it("a group with a locked resource in it can't be deleted", async () => {
        await lock(names.account, "CanNotDelete");
        const { status, body } = await arm.ask("DELETE", names.group);
        assert.equal(status, 409);
        assert.ok(body.error.message.includes(`locked: '${names.account}'`));
        assert.equal((await arm.ask("GET", names.group)).status, 200);
    });

    it("ReadOnly stops writing, actions and role assignments too, but not reading", async () => {
        await lock(names.group, "ReadOnly");
        const role = { properties: { roleDefinitionId: `${names.subscription}/${auth}/roleDefinitions/${roles.reader}`, principalId: names.app } };
        for (const [method, path, body] of [["PATCH", names.machine, { tags: {} }], ["POST", `${names.machine}/start`], ["PUT", `${names.account}/${auth}/roleAssignments/${randomUUID()}`, role], ["DELETE", names.account]] as const) {
            assert.equal((await arm.ask(method, path, { body })).body.error.code, "ScopeLocked");
        }
        assert.equal((await arm.ask("GET", names.machine)).status, 200);
        assert.equal((await arm.ask("DELETE", lockId(names.group))).status, 200);
    });

    it("only who may change access may lock; a level of no list is refused", async () => {
        await arm.change({ change: "assign", principal: names.reader, role: "Contributor", scope: names.group });
        assert.equal((await lock(names.group, "ReadOnly", names.reader)).body.error.code, "AuthorizationFailed");
        assert.equal((await lock(names.group, "Frozen")).body.error.code, "InvalidLockLevel");
        assert.equal((await lock(`${names.account}-no`, "ReadOnly")).body.error.code, "ResourceNotFound");
    });
});
