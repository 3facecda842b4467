/** ARM's refusals of a token (401), each with the `WWW-Authenticate` that names the authority to ask. */
import type { Claims, Verified } from "../context.ts";
import { type SimError, type SimRequest, azureError } from "../http.ts";

/** ARM takes its own two names, with and without a trailing slash (06-vscode-auth, 6.3, 1). */
const AUDIENCES = [
    "https://management.core.windows.net/",
    "https://management.core.windows.net",
    "https://management.azure.com/",
    "https://management.azure.com",
];

/** The claims of a token that ARM accepts; throws the 401 otherwise. `now` is the simulator's time, `tenant` is the one the path belongs to, if any. */
export function acceptToken(request: SimRequest, verified: Verified, now: number, tenant?: string): Claims {
    if (verified.failure) {
        throw refused(request, tenant, ...failureText(verified, now));
    }
    const { claims } = verified;
    if (!AUDIENCES.includes(claims.aud)) {
        throw refused(request, tenant, "InvalidAuthenticationTokenAudience", wrongAudience(claims.aud));
    }
    if (tenant && claims.tid !== tenant) {
        throw refused(request, tenant, "InvalidAuthenticationTokenTenant", wrongTenant(claims.tid, tenant));
    }
    return claims;
}

function failureText(verified: Exclude<Verified, { failure?: undefined }>, now: number): [code: string, message: string] {
    if (verified.failure === "missing") {
        return ["AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."];
    }
    if (verified.failure === "invalid") {
        return ["InvalidAuthenticationToken", "The access token is invalid."];
    }
    const expiry = new Date(verified.claims.exp * 1000).toISOString();
    return ["ExpiredAuthenticationToken", `The access token expiry UTC time '${expiry}' is earlier than current UTC time '${new Date(now).toISOString()}'.`];
}

function wrongAudience(audience: string): string {
    const allowed = AUDIENCES.map((name) => `'${name}'`).join(",");
    return `The access token has been obtained for wrong audience or resource '${audience}'. It should exactly match with one of the allowed audiences ${allowed}.`;
}

function wrongTenant(actual: string, expected: string): string {
    return (
        `The access token is from the wrong issuer 'https://sts.windows.net/${actual}/'. It must match the tenant 'https://sts.windows.net/${expected}/' associated with this subscription. ` +
        `Please use the authority (URL) 'https://login.windows.net/${expected}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, ` +
        "but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later."
    );
}

/** The header names this cloud's own authority, where Azure names https://login.windows.net. */
function refused(request: SimRequest, tenant: string | undefined, code: string, message: string): SimError {
    const authority = `${request.origin}/${tenant ?? "common"}`;
    const challenge = `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`;
    return azureError(401, code, message, { headers: { "WWW-Authenticate": challenge, "x-ms-failure-cause": "gateway" } });
}
