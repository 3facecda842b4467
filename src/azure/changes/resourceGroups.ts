import { type ArmAccess, armClient } from "../arm.ts";
import { controlActions } from "../roles/roleCatalog.ts";
import { change, type ChangeOptions, sending, statusOf } from "./change.ts";

export interface ResourceGroup {
    id: string;
    name: string;
    location: string;
}

export interface Location {
    /** `eastus2` */
    name: string;
    /** `East US 2` */
    displayName: string;
}

/** The groups of a subscription that resources can be created in, by name. */
export async function listResourceGroups(access: ArmAccess, subscriptionId: string, signal?: AbortSignal): Promise<ResourceGroup[]> {
    const client = await groupsOf(access, subscriptionId);
    const found: ResourceGroup[] = [];
    for await (const { id, name, location, properties } of client.list({ abortSignal: signal })) {
        if (id && name && properties?.provisioningState !== "Deleting") {
            found.push({ id, name, location });
        }
    }
    return found.sort((left, right) => left.name.localeCompare(right.name));
}

/** The regions that the subscription can use, by display name; edge zones and logical regions are left out. */
export async function listLocations(access: ArmAccess, subscriptionId: string, signal?: AbortSignal): Promise<Location[]> {
    const { SubscriptionClient } = await import("@azure/arm-resources-subscriptions");
    const client = await armClient(access, (credential, options) => new SubscriptionClient(credential, options));
    const found: Location[] = [];
    for await (const { name, displayName, type, metadata } of client.subscriptions.listLocations(subscriptionId, { abortSignal: signal })) {
        if (name && type !== "EdgeZone" && metadata?.regionType !== "Logical") {
            found.push({ name, displayName: displayName ?? name });
        }
    }
    return found.sort((left, right) => left.displayName.localeCompare(right.displayName));
}

/** @returns undefined where there is no such group. */
export async function findResourceGroup(
    access: ArmAccess, subscriptionId: string, name: string, signal?: AbortSignal,
): Promise<ResourceGroup | undefined> {
    const client = await groupsOf(access, subscriptionId);
    try {
        const found = await client.get(name, { abortSignal: signal });
        return { id: found.id ?? "", name: found.name ?? name, location: found.location };
    } catch (error) {
        if (statusOf(error) === 404) {
            return undefined;
        }
        throw error;
    }
}

/**
 * Creates the group; one of that name counts as done, wherever it is: its location does not bind its resources.
 * @throws AccessError
 */
export function ensureResourceGroup(
    access: ArmAccess, group: { subscriptionId: string; name: string; location: string }, options: ChangeOptions = {},
): Promise<{ group: ResourceGroup; created: boolean }> {
    const { subscriptionId, name, location } = group;
    const attempt = {
        what: `create the resource group ${name}`, action: controlActions.writeResourceGroup, scope: `/subscriptions/${subscriptionId}`,
    };
    return change(attempt, options, async () => {
        const present = await findResourceGroup(access, subscriptionId, name, options.signal);
        if (present) {
            return { group: present, created: false };
        }
        const client = await groupsOf(access, subscriptionId);
        const made = await sending(options, (abortSignal) => client.createOrUpdate(name, { location }, { abortSignal }));
        return { group: { id: made.id ?? "", name: made.name ?? name, location: made.location }, created: true };
    });
}

async function groupsOf(access: ArmAccess, subscriptionId: string) {
    const { ResourceManagementClient } = await import("@azure/arm-resources");
    return (await armClient(access, (credential, options) => new ResourceManagementClient(credential, subscriptionId, options))).resourceGroups;
}
