import { setTimeout as delay } from "node:timers/promises";
import { StreamError } from "./chatEvents.ts";
import { AccessError, type Failure } from "../errors.ts";
import type { ChatRequest, InferenceEvent, StreamChat } from "../inference.ts";
import { admit, authorize, type Call, type Clock, learn, note, noteAnswer, openStream, type Run, startCall, type StreamChatParts } from "./inferenceCall.ts";
import { dataPlaneSignature } from "../failures/facts/responder.ts";
import { inferenceFailure, type InferenceObservation } from "../failures/inferenceErrors.ts";
import { adjust, isTokenRefused, lesson, retryDelay } from "./inferenceRecovery.ts";

export type { Clock, StreamChatParts } from "./inferenceCall.ts";

/** Loads the SDK, so that the first question does not wait for it. Cheap where it is loaded already. */
export async function preloadInference(): Promise<void> {
    await import("openai");
}

/** Streams chat completions with the `openai` package: v1 first, with tokens of the connection's identity. */
export function createStreamChat(parts: StreamChatParts): StreamChat {
    return (request) => streamChat(parts, request);
}

async function* streamChat(parts: StreamChatParts, request: ChatRequest): AsyncGenerator<InferenceEvent, void, undefined> {
    const { signal } = request;
    const clock = parts.clock ?? systemClock;
    const call = startCall(parts, request);
    while (!signal.aborted) {
        const run: Run = { wire: {}, hasOutput: false, isStream: false, isComplete: false };
        let next: Next;
        try {
            yield { kind: "waiting", for: "token" };
            await authorize(call);
            await admit(call);
            if (signal.aborted) {
                return;
            }
            yield { kind: "waiting", for: "firstByte" };
            for await (const batch of await openStream(call, run)) {
                const isFirst = !run.hasOutput && !run.isComplete;
                note(run, batch);
                if (isFirst && (run.hasOutput || run.isComplete)) {
                    noteAnswer(call);
                }
                run.watchdog?.handing();
                for (const event of batch.events) {
                    if (signal.aborted) {
                        return;
                    }
                    yield event;
                }
                run.watchdog?.asking(batch.events.length > 0);
            }
            if (run.isComplete || signal.aborted) {
                return;
            }
            next = recover(call, run, undefined);
        } catch (error) {
            if (signal.aborted) {
                return;
            }
            next = recover(call, run, error);
        } finally {
            run.watchdog?.stop();
        }
        if (next.waitMs > 0) {
            yield { kind: "retrying", reason: next.failure.summary, untilMs: clock.now() + next.waitMs };
            await clock.sleep(next.waitMs, signal);
        }
    }
}

/** Why the attempt failed, and how long to wait before the next; 0 where it will be made differently. */
interface Next {
    failure: Failure;
    waitMs: number;
}

/** @throws AccessError where another attempt makes no sense; whatever was thrown where that was no failed call. */
function recover(call: Call, run: Run, error: unknown): Next {
    const seen = observationOf(run, error);
    if (!seen || error instanceof AccessError) {
        throw error;
    }
    const { attempt, cloud, parts, keys, request } = call;
    const failure = inferenceFailure({
        connection: request.connection,
        principal: call.token?.claims,
        secrets: [call.token?.value ?? "", ...request.messages.map((message) => message.content)],
        ...seen,
    });
    const expected = new AccessError(failure, { cause: seen.error });
    if (run.hasOutput) {
        throw expected;
    }
    const replacement = lesson(attempt, failure, seen);
    if (replacement) {
        learn(parts.memory, keys.deployment, { parameters: { ...parts.memory.get(keys.deployment)?.parameters, ...replacement } });
        return { failure, waitMs: 0 };
    }
    const isRejection = isTokenRefused(failure, seen.status);
    call.firstRejection ??= isRejection ? expected : undefined;
    if (adjust(attempt, failure, seen, cloud)) {
        return { failure, waitMs: 0 };
    }
    const waitMs = retryDelay(attempt, failure, seen.status);
    if (waitMs === undefined) {
        throw isRejection ? call.firstRejection : expected;
    }
    return { failure, waitMs };
}

type Seen = Omit<InferenceObservation, "connection" | "principal" | "secrets">;

/** What is known of a failed attempt; undefined where no call was made. `error` is undefined where the stream just ended. */
function observationOf({ wire, watchdog, hasOutput, isStream }: Run, error: unknown): Seen | undefined {
    const { status, headers } = wire;
    if (watchdog?.signal.aborted) {
        return { status, headers, problem: { kind: "stalled", afterMs: watchdog.ms } };
    }
    if (wire.failed) {
        return wire.failed;
    }
    if (status === undefined) {
        return undefined;
    }
    if (error instanceof StreamError) {
        return { status, headers, body: { error: error.error }, problem: { kind: "brokenOff" } };
    }
    // It ended of itself, without one event and without Azure's mark: a page of a network that asks for a sign-in, say.
    if (error === undefined && !isStream && !dataPlaneSignature.marks.some((name) => headers?.has(name))) {
        return { status, headers, problem: { kind: "unexpectedAnswer", contentType: "" } };
    }
    return error instanceof SyntaxError && !hasOutput
        ? { status, headers, problem: { kind: "unexpectedAnswer", contentType: "a malformed stream" } }
        : { status, headers, problem: { kind: "cut" }, error };
}

const systemClock: Clock = {
    now: Date.now,
    async sleep(ms, signal) {
        // Rejects only when aborted: the caller looks at the signal next.
        await delay(ms, undefined, { signal }).catch(() => undefined);
    },
};
