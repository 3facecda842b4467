import assert from "node:assert/strict";
import { attachIdentity, detachIdentity, setSystemAssigned } from "../../../src/azure/changes/machineIdentity.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import { assertDescribed, group, identityId, machineId, type Sandbox, startSandbox } from "../sandbox.ts";

describe("Changing the identities of a machine", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: "setup", delays: { operationMs: 0, resourceGraphLagMs: 0 } });
        const { state } = sandbox.simulator;
        for (let index = 0; index < 5; index++) {
            const raw = { name: `uai-${index}`, location: "eastus2", type: "Microsoft.ManagedIdentity/userAssignedIdentities", tenantId: state.machines.get(machineId)!.identity?.tenantId ?? "" };
            state.identities.add({ ...raw, id: identityId(raw.name), principalId: crypto.randomUUID(), clientId: crypto.randomUUID(), createdAt: 0 });
        }
        sandbox.simulator.clearRequests();
    });
    afterEach(async () => {
        assertDescribed(sandbox);
        await sandbox.close();
    });

    const has = () => sandbox.simulator.state.machines.get(machineId)!.identity;
    const names = () => Object.keys(has()?.userAssignedIdentities ?? {}).map((id) => id.split("/").at(-1)).sort();
    const give = async (count: number) => {
        for (let index = 0; index < count; index++) {
            await sandbox.simulator.change({ change: "attach", machine: "vm-playground", identity: `uai-${index}` });
        }
    };
    const giveSystem = () => sandbox.simulator.change({ change: "attach", machine: "vm-playground", identity: "system" });
    const patches = () => sandbox.changes().map(({ method, body }) => ({ method, body }));
    const attach = (name: string) => attachIdentity(sandbox.access(), machineId, identityId(name));

    for (const count of [0, 1, 5]) {
        it(`attaches one more to ${count}, and sends that one alone`, async () => {
            await give(count);
            const { etag } = sandbox.simulator.state.machines.get(machineId)!;
            const { identity, changed } = await attach("uai-playground");
            assert.equal(changed, true);
            assert.equal(identity.userAssigned.length, count + 1);
            assert.equal(names().length, count + 1);
            assert.equal(sandbox.changes()[0]?.headers["if-match"], `"${etag}"`);
            assert.deepEqual(patches(), [{
                method: "PATCH",
                body: { identity: { type: "UserAssigned", userAssignedIdentities: { [identityId("uai-playground")]: {} } } },
            }]);
        });

        it(`keeps the system-assigned identity and ${count} others when one is attached`, async () => {
            await giveSystem();
            await give(count);
            const principalId = has()?.principalId;
            const { identity } = await attach("uai-playground");
            assert.equal(identity.systemPrincipalId, principalId);
            assert.equal(names().length, count + 1);
            assert.equal(has()?.type, "SystemAssigned, UserAssigned");
        });
    }

    it("sends nothing for what is attached already, in whatever letter case", async () => {
        await attach("uai-playground");
        sandbox.simulator.clearRequests();
        const { changed } = await attachIdentity(sandbox.access(), machineId, identityId("uai-playground").toUpperCase());
        assert.equal(changed, false);
        assert.deepEqual(patches(), []);
    });

    it("detaches by the key that the machine has, whatever its letter case", async () => {
        await give(2);
        const odd = identityId("uai-playground").replace("resourceGroups/rg-playground", "resourcegroups/RG-Playground");
        await attachIdentity(sandbox.access(), machineId, odd);
        sandbox.simulator.clearRequests();
        await detachIdentity(sandbox.access(), machineId, identityId("uai-playground"));
        assert.deepEqual(patches()[0]?.body, { identity: { type: "UserAssigned", userAssignedIdentities: { [odd]: null } } });
        assert.deepEqual(names(), ["uai-0", "uai-1"]);
    });

    it("detaches the last one by the type alone", async () => {
        await give(1);
        await detachIdentity(sandbox.access(), machineId, identityId("uai-0"));
        assert.deepEqual(patches()[0]?.body, { identity: { type: "None" } });
        assert.equal(has(), undefined);
        assert.equal((await detachIdentity(sandbox.access(), machineId, identityId("uai-0"))).changed, false);
    });

    it("keeps the system-assigned identity when the last other one goes", async () => {
        await giveSystem();
        await give(1);
        await detachIdentity(sandbox.access(), machineId, identityId("uai-0"));
        assert.deepEqual(patches()[0]?.body, { identity: { type: "SystemAssigned" } });
        assert.equal(has()?.type, "SystemAssigned");
    });

    it("switches the system-assigned identity on and off beside five others", async () => {
        await give(5);
        const on = await setSystemAssigned(sandbox.access(), machineId, true);
        assert.deepEqual([on.changed, has()?.type, names().length], [true, "SystemAssigned, UserAssigned", 5]);
        assert.equal(on.identity.systemPrincipalId, has()?.principalId);
        assert.equal((await setSystemAssigned(sandbox.access(), machineId, true)).changed, false);
        const off = await setSystemAssigned(sandbox.access(), machineId, false);
        assert.deepEqual([off.changed, has()?.type, names().length], [true, "UserAssigned", 5]);
        assert.deepEqual(patches().map(({ body }) => body), [
            { identity: { type: "SystemAssigned, UserAssigned" } }, { identity: { type: "UserAssigned" } },
        ]);
    });

    it("switches the only identity on and off", async () => {
        await setSystemAssigned(sandbox.access(), machineId, true);
        await setSystemAssigned(sandbox.access(), machineId, false);
        assert.deepEqual(patches().map(({ body }) => body), [{ identity: { type: "SystemAssigned" } }, { identity: { type: "None" } }]);
        assert.equal(has(), undefined);
    });

    it("loses neither of two attachments at once", async () => {
        sandbox.simulator.state.delays.operationMs = 1_500;
        await give(1);
        const changes = await Promise.all(["uai-playground", "uai-no-role"].map(attach));
        assert.deepEqual(changes.map(({ changed }) => changed), [true, true]);
        assert.deepEqual(names(), ["uai-0", "uai-no-role", "uai-playground"]);
        const refused = sandbox.changes().map(({ status }) => status).filter((status) => status === 409 || status === 412);
        assert.ok(refused.length > 0, "the second one was refused at first");
    });

    it("takes a change of its own tags by somebody else for no reason to give up", async () => {
        const { simulator } = sandbox;
        simulator.fault({ match: { service: "arm", method: "PATCH", times: 1 }, action: { status: 412, body: { error: { code: "PreconditionFailed", message: "Changed." } } } });
        const { changed } = await attachIdentity(sandbox.access(), machineId, identityId("uai-0"), { timer: sandbox.timer });
        assert.equal(changed, true);
        assert.deepEqual(sandbox.changes().map(({ status }) => status), [412, 200]);
    });

    it("gives up on a machine that stays busy, after four minutes", async () => {
        const { simulator } = sandbox;
        simulator.fault({ match: { service: "arm", method: "PATCH" }, action: { status: 409, body: { error: { code: "Conflict", message: "Busy." } } } });
        const start = simulator.state.clock.now();
        await assert.rejects(attachIdentity(sandbox.access(), machineId, identityId("uai-0"), { timer: sandbox.timer }), isAccessError);
        assert.equal(Math.round((simulator.state.clock.now() - start) / 60_000), 4);
    });

    it("names principal, action, scope and role where the right to attach is missing", async () => {
        const { simulator } = sandbox;
        await simulator.change({ change: "assign", principal: "reader@contoso.com", role: "Virtual Machine Contributor", scope: "vm-playground" });
        simulator.state.clock.advance(60_000);
        const error = await attachIdentity(sandbox.access("reader@contoso.com"), machineId, identityId("uai-0"), { who: "reader@contoso.com" }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        const { failure } = error;
        assert.equal(failure.summary, "reader@contoso.com could not attach uai-0 to vm-playground");
        assert.equal(failure.kind, "linkedForbidden");
        const evidence = Object.fromEntries(failure.evidence.map(({ name, value }) => [name, value]));
        assert.equal(evidence["Action"], "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action");
        assert.equal(evidence["Scope"], identityId("uai-0"));
        assert.equal(evidence["Allowed by"], "Managed Identity Operator");
        assert.equal(evidence["Principal"], "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590");
        assert.match(failure.remedy, /Managed Identity Operator/);
    });

    it("says why an identity that does not exist can't be attached", async () => {
        const error = await attach("uai-gone").catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.match(JSON.stringify(error.failure.evidence), /FailedIdentityOperation/);
    });

    it("tells that the operation has failed", async () => {
        sandbox.simulator.state.delays.operationMs = 1_000;
        sandbox.simulator.fault({
            match: { service: "arm", path: "/operations/" },
            action: { status: 200, body: { status: "Failed", error: { code: "OperationNotAllowed", message: "The machine is being moved." } } },
        });
        const error = await attach("uai-0").catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.match(JSON.stringify(error.failure.evidence), /The machine is being moved/);
    });

    it("says of a scale set that it is not supported, and sends nothing", async () => {
        const id = `${group}/providers/Microsoft.Compute/virtualMachineScaleSets/set/virtualMachines/0`;
        const error = await attachIdentity(sandbox.access(), id, identityId("uai-0")).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.match(error.message, /scale set.*can't change/);
        assert.deepEqual(sandbox.simulator.requests, []);
    });

    it("stops waiting when cancelled, and the change that Azure has taken stays", async () => {
        sandbox.simulator.state.delays.operationMs = 30_000;
        const cancel = new AbortController();
        const stages: string[] = [];
        const onStage = (stage: string) => {
            stages.push(stage);
            if (stage === "accepted") {
                setTimeout(() => cancel.abort(), 50);
            }
        };
        await assert.rejects(attachIdentity(sandbox.access(), machineId, identityId("uai-0"), { signal: cancel.signal, onStage }), { name: "AbortError" });
        assert.deepEqual(stages, ["sending", "accepted"]);
        assert.deepEqual(names(), ["uai-0"]);
    });
});
