import { type ArmAccess, type Management, type Tenant } from "../arm.ts";
import { parseArmId } from "../armId.ts";
import type { Cloud } from "../cloud.ts";
import { armCredential, directoryCredential, type GetToken, signedInToken } from "../credentials.ts";
import { type AccountIdentity, type CliIdentity, type Identity, type SystemAssignedIdentity, systemAssignedName, type UserAssignedIdentity } from "../identity.ts";
import type { RequestLine } from "../requestLine.ts";
import { listTenants } from "./subscriptions.ts";

export interface ManagementSources {
    cloud: Cloud;
    getToken: GetToken;
    log(line: RequestLine): void;
}

/** The rights of a managed identity of this machine; it lives in one tenant. */
export async function machineManagement(sources: ManagementSources, identity: SystemAssignedIdentity | UserAssignedIdentity): Promise<Management> {
    const { claims } = await signedInToken(sources.getToken, identity, sources.cloud.armAudience);
    const owner = parseArmId(claims.xms_mirid ?? "");
    const isUserAssigned = owner?.type === undefined ? identity.kind === "userAssigned" : /\/userAssignedIdentities$/i.test(owner.type);
    const name = owner?.name ?? identity.name;
    const access = accessAs(sources, identity);
    return {
        kind: "machine",
        name: isUserAssigned ? name : systemAssignedName(name),
        async tenants(signal) {
            const known = await listTenants(access, signal);
            return known.length > 0
                ? known.map((tenant) => ({ ...tenant, access }))
                : [{ tenantId: claims.tid ?? "", name: claims.tid ?? "", access }];
        },
    };
}

/** The rights of whoever is signed in to the Azure CLI, in every tenant that the CLI can get a token for. */
export function cliManagement(sources: ManagementSources): Management {
    const identity: CliIdentity = { kind: "cli" };
    return {
        kind: "cli",
        name: "Azure CLI",
        async tenants(signal) {
            const known = await listTenants(accessAs(sources, identity), signal);
            return known.map((tenant): Tenant => ({ ...tenant, access: accessAs(sources, identity, tenant.tenantId) }));
        },
    };
}

/** The rights of VS Code accounts: every tenant of every account; one that needs its own sign-in fails by itself. */
export function accountManagement(sources: ManagementSources, accounts: readonly AccountIdentity[]): Management {
    return {
        kind: "account",
        name: accounts.map((account) => account.name).join(", "),
        async tenants(signal) {
            const lists = await Promise.all(accounts.map(async (account) => {
                const known = await listTenants(accessAs(sources, account), signal);
                return known.map((tenant): Tenant => ({ ...tenant, accountId: account.accountId, access: accessAs(sources, account, tenant.tenantId) }));
            }));
            return lists.flat();
        },
    };
}

function accessAs(sources: ManagementSources, identity: Identity, tenantId?: string): ArmAccess {
    const { getToken, cloud } = sources;
    return {
        ...sources,
        credential: armCredential(getToken, identity, cloud, tenantId),
        directory: directoryCredential(getToken, identity, cloud, tenantId),
    };
}
