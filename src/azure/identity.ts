/**
 * Who a call is made as. Plain data: it is stored in connections, compared by `identityKey`, and turned into
 * a credential by `credentials.ts`. It never holds a secret or a token.
 */
export type Identity =
    | UserAssignedIdentity
    | SystemAssignedIdentity
    | AccountIdentity
    | CliIdentity
    | EnvironmentIdentity;

/** A user-assigned managed identity. One of the three ids is enough for IMDS; ARM tells all of them. */
export interface UserAssignedIdentity {
    kind: "userAssigned";
    name: string;
    clientId?: string;
    principalId?: string;
    resourceId?: string;
    tenantId?: string;
}

/** The managed identity that belongs to the machine on which the extension host runs. */
export interface SystemAssignedIdentity {
    kind: "systemAssigned";
    /** The machine's name, which is also the name of its service principal. */
    name: string;
    principalId?: string;
    tenantId?: string;
}

/** A Microsoft account of VS Code. `accountId` is the authentication session's `account.id`. */
export interface AccountIdentity {
    kind: "account";
    accountId: string;
    /** The sign-in name, for example `dev@contoso.com`. */
    name: string;
    tenantId?: string;
}

/** Whoever is signed in to the Azure CLI of the machine on which the extension host runs. */
export interface CliIdentity {
    kind: "cli";
    tenantId?: string;
}

/** `DefaultAzureCredential`: whatever the environment of the extension host says, `AZURE_CLIENT_ID` included. */
export interface EnvironmentIdentity {
    kind: "environment";
}

/** A stable key: equal for two descriptions of one identity as long as they are selected by the same id. */
export function identityKey(identity: Identity): string {
    switch (identity.kind) {
        case "userAssigned":
            return `userAssigned:${(identity.clientId ?? identity.principalId ?? identity.resourceId ?? "").toLowerCase()}`;
        case "account":
            return `account:${identity.accountId}:${(identity.tenantId ?? "").toLowerCase()}`;
        case "cli":
            return `cli:${(identity.tenantId ?? "").toLowerCase()}`;
        default:
            return identity.kind;
    }
}

/** The one name of a machine's own identity, everywhere: `vm-playground (system-assigned)`. The directory calls it as the machine. */
export function systemAssignedName(machine: string): string {
    return `${machine} (system-assigned)`;
}

/** The short name that chips, trees and messages use, for example `uai-playground`. */
export function identityName(identity: Identity): string {
    switch (identity.kind) {
        case "systemAssigned":
            return systemAssignedName(identity.name);
        case "userAssigned":
        case "account":
            return identity.name;
        case "cli":
            return "Azure CLI";
        case "environment":
            return "environment default";
    }
}
