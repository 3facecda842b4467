/** Long-running operations: how they begin, and the three ways in which Azure lets them be polled (03-arm, 3.4, 3.5). */
import { randomUUID } from "node:crypto";
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { type Operation, type State, sameId } from "../state.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { gatewayError } from "./errors.ts";

/** Begins an operation that ends after `delays.operationMs`. */
export function begin(call: ArmCall, what: Pick<Operation, "kind" | "location" | "target" | "finish">): Operation {
    const { state } = call;
    const startedAt = state.clock.now();
    const operation = {
        ...what,
        id: randomUUID(),
        subscriptionId: call.subscription?.subscriptionId ?? "",
        startedAt,
        endsAt: startedAt + state.delays.operationMs,
    };
    state.operations.set(operation.id, operation);
    return operation;
}

/** The operation under way on a resource. */
export function running(state: State, target: string): Operation | undefined {
    return [...state.operations.values()].find((operation) => !operation.done && operation.endsAt > state.clock.now() && sameId(operation.target, target));
}

/** Seconds a client should wait before it asks again: at least 1, as `Retry-After` has no fractions. */
export function retryAfter(operation: Operation, state: State, most: number): string {
    const left = Math.ceil((operation.endsAt - state.clock.now()) / 1000);
    return String(Math.max(Math.min(left, most), left > 0 ? 1 : 0));
}

/** The status document's absolute URL, with the long tail that Azure's own carry. */
export function statusUrl(call: ArmCall, operation: Operation, path: string): string {
    const base = `${call.request.origin}/subscriptions/${operation.subscriptionId}/providers/${path}/${operation.id}`;
    return `${base}?api-version=${call.request.query.get("api-version") ?? ""}&t=${operation.startedAt}&c=${"MII".repeat(20)}&s=${operation.id.replaceAll("-", "")}`;
}

export function operationRoutes(context: SimContext): Route[] {
    const subscription = "/subscriptions/{subscription}";
    return [
        armRoute(context, "GET", `${subscription}/providers/Microsoft.Compute/locations/{location}/operations/{operation}`, {}, (call) => {
            const operation = find(call);
            return { status: 200, headers: waiting(call, operation, 10), body: { ...times(call.state, operation), name: operation.id } };
        }),
        armRoute(context, "GET", `${subscription}/providers/Microsoft.Network/locations/{location}/operations/{operation}`, {}, (call) => {
            const { status, error } = times(call.state, find(call)) as { status: string; error?: object };
            return { status: 200, headers: waiting(call, find(call), 10), body: { status, ...(error && { error }) } };
        }),
        armRoute(context, "GET", `${subscription}/providers/Microsoft.CognitiveServices/locations/{location}/operationResults/{operation}`, {}, (call) => {
            const operation = find(call);
            const id = decodeURIComponent(call.request.path);
            return { status: 200, headers: waiting(call, operation, 10), body: { id, name: operation.id, ...times(call.state, operation) } };
        }),
        armRoute(context, "GET", `${subscription}/providers/{namespace}/locations/{location}/operationResults/{operation}`, {}, operationResult),
        armRoute(context, "GET", `${subscription}/operationresults/{job}`, {}, groupJob),
    ];
}

/** The `Location` of an operation: 202 until it is done, then an answer without a body; a provider's failure as it is. */
function operationResult(call: ArmCall): SimResponse {
    const operation = find(call);
    if (operation.endsAt > call.state.clock.now()) {
        const location = `${call.request.origin}${call.request.path}?${call.request.query.toString()}`;
        return { status: 202, headers: { location, "retry-after": retryAfter(operation, call.state, 10) } };
    }
    return operation.error ? { status: 409, body: { error: operation.error } } : { status: 200, body: operation.result };
}

/** A group's deletion: 202 with its own `Location` until it is done, then 200, both without a body. */
function groupJob(call: ArmCall): { status: number; headers?: Record<string, string> } {
    const operation = find(call, jobOf(call.params["job"] ?? ""));
    if (operation.endsAt <= call.state.clock.now()) {
        return { status: 200 };
    }
    const location = `${call.request.origin}${call.request.path}?${call.request.query.toString()}`;
    return { status: 202, headers: { location, "retry-after": retryAfter(operation, call.state, 15) } };
}

/** The job token in the `Location` of a group's deletion. */
export function jobToken(operation: Operation): string {
    const job = { jobId: `RESOURCEGROUPDELETIONJOB-${operation.id}`, jobLocation: operation.location };
    return Buffer.from(JSON.stringify(job)).toString("base64url");
}

function jobOf(token: string): string {
    return /RESOURCEGROUPDELETIONJOB-([0-9a-f-]{36})/.exec(Buffer.from(token, "base64url").toString())?.[1] ?? token;
}

/** Only the subscription of an operation shows it; the id itself is the secret, as in Azure. */
function find(call: ArmCall, id = call.params["operation"] ?? ""): Operation {
    const operation = call.state.operations.get(id);
    if (!operation || operation.subscriptionId !== call.subscription?.subscriptionId) {
        throw gatewayError(404, "OperationNotFound", `The operation '${id}' could not be found.`);
    }
    return operation;
}

function waiting(call: ArmCall, operation: Operation, most: number): Record<string, string> {
    return operation.endsAt > call.state.clock.now() ? { "retry-after": retryAfter(operation, call.state, most) } : {};
}

function times(state: State, operation: Operation): object {
    const startTime = new Date(operation.startedAt).toISOString();
    if (operation.endsAt > state.clock.now()) {
        return { startTime, status: "InProgress" };
    }
    const endTime = new Date(operation.endsAt).toISOString();
    return operation.error ? { startTime, endTime, status: "Failed", error: operation.error } : { startTime, endTime, status: "Succeeded" };
}
