import type { FailureKind } from "../../../../src/azure/errors.ts";
import type { CallProblem } from "../../../../src/azure/failures/inferenceErrors.ts";
import type { ManagedIdentitySource } from "../../../../src/azure/imds/source.ts";

/** What came back, whoever sent it. */
export interface Answer {
    status?: number;
    headers?: Record<string, string>;
    body?: unknown;
}

/** What must be said of a failure, by the documents in `shared/azure` and by Entra's list of error codes. */
export interface Expected {
    name: string;
    kind: FailureKind;
    /** Must stand in the summary, the cause or the remedy. */
    says?: RegExp;
    /** Must not stand there. */
    never?: RegExp;
    /** Evidence that must be there, by its name. */
    shows?: Record<string, string | RegExp>;
    /** Kinds of buttons that must be offered. */
    offers?: string[];
}

/** A call of a deployment. */
export interface ModelRow extends Expected {
    on: "model";
    seen: Answer & { error?: unknown; problem?: CallProblem };
}

/** How an error of Resource Manager reaches us: as an answer, or thrown by one of the two generations of its clients. */
export type Wrapping = "answer" | "old client" | "new client";

/** A call of Resource Manager. */
export interface ArmRow extends Expected {
    on: "arm";
    seen: Answer & { error?: unknown };
    wrapping: Wrapping;
    identity?: "account" | "cli";
}

/** A managed identity's token. */
export interface MachineRow extends Expected {
    on: "machine";
    identity: "userAssigned" | "systemAssigned";
    seen: Answer & { code?: string; timedOut?: boolean; source?: ManagedIdentitySource };
    /** Message of the SDK's error. */
    thrown?: string;
}

/** A token of a person, of the Azure CLI, or of what the environment says. */
export interface SignInRow extends Expected {
    on: "signIn";
    identity: "account" | "cli" | "environment";
    thrown: string;
    code?: string;
    errorName?: string;
}

export type Row = ModelRow | ArmRow | MachineRow | SignInRow;

export const gateway = { "apim-request-id": "11111111-2222-3333-4444-555555555555", "content-type": "application/json" };
export const armMarks = { "x-ms-request-id": "5fc87507-4086-4e77-b415-cee677eb232e", "content-type": "application/json; charset=utf-8" };
export const imds = { server: "IMDS/150.870.65.512", "content-type": "application/json; charset=utf-8" };
export const json = { "content-type": "application/json" };
export const html = { "content-type": "text/html; charset=utf-8" };

export function page(title: string, text: string): string {
    return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;
}

/** Answers of things between the user and Azure: their headers and bodies; `shows` is what the user can tell them by. */
export const betweens: { what: string; headers: Record<string, string>; body: string; shows?: Record<string, string | RegExp> }[] = [
    {
        what: "Squid's page", headers: { ...html, server: "squid/5.7", via: "1.1 proxy.corp.example (squid/5.7)", "x-squid-error": "ERR_ACCESS_DENIED 0" },
        body: page("ERROR: The requested URL could not be retrieved", "Access Denied."),
        shows: { "Answered by": /squid/, "Page title": /could not be retrieved/, "Content type": "text/html" },
    },
    {
        what: "a web gateway's page in German", headers: { ...html, server: "ACME-Gateway" },
        body: page("Zugriff verweigert", "Der Zugriff auf diese Seite ist nach der Richtlinie Ihres Unternehmens nicht gestattet (Firewall)."),
        shows: { "Answered by": "ACME-Gateway", "Page title": "Zugriff verweigert" },
    },
    {
        what: "a captive portal in Japanese", headers: { "content-type": "text/html" }, body: page("ログインしてください", "インターネットを利用するにはログインが必要です。"),
        shows: { "Page title": "ログインしてください" },
    },
    {
        what: "JSON of a gateway", headers: { ...json, server: "gw/1" }, body: '{"status":"blocked","reason":"category: generative AI","policy":"corp-403"}',
        shows: { "Answered by": "gw/1", "Content type": "application/json" },
    },
    {
        what: "JSON of a service mesh in an envelope of its own", headers: { ...json, server: "envoy" }, body: '{"errors":[{"title":"Forbidden","detail":"RBAC: access denied"}]}',
        shows: { "Answered by": "envoy" },
    },
    { what: "plain text", headers: { "content-type": "text/plain", server: "envoy" }, body: "RBAC: access denied", shows: { "Answered by": "envoy", "Content type": "text/plain" } },
    {
        what: "a page without a title, sent as JSON", headers: { ...json, via: "1.0 wall" }, body: "<html><body>403 Forbidden</body></html>",
        shows: { "Answered by": /wall/ },
    },
    { what: "XML", headers: { "content-type": "application/xml", server: "waf" }, body: "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", shows: { "Content type": "application/xml" } },
];

export interface SocketError { code: string; kind: FailureKind; says?: RegExp }

/** Codes of the socket, the resolver and TLS, as Node and undici name them (10-diagnose.md, 10.4 and 10.6). */
export const socketErrors: SocketError[] = [
    { code: "ENOTFOUND", kind: "hostNotFound", says: /has no address on this machine/ },
    { code: "EAI_AGAIN", kind: "hostNotFound", says: /name server/ },
    { code: "ECONNREFUSED", kind: "connectionRefused" },
    { code: "EHOSTUNREACH", kind: "connectionRefused" },
    { code: "ENETUNREACH", kind: "connectionRefused" },
    { code: "ETIMEDOUT", kind: "connectionTimedOut" },
    { code: "UND_ERR_CONNECT_TIMEOUT", kind: "connectionTimedOut" },
    { code: "UND_ERR_HEADERS_TIMEOUT", kind: "connectionTimedOut" },
    { code: "ECONNRESET", kind: "connectionReset" },
    { code: "EPIPE", kind: "connectionReset" },
    { code: "UND_ERR_SOCKET", kind: "connectionReset" },
    { code: "SELF_SIGNED_CERT_IN_CHAIN", kind: "certificateUntrusted", says: /does not trust.*NODE_EXTRA_CA_CERTS/s },
    { code: "DEPTH_ZERO_SELF_SIGNED_CERT", kind: "certificateUntrusted" },
    { code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", kind: "certificateUntrusted" },
    { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", kind: "certificateUntrusted" },
    { code: "CERT_HAS_EXPIRED", kind: "certificateExpired", says: /expired.*clock/s },
    { code: "CERT_NOT_YET_VALID", kind: "certificateExpired", says: /not valid yet.*clock/s },
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", kind: "certificateWrongHost", says: /is not for / },
    { code: "HOSTNAME_MISMATCH", kind: "certificateWrongHost", says: /is not for / },
    { code: "EPROTO", kind: "tlsFailed", says: /secure connection/ },
    { code: "ERR_SSL_WRONG_VERSION_NUMBER", kind: "tlsFailed" },
];
