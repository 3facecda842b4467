import { type Batch, chatBatches } from "./chatEvents.ts";
import { type Cloud, isCloudHost } from "../cloud.ts";
import type { GetToken, Token } from "../credentials.ts";
import { withoutEchoes } from "./echoFilter.ts";
import { AccessError } from "../errors.ts";
import { tokenFailure } from "../failures/identityErrors.ts";
import type { Destination } from "../gate.ts";
import { type AllowHost, modelHost } from "../gate/destinations.ts";
import { apiAddress, apiRoot, defaultApiVersion, endpointProblem } from "./inferenceAddress.ts";
import type { ChatRequest, InferenceMemory, Learned } from "../inference.ts";
import { inferenceFailure } from "../failures/inferenceErrors.ts";
import { chatBody, isReasoningModel } from "./inferenceParameters.ts";
import { type Attempt, firstAttempt } from "./inferenceRecovery.ts";
import { modelFetch, type Wire } from "./inferenceTransport.ts";
import type { RequestLine } from "../requestLine.ts";
import { startWatchdog, type StallWatchdog } from "./stallWatchdog.ts";

export interface StreamChatParts {
    cloud(): Cloud;
    getToken: GetToken;
    /** The setting `keyless.apiVersion`, for accounts that do not serve the v1 API. */
    apiVersion(): string | undefined;
    memory: InferenceMemory;
    allowHost: AllowHost;
    log(line: RequestLine): void;
    /** A model of the account has answered the principal. */
    answered?(principalId: string, accountId: string): void;
    clock?: Clock;
    /** How long a stream may be silent, a minute where absent; reasoning models get three times as much. */
    stallMs?: number;
    /** The global `fetch` of the moment where absent. */
    fetch?: typeof globalThis.fetch;
}

export interface Clock {
    /** Epoch milliseconds. */
    now(): number;
    /** Resolves after `ms`, or as soon as the signal fires. */
    sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** One chat completion, with what it carries from attempt to attempt. */
export interface Call {
    parts: StreamChatParts;
    cloud: Cloud;
    /** Where the token may go. */
    destination?: Destination;
    request: ChatRequest;
    attempt: Attempt;
    /** Keys of the memory. */
    keys: { account: string; deployment: string };
    token?: Token;
    /** The first refusal of a token: when every audience is refused, the first says most. */
    firstRejection?: AccessError;
}

/** One attempt: what came so far. */
export interface Run {
    wire: Wire;
    watchdog?: StallWatchdog;
    /** The user has seen something of the answer: from here on nothing is repeated. */
    hasOutput: boolean;
    /** Something came that is a stream of events. */
    isStream: boolean;
    isComplete: boolean;
}

/** @throws AccessError where no token may go to the connection's endpoint. */
export function startCall(parts: StreamChatParts, request: ChatRequest): Call {
    const cloud = parts.cloud();
    const { target } = request.connection;
    const problem = endpointProblem(target.endpoint);
    if (problem) {
        throw new AccessError(inferenceFailure({ connection: request.connection, principal: undefined, problem }));
    }
    const root = apiRoot(target.endpoint).toLowerCase();
    const keys = { account: `account:${root}`, deployment: `deployment:${root}|${target.deployment.toLowerCase()}` };
    return { parts, cloud, request, keys, attempt: firstAttempt(cloud, parts.memory.get(keys.account)) };
}

/** The token for the next attempt, from the cache as a rule. @throws AccessError */
export async function authorize(call: Call): Promise<void> {
    const { attempt, request: { connection: { identity, target }, signal }, parts } = call;
    const { audience, claims, forceRefresh } = attempt;
    // The resource's tenant decides (failures.md, A7); a managed identity has but one.
    const tenantId = identity.kind === "account" || identity.kind === "cli" ? target.tenantId : undefined;
    attempt.forceRefresh = undefined;
    try {
        call.token = await parts.getToken(identity, audience, { tenantId, cloud: call.cloud, claims, forceRefresh, signal });
    } catch (error) {
        if (signal.aborted || error instanceof AccessError) {
            throw error;
        }
        throw call.firstRejection ?? new AccessError(tokenFailure({ identity, audience, tenantId, error }), { cause: error });
    }
}

/** Asks the user about a foreign host, for whom the token at hand is; what is known already is not asked. @throws AccessError */
export async function admit(call: Call): Promise<void> {
    const { cloud, parts, token, request: { connection } } = call;
    const claims = token!.claims;
    call.destination = await modelHost(cloud, new URL(connection.target.endpoint), connection.identity, claims, parts.allowHost);
    if (!call.destination) {
        throw new AccessError(inferenceFailure({ connection, principal: claims, problem: { kind: "hostNotAllowed" } }));
    }
}

/** Sends the request, and resolves with the answer's batches once its headers are there. */
export async function openStream(call: Call, run: Run): Promise<AsyncIterable<Batch>> {
    const { parts, request, keys } = call;
    const { OpenAI } = await import("openai");
    run.watchdog = startWatchdog((parts.stallMs ?? 60_000) * (isReasoningModel(request.connection.target) ? 3 : 1));
    const signal = AbortSignal.any([request.signal, run.watchdog.signal]);
    const client = new OpenAI(clientOptions(call, run.wire, signal));
    const response = await client.chat.completions.create(chatBody(request, parts.memory.get(keys.deployment)), { signal }).asResponse();
    const batches = chatBatches(response.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }));
    return isCloudHost(call.cloud, request.connection.target.endpoint) ? batches : withoutEchoes(batches);
}

/**
 * Everything that the SDK would otherwise read from the environment is said here: an inherited key, address or
 * organisation must not decide whom the user speaks as, and to whom.
 */
function clientOptions({ parts, request, attempt, token, destination }: Call, wire: Wire, signal: AbortSignal) {
    const address = apiAddress(request.connection.target, attempt.api, parts.apiVersion() || defaultApiVersion);
    return {
        ...address,
        // The SDK would put it on any address: the gate does that.
        apiKey: "put by the gate",
        adminAPIKey: null,
        organization: null,
        project: null,
        webhookSecret: null,
        // The SDK's own retries are invisible and its time limit ends at the headers; ours are neither.
        maxRetries: 0,
        timeout: 3_600_000,
        logLevel: "off" as const,
        fetch: modelFetch({ token: token!, destination: destination!, signal, fetch: parts.fetch, log: parts.log }, wire),
    };
}

/** The model has answered, which a stranger's 200 alone does not show: remembers the way, and that the principal may call. */
export function noteAnswer({ parts, keys, attempt, token, request: { connection: { target } } }: Call): void {
    learn(parts.memory, keys.account, { audience: attempt.audience, api: attempt.api });
    const principalId = token?.claims.oid;
    if (principalId && target.accountId) {
        parts.answered?.(principalId, target.accountId);
    }
}

/** Adds a lesson to what is remembered; keeps quiet where it is known already. */
export function learn(memory: InferenceMemory, key: string, lesson: Learned): void {
    const known = memory.get(key);
    const learned = { ...known, ...lesson };
    if (JSON.stringify(learned) !== JSON.stringify(known)) {
        memory.set(key, learned);
    }
}

/** Notes what a batch means for the attempt. A stream that ends without a finish reason, or `[DONE]` after text, was cut. */
export function note(run: Run, { events, isDone }: Batch): void {
    run.isStream = true;
    run.hasOutput ||= events.some(({ kind }) => kind === "text" || kind === "reasoning");
    run.isComplete ||= events.some(({ kind }) => kind === "finish") || (isDone && run.hasOutput);
}
