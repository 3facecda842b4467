/** The document of `GET /metadata/instance`; all values are strings, booleans included. */
import { resourceGroupOf, subscriptionIdOf } from "../state.ts";
import type { Json, Machine, State } from "../state.ts";
import { subnetPrefix } from "../arm/network/addresses.ts";
import { macAddress } from "../arm/network/interfaces.ts";
import { machineProfile } from "../machineProfile.ts";

export function instanceDocument(state: State, machine: Machine): Record<string, unknown> {
    return { compute: compute(state, machine), network: network(state, machine) };
}

function compute(state: State, machine: Machine): Record<string, unknown> {
    const tags = Object.entries(machine.tags ?? {});
    const { osProfile, storageProfile } = machineProfile(machine);
    const { imageReference: image = {}, osDisk = {} } = storageProfile as Record<string, Record<string, unknown>>;
    const { linuxConfiguration } = osProfile as Record<string, Record<string, unknown> | undefined>;
    const group = state.resourceGroups.find((g) => machine.id.toLowerCase().startsWith(`${g.id.toLowerCase()}/`));
    return {
        azEnvironment: "AzurePublicCloud",
        customData: "",
        evictionPolicy: "",
        isHostCompatibilityLayerVm: "false",
        licenseType: "",
        location: machine.location,
        name: machine.name,
        offer: image["offer"] ?? "",
        osProfile: {
            adminUsername: osProfile["adminUsername"],
            computerName: osProfile["computerName"],
            disablePasswordAuthentication: String(linuxConfiguration?.["disablePasswordAuthentication"] ?? false),
        },
        osType: machine.osType,
        placementGroupId: "",
        plan: { name: "", product: "", publisher: "" },
        platformFaultDomain: "0",
        platformSubFaultDomain: "",
        platformUpdateDomain: "0",
        priority: "Regular",
        provider: "Microsoft.Compute",
        publicKeys: (linuxConfiguration?.["ssh"] as { publicKeys?: unknown[] } | undefined)?.publicKeys ?? [],
        publisher: image["publisher"] ?? "",
        resourceGroupName: group?.name ?? resourceGroupOf(machine.id),
        resourceId: machine.id,
        securityProfile: { secureBootEnabled: "true", virtualTpmEnabled: "true", encryptionAtHost: "false", securityType: "TrustedLaunch" },
        sku: image["sku"] ?? "",
        storageProfile: {
            dataDisks: [],
            imageReference: { id: image["id"] ?? "", offer: image["offer"] ?? "", publisher: image["publisher"] ?? "", sku: image["sku"] ?? "", version: image["version"] ?? "" },
            osDisk: { caching: osDisk["caching"], createOption: osDisk["createOption"], diskSizeGB: String(osDisk["diskSizeGB"]), name: osDisk["name"], osType: machine.osType },
            resourceDisk: { size: "16384" },
        },
        subscriptionId: subscriptionIdOf(machine.id),
        tags: tags.map(([name, value]) => `${name}:${value}`).join(";"),
        tagsList: tags.map(([name, value]) => ({ name, value })),
        userData: "",
        version: image["exactVersion"] ?? image["version"] ?? "",
        vmId: machine.vmId,
        vmScaleSetName: "",
        vmSize: machine.vmSize,
        zone: machine.zones?.[0] ?? "",
    };
}

/**
 * Addresses of the machine's interfaces, as its network resources have them. A public address of the Standard SKU is
 * not shown here, as on Azure (only the load balancer's own endpoint tells it).
 */
function network(state: State, machine: Machine): Record<string, unknown> {
    const { networkInterfaces } = machineProfile(machine).networkProfile as { networkInterfaces?: { id: string }[] };
    const interfaces = (networkInterfaces ?? []).flatMap(({ id }) => state.resources.get(id) ?? []).map((nic) => {
        const configurations = (nic.properties["ipConfigurations"] ?? []) as { properties: Json }[];
        const ipAddress = configurations.map(({ properties }) => ({ privateIpAddress: properties["privateIPAddress"], publicIpAddress: "" }));
        const subnetId = (configurations[0]?.properties["subnet"] as { id?: string } | undefined)?.id ?? "";
        const [address, prefix] = subnetPrefix(state, subnetId).split("/");
        const ipv4 = { ipAddress, subnet: [{ address, prefix }] };
        return { ipv4, ipv6: { ipAddress: [] }, macAddress: macAddress(nic.id).replaceAll("-", "") };
    });
    return { interface: interfaces };
}
