import { AsyncLocalStorage } from "node:async_hooks";
import http, { type IncomingMessage } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { foreignText } from "../foreignText.ts";
import { type ManagedIdentitySource, managedIdentitySource } from "./source.ts";

/** The last thing that was seen on the wire during one token request. */
export interface Observation {
    status?: number;
    /** Only of an answer that holds no token. */
    body?: string;
    /** The `Server` header: only the real service says `IMDS/…`; a proxy or an agent says something else. */
    serverHeader?: string;
    via?: string;
    contentType?: string;
    /** `ECONNREFUSED`, `EHOSTUNREACH` and so on. */
    code?: string;
    timedOut?: boolean;
    /** The service's own `Retry-After`, in milliseconds. */
    retryAfterMs?: number;
    /** Which endpoint was asked. */
    source?: ManagedIdentitySource;
}

/** What a managed-identity endpoint answered, or why it did not; `errors` turns it into words. */
export class ManagedIdentityFailure extends Error implements Observation {
    override readonly name = "ManagedIdentityFailure";
    readonly status?: number;
    readonly body?: string;
    readonly serverHeader?: string;
    readonly via?: string;
    readonly contentType?: string;
    readonly code?: string;
    readonly timedOut?: boolean;
    readonly retryAfterMs?: number;
    readonly source?: ManagedIdentitySource;

    constructor(message: string, observed: Observation, options?: ErrorOptions) {
        super(message, options);
        Object.assign(this, observed);
    }
}

export interface DirectResponse {
    status: number;
    headers: IncomingMessage["headers"];
    body: string;
}

/**
 * VS Code replaces `request` and `get` of `node:http` to send requests through the user's proxy, whatever agent they
 * name; not this class, which is what they return. The metadata address is link-local: a proxy can't reach it, and
 * answers in its own words instead (failures.md, C1 and B2).
 */
const { Agent, ClientRequest } = http;
const directAgent = new Agent({ keepAlive: true, maxSockets: 4 });
const secureAgent = new SecureAgent({ keepAlive: true, maxSockets: 4 });

const addressVariable = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

/** Base URL of the instance metadata service, as the Azure SDK finds it. */
export function imdsBaseUrl(environment: NodeJS.ProcessEnv = process.env): string {
    return (environment[addressVariable] ?? "http://169.254.169.254").replace(/\/+$/, "");
}

/**
 * What is wrong with the address that the environment names for the metadata service, in a clause; undefined where
 * nothing is. Any host may be named (on Kubernetes it is a neighbour's): tokens come from there, and none goes there.
 */
export function imdsAddressProblem(environment: NodeJS.ProcessEnv = process.env): string | undefined {
    const address = imdsBaseUrl(environment);
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url && (url.username !== "" || url.password !== "")) {
        return `The environment variable ${addressVariable} holds a user name or a password`;
    }
    return url?.protocol === "http:" && url.search === "" && url.hash === ""
        ? undefined
        : `The environment variable ${addressVariable} is "${foreignText(address, 80)}", which is no http address such as http://169.254.169.254`;
}

/**
 * A request over http or https that no proxy sees.
 * @throws ManagedIdentityFailure with the socket's code, or `timedOut`; never for a status.
 */
export function directRequest(
    url: string,
    request: { method?: string; headers?: Record<string, string>; body?: string; timeoutMs: number; signal?: AbortSignal },
): Promise<DirectResponse> {
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const isSecure = protocol === "https:";
    const options = {
        host: hostname.replace(/^\[|\]$/g, ""),
        protocol,
        port: port || (isSecure ? 443 : 80),
        path: pathname + search,
        agent: isSecure ? secureAgent : directAgent,
        method: request.method ?? "GET",
        headers: request.headers,
        signal: request.signal,
    };
    return new Promise((resolve, reject) => {
        const fail = (error: NodeJS.ErrnoException) =>
            reject(request.signal?.aborted ? error : new ManagedIdentityFailure(error.message, { code: error.code }, { cause: error }));
        const outgoing = new ClientRequest(options, (response) => {
            let body = "";
            response.setEncoding("utf8").on("data", (part: string) => (body += part));
            response.on("error", fail).on("end", () => {
                clearTimeout(timer);
                resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
            });
        });
        const timer = setTimeout(() => {
            reject(new ManagedIdentityFailure(`No answer within ${request.timeoutMs} ms.`, { timedOut: true }));
            outgoing.destroy();
        }, request.timeoutMs);
        outgoing.on("error", (error) => {
            clearTimeout(timer);
            fail(error);
        });
        outgoing.end(request.body);
    });
}

const observations = new AsyncLocalStorage<Observation>();

/** What the token request that runs now has seen so far; the transport writes it. */
export function currentObservation(): Observation {
    return observations.getStore() ?? {};
}

/**
 * Runs one token request of `ManagedIdentityCredential` and tells what was on the wire: the SDK's own error has
 * neither the status nor the responder, and these are what tells one cause from another (failures.md, section 0).
 */
export async function observed<T>(run: () => Promise<T>): Promise<T> {
    const seen: Observation = {};
    try {
        return await observations.run(seen, run);
    } catch (error) {
        if (Object.keys(seen).length === 0) {
            throw error;
        }
        throw new ManagedIdentityFailure((error as Error).message, { ...seen, source: managedIdentitySource() }, { cause: error });
    }
}

/** IMDS is "being updated" for up to 70 s when it says 410 (02-managed-identity.md); the others pass sooner. */
const patienceMs: Record<number, number> = { 404: 20_000, 410: 80_000, 429: 20_000, 500: 8_000, 502: 0, 503: 8_000, 504: 0 };

/** Repeats `run` while the endpoint says that it will recover, with growing waits, until its patience ends. */
export async function withImdsRetry<T>(run: () => Promise<T>, clock = { now: Date.now, sleep }): Promise<T> {
    const start = clock.now();
    for (let wait = 800; ; wait *= 2) {
        try {
            return await run();
        } catch (error) {
            const status = error instanceof ManagedIdentityFailure ? error.status : undefined;
            const pause = retryAfterOf(error) ?? wait;
            if (clock.now() - start + pause > (patienceMs[status ?? 0] ?? 0)) {
                throw error;
            }
            await clock.sleep(pause);
        }
    }
}

function retryAfterOf(error: unknown): number | undefined {
    return error instanceof ManagedIdentityFailure ? error.retryAfterMs : undefined;
}

function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
