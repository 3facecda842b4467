import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { group, signedIn, type SignedIn } from "./signedIn.ts";

const id = `${group}/providers/Microsoft.Compute/virtualMachines/vm-playground`;
const identityId = (name: string) => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

describeWith("az", "az: machines", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
    });
    after(() => here.close());

    const machine = async () => {
        const found = (await here.azure.state()).machines.find(({ name }) => name === "vm-playground");
        assert.ok(found);
        return found;
    };
    const attached = async () => Object.keys((await machine()).identity?.userAssignedIdentities ?? {}).map((key) => key.split("/").at(-1)).toSorted();

    it("shows a machine and lists it, with its addresses and whether it runs", async () => {
        const { az } = here;
        const shown = await az`vm show --ids ${id}`;
        assert.deepEqual([shown.name, shown.hardwareProfile.vmSize, shown.identity.type], ["vm-playground", "Standard_D2s_v5", "SystemAssigned, UserAssigned"]);
        const detailed = await az`vm show --resource-group rg-playground --name vm-playground --show-details`;
        assert.equal(detailed.powerState, "VM running");
        assert.match(detailed.privateIps, /^\d+\.\d+\.\d+\.\d+$/);
        const [listed] = await az`vm list --show-details`;
        assert.deepEqual([listed.name, listed.powerState], ["vm-playground", "VM running"]);
        assert.deepEqual((await az`vm list --resource-group rg-playground --query ${"[].osProfile.computerName"}`).length, 1);
        assert.match(await az.fails`vm show --resource-group rg-playground --name none`, /ResourceNotFound/);
    });

    it("deallocates, starts, restarts and stops", async () => {
        const { az } = here;
        const power = async () => (await machine()).powerState;
        const codes = () => az`vm get-instance-view --ids ${id} --query ${"instanceView.statuses[].code"}`;
        await az`vm deallocate --ids ${id}`;
        assert.deepEqual([await power(), (await codes()).at(-1)], ["deallocated", "PowerState/deallocated"]);
        await az`vm start --ids ${id}`;
        assert.equal(await power(), "running");
        await az`vm restart --ids ${id}`;
        assert.equal((await codes()).at(-1), "PowerState/running");
        await az`vm stop --ids ${id}`;
        assert.deepEqual([await power(), (await codes()).at(-1)], ["stopped", "PowerState/stopped"]);
        await az`vm start --ids ${id} --no-wait`;
        await az`vm wait --ids ${id} --custom ${"instanceView.statuses[?code=='PowerState/running']"} --interval 1`;
    });

    it("attaches and detaches identities, the others stay", async () => {
        const { az } = here;
        await az`identity create --resource-group rg-playground --name uai-third`;
        const given = await az`vm identity assign --ids ${id} --identities ${identityId("uai-third")}`;
        assert.equal(given.systemAssignedIdentity, (await machine()).identity?.principalId);
        assert.deepEqual(await attached(), ["uai-no-role", "uai-playground", "uai-third"]);
        assert.equal(Object.keys((await az`vm identity show --ids ${id}`).userAssignedIdentities).length, 3);
        await az`vm identity remove --ids ${id} --identities ${identityId("uai-third")}`;
        assert.deepEqual(await attached(), ["uai-no-role", "uai-playground"]);
        assert.equal((await machine()).identity?.type, "SystemAssigned, UserAssigned");
    });

    it("takes the machine's own identity away and gives it a new one", async () => {
        const { az } = here;
        const before = (await machine()).identity?.principalId;
        await az`vm identity remove --ids ${id} --identities ${"[system]"}`;
        assert.equal((await machine()).identity?.type, "UserAssigned");
        await az`vm identity assign --ids ${id} --identities ${"[system]"}`;
        const { type, principalId } = (await machine()).identity ?? {};
        assert.equal(type, "SystemAssigned, UserAssigned");
        assert.notEqual(principalId, before);
    });

    it("tags and resizes", async () => {
        const { az } = here;
        await az`vm update --ids ${id} --set tags.team=ai`;
        assert.equal((await machine()).tags?.["team"], "ai");
        await az`resource tag --ids ${id} --tags env=playground`;
        assert.deepEqual((await machine()).tags, { env: "playground" });
        assert.ok((await az`vm list-vm-resize-options --ids ${id}`).length > 0);
        await az`vm resize --ids ${id} --size Standard_D4s_v5`;
        assert.equal((await machine()).vmSize, "Standard_D4s_v5");
    });

    it("asks for the identity, the machine, and the right to assign it", async () => {
        const { az, azure } = here;
        assert.match(await az.fails`vm identity assign --ids ${id} --identities ${identityId("none")}`, /FailedIdentityOperation|ResourceNotFound|not found/i);
        await azure.change({ change: "unassign", principal: "playground-app", role: "Owner", scope: "Playground" });
        await azure.change({ change: "assign", principal: "playground-app", role: "Virtual Machine Contributor", scope: "Playground" });
        await azure.change({ change: "detach", machine: "vm-playground", identity: "uai-no-role" });
        assert.match(await az.fails`vm identity assign --ids ${id} --identities ${identityId("uai-no-role")}`,
            /LinkedAuthorizationFailed.*Microsoft\.ManagedIdentity\/userAssignedIdentities\/assign\/action/s);
        assert.deepEqual(await attached(), ["uai-playground"]);
    });
});
