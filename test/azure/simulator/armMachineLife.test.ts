import assert from "node:assert/strict";
import { type Answer, type Arm, names, roles, startArm } from "./armServer.ts";
import { bodies, ids, publicKey } from "./specStepsMachines.ts";

const machineContributor = roles.virtualMachineContributor;

describe("ARM: a machine's life", () => {
    let arm: Arm;
    beforeEach(async () => (arm = await startArm()));
    afterEach(() => arm.close());

    async function putNetwork(): Promise<void> {
        for (const name of ["nsg", "vnet", "address", "nic"] as const) {
            assert.equal((await arm.ask("PUT", ids[name], { body: bodies[name] })).status, 201);
        }
    }

    async function create(change: (vm: typeof bodies.vm) => void = () => undefined): Promise<Answer> {
        const body = structuredClone(bodies.vm);
        change(body);
        return await arm.ask("PUT", ids.vm, { body });
    }

    async function power(id = ids.vm): Promise<string> {
        const { body } = await arm.ask("GET", `${id}/instanceView`);
        return body.statuses.find(({ code }: { code: string }) => code.startsWith("PowerState/")).code.slice("PowerState/".length);
    }

    it("shows what az reads for its details: interface, address, image, user", async () => {
        const { body } = await arm.ask("GET", names.machine);
        const { networkProfile, storageProfile, osProfile } = body.properties;
        const nic = await arm.ask("GET", networkProfile.networkInterfaces[0].id);
        const [configuration] = nic.body.properties.ipConfigurations;
        assert.equal(configuration.properties.privateIPAddress, "10.1.0.4");
        assert.equal(nic.body.properties.virtualMachine.id, names.machine);
        const address = await arm.ask("GET", configuration.properties.publicIPAddress.id);
        assert.match(address.body.properties.ipAddress, /^203\.0\.113\.\d+$/);
        assert.equal(address.body.properties.ipConfiguration.id, configuration.id);
        assert.deepEqual([storageProfile.imageReference.offer, osProfile.adminUsername], ["ubuntu-24_04-lts", "azureuser"]);
        const disk = await arm.ask("GET", storageProfile.osDisk.managedDisk.id);
        assert.deepEqual([disk.body.managedBy, disk.body.properties.diskState], [names.machine, "Attached"]);
    });

    it("is created with its network, and runs with an identity of its own", async () => {
        await putNetwork();
        const made = await create();
        assert.deepEqual([made.status, made.body.properties.provisioningState], [201, "Creating"]);
        assert.match(made.body.identity.principalId, /^[0-9a-f-]{36}$/);
        const { body } = await arm.ask("GET", `${ids.vm}?$expand=instanceView`);
        assert.equal(body.properties.provisioningState, "Succeeded");
        assert.equal(body.properties.instanceView.vmAgent.statuses[0].displayStatus, "Ready");
        assert.equal(await power(), "running");
        assert.equal((await arm.ask("GET", ids.nic)).body.properties.ipConfigurations[0].properties.privateIPAddress, "10.0.0.4");
        const rows = await arm.graph("resources | where name == 'vm-made' | project power=tostring(properties.extended.instanceView.powerState.code)");
        assert.equal(rows.body.data[0].power, "PowerState/running");
    });

    it("takes its time to be created, and to start", async () => {
        await putNetwork();
        arm.state.delays.operationMs = 30_000;
        const made = await create();
        assert.equal(await power(), "starting");
        assert.equal((await arm.ask("POST", `${ids.vm}/restart`)).status, 409);
        arm.state.clock.advance(30_001);
        assert.equal((await arm.ask("GET", made.headers["azure-asyncoperation"] ?? "")).body.status, "Succeeded");
        assert.equal(await power(), "running");
    });

    it("deallocates, starts, restarts and powers off, each with a status to follow", async () => {
        arm.state.delays.operationMs = 30_000;
        for (const [verb, during, after] of [["deallocate", "deallocating", "deallocated"], ["start", "starting", "running"], ["powerOff", "stopping", "stopped"], ["start", "starting", "running"], ["restart", "starting", "running"]]) {
            const { status, headers } = await arm.ask("POST", `${names.machine}/${verb}`);
            assert.equal(status, 202);
            assert.equal(await power(names.machine), during);
            assert.equal((await arm.ask("GET", headers["location"] ?? "")).status, 202);
            arm.state.clock.advance(30_001);
            assert.equal((await arm.ask("GET", headers["azure-asyncoperation"] ?? "")).body.status, "Succeeded");
            assert.equal((await arm.ask("GET", headers["location"] ?? "")).status, 200);
            assert.equal(await power(names.machine), after);
        }
    });

    it("all machines tell their power when asked for status only", async () => {
        await arm.ask("POST", `${names.machine}/deallocate`);
        const [machine] = await arm.all(`${names.subscription}/providers/Microsoft.Compute/virtualMachines?statusOnly=true`);
        assert.ok(machine.properties.instanceView.statuses.some(({ code }: { code: string }) => code === "PowerState/deallocated"));
    });

    it("nobody but who may starts or stops it", async () => {
        for (const verb of ["start", "deallocate", "restart", "powerOff"]) {
            const { status, body } = await arm.ask("POST", `${names.machine}/${verb}`, { as: names.reader });
            assert.equal(status, 403);
            assert.ok(body.error.message.includes(`'Microsoft.Compute/virtualMachines/${verb}/action'`));
        }
        assert.equal((await arm.ask("DELETE", names.machine, { as: names.reader })).status, 403);
        await arm.change({ change: "assign", principal: names.reader, role: machineContributor, scope: names.machine });
        assert.equal((await arm.ask("POST", `${names.machine}/restart`, { as: names.reader })).status, 202);
    });

    it("is deleted with what says so, the rest stays; its principal goes, absent ones are 204", async () => {
        await putNetwork();
        const { body } = await create();
        assert.equal((await arm.ask("DELETE", ids.vm)).status, 202);
        assert.equal((await arm.ask("GET", ids.vm)).status, 404);
        assert.equal((await arm.ask("GET", ids.nic)).status, 404);
        assert.equal((await arm.ask("GET", ids.address)).status, 200);
        assert.equal((await arm.ask("GET", body.properties.storageProfile.osDisk.managedDisk.id)).status, 404);
        assert.equal(arm.state.principals.get(body.identity.principalId), undefined);
        assert.equal((await arm.ask("DELETE", ids.vm)).status, 204);
    });

    it("makes interface and address itself where the body describes them", async () => {
        await putNetwork();
        const { status } = await create((vm) => {
            const ipConfiguration = { name: "one", properties: { subnet: { id: `${ids.vnet}/subnets/default` }, publicIPAddressConfiguration: { name: "ip-own", properties: { deleteOption: "Delete" } } } };
            const nic = { name: "nic-own", properties: { primary: true, deleteOption: "Delete", ipConfigurations: [ipConfiguration] } };
            Object.assign(vm.properties, { networkProfile: { networkApiVersion: "2022-11-01", networkInterfaceConfigurations: [nic] } });
        });
        assert.equal(status, 201);
        const own = ids.address.replace("ip-made", "ip-own");
        assert.equal((await arm.ask("GET", own)).status, 200);
        await arm.ask("DELETE", ids.vm);
        assert.equal((await arm.ask("GET", own)).status, 404);
    });

    it("a PUT keeps what it leaves out but for tags, and its map of identities is all there shall be", async () => {
        const one = `${names.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-playground`;
        const { body } = await arm.ask("PUT", names.machine, { body: { location: "eastus2", identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [one]: {} } } } });
        assert.deepEqual(Object.keys(body.identity.userAssignedIdentities), [one]);
        assert.equal(body.tags, undefined);
        assert.equal(body.properties.hardwareProfile.vmSize, "Standard_D2s_v5");
        assert.equal(body.properties.osProfile.adminUsername, "azureuser");
    });

    const refusals: [what: string, change: (vm: typeof bodies.vm) => void, status: number, code: string, target?: string][] = [
        ["a size of no list", (vm) => (vm.properties.hardwareProfile.vmSize = "Huge"), 400, "InvalidParameter", "vmSize"],
        ["a size that the subscription may not have", (vm) => (vm.properties.hardwareProfile.vmSize = "Standard_NC4as_T4_v3"), 409, "SkuNotAvailable"],
        ["a broken key", (vm) => (vm.properties.osProfile.linuxConfiguration.ssh.publicKeys[0]!.keyData = "no key"), 400, "InvalidParameter", "linuxConfiguration.ssh.publicKeys.keyData"],
        ["a key at another place", (vm) => (vm.properties.osProfile.linuxConfiguration.ssh.publicKeys = [{ path: "/root/keys", keyData: publicKey }]), 400, "InvalidParameter", "linuxConfiguration.ssh.publicKeys.path"],
        ["no way to sign in", (vm) => (vm.properties.osProfile.linuxConfiguration.ssh.publicKeys = []), 400, "InvalidParameter", "linuxConfiguration"],
        ["a user called root", (vm) => (vm.properties.osProfile.adminUsername = "root"), 400, "InvalidParameter", "adminUsername"],
        ["no interface", (vm) => (vm.properties.networkProfile.networkInterfaces = []), 400, "InvalidParameter", "networkProfile.networkInterfaces"],
        ["an interface there is none of", (vm) => (vm.properties.networkProfile.networkInterfaces[0]!.id += "-no"), 400, "InvalidReference"],
        ["a region there is none of", (vm) => (vm.location = "atlantis"), 400, "LocationNotAvailableForResourceType"],
    ];
    for (const [what, change, status, code, target] of refusals) {
        it(`${what}: ${status} ${code}, and nothing is made`, async () => {
            await putNetwork();
            const { status: got, body } = await create(change);
            assert.deepEqual([got, body.error.code === "InvalidResourceReference" ? "InvalidReference" : body.error.code, body.error.target], [status, code, target]);
            assert.equal((await arm.ask("GET", ids.vm)).status, 404);
        });
    }

    it("more cores than the quota has: OperationNotAllowed with the numbers; usages say the same", async () => {
        await putNetwork();
        const usages = await arm.all(`${names.subscription}/providers/Microsoft.Compute/locations/eastus2/usages`);
        const family = usages.find(({ name }) => name.value === "standardDSv5Family");
        assert.deepEqual([family.currentValue, family.limit], [2, 10]);
        assert.equal((await create((vm) => (vm.properties.hardwareProfile.vmSize = "Standard_D8s_v5"))).status, 201);
        await arm.ask("PUT", ids.nic.replace("made", "other"), { body: { ...bodies.nic, properties: { ipConfigurations: [{ name: "a", properties: { subnet: { id: `${ids.vnet}/subnets/default` } } }] } } });
        const more = structuredClone(bodies.vm);
        more.properties.hardwareProfile.vmSize = "Standard_D2s_v5";
        more.properties.networkProfile.networkInterfaces[0]!.id = ids.nic.replace("made", "other");
        const { status, body } = await arm.ask("PUT", ids.vm.replace("made", "more"), { body: more });
        assert.deepEqual([status, body.error.code], [409, "OperationNotAllowed"]);
        assert.match(body.error.message, /Standard DSv5 Family Cores quota.*Current Limit: 10, Current Usage: 10, Additional Required: 2, \(Minimum\) New Limit Required: 12\./);
        await arm.ask("POST", `${names.machine}/deallocate`);
        assert.equal((await arm.ask("PUT", ids.vm.replace("made", "more"), { body: more })).status, 201);
    });

    it("offers sizes with their restrictions", async () => {
        const skus = await arm.all(`${names.subscription}/providers/Microsoft.Compute/skus?$filter=location eq 'westeurope'`);
        const restricted = skus.filter(({ restrictions }) => restrictions.some(({ type }: { type: string }) => type === "Location")).map(({ name }) => name);
        assert.deepEqual(restricted, ["Standard_B2s", "Standard_NC4as_T4_v3"]);
        assert.ok(skus.every(({ capabilities }) => capabilities.every(({ value }: { value: unknown }) => typeof value === "string")));
    });

    it("joining a network needs the right to: the linked scope is named", async () => {
        await putNetwork();
        await arm.change({ change: "assign", principal: names.reader, role: machineContributor, scope: names.group });
        const { status, body } = await arm.ask("PUT", ids.vnet, { body: bodies.vnet, as: names.reader });
        assert.equal(status, 403);
        assert.ok(body.error.message.includes("'Microsoft.Network/virtualNetworks/write'"));
        await arm.change({ change: "assign", principal: names.app, role: machineContributor, scope: ids.vm });
        const foreign = await arm.ask("PUT", ids.vm, { body: bodies.vm, as: names.app });
        assert.deepEqual([foreign.status, foreign.body.error.code], [403, "LinkedAuthorizationFailed"]);
        assert.ok(foreign.body.error.message.includes(`'Microsoft.Network/networkInterfaces/join/action' on the linked scope(s) '${ids.nic}'`));
    });

    it("what is in use is not deleted: interface, address, subnet, security group", async () => {
        await putNetwork();
        await create();
        const codes = await Promise.all([ids.nic, ids.address, ids.vnet, `${ids.vnet}/subnets/default`, ids.nsg].map(async (id) => (await arm.ask("DELETE", id)).body.error.code));
        assert.deepEqual(codes, ["NicInUse", "PublicIPAddressCannotBeDeleted", "InUseSubnetCannotBeDeleted", "InUseSubnetCannotBeDeleted", "InUseNetworkSecurityGroupCannotBeDeleted"]);
    });
});
