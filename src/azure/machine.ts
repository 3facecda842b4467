import type { ArmAccess } from "./arm.ts";
import { armClient } from "./arm.ts";
import { parseArmId } from "./armId.ts";
import { directRequest, imdsAddressProblem, imdsBaseUrl, ManagedIdentityFailure } from "./imds/imds.ts";
import { type MachineIdentity, type RawIdentity, toMachineIdentity } from "./resources.ts";

/** The machine on which the extension host runs, as the instance metadata service tells it. */
export interface Machine {
    name: string;
    resourceId: string;
    resourceGroup: string;
    subscriptionId: string;
    location: string;
    size: string;
    vmId: string;
    /** ARM id of the scale set that the machine belongs to: its identities are the scale set's. */
    scaleSetId?: string;
    /** `AzurePublicCloud`, `AzureUSGovernmentCloud`, `AzureChinaCloud`. */
    environment: string;
    privateIp?: string;
}

export type MachineReading =
    | { kind: "azure"; machine: Machine }
    /** `reason` is one calm clause: "no answer from 169.254.169.254 within 1.5 s". */
    | { kind: "notAzure"; reason: string };

/** On Azure it answers within milliseconds; a busy machine may need longer (failures.md, C2). */
const probeTimeoutMs = 1_500;
const apiVersion = "2021-02-01";

/** Never throws for a machine that is not on Azure, nor for one that can't reach its metadata service. */
export async function readMachine(signal?: AbortSignal, timeoutMs = probeTimeoutMs): Promise<MachineReading> {
    const problem = imdsAddressProblem();
    if (problem) {
        return { kind: "notAzure", reason: problem };
    }
    const base = imdsBaseUrl();
    const { host } = new URL(base);
    try {
        const response = await directRequest(`${base}/metadata/instance?api-version=${apiVersion}`,
            { headers: { Metadata: "true" }, timeoutMs, signal });
        const machine = response.status === 200 ? parseInstance(response.body) : undefined;
        return machine ? { kind: "azure", machine } : { kind: "notAzure", reason: `${host} answered ${response.status}, but not as Azure's metadata service does` };
    } catch (error) {
        if (error instanceof ManagedIdentityFailure) {
            const reason = error.timedOut ? `no answer from ${host} within ${timeoutMs / 1000} s` : `${host} can't be reached (${error.code ?? error.message})`;
            return { kind: "notAzure", reason };
        }
        throw error;
    }
}

interface Instance {
    compute?: Record<string, string>;
    network?: { interface?: { ipv4?: { ipAddress?: { privateIpAddress?: string }[] } }[] };
}

function parseInstance(body: string): Machine | undefined {
    const { compute, network } = parseJson(body) ?? {};
    if (!compute?.["resourceId"]) {
        return undefined;
    }
    const { resourceId, name = "", resourceGroupName = "", subscriptionId = "", location = "", vmSize = "", vmId = "", azEnvironment = "" } = compute as Record<string, string> & { resourceId: string };
    return {
        name, resourceId, subscriptionId, location, vmId,
        resourceGroup: resourceGroupName, size: vmSize, environment: azEnvironment,
        scaleSetId: /^(.*\/virtualMachineScaleSets\/[^/]+)\/virtualMachines\//i.exec(resourceId)?.[1],
        privateIp: network?.interface?.[0]?.ipv4?.ipAddress?.[0]?.privateIpAddress,
    };
}

function parseJson(body: string): Instance | undefined {
    try {
        return JSON.parse(body) as Instance;
    } catch {
        // A captive portal or proxy answered with a page of its own: the caller says so.
        return undefined;
    }
}

/**
 * The identities attached to the machine, from ARM: IMDS can't list them (02-managed-identity.md, 2.8).
 * @throws RestError where the signed-in principal may not read the machine.
 */
export async function attachedIdentities(access: ArmAccess, machine: Machine, signal?: AbortSignal): Promise<MachineIdentity> {
    const { ComputeManagementClient } = await import("@azure/arm-compute");
    const { subscriptionId, resourceGroup, name } = parseArmId(machine.scaleSetId ?? machine.resourceId) ?? { name: machine.name };
    const client = await armClient(access, (credential, options) => new ComputeManagementClient(credential, subscriptionId ?? machine.subscriptionId, options));
    const owner = machine.scaleSetId ? client.virtualMachineScaleSets : client.virtualMachines;
    const { identity } = await owner.get(resourceGroup ?? machine.resourceGroup, name, { abortSignal: signal });
    return toMachineIdentity(identity as RawIdentity | undefined);
}
