import type { TokenCredential } from "@azure/core-auth";
import type { Cloud } from "../cloud.ts";
import type { RequestLine } from "../requestLine.ts";

/** The rights with which Azure Resource Manager is read and changed, in one tenant. */
export interface ArmAccess {
    cloud: Cloud;
    credential: TokenCredential;
    /** The same principal at Microsoft Graph; only names are read there, and nothing depends on them. */
    directory?: TokenCredential;
    log(line: RequestLine): void;
}

/** A tenant that the signed-in principal can enter, or could after another sign-in. */
export interface Tenant {
    tenantId: string;
    /** Display name or default domain. */
    name: string;
    /** Set for VS Code accounts; several accounts may see one tenant. */
    accountId?: string;
    /** Throws where the tenant needs a sign-in of its own. */
    access: ArmAccess;
}

/** Whose rights read and change Azure: chosen by "Sign In", remembered by the rim. */
export interface Management {
    kind: "account" | "machine" | "cli";
    /** For people: `dev@contoso.com`, `vm-playground`, `Azure CLI`. */
    name: string;
    tenants(signal?: AbortSignal): Promise<Tenant[]>;
}
