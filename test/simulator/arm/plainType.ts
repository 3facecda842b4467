/** Routes of resource types whose `properties` are kept as they are: what each type adds is told by a `PlainType`. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { type Json, type PlainResource, type State, resourceGroupOf } from "../state.ts";
import { touch } from "../changes.ts";
import { deleteResource } from "./allResources.ts";
import { isObject, objectBody, plainBody, tagsOf, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, conflict, gatewayError, resourceNotFound } from "./errors.ts";
import { beforeChange } from "./graphLag.ts";
import { isListed, listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { isRegion, normalizeLocation } from "./locations.ts";
import { begin, retryAfter, running, statusUrl } from "./operations.ts";

export interface PlainType {
    /** In Azure's own letter case. */
    type: string;
    /** Azure's rule for names, and how it is told. */
    name: { pattern: RegExp; rule: string };
    /** Region of a new resource whose type has none ("global"). */
    location?: string;
    /** The resource that the body describes; throws what the provider answers to a bad one. Nothing is changed yet. */
    read(call: ArmCall, draft: Draft): Pick<PlainResource, "properties" | "kind" | "sku" | "identity">;
    /** What a PATCH may change beside tags. */
    patch?(call: ArmCall, resource: PlainResource, body: Json): void;
    /** As the provider answers; `plainBody` unless given. */
    body?(state: State, resource: PlainResource): Json;
    /** Throws where the resource may not be deleted. */
    checkDelete?(call: ArmCall, resource: PlainResource): void;
    /** What goes with a resource. */
    deleted?(call: ArmCall, resource: PlainResource): void;
    /** Long-running, with a status document at `{namespace}/locations/{location}/operations`; synchronous unless true. */
    lasting?: boolean;
    /** Status of the answer to a PUT of a new one; 201 unless given. */
    created?: number;
}

export interface Draft {
    id: string;
    name: string;
    location: string;
    body: Json;
    properties: Json;
    existing?: PlainResource;
}

