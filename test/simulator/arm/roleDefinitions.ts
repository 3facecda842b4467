/** Role definitions and the caller's own permissions (03-arm, 3.8). */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { assignmentsOf, scopesAbove } from "../rbac.ts";
import { type Json, type Permission, type RoleDefinition, findPrincipal, key, tenantOf } from "../state.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, gatewayError } from "./errors.ts";
import { timeText } from "./bodies.ts";
import { listOf } from "./lists.ts";
import { deleteRoleDefinition, putRoleDefinition } from "./roleDefinitionChanges.ts";
import { roleDefinitionId } from "./roleIds.ts";

const READ = "Microsoft.Authorization/roleDefinitions/read";

export function roleDefinitionRoutes(context: SimContext): Route[] {
    const all = "{*scope}/providers/Microsoft.Authorization/roleDefinitions";
    return [
        armRoute(context, "GET", all, {}, list),
        armRoute(context, "GET", `${all}/{guid}`, {}, get),
        armRoute(context, "PUT", `${all}/{guid}`, {}, put),
        armRoute(context, "DELETE", `${all}/{guid}`, {}, remove),
        armRoute(context, "GET", "{*scope}/providers/Microsoft.Authorization/permissions", {}, permissions),
    ];
}

/** Built-in roles are no secret: at the root everyone reads them. */
function scopeOf(call: ArmCall): string {
    const scope = call.params["scope"] ?? "/";
    if (scope !== "/") {
        call.demand(READ, scope);
    }
    return scope;
}

function list(call: ArmCall): SimResponse {
    const scope = scopeOf(call);
    const accepts = filterOf(call.request.query.get("$filter"));
    const below = /atScopeAndBelow\(\)/i.test(call.request.query.get("$filter") ?? "");
    const found = [...call.state.roleDefinitions.values()].filter((role) => isAssignableAt(call, role, scope, below) && accepts(role));
    return listOf(call, found, (role) => roleDefinitionBody(role, scope));
}

/** Values are compared without letter case, as recorded. */
function filterOf(filter: string | null): (role: RoleDefinition) => boolean {
    const tests = (filter ?? "").split(/\s+and\s+/i).filter(Boolean).map((part): ((role: RoleDefinition) => boolean) => {
        const [, name, value] = /^\s*(roleName|type)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(part) ?? [];
        if (/^\s*(atScopeAndBelow|atScope)\(\)\s*$/i.test(part)) {
            return () => true;
        }
        if (!name || value === undefined) {
            throw badRequest("BadRequestFormat", `The filter '${filter ?? ""}' is not supported. Supported filters are roleName eq, type eq and atScopeAndBelow().`);
        }
        const wanted = value.replaceAll("''", "'").toLowerCase();
        return (role) => (name.toLowerCase() === "type" ? role.roleType : role.roleName).toLowerCase() === wanted;
    });
    return (role) => tests.every((test) => test(role));
}

function isAssignableAt(call: ArmCall, role: RoleDefinition, scope: string, below: boolean): boolean {
    const above = scopesAbove(call.state, scope);
    const own = key(scope);
    return role.assignableScopes.some((assignable) => above.includes(key(assignable)) || (below && key(assignable).startsWith(`${own}/`)));
}

function get(call: ArmCall): SimResponse {
    const scope = scopeOf(call);
    const guid = call.params["guid"] ?? "";
    const role = call.state.roleDefinitions.get(guid.toLowerCase());
    if (!role || !isOfTenant(call, role)) {
        throw gatewayError(404, "RoleDefinitionDoesNotExist", `The specified role definition with ID '${guid}' does not exist.`);
    }
    return { status: 200, body: roleDefinitionBody(role, scope) };
}

/** A custom role belongs to the directory of the scopes where it can be assigned. */
export function isOfTenant(call: ArmCall, role: RoleDefinition): boolean {
    return role.roleType === "BuiltInRole" || tenantOf(call.state, role.assignableScopes[0] ?? "") === call.claims.tid;
}

function put(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    return { status: 201, body: roleDefinitionBody(putRoleDefinition(call, scope, call.params["guid"] ?? ""), scope) };
}

function remove(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    const gone = deleteRoleDefinition(call, scope, call.params["guid"] ?? "");
    return gone ? { status: 200, body: roleDefinitionBody(gone, scope) } : { status: 204 };
}

/** The dates of a built-in role's making are not in the data; these stand for them. */
function roleDefinitionBody(role: RoleDefinition, scope: string): Json {
    const { name, roleName, roleType, description, assignableScopes } = role;
    const builtIn = { createdOn: "2015-02-02T21:55:09.8806423Z", updatedOn: "2026-08-22T00:00:00.0000000Z", createdBy: null, updatedBy: null };
    const { createdAt, changedAt, changedBy = null } = role;
    const dates = createdAt === undefined ? builtIn : { createdOn: timeText(createdAt), updatedOn: timeText(changedAt ?? createdAt), createdBy: changedBy, updatedBy: changedBy };
    return {
        properties: { roleName, type: roleType, description, assignableScopes, permissions: role.permissions.map((permission) => permissionBody(permission)), ...dates },
        id: roleDefinitionId(name, scope),
        type: "Microsoft.Authorization/roleDefinitions",
        name,
    };
}

function permissionBody(permission: Permission, condition = permission.condition, version = permission.conditionVersion): Json {
    const { actions, notActions, dataActions, notDataActions } = permission;
    return { actions, notActions, dataActions, notDataActions, ...(condition && { condition, conditionVersion: version ?? "2.0" }) };
}

/**
 * One entry for each permission of each assignment that acts for the caller, with its condition where it has one.
 * UNCONFIRMED: at any scope, and an empty list rather than a refusal for who has nothing there.
 */
function permissions(call: ArmCall): SimResponse {
    const { state, claims } = call;
    const scope = call.params["scope"] ?? "/";
    const tenant = tenantOf(state, scope);
    const above = new Set(scopesAbove(state, scope));
    const foreign = tenant !== undefined && findPrincipal(state, claims.oid)?.tenantId !== tenant;
    const effective = foreign ? [] : assignmentsOf(state, claims.oid).filter((assignment) => above.has(key(assignment.scope)));
    const value = effective.flatMap((assignment) =>
        (state.roleDefinitions.get(assignment.roleDefinition.toLowerCase())?.permissions ?? []).map((permission) =>
            permissionBody(permission, permission.condition ?? assignment.condition, permission.conditionVersion ?? assignment.conditionVersion),
        ),
    );
    return { status: 200, body: { value } };
}
