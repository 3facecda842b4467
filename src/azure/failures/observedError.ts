import { constants } from "node:os";
import { foreignText } from "../foreignText.ts";
import { retryAfterMs } from "../retryAfter.ts";

/** What was seen of a failed call, whichever client made it: the input of the failure tables. */
export interface Observed {
    status?: number;
    /** `error.code` of the body, for example `PermissionDenied`; some services put a sentence here (A7). */
    code: string;
    /** The service's own text, for matching. Shown only through `shown`. */
    message: string;
    /** `error.param`: the request member that was refused. */
    param?: string;
    /** The parsed body; undefined where it was no JSON object. */
    json?: Record<string, unknown>;
    isHtml: boolean;
    /** Code of the socket, resolver or TLS layer, for example `ENOTFOUND`. */
    network?: string;
    header(name: string): string | undefined;
}

/** Headers as the several clients hand them out; names are compared without letter case. */
export type HeadersLike = { get(name: string): string | null | undefined } | Record<string, string | undefined> | undefined;

export function observe(seen: { status?: number; headers?: HeadersLike; body?: unknown; error?: unknown }): Observed {
    const header = headerReader(seen.headers);
    const text = typeof seen.body === "string" ? seen.body : "";
    const json = objectOf(seen.body);
    const isHtml = json === undefined && (/^\s*<(!doctype|html|head|body)/i.test(text) || /text\/html/i.test(header("content-type") ?? ""));
    const status = seen.status ?? proxyStatus(seen.error);
    // An answer's own codes are not the network's, however they are spelt.
    const network = status === undefined || status < 300 ? networkCode(seen.error) : undefined;
    return { status, ...envelope(json, text), json, isHtml, network, header };
}

/** Whether the answer has one of these codes; services differ in the case of their letters. */
export function hasCode({ code }: Pick<Observed, "code">, ...codes: readonly string[]): boolean {
    return codes.some((known) => known.toLowerCase() === code.toLowerCase());
}

/**
 * The error of an answer and those inside it, outermost first: `details`, `innererror`, and JSON that is the text of a
 * message, as deployments have it (07-vm-create.md). Only those with a code.
 */
export function nested<Facts extends Observed>(seen: Facts): Facts[] {
    const found: Facts[] = [seen];
    for (const inner of innerErrors(objectOf(seen.json?.["error"]) ?? seen.json ?? {})) {
        const { code, message, param } = envelope(inner, "");
        if (code !== "" && found.length < mostNested) {
            found.push({ ...seen, code, message, param });
        }
    }
    return found;
}

const mostNested = 20;

function* innerErrors(error: Record<string, unknown>, depth = 0): Generator<Record<string, unknown>> {
    const details = Array.isArray(error["details"]) ? error["details"] : [];
    for (const each of [...details.slice(0, mostNested), error["innererror"], error["inner_error"], error["message"]]) {
        const inner = objectOf(each);
        if (inner && depth < 5) {
            const own = objectOf(inner["error"]) ?? inner;
            yield own;
            yield* innerErrors(own, depth + 1);
        }
    }
}

/**
 * Both envelopes of the data plane (`{error:{…}}` and the flat `{statusCode,message}`, 05-openai-data-plane.md 5.4),
 * the OAuth one (`{error,error_description}`), and a bare `{code,message}`.
 */
function envelope(json: Record<string, unknown> | undefined, text: string): { code: string; message: string; param?: string } {
    if (!json) {
        return { code: "", message: text };
    }
    const error = json["error"];
    if (typeof error === "string") {
        return { code: error, message: textOf(json["error_description"]) || textOf(json["message"]) };
    }
    const inner = objectOf(error) ?? json;
    return { code: textOf(inner["code"]), message: textOf(inner["message"]), param: /^[\w.[\]-]{1,80}$/.exec(textOf(inner["param"]))?.[0] };
}

export function objectOf(value: unknown): Record<string, unknown> | undefined {
    if (typeof value === "string") {
        return /^\s*\{/.test(value) ? objectOf(parsed(value)) : undefined;
    }
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        // Not JSON although it begins like it: an answer that was cut. The rules then go by the status.
        return undefined;
    }
}

