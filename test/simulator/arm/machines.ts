/** Virtual machines: lists, reading, and PATCH of what identities and tags need (03-arm, 3.7). */
import { touch } from "../changes.ts";
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import type { Machine } from "../state.ts";
import { objectBody, tagsOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { conflict, preconditionFailed, resourceNotFound } from "./errors.ts";
import { beforeChange } from "./graphLag.ts";
import { isListed, listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { machineBody, instanceView } from "./machineBody.ts";
import { applyIdentity, planIdentity } from "./machineIdentity.ts";
import { begin, retryAfter, running, statusUrl } from "./operations.ts";

const TYPE = "Microsoft.Compute/virtualMachines";

export function machineRoutes(context: SimContext): Route[] {
    const group = "/subscriptions/{subscription}/resourceGroups/{group}";
    const one = `${group}/providers/${TYPE}/{name}`;
    const reads = { listed: `${TYPE}/read`, scope: listScope };
    return [
        armRoute(context, "GET", `/subscriptions/{subscription}/providers/${TYPE}`, reads, list),
        armRoute(context, "GET", `${group}/providers/${TYPE}`, reads, list),
        armRoute(context, "GET", one, { action: `${TYPE}/read` }, get),
        armRoute(context, "GET", `${one}/instanceView`, { action: `${TYPE}/instanceView/read` }, getInstanceView),
        armRoute(context, "PATCH", one, { action: `${TYPE}/write` }, patch),
    ];
}

function list(call: ArmCall): SimResponse {
    const isBelow = isListed(call.params);
    const found = call.state.machines.filter((resource) => isBelow(resource) && call.access(`${TYPE}/read`, resource.id));
    return listOf(call, found, (machine) => machineBody(call.state, machine));
}

function get(call: ArmCall): SimResponse {
    const machine = requireMachine(call);
    const expand = call.request.query.get("$expand") ?? undefined;
    return { status: 200, headers: { etag: `"${machine.etag}"` }, body: machineBody(call.state, machine, expand) };
}

function getInstanceView(call: ArmCall): SimResponse {
    return { status: 200, body: instanceView(requireMachine(call)) };
}

function requireMachine(call: ArmCall): Machine {
    const { group = "", name = "" } = call.params;
    const found = call.state.machines.get(`${call.subscription?.id ?? ""}/resourceGroups/${group}/providers/${TYPE}/${name}`);
    if (!found) {
        throw resourceNotFound(TYPE, name, group);
    }
    return found;
}

/** Nothing is changed unless the whole request is in order. */
function patch(call: ArmCall): SimResponse {
    const { state } = call;
    const machine = requireMachine(call);
    const body = objectBody(call.request);
    checkMatch(call, machine);
    const tags = tagsOf(body);
    const plan = body["identity"] === undefined ? undefined : planIdentity(call, machine, body["identity"]);
    if (running(state, machine.id)) {
        throw conflict();
    }
    beforeChange(state, machine);
    if (plan) {
        applyIdentity(state, machine, plan);
    }
    machine.tags = tags ?? machine.tags;
    touch(state, machine);
    return accepted(call, machine);
}

function accepted(call: ArmCall, machine: Machine): SimResponse {
    const operation = begin(call, { kind: "updateMachine", location: machine.location, target: machine.id });
    const status = statusUrl(call, operation, `Microsoft.Compute/locations/${machine.location}/operations`);
    const body = machineBody(call.state, machine);
    const updating = { ...body, properties: { ...(body["properties"] as object), provisioningState: "Updating" } };
    const headers = {
        "azure-asyncoperation": status,
        "azure-asyncnotification": "Enabled",
        "retry-after": retryAfter(operation, call.state, 10),
        etag: `"${machine.etag}"`,
    };
    return { status: 200, headers, body: updating };
}

function checkMatch(call: ArmCall, machine: Machine): void {
    const ifMatch = call.request.headers["if-match"];
    if (ifMatch && ifMatch !== "*" && ifMatch !== `"${machine.etag}"` && ifMatch !== String(machine.etag)) {
        throw preconditionFailed();
    }
    if (call.request.headers["if-none-match"] === "*") {
        throw preconditionFailed();
    }
}
