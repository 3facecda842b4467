/** Entra ID: metadata, the token endpoint and its grants, for the flows of `@azure/identity` (01-entra-msal). */
import { randomUUID } from "node:crypto";
import type { SimContext } from "../context.ts";
import { route } from "../http.ts";
import type { Route, SimRequest, SimResponse } from "../http.ts";
import type { Service } from "../server/listen.ts";
import { findTenant } from "../state.ts";
import type { Tokens } from "../tokens.ts";
import { checkTenant, createGrants } from "./grants.ts";
import type { Grants } from "./grants.ts";
import { signInRoutes } from "./signIn.ts";

export interface Entra {
    routes: Route[];
    /** Signs in with a device code as if the user had typed it; false: no such code is waiting. */
    approveDevice(userCode: string, upn: string): boolean;
}

export function createEntra(context: SimContext, tokens: Tokens): Entra {
    const grants = createGrants(context, tokens);
    const keys = () => ({ status: 200, body: tokens.jwks() });
    const routes = [
        route("GET", "/common/discovery/instance", (request) => instanceDiscovery(request)),
        route("GET", "/{tenant}/discovery/keys", keys),
        route("GET", "/{tenant}/discovery/v2.0/keys", keys),
        route("GET", "/{tenant}/v2.0/.well-known/openid-configuration", (request) => openidConfiguration(context, request)),
        route("GET", "/{tenant}/.well-known/openid-configuration", (request) => openidConfiguration(context, request)),
        route("POST", "/{tenant}/oauth2/v2.0/token", (request) => grants.token(request)),
        route("POST", "/{tenant}/oauth2/v2.0/devicecode", (request) => startDevice(context, grants, request)),
        ...signInRoutes(context, grants),
    ];
    return { routes, approveDevice: grants.devices.approve };
}

export function entraHeaders(request: SimRequest): ReturnType<NonNullable<Service["headers"]>> {
    return {
        "cache-control": "no-store, no-cache",
        pragma: "no-cache",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "x-content-type-options": "nosniff",
        "x-ms-request-id": request.id,
        "x-ms-ests-server": "2.1.22203.4 - SANDBOX ProdSlices",
        ...(request.query.get("client-request-id") ? { "client-request-id": request.query.get("client-request-id") ?? "" } : {}),
    };
}

function startDevice(context: SimContext, grants: Grants, request: SimRequest): SimResponse {
    checkTenant(context, request);
    return grants.devices.start(request);
}

function openidConfiguration(context: SimContext, request: SimRequest): SimResponse {
    checkTenant(context, request);
    const name = request.params.tenant ?? "";
    const tenant = findTenant(context.state, name);
    const base = `${request.origin}/${name}`;
    const body = {
        token_endpoint: `${base}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        jwks_uri: `${base}/discovery/v2.0/keys`,
        response_modes_supported: ["query", "fragment", "form_post"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
        scopes_supported: ["openid", "profile", "email", "offline_access"],
        issuer: `${request.origin}/${tenant?.id ?? "{tenantid}"}/v2.0`,
        request_uri_parameter_supported: false,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
        http_logout_supported: true,
        frontchannel_logout_supported: true,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        claims_supported: ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "tid", "ver", "email"],
        tenant_region_scope: tenant ? "NA" : null,
        cloud_instance_name: "microsoftonline.com",
    };
    return { status: 200, body };
}

/** Says that the simulator's own host is an instance, for clients that were told to ask here. */
function instanceDiscovery(request: SimRequest): SimResponse {
    const endpoint = request.query.get("authorization_endpoint") ?? "";
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (url?.host !== request.host) {
        const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
        const ids = { trace_id: randomUUID(), correlation_id: randomUUID() };
        const description =
            `AADSTS50049: Unknown or invalid instance.\r\nTrace ID: ${ids.trace_id}\r\n` + `Correlation ID: ${ids.correlation_id}\r\nTimestamp: ${timestamp}`;
        const error_uri = "https://login.microsoftonline.com/error?code=50049";
        return { status: 400, body: { error: "invalid_instance", error_description: description, error_codes: [50049], timestamp, ...ids, error_uri } };
    }
    const tenant = url.pathname.split("/")[1] ?? "common";
    const metadata = [{ preferred_network: request.host, preferred_cache: request.host, aliases: [request.host] }];
    const tenant_discovery_endpoint = `${request.origin}/${tenant}/v2.0/.well-known/openid-configuration`;
    return { status: 200, body: { tenant_discovery_endpoint, "api-version": "1.1", metadata } };
}
