import type { SimResponse } from "../http.ts";
import type { ArmCall } from "./call.ts";
import { badRequest } from "./errors.ts";
import { limitsOf } from "./limits.ts";

/** One page of `items` as ARM lists them: `nextLink` repeats the request with `$skipToken`. */
export function listOf<T>(call: ArmCall, items: readonly T[], body: (item: T) => object): SimResponse {
    const start = startOf(call);
    const size = Math.min(topOf(call), limitsOf(call.state).pageSize);
    const end = start + size;
    const value = items.slice(start, end).map(body);
    return { status: 200, body: end < items.length ? { value, nextLink: nextLink(call, end) } : { value } };
}

function startOf(call: ArmCall): number {
    const token = call.request.query.get("$skipToken") ?? call.request.query.get("$skiptoken");
    if (!token) {
        return 0;
    }
    const start = Number(Buffer.from(token, "base64url").toString().replace(/^page:/, ""));
    if (!Number.isInteger(start)) {
        throw badRequest("InvalidSkipToken", `The skip token '${token}' is invalid.`);
    }
    return start;
}

function topOf(call: ArmCall): number {
    const top = call.request.query.get("$top");
    return top && Number(top) > 0 ? Number(top) : Infinity;
}

function nextLink(call: ArmCall, start: number): string {
    const query = new URLSearchParams(call.request.query);
    query.delete("$skiptoken");
    query.set("$skipToken", Buffer.from(`page:${start}`).toString("base64url"));
    return `${call.request.origin}${call.request.path}?${query.toString()}`;
}
