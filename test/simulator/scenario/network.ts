/** The network around a scenario's machines: one virtual network and security group a resource group, an interface and address each. */
import { osDiskId } from "../machineProfile.ts";
import type { Machine, PlainResource, State } from "../state.ts";

/** Gives the machine its interface in `10.1.0.0/24`, a public address and its disk, as the portal would have. */
export function addNetwork(state: State, groupId: string, machine: Machine, nth: number): void {
    const add = (type: string, name: string, properties: object, sku?: object): PlainResource => {
        const id = `${groupId}/providers/${type}/${name}`;
        const { location, createdAt } = machine;
        return state.resources.get(id) ?? state.resources.add({ id, name, type, location, createdAt, properties: { ...properties }, ...(sku && { sku: { ...sku } }) });
    };
    const group = groupId.split("/").at(-1) ?? "";
    const security = add("Microsoft.Network/networkSecurityGroups", `nsg-${group}`, { securityRules: [ssh] });
    const subnet = { name: "default", properties: { addressPrefix: "10.1.0.0/24", networkSecurityGroup: { id: security.id } } };
    const network = add("Microsoft.Network/virtualNetworks", `vnet-${group}`, { addressSpace: { addressPrefixes: ["10.1.0.0/16"] }, subnets: [subnet] });
    const address = add("Microsoft.Network/publicIPAddresses", `${machine.name}-ip`, {
        publicIPAddressVersion: "IPv4", publicIPAllocationMethod: "Static", idleTimeoutInMinutes: 4, ipTags: [], ipAddress: `203.0.113.${nth + 10}`,
    }, { name: "Standard", tier: "Regional" });
    const configuration = { subnet: { id: `${network.id}/subnets/default` }, publicIPAddress: { id: address.id }, privateIPAllocationMethod: "Dynamic", privateIPAddress: `10.1.0.${nth + 4}` };
    const nic = add("Microsoft.Network/networkInterfaces", `${machine.name}-nic`, { ipConfigurations: [{ name: "ipconfig1", properties: configuration }], networkSecurityGroup: { id: security.id } });
    const disk = osDiskId(machine);
    add("Microsoft.Compute/disks", disk.split("/").at(-1) ?? "", { osType: machine.osType, creationData: { createOption: "FromImage" }, diskSizeGB: 30 }, { name: "Premium_LRS", tier: "Premium" });
    machine.properties["networkProfile"] = { networkInterfaces: [{ id: nic.id, properties: { primary: true, deleteOption: "Delete" } }] };
}

const ssh = {
    name: "default-allow-ssh",
    properties: {
        priority: 1000, direction: "Inbound", access: "Allow", protocol: "Tcp",
        sourceAddressPrefix: "*", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "22",
    },
};
