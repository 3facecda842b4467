import type { Connection } from "../connection.ts";
import { AccessError, type FailureKind, isAccessError } from "../errors.ts";
import { identityName } from "../identity.ts";
import type { StreamChat } from "../inference.ts";
import { startWaiting } from "./timer.ts";
import type { WaitOptions } from "./waitForToken.ts";

/** Makes one minimal real call of the connection's deployment. Throws `AccessError`, or the signal's reason. */
export type Probe = (connection: Connection, signal: AbortSignal) => Promise<void>;

/** A role that is not in force yet (G1, H1), and an identity that has not reached the machine yet (C3, C11). */
const notYet: readonly FailureKind[] = ["roleMissing", "identityNotAttached", "imdsBusy"];

const minute = 60_000;

/**
 * Calls the deployment until it answers: documented is 5 minutes for a new role (failures.md, H1), it may take 10.
 * @throws AccessError once `limitMs` (10 minutes) have passed, or at once for a failure that waiting does not mend.
 */
export async function waitForCall(connection: Connection, probe: Probe, options: WaitOptions = {}): Promise<void> {
    const limitMs = options.limitMs ?? 10 * minute;
    const waiting = startWaiting({
        message: `Waiting until ${identityName(connection.identity)} may call ${connection.target.deployment}`,
        expectedMs: 5 * minute, limitMs, pausesMs: [2_000, 4_000, 6_000, 8_000, 10_000],
    }, options);
    const { signal = new AbortController().signal } = options;
    for (;;) {
        try {
            signal.throwIfAborted();
            return await probe(connection, signal);
        } catch (error) {
            signal.throwIfAborted();
            if (!isAccessError(error) || !notYet.includes(error.failure.kind)) {
                throw error;
            }
            if (!waiting.hasTime()) {
                throw tooLong(error, limitMs);
            }
            await waiting.pause(error.failure.retryAfterMs);
        }
    }
}

function tooLong(error: AccessError, limitMs: number): AccessError {
    const { failure } = error;
    const cause = `${failure.cause} This has been tried for ${Math.round(limitMs / minute)} minutes, longer than a new role takes as a rule.`;
    return new AccessError({ ...failure, cause }, { cause: error });
}

/** The least that a chat completion can be: two words, and the call ends with the first sign of an answer. */
export function chatProbe(streamChat: StreamChat): Probe {
    return async (connection, signal) => {
        const messages = [{ role: "user" as const, content: "Say OK." }];
        // Some models refuse a limit that leaves no room for any answer.
        const request = { connection, messages, parameters: { maxTokens: 16 }, signal };
        for await (const event of streamChat(request)) {
            if (event.kind !== "waiting" && event.kind !== "retrying") {
                return;
            }
        }
        signal.throwIfAborted();
    };
}
