/** Resource Graph's own limit: so many queries of a principal in five seconds (03-arm, 3.10). */
import { azureError } from "../http.ts";
import type { State } from "../state.ts";
import type { ArmCall } from "./call.ts";
import { limitsOf } from "./limits.ts";

const WINDOW_MS = 5000;

interface Spent {
    since: number;
    queries: number;
}

const spentBy = new WeakMap<State, Map<string, Spent>>();

/** Counts one query; the quota headers of the answer, or 429 thrown. */
export function spendGraphQuota(call: ArmCall): Record<string, string> {
    const now = call.state.clock.now();
    const spent = currentWindow(call.state, call.claims.oid, now);
    const limit = limitsOf(call.state).graphQueries;
    const left = spent.since + WINDOW_MS - now;
    if (spent.queries >= limit) {
        throw throttled(call.request.id, left);
    }
    spent.queries++;
    return quotaHeaders(Number.isFinite(limit) ? limit - spent.queries : 15, left);
}

function currentWindow(state: State, oid: string, now: number): Spent {
    const all = spentBy.get(state) ?? new Map<string, Spent>();
    spentBy.set(state, all);
    const known = all.get(oid);
    const current = known && known.since + WINDOW_MS > now ? known : { since: now, queries: 0 };
    all.set(oid, current);
    return current;
}

function quotaHeaders(remaining: number, leftMs: number): Record<string, string> {
    const seconds = String(Math.ceil(leftMs / 1000)).padStart(2, "0");
    return { "x-ms-user-quota-remaining": String(remaining), "x-ms-user-quota-resets-after": `00:00:${seconds}` };
}

/** UNCONFIRMED code and text. */
function throttled(requestId: string, leftMs: number): Error {
    const message = `Please provide below info when asking for support: timestamp = ${new Date().toISOString()}, correlationId = ${requestId}.`;
    const detail =
        "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed. Please see https://aka.ms/resourcegraph-throttling for help.";
    const headers = { ...quotaHeaders(0, leftMs), "retry-after": String(Math.ceil(leftMs / 1000)) };
    return azureError(429, "RateLimiting", message, { headers, error: { details: [{ code: "RateLimiting", message: detail }] } });
}
