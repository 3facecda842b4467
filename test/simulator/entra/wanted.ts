/** What a request to Entra ID asks a token for: `scope` at the v2.0 endpoints, `resource` at those without a version. */
import type { SimContext } from "../context.ts";
import type { SimRequest } from "../http.ts";
import { entraError, failures } from "./errors.ts";
import { isKnownResource, microsoftGraph, unknownResourceText } from "./resources.ts";

export type Protocol = "v1" | "v2";

/** As the client wrote it; kept with codes and refresh tokens, whose redemption need not say it again. */
export interface Asked {
    scope?: string;
    resource?: string;
}

export interface Wanted {
    /** `aud` of the access token. */
    resource: string;
    /** What was asked for, as the answer repeats it. */
    scope: string;
    /** Permissions named one by one; empty for `.default` and at v1. */
    permissions: string[];
}

const openIdScopes = ["openid", "profile", "offline_access", "email"];

export function protocolOf(request: SimRequest): Protocol {
    return /\/oauth2\/v2\.0\//i.test(request.path) ? "v2" : "v1";
}

export function askedOf(fields: URLSearchParams): Asked {
    return { scope: fields.get("scope") ?? undefined, resource: fields.get("resource") ?? undefined };
}

/** Throws what Entra answers where nothing, two things or an unknown thing is asked for. `before` counts where the request is silent. */
export function wantedOf(context: SimContext, request: SimRequest, before: Asked = {}): Wanted {
    const own = askedOf(request.form());
    const wanted = protocolOf(request) === "v2" ? byScope(request, own, before) : byResource(request, own, before);
    if (!isKnownResource(context, wanted.resource)) {
        throw entraError(request, failures.invalidResource(unknownResourceText(wanted.resource, request.params.tenant ?? "")));
    }
    return wanted;
}

function byScope(request: SimRequest, own: Asked, before: Asked): Wanted {
    if (own.resource !== undefined) {
        throw entraError(request, failures.resourceAtV2());
    }
    // A refresh token of the v1 endpoint knows a resource and no scope.
    const scope = own.scope ?? before.scope ?? (before.resource && `${before.resource}/.default`);
    if (!scope) {
        throw entraError(request, failures.missing("scope"));
    }
    const names = scope.split(/\s+/).filter((name) => name && !openIdScopes.includes(name));
    const resources = [...new Set(names.map(resourceOf))];
    if (resources.length > 1) {
        throw entraError(request, failures.manyResources(scope));
    }
    const permissions = names.map((name) => name.slice(name.lastIndexOf("/") + 1)).filter((name) => name !== ".default");
    return { resource: resources[0] ?? microsoftGraph, scope: scope.split(/\s+/).filter((name) => name !== "offline_access").join(" "), permissions };
}

/** `{resource}/.default` or `{resource}/{permission}`; a bare permission is Microsoft Graph's. */
function resourceOf(scope: string): string {
    return scope.includes("/") ? scope.replace(/\/[^/]*$/, "") : microsoftGraph;
}

function byResource(request: SimRequest, own: Asked, before: Asked): Wanted {
    const resource = own.resource ?? before.resource ?? (before.scope && byScope(request, {}, before).resource);
    if (!resource) {
        throw entraError(request, failures.missing("resource"));
    }
    return { resource, scope: "user_impersonation", permissions: [] };
}
