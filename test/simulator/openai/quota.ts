/** Rate limits of deployments as token buckets: `capacity` thousand tokens, and six requests per thousand, a minute. */
import type { Clock, Deployment } from "../state.ts";

export interface Allowance {
    limitRequests: number;
    limitTokens: number;
    remainingRequests: number;
    remainingTokens: number;
}

export interface Refusal {
    kind: "Token" | "Call";
    retryAfterMs: number;
    remainingRequests: number;
}

interface Bucket {
    level: number;
    at: number;
    size: number;
}

/** What Azure says when a request alone is larger than the limit: a day, which nobody should wait. */
const never = 86_400_000;

export interface Quota {
    /** Takes one request and its tokens, or refuses and takes nothing. */
    take(deployment: Deployment, tokens: number): Allowance | Refusal;
}

export function createQuota(clock: Clock): Quota {
    const buckets = new WeakMap<Deployment, { tokens: Bucket; requests: Bucket }>();
    return {
        take: (deployment, tokens) => {
            const [limitTokens, limitRequests] = [deployment.sku.capacity * 1000, deployment.sku.capacity * 6];
            const now = clock.now();
            const known = buckets.get(deployment) ?? { tokens: full(limitTokens, now), requests: full(limitRequests, now) };
            buckets.set(deployment, known);
            refill(known.tokens, limitTokens, now);
            refill(known.requests, limitRequests, now);
            const remainingRequests = Math.floor(known.requests.level);
            if (known.requests.level < 1) {
                return { kind: "Call", retryAfterMs: wait(known.requests, 1), remainingRequests };
            }
            if (known.tokens.level < tokens) {
                return { kind: "Token", retryAfterMs: wait(known.tokens, tokens), remainingRequests };
            }
            known.tokens.level -= tokens;
            known.requests.level -= 1;
            const remainingTokens = Math.floor(known.tokens.level);
            return { limitRequests, limitTokens, remainingRequests: remainingRequests - 1, remainingTokens };
        },
    };
}

function full(size: number, at: number): Bucket {
    return { level: size, at, size };
}

/** A bucket refills within a minute; one whose deployment was scaled keeps its share. */
function refill(bucket: Bucket, size: number, now: number): void {
    if (bucket.size !== size) {
        bucket.level = bucket.size > 0 ? (bucket.level / bucket.size) * size : size;
        bucket.size = size;
    }
    bucket.level = Math.min(size, bucket.level + ((now - bucket.at) / 60_000) * size);
    bucket.at = now;
}

function wait(bucket: Bucket, wanted: number): number {
    return wanted > bucket.size ? never : ((wanted - bucket.level) / bucket.size) * 60_000;
}
