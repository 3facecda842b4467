/** Entra ID: metadata, the token endpoint and its grants, for the flows of `@azure/identity`, `az` and Python (01-entra-msal). */
import type { SimContext } from "../context.ts";
import { route } from "../http.ts";
import type { Route, SimRequest, SimResponse } from "../http.ts";
import type { Service } from "../server/listen.ts";
import type { Tokens } from "../tokens.ts";
import type { Devices } from "./devices.ts";
import { instanceDiscovery, openidConfiguration, userRealm } from "./documents.ts";
import { checkTenant, createGrants } from "./grants.ts";
import type { Grants } from "./grants.ts";
import { deviceLoginRoutes, signInRoutes } from "./signIn.ts";

export interface Entra {
    routes: Route[];
    /** What a person does with a device code. */
    devices: Pick<Devices, "approve" | "decline">;
}

export function createEntra(context: SimContext, tokens: Tokens): Entra {
    const grants = createGrants(context, tokens);
    const keys = () => ({ status: 200, body: tokens.jwks() });
    const versions = ["/{tenant}/oauth2/v2.0", "/{tenant}/oauth2"];
    const routes = [
        route("GET", "/common/discovery/instance", (request) => instanceDiscovery(request)),
        route("GET", "/common/userrealm/{upn}", (request) => userRealm(context, request)),
        route("GET", "/{tenant}/discovery/keys", keys),
        route("GET", "/{tenant}/discovery/v2.0/keys", keys),
        route("GET", "/{tenant}/v2.0/.well-known/openid-configuration", (request) => openidConfiguration(context, request, "v2")),
        route("GET", "/{tenant}/.well-known/openid-configuration", (request) => openidConfiguration(context, request, "v1")),
        ...versions.flatMap((base) => [
            route("POST", `${base}/token`, (request) => grants.token(request)),
            route("POST", `${base}/devicecode`, (request) => startDevice(context, grants, request)),
            ...signInRoutes(context, grants, base),
        ]),
        ...deviceLoginRoutes(context, grants),
    ];
    return { routes, devices: grants.devices };
}

export function entraHeaders(request: SimRequest): ReturnType<NonNullable<Service["headers"]>> {
    const asked = request.query.get("client-request-id") ?? request.headers["client-request-id"];
    return {
        "cache-control": "no-store, no-cache",
        pragma: "no-cache",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "x-content-type-options": "nosniff",
        "x-ms-request-id": request.id,
        "x-ms-ests-server": "2.1.22203.4 - SANDBOX ProdSlices",
        ...(asked ? { "client-request-id": String(asked) } : {}),
    };
}

function startDevice(context: SimContext, grants: Grants, request: SimRequest): SimResponse {
    checkTenant(context, request);
    return grants.devices.start(request);
}
