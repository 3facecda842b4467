import { systemAssignedName } from "../identity.ts";
import type { AzureResource } from "../resources.ts";

/** Whose a principal id is, where the inventory knows it, or the directory (users, groups, applications). */
export interface KnownPrincipal {
    name: string;
    kind: "identity" | "machine" | "directory";
    /** Of an identity or a machine. */
    resourceId?: string;
    /** Of a user. */
    userPrincipalName?: string;
}

/** Looks a principal id up among the identities, and the machines with system-assigned ones, that are given. */
export function principalNames(resources: readonly AzureResource[]): (principalId: string) => KnownPrincipal | undefined {
    const known = new Map<string, KnownPrincipal>();
    for (const resource of resources) {
        const principalId = resource.kind === "managedIdentity" ? resource.principalId
            : resource.kind === "virtualMachine" ? resource.identity.systemPrincipalId : undefined;
        if (principalId) {
            known.set(principalId.toLowerCase(), {
                ...(resource.kind === "managedIdentity" ? { name: resource.name, kind: "identity" } : { name: systemAssignedName(resource.name), kind: "machine" }),
                resourceId: resource.id,
            });
        }
    }
    return (principalId) => known.get(principalId.toLowerCase());
}