function textOf(value: unknown): string {
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function headerReader(headers: HeadersLike): (name: string) => string | undefined {
    if (!headers) {
        return () => undefined;
    }
    if (typeof headers.get === "function") {
        const get = headers.get.bind(headers);
        return (name) => get(name) ?? undefined;
    }
    const entries = Object.entries(headers as Record<string, string | undefined>);
    return (name) => entries.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/**
 * What a proxy answered instead of opening the way to the host: `fetch` hides a 407, which is a network error without
 * any words to it (Fetch, 4.6: no other answer becomes one in a request of ours), and undici and the agents of VS Code
 * name the status of a refused tunnel in a sentence only.
 */
function proxyStatus(error: unknown): number | undefined {
    for (const { name, message, cause } of causes(error)) {
        if (name === "TypeError" && message === "fetch failed" && cause instanceof Error && cause.message === "" && !("code" in cause)) {
            return 407;
        }
        const status = /proxy response \((\d{3})\)|tunneling socket could not be established, (?:statusCode|cause)=(\d{3})/i.exec(message);
        if (status || /proxy authentication required/i.test(message)) {
            return Number(status?.[1] ?? status?.[2] ?? 407);
        }
    }
    return undefined;
}

/** Codes of the resolver, of OpenSSL (`X509_V_ERR_` is left out), of Node's TLS and of undici, as they are at most. */
const resolverOrTls = /^(E(AI_[A-Z]+|HOSTDOWN|NETDOWN|NOTFOUND|NODATA|SERVFAIL|REFUSED|TIMEOUT|FORMERR|DESTRUCTION|CANCELLED)|ERR_(TLS|SSL|HTTP2|SOCKET|STREAM)_\w+|UND_ERR_\w+|CERT_(HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED|REJECTED|REVOKED|SIGNATURE_FAILURE|CHAIN_TOO_LONG)|UNABLE_TO_[A-Z_]+|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|CRL_[A-Z_]+)$/;

/** The first system or TLS code in the chain of causes: `fetch` and the SDKs wrap it up to three times. */
export function networkCode(error: unknown): string | undefined {
    for (const cause of causes(error)) {
        const code = (cause as { code?: unknown }).code;
        if (typeof code === "string" && (code in constants.errno || resolverOrTls.test(code))) {
            return code;
        }
    }
    return undefined;
}

/** `error`, the members of an aggregate, and their causes, outermost first. */
export function* causes(error: unknown, depth = 0): Generator<Error> {
    if (!(error instanceof Error) || depth > 6) {
        return;
    }
    yield error;
    yield* causes(error.cause, depth + 1);
    // `AggregateError` of node:net, and `AggregateAuthenticationError` of @azure/identity, which is none.
    for (const member of "errors" in error && Array.isArray(error.errors) ? error.errors : []) {
        yield* causes(member, depth + 1);
    }
}

/** When the service wants the next try, in milliseconds from now: headers first, then its sentence. */
export function retryAfter({ header, message }: Observed, now = Date.now()): number | undefined {
    const said = /retry after (\d+) seconds?/i.exec(message)?.[1];
    return retryAfterMs(header, now) ?? (said === undefined ? undefined : Number(said) * 1000);
}

const longestShown = 240;
/** A stretch of the user's words this long in the service's text means that the service quotes them. */
const quoteLength = 24;

/**
 * The service's own text, fit to be shown: one line without tokens, cut to a readable length; nothing at all where
 * it is markup or raw JSON, or quotes one of `secrets` (the prompt, the token).
 */
export function shown(text: string, secrets: readonly string[] = []): string {
    const line = foreignText(text, longestShown);
    return /^[[{<]/.test(line) || secrets.some((secret) => quotes(line, oneLine(secret))) ? "" : line;
}

/** The first of these headers that was sent, fit to be shown as `shown` makes it: any host may write anything there. */
export function shownHeader({ header }: Observed, names: readonly string[], secrets: readonly string[] = []): string | undefined {
    const value = names.map(header).find(Boolean);
    return value === undefined ? undefined : shown(foreignText(value), secrets);
}

function oneLine(text: string): string {
    return text.replace(/\s+/g, " ").trim();
}

function quotes(line: string, secret: string): boolean {
    if (secret.length <= quoteLength) {
        return secret.length > 3 && line.includes(secret);
    }
    for (let at = 0; at + quoteLength <= line.length; at++) {
        if (secret.includes(line.slice(at, at + quoteLength))) {
            return true;
        }
    }
    return false;
}
