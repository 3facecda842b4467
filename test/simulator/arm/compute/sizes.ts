/** Sizes of virtual machines, where a subscription may use them, and the cores that it may use (07-vm-create, 7.5). */
import { type Json, type Machine, type State, key } from "../../state.ts";
import { normalizeLocation, regionNames } from "../locations.ts";

export interface Size {
    name: string;
    family: string;
    /** How Azure calls the family where it speaks of quota. */
    familyName: string;
    vCPUs: number;
    memoryGB: number;
    /** Of the local disk, in MB; 0: none. */
    localMB: number;
    dataDisks: number;
    arm64?: boolean;
    /** Regions (or `*`) in which this subscription may not use it, and why. */
    restricted?: { regions: string[]; reasonCode: "NotAvailableForSubscription" | "QuotaId" };
    /** Zones that are closed, though the region is not. */
    closedZones?: string[];
}

function size(name: string, family: [string, string], [vCPUs, memoryGB, localMB, dataDisks]: [number, number, number, number], more: Partial<Size> = {}): Size {
    return { name, family: family[0], familyName: family[1], vCPUs, memoryGB, localMB, dataDisks, ...more };
}

const b: [string, string] = ["standardBSFamily", "Standard BS Family vCPUs"];
const bv2: [string, string] = ["standardBsv2Family", "Standard Bsv2 Family vCPUs"];
const dsv5: [string, string] = ["standardDSv5Family", "Standard DSv5 Family vCPUs"];
const dpsv5: [string, string] = ["standardDPSv5Family", "Standard DPSv5 Family vCPUs"];
const esv5: [string, string] = ["standardESv5Family", "Standard ESv5 Family vCPUs"];
const t4: [string, string] = ["Standard NCASv3_T4 Family", "Standard NCASv3_T4 Family vCPUs"];

export const sizes: Size[] = [
    size("Standard_B1s", b, [1, 1, 4096, 2]),
    size("Standard_B2s", b, [2, 4, 8192, 4], { restricted: { regions: ["westeurope"], reasonCode: "NotAvailableForSubscription" } }),
    size("Standard_B2ms", b, [2, 8, 16384, 4]),
    size("Standard_B2as_v2", ["standardBasv2Family", "Standard Basv2 Family vCPUs"], [2, 8, 0, 4]),
    size("Standard_B2s_v2", bv2, [2, 8, 0, 4]),
    size("Standard_D2s_v3", ["standardDSv3Family", "Standard DSv3 Family vCPUs"], [2, 8, 16384, 4], { closedZones: ["3"] }),
    size("Standard_D2s_v5", dsv5, [2, 8, 0, 4]),
    size("Standard_D4s_v5", dsv5, [4, 16, 0, 8]),
    size("Standard_D8s_v5", dsv5, [8, 32, 0, 16]),
    size("Standard_D2ps_v5", dpsv5, [2, 8, 0, 4], { arm64: true }),
    size("Standard_E2s_v5", esv5, [2, 16, 0, 4]),
    size("Standard_NC4as_T4_v3", t4, [4, 28, 176128, 8], { restricted: { regions: ["*"], reasonCode: "QuotaId" } }),
];

export function sizeNamed(name: string): Size | undefined {
    return sizes.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
}

export function isRestricted({ restricted }: Size, location: string): boolean {
    return restricted !== undefined && (restricted.regions.includes("*") || restricted.regions.includes(normalizeLocation(location)));
}

/** A row of `GET …/vmSizes`, which knows nothing of restrictions. */
export function sizeBody({ name, vCPUs, memoryGB, localMB, dataDisks }: Size): Json {
    return { name, numberOfCores: vCPUs, osDiskSizeInMB: 1047552, resourceDiskSizeInMB: localMB, memoryInMB: memoryGB * 1024, maxDataDiskCount: dataDisks };
}

/** Rows of `GET …/skus`, one for each size and region; all values of capabilities are text. */
export function skuRows(location: string | undefined): Json[] {
    const wanted = location === undefined ? regionNames : regionNames.filter((name) => name === normalizeLocation(location));
    return wanted.flatMap((region) => sizes.map((one) => skuRow(one, region)));
}

function skuRow(one: Size, region: string): Json {
    const capability = (name: string, value: string | number): Json => ({ name, value: String(value) });
    return {
        resourceType: "virtualMachines",
        name: one.name,
        tier: "Standard",
        size: one.name.replace("Standard_", ""),
        family: one.family,
        locations: [region],
        locationInfo: [{ location: region, zones: ["1", "2", "3"], zoneDetails: [] }],
        capabilities: [
            capability("MaxResourceVolumeMB", one.localMB),
            capability("OSVhdSizeMB", 1047552),
            capability("vCPUs", one.vCPUs),
            capability("MemoryPreservingMaintenanceSupported", "True"),
            capability("HyperVGenerations", one.arm64 ? "V2" : "V1,V2"),
            capability("MemoryGB", one.memoryGB),
            capability("MaxDataDiskCount", one.dataDisks),
            capability("CpuArchitectureType", one.arm64 ? "Arm64" : "x64"),
            capability("PremiumIO", "True"),
            capability("EphemeralOSDiskSupported", "False"),
            capability("EncryptionAtHostSupported", "True"),
        ],
        restrictions: restrictionsOf(one, region),
    };
}

function restrictionsOf(one: Size, region: string): Json[] {
    const whole = isRestricted(one, region)
        ? [{ type: "Location", values: [region], restrictionInfo: { locations: [region] }, reasonCode: one.restricted?.reasonCode }]
        : [];
    const zones = one.closedZones
        ? [{ type: "Zone", values: [region], restrictionInfo: { locations: [region], zones: one.closedZones }, reasonCode: "NotAvailableForSubscription" }]
        : [];
    return [...whole, ...zones];
}

export interface CoreQuota {
    name: string;
    localizedName: string;
    used: number;
    limit: number;
}

/** Cores of the region and of each family; a deallocated machine uses none. */
export function coreQuotas(state: State, subscription: string, location: string): CoreQuota[] {
    const prefix = `${key(subscription)}/`;
    const here = state.machines.filter((machine) => key(machine.id).startsWith(prefix) && machine.location === normalizeLocation(location) && machine.powerState !== "deallocated");
    const cores = (of: (one: Size) => boolean, machines: Machine[]): number =>
        machines.reduce((sum, { vmSize }) => sum + (sizes.find((one) => one.name === vmSize && of(one))?.vCPUs ?? 0), 0);
    const families = [...new Map(sizes.map((one) => [one.family, one.familyName]))];
    return [
        { name: "cores", localizedName: "Total Regional vCPUs", used: cores(() => true, here), limit: 20 },
        { name: "virtualMachines", localizedName: "Virtual Machines", used: here.length, limit: 25000 },
        ...families.map(([name, localizedName]) => ({ name, localizedName, used: cores(({ family }) => family === name, here), limit: name === t4[0] ? 0 : 10 })),
    ];
}
