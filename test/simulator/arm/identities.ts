/** User-assigned identities (03-arm, 3.6). */
import { createIdentity, touch } from "../changes.ts";
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { type UserAssignedIdentity, findPrincipal, resourceGroupOf, tenantOf } from "../state.ts";
import { deleteResource } from "./allResources.ts";
import { objectBody, tagsOf, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, gatewayError, resourceNotFound } from "./errors.ts";
import { beforeChange } from "./graphLag.ts";
import { identityBody, identityId } from "./identityBody.ts";
import { isListed, listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { isRegion, normalizeLocation } from "./locations.ts";

const TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** 3 to 128 characters: letters, digits, `-`, `_`; the first a letter or digit. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/;

export function identityRoutes(context: SimContext): Route[] {
    const group = "/subscriptions/{subscription}/resourceGroups/{group}";
    const one = `${group}/providers/${TYPE}/{name}`;
    const reads = { listed: `${TYPE}/read`, scope: listScope };
    const ofResource = { action: "Microsoft.ManagedIdentity/identities/read", scope: (params: Record<string, string>) => params["scope"] ?? "/" };
    return [
        armRoute(context, "GET", `/subscriptions/{subscription}/providers/${TYPE}`, reads, list),
        armRoute(context, "GET", `${group}/providers/${TYPE}`, reads, list),
        armRoute(context, "GET", one, { action: `${TYPE}/read` }, (call) => ({ status: 200, body: identityBody(requireIdentity(call)) })),
        armRoute(context, "PUT", one, { action: `${TYPE}/write` }, put),
        armRoute(context, "PATCH", one, { action: `${TYPE}/write` }, patch),
        armRoute(context, "DELETE", one, { action: `${TYPE}/delete` }, remove),
        armRoute(context, "GET", "{*scope}/providers/Microsoft.ManagedIdentity/identities/default", ofResource, systemAssigned),
    ];
}

function list(call: ArmCall): SimResponse {
    const isBelow = isListed(call.params);
    const found = call.state.identities.filter((resource) => isBelow(resource) && call.access(`${TYPE}/read`, resource.id));
    return listOf(call, found, identityBody);
}

function idOf(call: ArmCall): string {
    const { group = "", name = "" } = call.params;
    return `${call.subscription?.id ?? ""}/resourceGroups/${group}/providers/${TYPE}/${name}`;
}

/** The identity in the path; throws 404 `ResourceNotFound`. */
export function requireIdentity(call: ArmCall): UserAssignedIdentity {
    const found = call.state.identities.get(idOf(call));
    if (!found) {
        throw resourceNotFound(TYPE, call.params["name"] ?? "", call.params["group"] ?? "");
    }
    return found;
}

function put(call: ArmCall): SimResponse {
    const body = objectBody(call.request);
    const location = checkedLocation(textOf(body, "location"));
    const existing = call.state.identities.get(idOf(call));
    if (existing) {
        checkSameLocation(existing, location);
        beforeChange(call.state, existing);
        existing.tags = tagsOf(body) ?? {};
        touch(call.state, existing);
        return { status: 200, body: identityBody(existing) };
    }
    const created = createIdentity(call.state, { id: idOf(call), name: checkedName(call.params["name"] ?? ""), location, tags: tagsOf(body) });
    return { status: 201, headers: { location: identityId(created) }, body: identityBody(created) };
}

function checkedName(name: string): string {
    if (!NAME.test(name)) {
        // UNCONFIRMED wording; the rule is from the documentation of naming restrictions.
        const rule = "The resource name must start with a letter or number, be 3 to 128 characters long, and contain only letters, numbers, hyphens and underscores.";
        throw badRequest("InvalidResourceName", `The resource name '${name}' is invalid. ${rule}`);
    }
    return name;
}

function checkedLocation(location: string | undefined): string {
    if (!location) {
        throw gatewayError(400, "LocationRequired", "The location property is required for this definition.");
    }
    if (!isRegion(location)) {
        const message = `The provided location '${location}' is not available for resource type '${TYPE}'.`;
        throw gatewayError(400, "LocationNotAvailableForResourceType", message);
    }
    return normalizeLocation(location);
}

function checkSameLocation(identity: UserAssignedIdentity, location: string): void {
    if (normalizeLocation(identity.location) !== location) {
        const group = resourceGroupOf(identity.id) ?? "";
        const exists = `The resource '${identity.name}' already exists in location '${identity.location}' in resource group '${group}'.`;
        const message = `${exists} A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`;
        throw gatewayError(409, "InvalidResourceLocation", message);
    }
}

function patch(call: ArmCall): SimResponse {
    const identity = requireIdentity(call);
    const tags = tagsOf(objectBody(call.request));
    beforeChange(call.state, identity);
    identity.tags = tags ?? identity.tags;
    touch(call.state, identity);
    return { status: 200, body: identityBody(identity) };
}

/** Role assignments of its principal stay behind, orphaned; so do the entries of machines it is attached to. */
function remove(call: ArmCall): SimResponse {
    const identity = call.state.identities.get(idOf(call));
    if (!identity) {
        return { status: 204 };
    }
    deleteResource(call.state, identity);
    return { status: 200 };
}

function systemAssigned(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    const resource = call.state.machines.get(scope) ?? call.state.accounts.get(scope);
    const principal = findPrincipal(call.state, resource?.identity?.principalId ?? "");
    if (!resource || !principal) {
        throw badRequest("SystemAssignedIdentityNotFound", `No system-assigned identity was found for the resource '${scope}'.`);
    }
    const properties = {
        tenantId: principal.tenantId,
        principalId: principal.oid,
        clientId: principal.appId,
        clientSecretUrl: `https://control-${resource.location}.identity.azure.net${resource.id}/credentials?tid=${tenantOf(call.state, scope) ?? ""}`,
    };
    const id = `${scope}/providers/Microsoft.ManagedIdentity/identities/default`;
    return { status: 200, body: { id, name: "default", type: "Microsoft.ManagedIdentity/identities", location: resource.location, properties } };
}
