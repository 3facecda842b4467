/** Resources of every type: generic lists, and reading those that have no routes of their own. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { type Account, type Machine, type Resource, type State, type UserAssignedIdentity, findResource } from "../state.ts";
import { accountBody } from "./accountBody.ts";
import { allResources } from "./allResources.ts";
import { timeText } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { resourceNotFound } from "./errors.ts";
import { identityBody } from "./identityBody.ts";
import { matchesResourceFilter } from "./listFilter.ts";
import { isListed, listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { machineBody } from "./machineBody.ts";
import { plainTypeBody, plainTypes } from "./plainTypes.ts";
import { refusePath } from "./refusals.ts";

export function resourceRoutes(context: SimContext): Route[] {
    const read = { listed: "Microsoft.Resources/subscriptions/resources/read", scope: listScope };
    return [
        armRoute(context, "GET", "/subscriptions/{subscription}/resources", read, listResources),
        armRoute(context, "GET", "/subscriptions/{subscription}/resourceGroups/{group}/resources", read, listResources),
    ];
}

/** The last routes: resources that are only seeded, then what ARM says of a path that it has nothing for. */
export function fallbackRoutes(context: SimContext): Route[] {
    const one = "/subscriptions/{subscription}/resourceGroups/{group}/providers/{namespace}/{type}/{name}";
    const all = "/subscriptions/{subscription}/providers/{namespace}/{type}";
    const inGroup = "/subscriptions/{subscription}/resourceGroups/{group}/providers/{namespace}/{type}";
    return [
        armRoute(context, "GET", one, {}, getResource),
        armRoute(context, "GET", all, {}, listPlain),
        armRoute(context, "GET", inGroup, {}, listPlain),
        armRoute(context, "*", "{*path}", {}, (call) => {
            throw refusePath(call);
        }),
    ];
}

function listResources(call: ArmCall): SimResponse {
    const isBelow = isListed(call.params);
    const filter = call.request.query.get("$filter");
    const expand = (call.request.query.get("$expand") ?? "").split(",");
    const found = [...allResources(call.state)].filter(
        (resource) => isBelow(resource) && matchesResourceFilter(filter, resource) && call.access(`${resource.type}/read`, resource.id),
    );
    return listOf(call, found, (resource) => genericBody(call.state, resource, expand));
}

/** The envelope only: ARM knows no `properties` here. */
function genericBody(state: State, resource: Resource, expand: string[]): object {
    const { properties: _, systemData: __, etag: ___, ...envelope } = fullBody(state, resource);
    return {
        ...envelope,
        ...(expand.includes("createdTime") && { createdTime: timeText(resource.createdAt) }),
        ...(expand.includes("changedTime") && { changedTime: timeText(resource.changedAt ?? resource.createdAt) }),
        ...(expand.includes("provisioningState") && { provisioningState: "Succeeded" }),
    };
}

/** The resource's body as its own provider answers it; also of a copy that is no longer what the state has. */
export function fullBody(state: State, resource: Resource): Record<string, unknown> {
    switch (resource.type) {
        case "Microsoft.Compute/virtualMachines":
            return machineBody(state, resource as Machine);
        case "Microsoft.ManagedIdentity/userAssignedIdentities":
            return identityBody(resource as UserAssignedIdentity);
        case "Microsoft.CognitiveServices/accounts":
            return accountBody(resource as Account);
        default:
            return plainTypeBody(state, { properties: {}, ...resource });
    }
}

function getResource(call: ArmCall): SimResponse {
    const type = knownType(call);
    const id = decodeURIComponent(call.request.path);
    call.demand(`${type}/read`, id);
    const found = findResource(call.state, id);
    if (!found) {
        throw resourceNotFound(type, call.params["name"] ?? "", call.params["group"] ?? "");
    }
    return { status: 200, body: fullBody(call.state, found) };
}

function listPlain(call: ArmCall): SimResponse {
    const type = knownType(call);
    const isBelow = isListed(call.params);
    const found = call.state.resources.filter((resource) => resource.type === type && isBelow(resource) && call.access(`${type}/read`, resource.id));
    return listOf(call, found, (resource) => plainTypeBody(call.state, resource));
}

/** `Namespace/type` in Azure's own letter case; throws where the sandbox has no such type. */
function knownType(call: ArmCall): string {
    const wanted = `${call.params["namespace"] ?? ""}/${call.params["type"] ?? ""}`.toLowerCase();
    const seeded = call.state.resources.find(({ type }) => type.toLowerCase() === wanted)?.type;
    const known = seeded ?? plainTypes.find(({ type }) => type.toLowerCase() === wanted)?.type;
    if (!known) {
        // Azure's own error, or that the sandbox lacks the type.
        throw refusePath(call);
    }
    return known;
}
