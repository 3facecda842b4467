import type { Cloud } from "../cloud.ts";
import type { GetToken, Token } from "../credentials.ts";
import { AccessError, type FailureKind } from "../errors.ts";
import { type Identity, identityName } from "../identity.ts";
import { tokenFailure } from "../failures/identityErrors.ts";
import { type OnWait, startWaiting, type Timer } from "./timer.ts";

export interface WaitOptions {
    signal?: AbortSignal;
    onWait?: OnWait;
    timer?: Timer;
    limitMs?: number;
}

/** What IMDS says while a new identity is on its way to the machine (03-arm.md, 3.7: seconds to minutes). */
const notYet: readonly FailureKind[] = ["identityNotAttached", "identityAmbiguous", "imdsBusy"];

/**
 * Asks IMDS for a token of an identity that was attached to this machine a moment ago, until it gives one.
 * A token of another principal counts as none: without a selector IMDS answers with whatever identity it knows.
 * @throws AccessError once `limitMs` (5 minutes) have passed, or at once for a failure that waiting does not mend.
 */
export async function waitForToken(
    identity: Identity & { kind: "userAssigned" | "systemAssigned" },
    { cloud, getToken }: { cloud: Cloud; getToken: GetToken },
    options: WaitOptions = {},
): Promise<Token> {
    const audience = cloud.openAiAudiences[0] ?? cloud.armAudience;
    const waiting = startWaiting({
        message: `Waiting until this machine gets a token for ${identityName(identity)}`,
        expectedMs: 60_000, limitMs: options.limitMs ?? 5 * 60_000, pausesMs: [1_000, 2_000, 3_000, 5_000, 10_000],
    }, options);
    for (let forceRefresh = false; ; forceRefresh = true) {
        const answer = await getToken(identity, audience, { forceRefresh, signal: options.signal }).then(
            (token) => ({ token, failure: strangerFailure(identity, token) }),
            (error: unknown) => {
                options.signal?.throwIfAborted();
                return { token: undefined, failure: new AccessError(failureOf(identity, audience, error), { cause: error }) };
            },
        );
        if (answer.token && !answer.failure) {
            return answer.token;
        }
        if (!notYet.includes(answer.failure!.failure.kind) || !waiting.hasTime()) {
            throw answer.failure!;
        }
        await waiting.pause(answer.failure!.failure.retryAfterMs);
    }
}

function failureOf(identity: Identity, audience: string, error: unknown) {
    return error instanceof AccessError ? error.failure : tokenFailure({ identity, audience, error });
}

function strangerFailure(identity: Identity & { kind: "userAssigned" | "systemAssigned" }, { claims }: Token): AccessError | undefined {
    const { principalId } = identity;
    if (!principalId || !claims.oid || claims.oid.toLowerCase() === principalId.toLowerCase()) {
        return undefined;
    }
    const name = identityName(identity);
    return new AccessError({
        kind: "identityNotAttached",
        summary: `${name} could not get a token on this machine`,
        cause: `The metadata service still answers with another identity, whose principal is ${claims.oid}.`,
        remedy: "Try again in a few minutes; a restart of VS Code's server forgets what was remembered.",
        actions: [],
        evidence: [{ name: "Principal", value: claims.oid }, { name: "Expected principal", value: principalId }],
    });
}
