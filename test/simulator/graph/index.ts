/** Microsoft Graph v1.0, the part of it that reads the directory. Contract: learn.microsoft.com/graph/api. */
import { randomUUID } from "node:crypto";
import type { SimContext } from "../context.ts";
import { route } from "../http.ts";
import type { Route, SimRequest, SimResponse } from "../http.ts";
import { authenticate } from "./call.ts";
import { badRequest, clientRequestId, notInSandbox } from "./errors.ts";
import { memberRoutes } from "./members.ts";
import { objectRoutes } from "./objects.ts";

/** On a listener of its own, whose every path it takes. */
export function graphRoutes(context: SimContext): Route[] {
    return [...memberRoutes(context), ...objectRoutes(context), route("*", "/{*path}", (request) => elsewhere(context, request))];
}

export function graphHeaders(request: SimRequest, response: SimResponse): Record<string, string> {
    const json = { "content-type": "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8" };
    return {
        "cache-control": "no-cache",
        "strict-transport-security": "max-age=31536000",
        "request-id": request.id,
        "client-request-id": clientRequestId(request),
        "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo: { DataCenter: "Sandbox", Slice: "E", Ring: "5", ScaleUnit: "000", RoleInstance: randomUUID().slice(0, 8) } }),
        ...(response.status < 400 ? { ...json, "odata-version": "4.0" } : {}),
    };
}

/** Parts of Graph that people use beside the ones served here. */
const known = [
    "me", "users", "groups", "serviceprincipals", "applications", "directoryobjects", "organization", "domains", "directoryroles", "rolemanagement",
    "oauth2permissiongrants", "devices", "sites", "drives", "teams", "policies", "auditlogs", "identity", "directory", "subscribedskus", "$batch", "$metadata",
];

async function elsewhere(context: SimContext, request: SimRequest): Promise<SimResponse> {
    const [version = "", segment = ""] = request.path.split("/").slice(1);
    if (!["v1.0", "beta"].includes(version.toLowerCase())) {
        throw badRequest(request, `Invalid version: ${version}`);
    }
    await authenticate(context, request);
    const name = decodeURIComponent(segment).replace(/\(.*/, "");
    throw known.includes(name.toLowerCase()) ? notInSandbox(request) : badRequest(request, `Resource not found for the segment '${name}'.`);
}
