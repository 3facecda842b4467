/** Resource groups (03-arm, 3.4); deleting one deletes what is in it. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { type Resource, type ResourceGroup, key } from "../state.ts";
import { deleteResource, resourcesIn, softDelete } from "./allResources.ts";
import { groupBody, objectBody, tagsOf, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, gatewayError, resourceGroupNotFound } from "./errors.ts";
import { matchesTagFilter } from "./listFilter.ts";
import { listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { isRegion, normalizeLocation } from "./locations.ts";
import { begin, jobToken, retryAfter, running } from "./operations.ts";

const TYPE = "Microsoft.Resources/subscriptions/resourceGroups";

/** Azure's rule: 1 to 90 characters; letters of any script, digits, `_`, `-`, `.`, parentheses; no period at the end. */
const NAME = /^[\p{L}\p{N}_\-.()]{0,89}[\p{L}\p{N}_\-()]$/u;

export function resourceGroupRoutes(context: SimContext): Route[] {
    const one = "/subscriptions/{subscription}/resourceGroups/{group}";
    return [
        armRoute(context, "GET", "/subscriptions/{subscription}/resourceGroups", { listed: `${TYPE}/read`, scope: listScope }, listGroups),
        armRoute(context, "GET", one, { action: `${TYPE}/read` }, (call) => ({ status: 200, body: currentBody(call, groupIn(call)) })),
        armRoute(context, "HEAD", one, { action: `${TYPE}/read` }, exists),
        armRoute(context, "PUT", one, { action: `${TYPE}/write` }, put),
        armRoute(context, "PATCH", one, { action: `${TYPE}/write` }, patch),
        armRoute(context, "DELETE", one, { action: `${TYPE}/delete` }, remove),
    ];
}

function listGroups(call: ArmCall): SimResponse {
    const filter = call.request.query.get("$filter");
    const groups = call.state.resourceGroups.filter(
        (group) => group.subscriptionId === call.subscription?.subscriptionId && canSee(call, group) && matchesTagFilter(filter, group.tags),
    );
    return listOf(call, groups, (group) => currentBody(call, group));
}

/** A group is listed for whoever can read anything in it. */
function canSee(call: ArmCall, group: ResourceGroup): boolean {
    return call.access(`${TYPE}/read`, group.id) || resourcesIn(call.state, group.id).some(({ id, type }) => call.access(`${type}/read`, id));
}

function currentBody(call: ArmCall, group: ResourceGroup): object {
    return groupBody(group, running(call.state, group.id) ? "Deleting" : "Succeeded");
}

function idOf(call: ArmCall): string {
    return `${call.subscription?.id ?? ""}/resourceGroups/${call.params["group"] ?? ""}`;
}

function find(call: ArmCall): ResourceGroup | undefined {
    return call.state.resourceGroups.get(idOf(call));
}

function groupIn(call: ArmCall): ResourceGroup {
    const group = find(call);
    if (!group) {
        throw resourceGroupNotFound(call.params["group"] ?? "");
    }
    return group;
}

function exists(call: ArmCall): SimResponse {
    return find(call) ? { status: 204 } : { status: 404, headers: { "x-ms-failure-cause": "gateway" } };
}

function put(call: ArmCall): SimResponse {
    const body = objectBody(call.request);
    const location = checkedLocation(textOf(body, "location"));
    const existing = find(call);
    if (existing) {
        checkSameLocation(existing, location);
        existing.tags = tagsOf(body);
        return { status: 200, body: groupBody(existing) };
    }
    const name = checkedName(call.params["group"] ?? "");
    const group = { id: idOf(call), name, type: "Microsoft.Resources/resourceGroups", location, tags: tagsOf(body), createdAt: call.state.clock.now() };
    call.state.resourceGroups.add({ ...group, subscriptionId: call.subscription?.subscriptionId ?? "" });
    return { status: 201, body: groupBody(groupIn(call)) };
}

function checkedName(name: string): string {
    if (!NAME.test(name)) {
        const rule = "The Resource group name is invalid: it must be 1 to 90 characters of letters, digits, '.', '_', '-', '(' and ')', and must not end with '.'";
        throw gatewayError(400, "InvalidResourceGroupName", `The provided resource group name '${name}' is invalid. ${rule}`);
    }
    return name;
}

function checkedLocation(location: string | undefined): string {
    if (!location) {
        throw gatewayError(400, "LocationRequired", "The location property is required for this definition.");
    }
    if (!isRegion(location)) {
        throw gatewayError(400, "LocationNotAvailableForResourceGroup", `The provided location '${location}' is not available for resource group.`);
    }
    return normalizeLocation(location);
}

function checkSameLocation(group: ResourceGroup, location: string): void {
    if (normalizeLocation(group.location) !== location) {
        const message = `Invalid resource group location '${location}'. The Resource group already exists in location '${group.location}'.`;
        throw gatewayError(409, "InvalidResourceGroupLocation", message);
    }
}

function patch(call: ArmCall): SimResponse {
    const group = groupIn(call);
    const body = objectBody(call.request);
    if (body["location"] !== undefined) {
        throw badRequest("InvalidRequestContent", "The location of a resource group cannot be changed.");
    }
    group.tags = tagsOf(body) ?? group.tags;
    return { status: 200, body: groupBody(group) };
}

function remove(call: ArmCall): SimResponse {
    const group = groupIn(call);
    const { state } = call;
    const finish = (): void => {
        resourcesIn(state, group.id).forEach((resource) => removeFrom(call, resource));
        state.templateDeployments.filter(({ scope }) => key(scope) === key(group.id)).forEach(({ id }) => state.templateDeployments.delete(id));
        state.resourceGroups.delete(group.id);
    };
    const operation = running(state, group.id) ?? begin(call, { kind: "deleteGroup", location: group.location, target: group.id, finish });
    const path = `${call.request.origin}${call.subscription?.id ?? ""}/operationresults/${jobToken(operation)}`;
    const location = `${path}?api-version=${call.request.query.get("api-version") ?? ""}`;
    return { status: 202, headers: { location, "retry-after": retryAfter(operation, state, 15) } };
}

/** Accounts are only soft-deleted with their group, too; nothing waits for their ports to close. */
function removeFrom(call: ArmCall, resource: Resource): void {
    const account = call.state.accounts.get(resource.id);
    if (account) {
        softDelete(call.state, account);
        void call.context.unlisten(account);
    } else {
        deleteResource(call.state, resource);
    }
}
