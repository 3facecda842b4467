import { type ArmAccess, armClient } from "../arm.ts";
import { type AzureResource, type RawIdentity, type ResourceKind, servesModels, toResource } from "../resources.ts";

/**
 * The resources of a kind in one subscription through the service's own list call: up to date, but one request
 * for each subscription and page. Serves where Resource Graph refuses.
 */
export function listResources(access: ArmAccess, kind: ResourceKind, subscriptionId: string, signal?: AbortSignal): Promise<AzureResource[]> {
    return lists[kind](access, subscriptionId, signal);
}

type List = (access: ArmAccess, subscriptionId: string, signal?: AbortSignal) => Promise<AzureResource[]>;

const lists: Record<ResourceKind, List> = {
    async managedIdentity(access, subscriptionId, abortSignal) {
        const { ManagedServiceIdentityClient } = await import("@azure/arm-msi");
        const client = await armClient(access, (credential, options) => new ManagedServiceIdentityClient(credential, subscriptionId, options));
        const found: AzureResource[] = [];
        for await (const { id, name, location, ...properties } of client.userAssignedIdentities.listBySubscription({ abortSignal })) {
            found.push(toResource("managedIdentity", { id: id ?? "", name: name ?? "", location, properties }));
        }
        return found;
    },
    async account(access, subscriptionId, abortSignal) {
        const { CognitiveServicesManagementClient } = await import("@azure/arm-cognitiveservices");
        const client = await armClient(access, (credential, options) => new CognitiveServicesManagementClient(credential, subscriptionId, options));
        const found: AzureResource[] = [];
        for await (const account of client.accounts.list({ abortSignal })) {
            if (servesModels(account.kind)) {
                const { id, name, location, kind } = account;
                const properties = account.properties as Record<string, unknown> | undefined;
                found.push(toResource("account", { id: id ?? "", name: name ?? "", location, kind, properties }));
            }
        }
        return found;
    },
    async virtualMachine(access, subscriptionId, abortSignal) {
        const { ComputeManagementClient } = await import("@azure/arm-compute");
        const client = await armClient(access, (credential, options) => new ComputeManagementClient(credential, subscriptionId, options));
        const found: AzureResource[] = [];
        for await (const machine of client.virtualMachines.listAll({ abortSignal })) {
            found.push(toResource("virtualMachine", {
                id: machine.id ?? "", name: machine.name ?? "", location: machine.location,
                identity: machine.identity as RawIdentity | undefined,
                properties: { vmSize: machine.hardwareProfile?.vmSize },
            }));
        }
        return found;
    },
};
