/** A tiny router and the request and answer that handlers see; nothing here knows Azure. */
import type { IncomingHttpHeaders } from "node:http";

export interface SimRequest {
    /** Id of this request as the recorder and the answer's headers show it. */
    id: string;
    method: string;
    /** `host:port` as the client wrote it. */
    host: string;
    /** `https://localhost:PORT`, for absolute URLs in answers. */
    origin: string;
    /** Path without query, repeated slashes collapsed, still percent-encoded. */
    path: string;
    query: URLSearchParams;
    headers: IncomingHttpHeaders;
    /** From the pattern, percent-decoded; `{*name}` begins with a slash (`/` when empty). */
    params: Record<string, string>;
    /** Address of the client. */
    remoteAddress: string;
    /** The body as text. */
    text: string;
    /** The body as JSON; throws `SimError` 400 where it is none. An empty body is `undefined`. */
    json(): unknown;
    /** Form fields of the body. */
    form(): URLSearchParams;
    /** Aborted when the client has gone. */
    signal: AbortSignal;
    /** What the recorder shall know beyond the request itself; handlers may set it. */
    seen: { oid?: string };
}

export interface SimResponse {
    status: number;
    headers?: Record<string, string>;
    /** Sent as JSON. */
    body?: unknown;
    /** Sent as it is (with the content-type of `headers`). */
    text?: string;
    /** Sent as it is produced. */
    stream?: Stream;
    /** No answer: the connection is reset, as where nothing listens. `status` is then of no use. */
    reset?: boolean;
}

/** Writes the body; `write` resolves at once unless the client reads more slowly than we write. */
export type Stream = (write: Write) => Promise<void>;
export type Write = (chunk: string) => void | Promise<void>;

export type Handler = (request: SimRequest) => SimResponse | Promise<SimResponse>;

export interface Route {
    /** Upper case; `*` is any. */
    method: string;
    pattern: string;
    regex: RegExp;
    handler: Handler;
}

/** An answer thrown by a handler, whatever its depth. */
export class SimError extends Error {
    readonly response: SimResponse;

    constructor(response: SimResponse) {
        super(`HTTP ${response.status}`);
        this.response = response;
    }
}

/** The usual envelope: `{"error":{"code","message",…more}}`. */
export function azureError(status: number, code: string, message: string, more: { headers?: Record<string, string>; error?: object } = {}): SimError {
    return new SimError({ status, headers: more.headers, body: { error: { code, message, ...more.error } } });
}

/**
 * A route. The pattern is compared without letter case; `{name}` is one segment, `{*name}` any number of them
 * (none too). Example: `route("GET", "{*scope}/providers/Microsoft.Authorization/roleAssignments/{name}", …)`.
 */
export function route(method: string, pattern: string, handler: Handler): Route {
    return { method, pattern, regex: compile(pattern), handler };
}

/** The first route that takes the method and path, with its parameters. */
export function findRoute(routes: Route[], method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
    for (const candidate of routes) {
        if (candidate.method === "*" || candidate.method === method) {
            const match = candidate.regex.exec(path);
            if (match) {
                return { route: candidate, params: parameters(candidate, match) };
            }
        }
    }
    return undefined;
}

/** Repeated slashes collapsed, as ARM treats them. */
export function collapse(path: string): string {
    return path.replace(/\/{2,}/g, "/");
}

function compile(pattern: string): RegExp {
    const source = collapse(`/${pattern}`)
        .replace(/[.+?^$()|[\]\\]/g, "\\$&")
        .replace(/\/\{\*(\w+)\}/g, "(?<$1>(?:/.*)?)")
        .replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    return new RegExp(`^${source}/?$`, "i");
}

function parameters(from: Route, match: RegExpExecArray): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [name, value] of Object.entries(match.groups ?? {})) {
        const text = decode(value ?? "");
        found[name] = from.pattern.includes(`{*${name}}`) ? text || "/" : text;
    }
    return found;
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        throw azureError(400, "BadRequest", "The request URI is not valid.");
    }
}
