/** Virtual machines: lists, reading, creating, and changing what identities and tags need (03-arm, 3.7; 07-vm-create). */
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
import { createMachine, replaceMachine } from "./compute/machinePut.ts";
import { machineBody, instanceView } from "./machineBody.ts";
import { applyIdentity, planIdentity } from "./machineIdentity.ts";
import { begin, retryAfter, running, statusUrl } from "./operations.ts";

export const MACHINES = "Microsoft.Compute/virtualMachines";
export const MACHINE_PATH = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${MACHINES}/{name}`;

export function machineRoutes(context: SimContext): Route[] {
    const group = "/subscriptions/{subscription}/resourceGroups/{group}";
    const reads = { listed: `${MACHINES}/read`, scope: listScope };
    return [
        armRoute(context, "GET", `/subscriptions/{subscription}/providers/${MACHINES}`, reads, list),
        armRoute(context, "GET", `${group}/providers/${MACHINES}`, reads, list),
        armRoute(context, "GET", MACHINE_PATH, { action: `${MACHINES}/read` }, get),
        armRoute(context, "GET", `${MACHINE_PATH}/instanceView`, { action: `${MACHINES}/instanceView/read` }, getInstanceView),
        armRoute(context, "PUT", MACHINE_PATH, { action: `${MACHINES}/write` }, put),
        armRoute(context, "PATCH", MACHINE_PATH, { action: `${MACHINES}/write` }, patch),
    ];
}

function list(call: ArmCall): SimResponse {
    const isBelow = isListed(call.params);
    const found = call.state.machines.filter((resource) => isBelow(resource) && call.access(`${MACHINES}/read`, resource.id));
    const status = call.request.query.get("statusOnly") === "true" ? "instanceView" : (call.request.query.get("$expand") ?? undefined);
    return listOf(call, found, (machine) => machineBody(call.state, machine, status));
}

function get(call: ArmCall): SimResponse {
    const machine = requireMachine(call);
    const expand = call.request.query.get("$expand") ?? undefined;
    return { status: 200, headers: { etag: `"${machine.etag}"` }, body: machineBody(call.state, machine, expand) };
}

function getInstanceView(call: ArmCall): SimResponse {
    return { status: 200, body: instanceView(requireMachine(call)) };
}

function idOf(call: ArmCall): string {
    const { group = "", name = "" } = call.params;
    return `${call.subscription?.id ?? ""}/resourceGroups/${group}/providers/${MACHINES}/${name}`;
}

/** The machine in the path. */
export function findMachine(call: ArmCall): Machine | undefined {
    return call.state.machines.get(idOf(call));
}

/** The same; throws 404 `ResourceNotFound`. */
export function requireMachine(call: ArmCall): Machine {
    const { group = "", name = "" } = call.params;
    const found = findMachine(call);
    if (!found) {
        throw resourceNotFound(MACHINES, name, group);
    }
    return found;
}

async function put(call: ArmCall): Promise<SimResponse> {
    const body = objectBody(call.request);
    const existing = findMachine(call);
    if (!existing) {
        const machine = await createMachine(call, idOf(call), body);
        const starts = (): void => void (machine.powerState = "running");
        return accepted(call, machine, { status: 201, kind: "createMachine", finish: starts });
    }
    checkMatch(call, existing);
    if (running(call.state, existing.id)) {
        throw conflict();
    }
    beforeChange(call.state, existing);
    replaceMachine(call, existing, body);
    return accepted(call, existing);
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

function accepted(call: ArmCall, machine: Machine, how: { status: number; kind: string; finish?: () => void } = { status: 200, kind: "updateMachine" }): SimResponse {
    const { status: code, kind, finish } = how;
    const operation = begin(call, { kind, location: machine.location, target: machine.id, finish });
    const status = statusUrl(call, operation, `Microsoft.Compute/locations/${machine.location}/operations`);
    const body = machineBody(call.state, machine);
    const updating = { ...body, properties: { ...(body["properties"] as object), provisioningState: code === 201 ? "Creating" : "Updating" } };
    const headers = {
        "azure-asyncoperation": status,
        "azure-asyncnotification": "Enabled",
        "retry-after": retryAfter(operation, call.state, 10),
        etag: `"${machine.etag}"`,
    };
    return { status: code, headers, body: updating };
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
