import type { CallProblem, InferenceObservation } from "../failures/inferenceErrors.ts";
import type { RequestLine } from "../requestLine.ts";
import type { Token } from "../credentials.ts";
import { foreignText } from "../foreignText.ts";
import { type Destination, sendWithToken } from "../gate.ts";

/** What was on the wire in one call; the transport writes it, whatever the SDK makes of it afterwards. */
export interface Wire {
    /** Set when the call failed before its stream began. */
    failed?: Pick<InferenceObservation, "status" | "headers" | "body" | "error" | "problem">;
    status?: number;
    headers?: Headers;
}

export interface Transport {
    token: Token;
    /** Where the token may go. */
    destination: Destination;
    /** Ends the request and its stream. The SDK's own signal adds only a time limit, which is ours to set. */
    signal: AbortSignal;
    /** The gate's own where absent. */
    fetch?: typeof globalThis.fetch;
    log(line: RequestLine): void;
}

/** The `fetch` given to the SDK. It throws for every answer that is no stream, having noted it in `wire`. */
export function modelFetch(transport: Transport, wire: Wire): typeof globalThis.fetch {
    return async (input, init) => {
        const url = new URL(String(input));
        const start = performance.now();
        const line = (rest: Partial<RequestLine>) => transport.log({
            method: init?.method ?? "GET", host: url.host, path: url.pathname,
            ms: Math.round(performance.now() - start), principal: transport.token.claims.oid, ...rest,
        });
        let response: Response;
        try {
            response = await sendWithToken(transport.destination, transport.token.value, url, {
                ...init, signal: transport.signal, headers: headersOf(init?.headers),
            }, transport.fetch);
        } catch (error) {
            line({});
            wire.failed = { error };
            throw error;
        }
        line({ status: response.status, requestId: requestIdOf(response.headers) });
        return streamOnly(response, wire);
    };
}

/** Only these of the SDK's headers are sent: it adds what `OPENAI_CUSTOM_HEADERS` says, somebody else's token included. */
function headersOf(fromSdk: RequestInit["headers"]): Headers {
    const given = new Headers(fromSdk);
    return new Headers(["accept", "content-type", "user-agent"].map((name) => [name, given.get(name) ?? ""]));
}

async function streamOnly(response: Response, wire: Wire): Promise<Response> {
    const { status, headers } = response;
    const problem = problemOf(response);
    if (response.ok && !problem) {
        wire.status = status;
        wire.headers = headers;
        return response;
    }
    // A page in the place of a stream tells by its title who answered.
    const isRead = problem === undefined || /html/i.test(headers.get("content-type") ?? "");
    wire.failed = { status, headers, body: isRead ? await textOf(response) : await discarded(response), problem };
    throw new Error(`The deployment answered ${status}.`);
}

/** An error's text is what the rules judge; where it breaks off, they go by status and headers. */
function textOf(response: Response): Promise<string> {
    return response.text().catch(() => "");
}

/** Frees the connection of an answer that nobody reads. That it may be broken already is no failure of its own. */
async function discarded(response: Response): Promise<undefined> {
    await response.body?.cancel().catch(() => undefined);
}

function problemOf({ status, ok, type, headers, url }: Response): CallProblem | undefined {
    if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
        const to = headers.get("location") ?? "";
        return { kind: "redirected", to: URL.canParse(to, url || undefined) ? foreignText(new URL(to, url || undefined).host) : "" };
    }
    const contentType = headers.get("content-type");
    if (status === 204 || status === 205) {
        return { kind: "unexpectedAnswer", contentType: "" };
    }
    return ok && contentType !== null && !/text\/event-stream/i.test(contentType)
        ? { kind: "unexpectedAnswer", contentType: foreignText(/^[\w.+/-]+/.exec(contentType)?.[0] ?? "") }
        : undefined;
}

export function requestIdOf(headers: Headers): string | undefined {
    return headers.get("apim-request-id") ?? headers.get("x-ms-request-id") ?? headers.get("x-request-id") ?? undefined;
}
