/** `GET /metadata/identity/oauth2/token`: which identity answers, and with what. */
import type { SimContext } from "../context.ts";
import { hasSystemAssigned } from "../changes.ts";
import { permissionClaims } from "../entra/permissionClaims.ts";
import { isKnownResource, unknownResourceText } from "../entra/resources.ts";
import type { SimRequest, SimResponse } from "../http.ts";
import { findPrincipal, key, sameId, tenantOf } from "../state.ts";
import type { Machine, Principal, State } from "../state.ts";
import { managedIdentityLife } from "../tokens.ts";
import type { Tokens } from "../tokens.ts";
import { imdsError } from "./errors.ts";

const selectors = ["client_id", "object_id", "msi_res_id"] as const;

export async function identityToken(context: SimContext, tokens: Tokens, machine: Machine, request: SimRequest): Promise<SimResponse> {
    const { state } = context;
    const resource = request.query.get("resource");
    if (!resource) {
        throw imdsError(400, "invalid_request", "Required query variable 'resource' is missing");
    }
    const { principal, echo } = choose(state, machine, request);
    if (!isKnownResource(context, resource)) {
        throw imdsError(400, "invalid_resource", unknownResourceText(resource, tenantOf(state, machine.id) ?? ""));
    }
    request.seen.oid = principal.oid;
    const token = await tokens.sign({ resource, principal, expiresIn: managedIdentityLife, more: permissionClaims(context, principal, resource) });
    const now = Math.floor(state.clock.now() / 1000);
    const body = {
        access_token: token,
        client_id: principal.appId,
        expires_in: String(managedIdentityLife),
        expires_on: String(now + managedIdentityLife),
        ext_expires_in: String(managedIdentityLife),
        not_before: String(now),
        resource,
        token_type: "Bearer",
        ...echo,
    };
    return { status: 200, body };
}

/** The identity that the selector names, or the one that answers without a selector, and what the answer echoes. */
function choose(state: State, machine: Machine, request: SimRequest): { principal: Principal; echo: Record<string, string> } {
    const given = selectors.filter((name) => request.query.get(name));
    if (given.length > 1) {
        // The rule is in the specification, the wording UNCONFIRMED.
        throw imdsError(400, "invalid_request", `The parameters ${given.join(", ")} are mutually exclusive.`);
    }
    const selector = given[0];
    const served = servedPrincipals(state, machine);
    const principal = selector ? served.find((p) => isNamed(machine, p, selector, request.query.get(selector) ?? "")) : withoutSelector(machine, served);
    if (!principal) {
        throw imdsError(400, "invalid_request", "Identity not found");
    }
    return { principal, echo: selector ? { [selector]: request.query.get(selector) ?? "" } : {} };
}

/** Without a selector: the system-assigned identity, else the only user-assigned one. */
function withoutSelector(machine: Machine, served: Principal[]): Principal | undefined {
    const system = served.find((p) => isSystem(machine, p));
    if (!system && served.length > 1) {
        const text = "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request";
        throw imdsError(400, "invalid_request", text);
    }
    return system ?? served[0];
}

/** Identities that IMDS knows by now: attached, still existing as the ones that were attached, delay over. */
function servedPrincipals(state: State, machine: Machine): Principal[] {
    const visible = (id: string) => (machine.identityVisibleAt[id] ?? 0) <= state.clock.now();
    const user = Object.entries(machine.identity?.userAssignedIdentities ?? {}).flatMap(([id, attached]) => {
        const identity = state.identities.get(id);
        return identity && identity.clientId === attached.clientId && visible(key(id)) ? [identity] : [];
    });
    const system = hasSystemAssigned(machine) && visible("system") ? [machine.identity?.principalId ?? ""] : [];
    return [...system, ...user.map((identity) => identity.principalId)].flatMap((oid) => findPrincipal(state, oid) ?? []);
}

function isNamed(machine: Machine, principal: Principal, selector: (typeof selectors)[number], value: string): boolean {
    if (selector === "msi_res_id") {
        return !isSystem(machine, principal) && sameId(principal.resourceId ?? "", value);
    }
    const own = selector === "client_id" ? principal.appId : principal.oid;
    return own?.toLowerCase() === value.toLowerCase();
}

function isSystem(machine: Machine, principal: Principal): boolean {
    return principal.oid === machine.identity?.principalId;
}
