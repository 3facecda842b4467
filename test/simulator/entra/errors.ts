/** AADSTS error bodies (01-entra-msal, 1.7). */
import { randomUUID } from "node:crypto";
import { SimError } from "../http.ts";
import type { SimRequest } from "../http.ts";

export interface EntraFailure {
    status: 400 | 401;
    error: string;
    code: number;
    text: string;
    suberror?: string;
}

export function entraError(request: SimRequest, { status, error, code, text, suberror }: EntraFailure): SimError {
    const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
    const trace = randomUUID();
    const correlation = request.query.get("client-request-id") ?? request.form().get("client-request-id") ?? request.headers["client-request-id"] ?? randomUUID();
    const description = `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
    const body = {
        error,
        error_description: description,
        error_codes: [code],
        timestamp,
        trace_id: trace,
        correlation_id: correlation,
        error_uri: `https://login.microsoftonline.com/error?code=${code}`,
        ...(suberror ? { suberror } : {}),
    };
    return new SimError({ status, body });
}

export const failures = {
    unknownTenant: (tenant: string): EntraFailure => ({
        status: 400,
        error: "invalid_request",
        code: 90002,
        text:
            `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. ` +
            "Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
    }),
    unknownApp: (appId: string, tenant: string): EntraFailure => ({
        status: 400,
        error: "unauthorized_client",
        code: 700016,
        text:
            `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been ` +
            "installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
    }),
    wrongSecret: (appId: string): EntraFailure => ({
        status: 401,
        error: "invalid_client",
        code: 7000215,
        text:
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, " +
            `for a secret added to app '${appId}'.`,
    }),
    noSecret: (): EntraFailure => ({
        status: 400,
        error: "invalid_request",
        code: 7000216,
        text: "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type",
    }),
    noFederation: (subject: string): EntraFailure => ({
        status: 401,
        error: "invalid_client",
        code: 700213,
        text:
            `No matching federated identity record found for presented assertion subject '${subject}'. Check your federated identity credential ` +
            "Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    }),
    devicePending: (): EntraFailure => ({
        status: 400,
        error: "authorization_pending",
        code: 70016,
        text: "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    }),
    deviceExpired: (): EntraFailure => ({
        status: 400,
        error: "expired_token",
        code: 70020,
        text: "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    }),
    deviceUnknown: (): EntraFailure => ({
        status: 400,
        error: "bad_verification_code",
        code: 70018,
        text: "Bad verification code. Another code may have been requested.",
    }),
    /** The error is documented for the flow; its number is that of a declined consent, UNCONFIRMED here. */
    deviceDeclined: (): EntraFailure => ({
        status: 400,
        error: "authorization_declined",
        code: 65004,
        text: "User declined to consent to access the app.",
    }),
    /** Seen for authorization codes; that a device code is refused in the same words is UNCONFIRMED. */
    redeemed: (): EntraFailure => ({
        status: 400,
        error: "invalid_grant",
        code: 54005,
        text: "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
    }),
    wrongVerifier: (): EntraFailure => ({
        status: 400,
        error: "invalid_grant",
        code: 501481,
        text: "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    }),
    missing: (parameter: string): EntraFailure => ({
        status: 400,
        error: "invalid_request",
        code: 900144,
        text: `The request body must contain the following parameter: '${parameter}'.`,
    }),
    resourceAtV2: (): EntraFailure => ({
        status: 400,
        error: "invalid_request",
        code: 901002,
        text: "The 'resource' request parameter is not supported.",
    }),
    manyResources: (scope: string): EntraFailure => ({
        status: 400,
        error: "invalid_request",
        code: 28000,
        text: `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
    }),
    notDefault: (scope: string): EntraFailure => ({
        status: 400,
        error: "invalid_scope",
        code: 1002012,
        text:
            `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the ` +
            "resource identifier (application ID URI).",
    }),
    badGrant: (): EntraFailure => ({
        status: 400,
        error: "invalid_grant",
        code: 70000,
        text: "The provided value for the input parameter is not valid: the code or refresh token was not issued here, has been used or has expired.",
    }),
    unsupportedGrant: (grant: string): EntraFailure => ({
        status: 400,
        error: "unsupported_grant_type",
        code: 70003,
        text: `The app requested an unsupported grant type '${grant}'.`,
    }),
    wrongPassword: (): EntraFailure => ({
        status: 400,
        error: "invalid_grant",
        code: 50126,
        text: "Error validating credentials due to invalid username or password.",
    }),
    notInTenant: (user: string, tenant: string): EntraFailure => ({
        status: 400,
        error: "invalid_grant",
        code: 50020,
        text:
            `User account '${user}' does not exist in tenant '${tenant}' and cannot access the application in that tenant. ` +
            "The account needs to be added as an external user in the tenant first.",
    }),
    invalidResource: (text: string): EntraFailure => ({
        status: 400,
        error: "invalid_resource",
        code: 500011,
        text: text.replace(/^AADSTS500011: /, ""),
    }),
};
