/** Management locks at a subscription, a group or a resource (api-version 2020-05-01; not in the copied descriptions). */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { scopesAbove } from "../rbac.ts";
import { type Json, type Lock, findResource, key } from "../state.ts";
import { isObject, objectBody, systemData, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, gatewayError, resourceNotFound } from "./errors.ts";
import { listOf } from "./lists.ts";

const TYPE = "Microsoft.Authorization/locks";

export function lockRoutes(context: SimContext): Route[] {
    const all = `{*scope}/providers/${TYPE}`;
    const scope = (params: Record<string, string>): string => params["scope"] ?? "/";
    const needs = (verb: string): { action: string; scope: typeof scope } => ({ action: `${TYPE}/${verb}`, scope });
    return [
        armRoute(context, "GET", all, needs("read"), list),
        armRoute(context, "GET", `${all}/{name}`, needs("read"), get),
        armRoute(context, "PUT", `${all}/{name}`, needs("write"), put),
        armRoute(context, "DELETE", `${all}/{name}`, needs("delete"), remove),
    ];
}

/** At, above and below the scope; with `atScope()` none below (UNCONFIRMED for those above). */
function list(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    const filter = call.request.query.get("$filter");
    if (filter && !/^\s*atScope\(\)\s*$/i.test(filter)) {
        throw badRequest("InvalidFilterInQueryString", `Invalid $filter '${filter}' specified in the query string: only atScope() is supported.`);
    }
    const above = new Set(scopesAbove(call.state, scope));
    const below = `${key(scope)}/`;
    const found = call.state.locks.filter((lock) => above.has(key(lock.scope)) || (!filter && key(lock.scope).startsWith(below)));
    return listOf(call, found, body);
}

function idOf(call: ArmCall): string {
    return `${call.params["scope"] ?? ""}/providers/${TYPE}/${call.params["name"] ?? ""}`;
}

function get(call: ArmCall): SimResponse {
    const found = call.state.locks.get(idOf(call));
    if (!found) {
        throw gatewayError(404, "LockNotFound", `The lock '${call.params["name"] ?? ""}' could not be found.`);
    }
    return { status: 200, body: body(found) };
}

function put(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    requireScope(call, scope);
    const content = objectBody(call.request);
    const properties = isObject(content["properties"]) ? content["properties"] : {};
    const level = textOf(properties, "level");
    if (level !== "CanNotDelete" && level !== "ReadOnly") {
        throw gatewayError(400, "InvalidLockLevel", `The lock level '${level ?? ""}' is not supported. The supported lock levels are 'CanNotDelete,ReadOnly'.`);
    }
    const existing = call.state.locks.get(idOf(call));
    const { state } = call;
    const createdAt = existing?.createdAt ?? state.clock.now();
    const lock = state.locks.add({ id: existing?.id ?? idOf(call), name: existing?.name ?? call.params["name"] ?? "", scope, level, notes: textOf(properties, "notes"), createdAt });
    return { status: existing ? 200 : 201, body: body(lock) };
}

function requireScope(call: ArmCall, scope: string): void {
    const [, id, group, type, name] = /^(\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+))/i.exec(scope) ?? [];
    if (id && !findResource(call.state, id)) {
        throw resourceNotFound(type ?? "", name ?? "", group ?? "");
    }
}

function remove(call: ArmCall): SimResponse {
    return { status: call.state.locks.delete(idOf(call)) ? 200 : 204 };
}

function body({ id, name, level, notes, createdAt }: Lock): Json {
    return { properties: { level, ...(notes !== undefined && { notes }) }, id, type: TYPE, name, systemData: systemData(createdAt) };
}
