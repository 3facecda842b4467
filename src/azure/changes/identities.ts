import { type ArmAccess, armClient } from "../arm.ts";
import { type ManagedIdentity, toResource } from "../resources.ts";
import { controlActions } from "../roles/roleCatalog.ts";
import { change, type ChangeOptions, placeOf, refusal, refuseOther, type RemovalOptions, sending, statusOf } from "./change.ts";

export interface NewIdentity {
    subscriptionId: string;
    resourceGroup: string;
    name: string;
    /** `eastus2`; display names are taken too, as Azure takes them. */
    location: string;
}

const deleteAction = "Microsoft.ManagedIdentity/userAssignedIdentities/delete";

export function newIdentityId({ subscriptionId, resourceGroup, name }: NewIdentity): string {
    return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

/** @returns undefined where the identity, or its group, is not there. @throws RestError */
export async function findIdentity(access: ArmAccess, id: string, signal?: AbortSignal): Promise<ManagedIdentity | undefined> {
    const { resourceGroup, name } = placeOf(id);
    try {
        return toIdentity(await (await identitiesOf(access, id)).get(resourceGroup, name, { abortSignal: signal }));
    } catch (error) {
        if (statusOf(error) === 404) {
            return undefined;
        }
        throw error;
    }
}

/**
 * Creates a user-assigned identity. One of that name in the same place counts as done and is left as it is.
 * @throws AccessError, also where one of that name is in another location.
 */
export function createIdentity(
    access: ArmAccess, identity: NewIdentity, options: ChangeOptions = {},
): Promise<{ identity: ManagedIdentity; created: boolean }> {
    const id = newIdentityId(identity);
    const attempt = { what: `create the identity ${identity.name}`, action: controlActions.writeIdentity, scope: id };
    return change(attempt, options, async () => {
        // A PUT on an identity that is there would reset its tags.
        const present = await findIdentity(access, id, options.signal);
        if (present && !sameLocation(present.location, identity.location)) {
            throw refusal(attempt, options.who, {
                kind: "nameTaken",
                cause: `An identity of this name is in ${present.location} already; an identity can't be moved to ${identity.location}.`,
                remedy: "Use that one, or choose another name or resource group.",
            });
        }
        return present ? { identity: present, created: false } : await put(access, id, identity, options);
    });
}

async function put(access: ArmAccess, id: string, { resourceGroup, name, location }: NewIdentity, options: ChangeOptions) {
    const identities = await identitiesOf(access, id);
    let status = 0;
    const onResponse = (response: { status: number }) => void (status = response.status);
    const made = await sending(options, (abortSignal) => identities.createOrUpdate(resourceGroup, name, { location }, { abortSignal, onResponse }));
    // 200: somebody else created it between our look and our PUT.
    return { identity: toIdentity(made), created: status !== 200 };
}

/** Names of locations are compared without blanks and letter case: `East US 2` is `eastus2`. */
export function sameLocation(left: string, right: string): boolean {
    const plain = (text: string) => text.toLowerCase().replace(/\s+/g, "");
    return plain(left) === plain(right);
}

/**
 * Deletes a user-assigned identity; one that is gone counts as done. Machines keep a dead entry for it, and its role
 * assignments stay behind: detach and remove them first.
 * @throws AccessError
 */
export function deleteIdentity(access: ArmAccess, id: string, options: RemovalOptions = {}): Promise<void> {
    const { resourceGroup, name } = placeOf(id);
    const attempt = { what: `delete the identity ${name}`, action: deleteAction, scope: id };
    return change(attempt, options, async () => {
        if (options.principalId) {
            refuseOther(attempt, (await findIdentity(access, id, options.signal))?.principalId, options);
        }
        const identities = await identitiesOf(access, id);
        await sending(options, (abortSignal) => identities.delete(resourceGroup, name, { abortSignal }));
    });
}

async function identitiesOf(access: ArmAccess, id: string) {
    const { ManagedServiceIdentityClient } = await import("@azure/arm-msi");
    return (await armClient(access, (credential, options) => new ManagedServiceIdentityClient(credential, placeOf(id).subscriptionId, options))).userAssignedIdentities;
}

function toIdentity({ id = "", name = "", location, ...properties }: { id?: string; name?: string; location: string }): ManagedIdentity {
    return toResource("managedIdentity", { id, name, location, properties }) as ManagedIdentity;
}
