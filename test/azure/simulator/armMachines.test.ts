import assert from "node:assert/strict";
import { type Answer, type Arm, identityIdOf, names, roles, startArm } from "./armServer.ts";

type Kind = "SystemAssigned" | "UserAssigned" | "SystemAssigned, UserAssigned" | "SystemAssigned,UserAssigned" | "None";

interface Identity {
    type: string;
    principalId?: string;
    userAssignedIdentities?: Record<string, { clientId: string }>;
}

describe("ARM: identities of a machine", () => {
    let arm: Arm;
    beforeEach(async () => {
        arm = await startArm();
        for (const name of ["uai-1", "uai-2", "uai-3"]) {
            await arm.ask("PUT", identityIdOf(name), { body: { location: "eastus2" } });
        }
    });
    afterEach(() => arm.close());

    function patch(type: Kind | string, map?: Record<string, object | null>, as?: string): Promise<Answer> {
        return arm.ask("PATCH", names.machine, { as, body: { identity: { type, ...(map && { userAssignedIdentities: map }) } } });
    }

    async function identity(): Promise<Identity> {
        return (await arm.ask("GET", names.machine)).body.identity;
    }

    function attachedIn(found: Identity): string[] {
        return Object.keys(found?.userAssignedIdentities ?? {}).map((id) => id.split("/").at(-1) ?? "").toSorted();
    }

    /** Makes the machine begin with the system-assigned identity or without, and with so many others. */
    async function begin(system: boolean, count: number): Promise<void> {
        await patch("None");
        const ids = ["uai-playground", "uai-no-role", "uai-1", "uai-2", "uai-3"].slice(0, count).map((name) => [identityIdOf(name), {}]);
        const kinds = [system ? "SystemAssigned" : "", count > 0 ? "UserAssigned" : ""].filter(Boolean).join(", ");
        await patch(kinds || "None", count > 0 ? Object.fromEntries(ids) : undefined);
        assert.equal(attachedIn(await identity()).length, count);
    }

    for (const [system, count] of [[false, 0], [false, 1], [true, 0], [true, 1], [true, 4]] as const) {
        it(`attaching one to ${count}${system ? " and the system's own" : ""} keeps what was there`, async () => {
            await begin(system, count);
            const before = await identity();
            const added = await patch(system ? "SystemAssigned, UserAssigned" : "UserAssigned", { [identityIdOf("uai-3")]: {} });
            assert.equal(added.status, 200);
            const after = await identity();
            assert.deepEqual(attachedIn(after), [...attachedIn(before), "uai-3"].toSorted());
            assert.equal(after.principalId, before?.principalId);
        });
    }

    it("a type that does not name the system-assigned identity removes it", async () => {
        const { body } = await patch("UserAssigned", {});
        assert.deepEqual([body.identity.type, body.identity.principalId], ["UserAssigned", undefined]);
        assert.equal(attachedIn(body.identity).length, 2);
    });

    it("null removes one, whatever the letter case, and the others stay", async () => {
        const { body } = await patch("SystemAssigned,UserAssigned", { [identityIdOf("UAI-NO-ROLE").replace("resourceGroups", "RESOURCEGROUPS")]: null });
        assert.deepEqual(attachedIn(body.identity), ["uai-playground"]);
        assert.equal(body.identity.type, "SystemAssigned, UserAssigned");
    });

    it("ids keep the letter case in which they were attached, and are found in any other", async () => {
        await begin(false, 0);
        const odd = identityIdOf("uai-1").replace("resourceGroups", "resourcegroups").replace("userAssignedIdentities", "userassignedidentities");
        await patch("UserAssigned", { [odd]: {} });
        await patch("UserAssigned", { [identityIdOf("UAI-1")]: {} });
        assert.deepEqual(Object.keys((await identity()).userAssignedIdentities ?? {}), [odd]);
    });

    it("removing the last one with null while the type says UserAssigned is refused, and nothing changes", async () => {
        await begin(false, 1);
        const { status, body } = await patch("UserAssigned", { [identityIdOf("uai-playground")]: null });
        assert.equal(status, 400);
        assert.match(body.error.message, /must not be null or empty for 'UserAssigned'/);
        assert.deepEqual(attachedIn(await identity()), ["uai-playground"]);
    });

    it("SystemAssigned alone removes all others, None removes everything", async () => {
        assert.deepEqual((await patch("SystemAssigned")).body.identity.userAssignedIdentities, undefined);
        assert.equal((await patch("None")).body.identity, undefined);
        const { body } = await patch("SystemAssigned");
        assert.match(body.identity.principalId, /^[0-9a-f-]{36}$/);
    });

    it("an unknown type or identity is refused", async () => {
        assert.equal((await patch("Everything")).status, 400);
        const unknown = await patch("SystemAssigned, UserAssigned", { [identityIdOf("nobody")]: {} });
        assert.deepEqual([unknown.status, unknown.body.error.code], [400, "FailedIdentityOperation"]);
    });

    it("without assign/action on an identity: LinkedAuthorizationFailed names it; removing needs no such right", async () => {
        await arm.change({ change: "assign", principal: names.reader, role: roles.virtualMachineContributor, scope: names.machine });
        const refused = await patch("SystemAssigned, UserAssigned", { [identityIdOf("uai-1")]: {} }, names.reader);
        assert.deepEqual([refused.status, refused.body.error.code], [403, "LinkedAuthorizationFailed"]);
        assert.ok(refused.body.error.message.includes(`'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${identityIdOf("uai-1")}'`));
        assert.equal((await patch("SystemAssigned, UserAssigned", { [identityIdOf("uai-no-role")]: null }, names.reader)).status, 200);
    });

    it("without virtualMachines/write: AuthorizationFailed", async () => {
        const { body } = await patch("None", undefined, names.reader);
        assert.equal(body.error.code, "AuthorizationFailed");
    });

    it("an etag of before is refused with 412, today's is taken", async () => {
        const { headers } = await arm.ask("GET", names.machine);
        const tags = { body: { tags: { a: "b" } }, headers: { "if-match": headers["etag"] ?? "" } };
        assert.equal((await arm.ask("PATCH", names.machine, tags)).status, 200);
        assert.deepEqual([(await arm.ask("PATCH", names.machine, tags)).status], [412]);
    });

    it("a change takes its time: Updating, a status to follow, and 409 for who comes in between", async () => {
        arm.state.delays.operationMs = 60_000;
        const first = await patch("SystemAssigned, UserAssigned", { [identityIdOf("uai-1")]: {} });
        assert.equal(first.body.properties.provisioningState, "Updating");
        assert.equal(first.headers["retry-after"], "10");
        const status = first.headers["azure-asyncoperation"] ?? "";
        assert.match(status, /\/providers\/Microsoft\.Compute\/locations\/eastus2\/operations\/[0-9a-f-]{36}\?/);
        assert.equal((await arm.ask("GET", status)).body.status, "InProgress");
        const second = await patch("SystemAssigned, UserAssigned", { [identityIdOf("uai-2")]: {} });
        assert.deepEqual([second.status, second.body.error.code], [409, "Conflict"]);
        arm.state.clock.advance(60_001);
        const done = await arm.ask("GET", status);
        assert.equal(done.body.status, "Succeeded");
        assert.ok(done.body.endTime);
        assert.equal((await arm.ask("GET", names.machine)).body.properties.provisioningState, "Succeeded");
        assert.equal((await patch("SystemAssigned, UserAssigned", { [identityIdOf("uai-2")]: {} })).status, 200);
        assert.equal(attachedIn(await identity()).length, 4);
    });

    it("shows whether the machine runs, when asked", async () => {
        const { body } = await arm.ask("GET", `${names.machine}?$expand=instanceView`);
        assert.ok(body.properties.instanceView.statuses.some(({ code }: { code: string }) => code === "PowerState/running"));
        assert.equal((await arm.ask("GET", names.machine)).body.properties.instanceView, undefined);
    });
});
