import assert from "node:assert/strict";
import type { Management } from "../../../src/azure/arm.ts";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { createInventory } from "../../../src/azure/inventory.ts";
import type { Machine } from "../../../src/azure/machine.ts";
import { createThisMachine, type ThisMachine } from "../../../src/azure/thisMachine.ts";
import { assertDescribed, developer, machineId, type Sandbox, startSandbox, subscriptionId } from "../sandbox.ts";

const machine: Machine = {
    name: "vm-playground", resourceId: machineId, resourceGroup: "rg-playground", subscriptionId, location: "eastus2", size: "", vmId: "", environment: "",
};

describe("The identities of this machine", () => {
    let sandbox: Sandbox;
    beforeEach(async () => {
        sandbox = await startSandbox();
    });
    afterEach(() => sandbox.close());

    /** As somebody with these rights sees it; undefined is nobody. */
    function seenBy(principal: string | undefined): ThisMachine {
        const access = sandbox.access(principal ?? developer);
        const management: Management = { kind: "account", name: principal ?? "", tenants: async () => [{ tenantId: "t", name: "contoso.com", access }] };
        const signedIn = async () => (principal === undefined ? undefined : management);
        return createThisMachine({ cloud: () => access.cloud, getToken: sandbox.imdsToken, management: signedIn, inventory: createInventory(signedIn) });
    }

    it("are all known, with their ids, to who may read the machine", async () => {
        const reading = await seenBy(developer).attached(machine);
        assert.equal(reading.kind, "arm");
        assert.deepEqual(reading.identities.map(({ kind, name, principalId }) => [kind, name, principalId]), [
            ["systemAssigned", "vm-playground", "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614"],
            ["userAssigned", "uai-playground", "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283"],
            ["userAssigned", "uai-no-role", "d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57"],
        ]);
        assertDescribed(sandbox);
    });

    it("are read with the machine's own identity, too, where that is a Reader", async () => {
        assert.equal((await seenBy("vm-playground").attached(machine)).identities.length, 3);
    });

    it("are only what the metadata service tells to who may not, and why the rest is missing", async () => {
        const reading = await seenBy("uai-no-role").attached(machine);
        assert.ok(reading.kind === "imds");
        assert.deepEqual(reading.identities, [{
            kind: "systemAssigned", name: "vm-playground",
            principalId: "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614", tenantId: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210",
        }]);
        const failure = armFailure({ what: "read the identities", error: reading.error });
        assert.deepEqual([failure.kind, /virtualMachines\/read/.test(failure.cause)], ["forbidden", true], failure.cause);
    });

    it("are what the metadata service tells while nobody is signed in, without an error", async () => {
        const reading = await seenBy(undefined).attached(machine);
        assert.deepEqual([reading.kind, reading.identities.length, "error" in reading && reading.error], ["imds", 1, undefined]);
    });

    it("are said to be several where the metadata service can't choose", async () => {
        await sandbox.simulator.change({ change: "detach", machine: "vm-playground", identity: "system" });
        const reading = await seenBy(undefined).attached(machine);
        assert.ok(reading.kind === "imds");
        assert.deepEqual([reading.several, reading.identities], [true, []]);
    });

    it("are the only user-assigned one, by name, where there is no other", async () => {
        await sandbox.simulator.change({ change: "detach", machine: "vm-playground", identity: "system" });
        await sandbox.simulator.change({ change: "detach", machine: "vm-playground", identity: "uai-no-role" });
        const { identities: [only] } = await seenBy(undefined).attached(machine);
        assert.ok(only?.kind === "userAssigned");
        assert.deepEqual([only.name, only.clientId, only.principalId], ["uai-playground", "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283"]);
    });

    it("are none, and not several, where none is attached", async () => {
        for (const identity of ["system", "uai-no-role", "uai-playground"]) {
            await sandbox.simulator.change({ change: "detach", machine: "vm-playground", identity });
        }
        assert.deepEqual(await seenBy(undefined).attached(machine), { kind: "imds", identities: [], several: false, error: undefined });
        assert.deepEqual((await seenBy(developer).attached(machine)).identities, []);
    });

    it("are read again after a refresh", async () => {
        const here = seenBy(developer);
        assert.equal((await here.attached(machine)).identities.length, 3);
        await sandbox.simulator.change({ change: "detach", machine: "vm-playground", identity: "uai-no-role" });
        assert.equal((await here.attached(machine)).identities.length, 3);
        here.refresh();
        assert.equal((await here.attached(machine)).identities.length, 2);
    });
});