export function plainRoutes(context: SimContext, of: PlainType): Route[] {
    const { type } = of;
    const inGroup = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${type}`;
    const one = `${inGroup}/{name}`;
    const reads = { listed: `${type}/read`, scope: listScope };
    return [
        armRoute(context, "GET", `/subscriptions/{subscription}/providers/${type}`, reads, (call) => list(call, of)),
        armRoute(context, "GET", inGroup, reads, (call) => list(call, of)),
        armRoute(context, "GET", one, { action: `${type}/read` }, (call) => ({ status: 200, body: bodyOf(call.state, of, requirePlain(call, type)) })),
        armRoute(context, "PUT", one, { action: `${type}/write` }, (call) => put(call, of)),
        armRoute(context, "PATCH", one, { action: `${type}/write` }, (call) => patch(call, of)),
        armRoute(context, "DELETE", one, { action: `${type}/delete` }, (call) => remove(call, of)),
    ];
}

/** The id of the resource in the path, also of the parent of a child. */
export function plainId(call: ArmCall, type: string): string {
    const { group = "", name = "" } = call.params;
    return `${call.subscription?.id ?? ""}/resourceGroups/${group}/providers/${type}/${name}`;
}

/** The resource in the path; throws 404 `ResourceNotFound`. */
export function requirePlain(call: ArmCall, type: string): PlainResource {
    const found = call.state.resources.get(plainId(call, type));
    if (!found) {
        throw resourceNotFound(type, call.params["name"] ?? "", call.params["group"] ?? "");
    }
    return found;
}

function bodyOf(state: State, of: PlainType, resource: PlainResource): Json {
    return of.body ? of.body(state, resource) : plainBody(resource);
}

function list(call: ArmCall, of: PlainType): SimResponse {
    const isBelow = isListed(call.params);
    const wanted = of.type.toLowerCase();
    const found = call.state.resources.filter((resource) => resource.type.toLowerCase() === wanted && isBelow(resource) && call.access(`${of.type}/read`, resource.id));
    return listOf(call, found, (resource) => bodyOf(call.state, of, resource));
}

function put(call: ArmCall, of: PlainType): SimResponse {
    const body = objectBody(call.request);
    const existing = call.state.resources.get(plainId(call, of.type));
    const name = existing?.name ?? checkedName(of, call.params["name"] ?? "");
    const location = of.location ?? checkedLocation(of.type, textOf(body, "location"), existing);
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    const id = existing?.id ?? plainId(call, of.type);
    const tags = tagsOf(body);
    const read = of.read(call, { id, name, location, body, properties, existing });
    if (existing) {
        refuseDuring(call, existing);
        beforeChange(call.state, existing);
        Object.assign(existing, read, { tags });
        touch(call.state, existing);
        return changed(call, of, existing, 200);
    }
    const created = call.state.resources.add({ id, name, type: of.type, location, tags, createdAt: call.state.clock.now(), ...read });
    return changed(call, of, created, of.created ?? 201);
}

function checkedName(of: PlainType, name: string): string {
    if (!of.name.pattern.test(name)) {
        throw badRequest("InvalidResourceName", `Resource name ${name} is invalid. ${of.name.rule}`);
    }
    return name;
}

/** Throws `LocationRequired`, `LocationNotAvailableForResourceType`, or `InvalidResourceLocation` where it lies elsewhere. */
export function checkedLocation(type: string, location: string | undefined, existing?: { name: string; id: string; location: string }): string {
    if (!location) {
        throw gatewayError(400, "LocationRequired", "The location property is required for this definition.");
    }
    if (!isRegion(location)) {
        throw gatewayError(400, "LocationNotAvailableForResourceType", `The provided location '${location}' is not available for resource type '${type}'.`);
    }
    if (existing && normalizeLocation(existing.location) !== normalizeLocation(location)) {
        const exists = `The resource '${existing.name}' already exists in location '${existing.location}' in resource group '${resourceGroupOf(existing.id) ?? ""}'.`;
        const advice = `A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`;
        throw gatewayError(409, "InvalidResourceLocation", `${exists} ${advice}`);
    }
    return normalizeLocation(location);
}

function patch(call: ArmCall, of: PlainType): SimResponse {
    const resource = requirePlain(call, of.type);
    const body = objectBody(call.request);
    const tags = tagsOf(body);
    refuseDuring(call, resource);
    beforeChange(call.state, resource);
    of.patch?.(call, resource, body);
    resource.tags = tags ?? resource.tags;
    touch(call.state, resource);
    return { status: 200, body: bodyOf(call.state, of, resource) };
}

function remove(call: ArmCall, of: PlainType): SimResponse {
    const resource = call.state.resources.get(plainId(call, of.type));
    if (!resource) {
        return { status: 204 };
    }
    of.checkDelete?.(call, resource);
    const finish = (): void => {
        deleteResource(call.state, resource);
        of.deleted?.(call, resource);
    };
    if (!of.lasting) {
        finish();
        return { status: 200 };
    }
    return { status: 202, headers: lastingHeaders(call, of.type, resource, finish) };
}

function changed(call: ArmCall, of: PlainType, resource: PlainResource, status: number): SimResponse {
    if (!of.lasting) {
        return { status, body: bodyOf(call.state, of, resource) };
    }
    const headers = lastingHeaders(call, of.type, resource);
    const { location: _, ...async } = headers;
    return { status, headers: async, body: bodyOf(call.state, of, resource) };
}

/** Begins an operation on the resource; `Location` is for answers without a body. */
export function lastingHeaders(call: ArmCall, type: string, target: { id: string; location: string }, finish?: () => void, kind = type): Record<string, string> {
    const namespace = type.split("/")[0] ?? "";
    const operation = begin(call, { kind, location: target.location, target: target.id, finish });
    const status = (kind: string): string => statusUrl(call, operation, `${namespace}/locations/${target.location}/${kind}`);
    return {
        "azure-asyncoperation": status("operations"),
        location: status("operationResults"),
        "retry-after": retryAfter(operation, call.state, 10),
    };
}

function refuseDuring(call: ArmCall, resource: PlainResource): void {
    if (running(call.state, resource.id)) {
        throw conflict();
    }
}
