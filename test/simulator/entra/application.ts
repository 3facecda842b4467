/** Which application asks for a token, and whether it may: by secret, or by a federated credential's assertion. */
import { decodeJwt } from "jose";
import type { JWTPayload } from "jose";
import type { SimRequest } from "../http.ts";
import { findTenant } from "../state.ts";
import type { Principal, State } from "../state.ts";
import { entraError, failures } from "./errors.ts";

export function applicationOf(state: State, request: SimRequest, form: URLSearchParams): Principal {
    const appId = form.get("client_id") ?? "";
    const principal = findApplication(state, appId, request.params.tenant ?? "");
    if (!principal) {
        throw entraError(request, failures.unknownApp(appId, request.params.tenant ?? ""));
    }
    const assertion = form.get("client_assertion");
    const secret = form.get("client_secret");
    if (!assertion && !secret) {
        throw entraError(request, failures.noSecret());
    }
    if (assertion && !isFederated(state, principal, assertion)) {
        throw entraError(request, failures.noFederation(claimsOf(assertion).sub ?? ""));
    }
    if (!assertion && principal.secret !== secret) {
        throw entraError(request, failures.wrongSecret(appId));
    }
    return principal;
}

function findApplication(state: State, appId: string, tenantName: string): Principal | undefined {
    const tenant = findTenant(state, tenantName)?.id;
    return [...state.principals.values()].find((p) => p.appId?.toLowerCase() === appId.toLowerCase() && p.tenantId === tenant);
}

/** Matched by issuer, subject and audience; the issuer's signature cannot be checked offline and is taken as good. */
function isFederated(state: State, principal: Principal, assertion: string): boolean {
    const claims = claimsOf(assertion);
    const credentials = Object.values(state.identities.get(principal.resourceId ?? "")?.federatedCredentials ?? {});
    return credentials.some((credential) => {
        const properties = (credential.properties ?? credential) as { issuer?: string; subject?: string; audiences?: string[] };
        const audience = [claims.aud ?? []].flat().some((a) => properties.audiences?.includes(a));
        return properties.issuer === claims.iss && properties.subject === claims.sub && audience;
    });
}

/** No claims where it is no token at all. */
function claimsOf(assertion: string): JWTPayload {
    try {
        return decodeJwt(assertion);
    } catch {
        return {};
    }
}
