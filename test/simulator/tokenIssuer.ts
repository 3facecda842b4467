/** Tokens without a sign-in, for tests and their authentication provider. */
import type { SimContext } from "./context.ts";
import type { IssuedToken, TokenOrder } from "./control.ts";
import { findByName, findUser } from "./entra/directory.ts";
import { permissionClaims } from "./entra/permissionClaims.ts";
import { isKnownResource, unknownResourceText } from "./entra/resources.ts";
import type { Principal, State } from "./state.ts";
import { managedIdentityLife, ordinaryLife } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

/** VS Code's own client id. */
const vsCode = "aebc6443-996d-45c2-90f0-388ff96faa56";

export function tokenIssuer(context: SimContext, tokens: Tokens): (order: TokenOrder) => Promise<IssuedToken> {
    const { state } = context;
    return async ({ principal: name, resource, tenantId, clientId = vsCode, interactive, claims, permissions }) => {
        const principal = inTenant(state, name, tenantId);
        if (!principal) {
            throw new Error(`${name} cannot sign in to ${tenantId ?? "any tenant"}.`);
        }
        signInTo(state, principal, interactive, claims);
        if (!isKnownResource(context, resource)) {
            throw new Error(unknownResourceText(resource, principal.tenantId));
        }
        const expiresIn = principal.kind === "managedIdentity" ? managedIdentityLife : ordinaryLife;
        const accessToken = await tokens.sign({ resource, principal, clientId, expiresIn, more: permissionClaims(context, principal, resource, permissions) });
        return { accessToken, expiresOn: state.clock.now() + expiresIn * 1000, oid: principal.oid, tenantId: principal.tenantId };
    };
}

/** The first sign-in with a prompt is what the tenant, or a challenge with these claims, asked for. */
function signInTo(state: State, { kind, tenantId }: Principal, interactive: boolean | undefined, claims: string | undefined): void {
    const tenant = state.tenants.get(tenantId);
    const isChallenged = claims !== undefined && !tenant?.answeredClaims?.includes(claims);
    if (kind !== "user" || !tenant || !(tenant.signInRequired || isChallenged)) {
        return;
    }
    if (!interactive) {
        throw new Error("AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication.");
    }
    tenant.signInRequired = false;
    tenant.answeredClaims = [...tenant.answeredClaims ?? [], ...(claims ? [claims] : [])];
}

/** A user enters another tenant as a guest; everything else has one tenant only. */
function inTenant(state: State, name: string, tenant: string | undefined): Principal | undefined {
    const found = findByName(state, name);
    return found?.kind === "user" && found.upn && !found.guestOf ? findUser(state, found.upn, tenant) : findByName(state, name, tenant);
}
