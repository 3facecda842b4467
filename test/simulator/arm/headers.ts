/** The headers that ARM puts on every answer (03-arm, 3.3). */
import { createHash } from "node:crypto";
import type { Claims } from "../context.ts";
import type { SimRequest } from "../http.ts";
import { subscriptionIdOf } from "../state.ts";

/** Region of the front end that answers; part of ids only. */
const REGION = "EASTUS2";

export function commonHeaders(request: SimRequest, claims?: Claims): Record<string, string> {
    const correlation = text(request.headers["x-ms-correlation-request-id"]) ?? request.id;
    return {
        "cache-control": "no-cache",
        pragma: "no-cache",
        expires: "-1",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "x-content-type-options": "nosniff",
        "x-cache": "CONFIG_NOCACHE",
        "x-msedge-ref": `Ref A: ${reference(request.id, "a")} Ref B: ${reference(request.id, "b")} Ref C: ${new Date().toISOString()}`,
        "x-ms-request-id": request.id,
        "x-ms-correlation-request-id": correlation,
        "x-ms-routing-request-id": `${REGION}:${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}:${correlation}`,
        ...(claims && { "x-ms-operation-identifier": `tenantId=${claims.tid},objectId=${claims.oid}/${REGION.toLowerCase()}/${request.id}` }),
        ...echo(request),
        ...(claims && throttling(request)),
    };
}

function echo(request: SimRequest): Record<string, string> {
    const id = text(request.headers["x-ms-client-request-id"]);
    return id && request.headers["x-ms-return-client-request-id"] === "true" ? { "x-ms-client-request-id": id } : {};
}

/** Both families: the hourly limits of old and the token buckets that came in 2024. Buckets refill faster than tests ask. */
function throttling(request: SimRequest): Record<string, string> {
    const scope = subscriptionIdOf(request.path) ? "subscription" : "tenant";
    const name = `x-ms-ratelimit-remaining-${scope}`;
    const compute: Record<string, string> = /\/providers\/Microsoft\.Compute\//i.test(request.path)
        ? { "x-ms-ratelimit-remaining-resource": "Microsoft.Compute/LowCostGetSubscriptionMaximum;23999" }
        : {};
    switch (request.method) {
        case "GET":
        case "HEAD":
            return { [`${name}-reads`]: "249", [`${name}-global-reads`]: "16499", ...compute };
        case "DELETE":
            return { [`${name}-deletes`]: "799", [`${name}-global-deletes`]: "11999", ...compute };
        default:
            return { [`${name}-writes`]: "799", [`${name}-global-writes`]: "11999", ...compute };
    }
}

function text(header: string | string[] | undefined): string | undefined {
    return Array.isArray(header) ? header[0] : header;
}

function reference(id: string, salt: string): string {
    return createHash("md5").update(salt).update(id).digest("hex").toUpperCase();
}
