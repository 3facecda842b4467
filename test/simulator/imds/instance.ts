/** The document of `GET /metadata/instance`; all values are strings, booleans included. */
import { resourceGroupOf, subscriptionIdOf } from "../state.ts";
import type { Machine, State } from "../state.ts";

export function instanceDocument(state: State, machine: Machine): Record<string, unknown> {
    return { compute: compute(state, machine), network: network() };
}

function compute(state: State, machine: Machine): Record<string, unknown> {
    const tags = Object.entries(machine.tags ?? {});
    const windows = machine.osType === "Windows";
    const group = state.resourceGroups.find((g) => machine.id.toLowerCase().startsWith(`${g.id.toLowerCase()}/`));
    return {
        azEnvironment: "AzurePublicCloud",
        customData: "",
        evictionPolicy: "",
        isHostCompatibilityLayerVm: "false",
        licenseType: "",
        location: machine.location,
        name: machine.name,
        offer: windows ? "WindowsServer" : "ubuntu-24_04-lts",
        osProfile: { adminUsername: "azureuser", computerName: machine.name, disablePasswordAuthentication: windows ? "false" : "true" },
        osType: machine.osType,
        placementGroupId: "",
        plan: { name: "", product: "", publisher: "" },
        platformFaultDomain: "0",
        platformSubFaultDomain: "",
        platformUpdateDomain: "0",
        priority: "Regular",
        provider: "Microsoft.Compute",
        publicKeys: [],
        publisher: windows ? "MicrosoftWindowsServer" : "canonical",
        resourceGroupName: group?.name ?? resourceGroupOf(machine.id),
        resourceId: machine.id,
        securityProfile: { secureBootEnabled: "true", virtualTpmEnabled: "true", encryptionAtHost: "false", securityType: "TrustedLaunch" },
        sku: windows ? "2022-datacenter-azure-edition" : "server",
        storageProfile: {
            dataDisks: [],
            imageReference: { id: "", offer: "ubuntu-24_04-lts", publisher: "canonical", sku: "server", version: "latest" },
            osDisk: { caching: "ReadWrite", createOption: "FromImage", diskSizeGB: "30", name: `${machine.name}_OsDisk_1`, osType: machine.osType },
            resourceDisk: { size: "16384" },
        },
        subscriptionId: subscriptionIdOf(machine.id),
        tags: tags.map(([name, value]) => `${name}:${value}`).join(";"),
        tagsList: tags.map(([name, value]) => ({ name, value })),
        userData: "",
        version: "latest",
        vmId: machine.vmId,
        vmScaleSetName: "",
        vmSize: machine.vmSize,
        zone: "1",
    };
}

function network(): Record<string, unknown> {
    const ipv4 = {
        ipAddress: [{ privateIpAddress: "10.1.0.4", publicIpAddress: "" }],
        subnet: [{ address: "10.1.0.0", prefix: "24" }],
    };
    return { interface: [{ ipv4, ipv6: { ipAddress: [] }, macAddress: "000D3A1B2C3D" }] };
}
