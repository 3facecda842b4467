/** What Entra ID tells about itself without a sign-in: OpenID configurations, instances, where users are managed. */
import { randomUUID } from "node:crypto";
import type { SimContext } from "../context.ts";
import type { SimRequest, SimResponse } from "../http.ts";
import { findTenant } from "../state.ts";
import { checkTenant } from "./grants.ts";

/** Also the v1 document, whose endpoints have no version in their path and whose issuer is that of the access tokens. */
export function openidConfiguration(context: SimContext, request: SimRequest, version: "v1" | "v2"): SimResponse {
    checkTenant(context, request);
    const name = request.params.tenant ?? "";
    const tenant = findTenant(context.state, name);
    // A tenant asked for by its domain is named by its id, whoever stands for all tenants as it was asked for.
    const base = `${request.origin}/${tenant?.id ?? name.toLowerCase()}`;
    const own = version === "v2" ? version2(request, base, tenant?.id) : version1(base, tenant?.id);
    const body = {
        ...own,
        token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        response_modes_supported: ["query", "fragment", "form_post"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        request_uri_parameter_supported: false,
        http_logout_supported: true,
        frontchannel_logout_supported: true,
        tenant_region_scope: tenant ? "NA" : null,
        cloud_instance_name: "microsoftonline.com",
        msgraph_host: new URL(context.graphOrigin()).host,
    };
    return { status: 200, body };
}

function version2(request: SimRequest, base: string, tenantId: string | undefined): object {
    return {
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
        scopes_supported: ["openid", "profile", "email", "offline_access"],
        issuer: `${request.origin}/${tenantId ?? "{tenantid}"}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        claims_supported: ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "tid", "ver", "email"],
    };
}

function version1(base: string, tenantId: string | undefined): object {
    return {
        token_endpoint: `${base}/oauth2/token`,
        jwks_uri: `${base}/discovery/keys`,
        microsoft_multi_refresh_token: true,
        response_types_supported: ["code", "id_token", "code id_token", "token id_token", "token"],
        scopes_supported: ["openid"],
        issuer: `https://sts.windows.net/${tenantId ?? "{tenantid}"}/`,
        authorization_endpoint: `${base}/oauth2/authorize`,
        device_authorization_endpoint: `${base}/oauth2/devicecode`,
        end_session_endpoint: `${base}/oauth2/logout`,
        claims_supported: ["sub", "iss", "aud", "exp", "iat", "auth_time", "amr", "nonce", "email", "given_name", "family_name", "nickname"],
    };
}

/** Says that the simulator's own host is an instance, for clients that were told to ask here. */
export function instanceDiscovery(request: SimRequest): SimResponse {
    const endpoint = request.query.get("authorization_endpoint") ?? "";
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (url?.host !== request.host) {
        return unknownInstance();
    }
    const tenant = url.pathname.split("/")[1] || "common";
    const version = /\/v2\.0\//i.test(url.pathname) ? "/v2.0" : "";
    const found = { tenant_discovery_endpoint: `${request.origin}/${tenant}${version}/.well-known/openid-configuration` };
    const metadata = [{ preferred_network: request.host, preferred_cache: request.host, aliases: [request.host] }];
    // Version 1.0 names the document and nothing else.
    return { status: 200, body: request.query.get("api-version") === "1.0" ? found : { ...found, "api-version": "1.1", metadata } };
}

function unknownInstance(): SimResponse {
    const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
    const ids = { trace_id: randomUUID(), correlation_id: randomUUID() };
    const error_description = `AADSTS50049: Unknown or invalid instance.\r\nTrace ID: ${ids.trace_id}\r\nCorrelation ID: ${ids.correlation_id}\r\nTimestamp: ${timestamp}`;
    const error_uri = "https://login.microsoftonline.com/error?code=50049";
    return { status: 400, body: { error: "invalid_instance", error_description, error_codes: [50049], timestamp, ...ids, error_uri } };
}

/** Asked by MSAL and ADAL before they send a password: all users of the sandbox are managed, none is federated. */
export function userRealm(context: SimContext, request: SimRequest): SimResponse {
    const domain = (request.params.upn ?? "").split("@").at(-1) ?? "";
    const cloud = { cloud_instance_name: "microsoftonline.com", cloud_audience_urn: "urn:federation:MicrosoftOnline" };
    const known = findTenant(context.state, domain) ? { account_type: "Managed", domain_name: domain } : { account_type: "Unknown" };
    return { status: 200, body: { ver: "1.0", ...known, ...cloud } };
}
