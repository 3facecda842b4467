/** Microsoft Graph's refusals, each with an inner error of its own (learn.microsoft.com/graph/errors; the texts as users quote them). */
import { SimError } from "../http.ts";
import type { SimRequest } from "../http.ts";

export function graphError(request: SimRequest, status: number, code: string, message: string, headers?: Record<string, string>): SimError {
    const date = new Date().toISOString().slice(0, 19);
    const innerError = { date, "request-id": request.id, "client-request-id": clientRequestId(request) };
    return new SimError({ status, headers, body: { error: { code, message, innerError } } });
}

/** The caller's own, or the request's. */
export function clientRequestId(request: SimRequest): string {
    return String(request.headers["client-request-id"] ?? request.id);
}

export function requestDenied(request: SimRequest): SimError {
    return graphError(request, 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
}

export function notFound(request: SimRequest, id: string): SimError {
    const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
    return graphError(request, 404, "Request_ResourceNotFound", message);
}

export function badRequest(request: SimRequest, message: string, code = "BadRequest"): SimError {
    return graphError(request, 400, code, message);
}

/** What Microsoft Graph has and the sandbox has not; Graph itself never answers so. */
export function notInSandbox(request: SimRequest): SimError {
    return graphError(request, 501, "NotInSandbox", `${request.method} ${request.path} is not in the sandbox: its Microsoft Graph only reads users, groups, service principals and applications.`);
}
