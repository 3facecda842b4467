import type { Cloud } from "../cloud.ts";
import type { FailureKind, Failure } from "../errors.ts";
import { expectedAudiences } from "../failures/facts/inferenceFacts.ts";
import type { InferenceObservation } from "../failures/inferenceErrors.ts";
import type { Learned } from "../inference.ts";
import { replacementFor } from "./inferenceParameters.ts";
import { observe } from "../failures/observedError.ts";

/** How the next attempt of one call is made, and what this call has tried already. */
export interface Attempt {
    api: "v1" | "dated";
    audience: string;
    /** For the next token only. */
    forceRefresh?: boolean;
    claims?: string;
    triedApis: Set<string>;
    triedAudiences: Set<string>;
    wasRefreshed?: boolean;
    wasChallenged?: boolean;
    replaced: Set<string>;
    /** Attempts that ended in a passing failure. */
    passing: number;
}

export function firstAttempt(cloud: Cloud, learned: Learned | undefined): Attempt {
    const known = cloud.openAiAudiences.find((audience) => audience === learned?.audience);
    const audience = known ?? cloud.openAiAudiences[0] ?? "https://cognitiveservices.azure.com";
    const api = learned?.api ?? "v1";
    return { api, audience, triedApis: new Set([api]), triedAudiences: new Set([audience]), replaced: new Set(), passing: 0 };
}

/**
 * Changes `attempt` so that the next one avoids what was refused: the other API, another audience, a fresh token,
 * the claims that are asked for. Each is tried once in a call.
 * @returns false where nothing is left to change.
 */
export function adjust(attempt: Attempt, failure: Failure, seen: Pick<InferenceObservation, "status" | "headers" | "body">, cloud: Cloud): boolean {
    if (failure.kind === "challenged") {
        return answerChallenge(attempt, observe(seen).header("www-authenticate") ?? "");
    }
    if (isTokenRefused(failure, seen.status)) {
        return changeToken(attempt, observe(seen).message, cloud);
    }
    const mayBeApi = (seen.status === 404 && failure.kind !== "deploymentNotFound") || failure.kind === "apiVersionUnsupported";
    return mayBeApi && changeApi(attempt);
}

/** A 401 that nobody knows is worth another token, too. */
export function isTokenRefused({ kind }: Failure, status: number | undefined): boolean {
    return kind === "wrongAudience" || kind === "tokenRejected" || (kind === "unexpected" && status === 401);
}

function changeApi(attempt: Attempt): boolean {
    const other = attempt.api === "v1" ? "dated" : "v1";
    if (attempt.triedApis.has(other)) {
        return false;
    }
    attempt.triedApis.add(other);
    attempt.api = other;
    return true;
}

/**
 * The audience that the message names comes first (failures.md, D1), but only if it is one of the cloud's own:
 * a host must not be able to ask for a token of, say, Azure Resource Manager.
 */
function changeToken(attempt: Attempt, message: string, cloud: Cloud): boolean {
    const named = expectedAudiences(message).map((audience) => audience.replace(/\/+$/, ""));
    if (!attempt.wasRefreshed && (named.length === 0 || named.includes(attempt.audience))) {
        attempt.wasRefreshed = attempt.forceRefresh = true;
        return true;
    }
    const untried = cloud.openAiAudiences.filter((audience) => !attempt.triedAudiences.has(audience));
    const next = untried.find((audience) => named.includes(audience)) ?? untried[0];
    if (next === undefined) {
        return false;
    }
    attempt.triedAudiences.add(next);
    attempt.audience = next;
    return true;
}

/** A claims challenge carries base64 JSON in `claims="…"`; the next token is asked for with it. */
function answerChallenge(attempt: Attempt, header: string): boolean {
    const encoded = /claims="([^"]+)"/.exec(header)?.[1];
    if (attempt.wasChallenged || encoded === undefined) {
        return false;
    }
    attempt.wasChallenged = true;
    attempt.claims = Buffer.from(encoded, "base64").toString("utf8");
    return true;
}

/** What the refusal teaches about the deployment's parameters; undefined where it teaches nothing new. */
export function lesson(attempt: Attempt, failure: Failure, seen: Pick<InferenceObservation, "status" | "headers" | "body">): Record<string, string> | undefined {
    const replacement = failure.kind === "parameterRejected" ? replacementFor(observe(seen)) : undefined;
    const name = Object.keys(replacement ?? {})[0];
    if (name === undefined || attempt.replaced.has(name)) {
        return undefined;
    }
    attempt.replaced.add(name);
    return replacement;
}

const passingStatus = new Set([408, 429, 500, 502, 503, 504]);
const passingKind = new Set<FailureKind>([
    "connectionReset", "connectionRefused", "connectionTimedOut", "cut", "rateLimited", "noCapacity", "serverError", "serverTimedOut",
]);
const maxTries = 3;
const longestWaitMs = 60_000;

/**
 * How long to wait before the same attempt makes sense again; undefined where it does not: after three tries, for
 * lasting failures, and where the service wants more patience than a user has.
 */
export function retryDelay(attempt: Attempt, failure: Failure, status: number | undefined): number | undefined {
    const isPassing = passingKind.has(failure.kind) || passingStatus.has(status ?? 0);
    attempt.passing += 1;
    if (!isPassing || attempt.passing >= maxTries || (failure.retryAfterMs ?? 0) > longestWaitMs) {
        return undefined;
    }
    return failure.retryAfterMs ?? 1000 * 2 ** (attempt.passing - 1) * (1 - Math.random() / 4);
}
