/** Steps through everything that a virtual machine is made of, in an order in which it can be made and taken apart. */
import { names } from "./armServer.ts";

export type Step = [method: string, path: string, body?: unknown];

const { subscription, group, machine } = names;
const network = `${group}/providers/Microsoft.Network`;
const compute = `${group}/providers/Microsoft.Compute`;

/** An Ed25519 key that nobody has the private part of. */
export const publicKey = `ssh-ed25519 ${Buffer.from(`\0\0\0\x0bssh-ed25519\0\0\0 ${"k".repeat(31)}`).toString("base64")} dev@example`;

export const ids = {
    vm: `${compute}/virtualMachines/vm-made`,
    nic: `${network}/networkInterfaces/nic-made`,
    address: `${network}/publicIPAddresses/ip-made`,
    vnet: `${network}/virtualNetworks/vnet-made`,
    nsg: `${network}/networkSecurityGroups/nsg-made`,
    disk: `${compute}/disks/disk-made`,
};

const rule = (priority: number): object => ({
    priority, direction: "Inbound", access: "Allow", protocol: "Tcp",
    sourceAddressPrefix: "203.0.113.7/32", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "22",
});

/** Bodies of 07-vm-create, 7.3 and 7.4. */
export const bodies = {
    nsg: { location: "eastus2", properties: { securityRules: [{ name: "ssh", properties: rule(1000) }] } },
    vnet: { location: "eastus2", properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] }, subnets: [{ name: "default", properties: { addressPrefix: "10.0.0.0/24", networkSecurityGroup: { id: ids.nsg } } }] } },
    address: { location: "eastus2", sku: { name: "Standard" }, properties: { publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4" } },
    nic: {
        location: "eastus2",
        properties: {
            ipConfigurations: [{ name: "ipconfig1", properties: { subnet: { id: `${ids.vnet}/subnets/default` }, publicIPAddress: { id: ids.address }, privateIPAllocationMethod: "Dynamic" } }],
            networkSecurityGroup: { id: ids.nsg },
        },
    },
    vm: {
        location: "eastus2",
        tags: { madeBy: "test" },
        identity: { type: "SystemAssigned" },
        properties: {
            hardwareProfile: { vmSize: "Standard_B2ms" },
            storageProfile: {
                imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
                osDisk: { createOption: "FromImage", caching: "ReadWrite", deleteOption: "Delete", managedDisk: { storageAccountType: "StandardSSD_LRS" } },
            },
            osProfile: {
                computerName: "vm-made",
                adminUsername: "azureuser",
                linuxConfiguration: { disablePasswordAuthentication: true, ssh: { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: publicKey }] } },
            },
            networkProfile: { networkInterfaces: [{ id: ids.nic, properties: { primary: true, deleteOption: "Delete" } }] },
            securityProfile: { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
        },
    },
};

const types: [keyof typeof ids & keyof typeof bodies, string][] = [["nsg", "networkSecurityGroups"], ["vnet", "virtualNetworks"], ["address", "publicIPAddresses"], ["nic", "networkInterfaces"]];
const children: [string, object][] = [[`${ids.vnet}/subnets/more`, { properties: { addressPrefix: "10.0.1.0/24" } }], [`${ids.nsg}/securityRules/more`, { properties: rule(1100) }]];

export const machineSteps: Step[] = [
    ...types.flatMap(([name, type]): Step[] => [
        ["PUT", ids[name], bodies[name]],
        ["PUT", ids[name], bodies[name]],
        ["GET", ids[name]],
        ["PATCH", ids[name], { tags: { a: "b" } }],
        ["GET", `${network}/${type}`],
        ["GET", `${subscription}/providers/Microsoft.Network/${type}`],
    ]),
    ...children.flatMap(([id, body]): Step[] => [["PUT", id, body], ["PUT", id, body], ["GET", id], ["GET", id.slice(0, id.lastIndexOf("/"))]]),
    ["GET", `${ids.vnet}/subnets/none`],
    ["PUT", ids.vm, bodies.vm],
    ["PUT", ids.vm, bodies.vm],
    ["GET", ids.vm],
    ["GET", `${ids.vm}?$expand=instanceView`],
    ["GET", `${subscription}/providers/Microsoft.Compute/virtualMachines?statusOnly=true`],
    ...["restart", "powerOff", "deallocate", "start"].map((verb): Step => ["POST", `${ids.vm}/${verb}`]),
    ["GET", ids.nic],
    ["GET", ids.nsg],
    ["DELETE", ids.nic],
    ["GET", `${ids.vm}/vmSizes`],
    ["GET", `${subscription}/providers/Microsoft.Compute/locations/eastus2/vmSizes`],
    ["GET", `${subscription}/providers/Microsoft.Compute/locations/eastus2/usages`],
    ["GET", `${subscription}/providers/Microsoft.Compute/skus?$filter=location eq 'westeurope'`],
    ["GET", `${subscription}/providers/Microsoft.Network/locations/eastus2/usages`],
    ["GET", `${compute}/disks`],
    ["GET", `${subscription}/providers/Microsoft.Compute/disks`],
    ["GET", `${machine.replace(/virtualMachines.*/, "disks")}/vm-playground_OsDisk_1`],
    ["PUT", ids.disk, { location: "eastus2", properties: { creationData: { createOption: "Empty" }, diskSizeGB: 4 } }],
    ["PATCH", ids.disk, { tags: {} }],
    ["DELETE", ids.disk],
    ["DELETE", ids.vm],
    ["DELETE", ids.vm],
    ...children.flatMap(([id]): Step[] => [["DELETE", id], ["DELETE", id]]),
    ...types.toReversed().flatMap(([name]): Step[] => [["DELETE", ids[name]], ["DELETE", ids[name]]]),
];
