/** Role assignments: lists at, below and above a scope, creating, deleting (03-arm, 3.8). */
import { unassignRole } from "../changes.ts";
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { assignmentsOf, grants, scopesAbove } from "../rbac.ts";
import { type Json, type RoleAssignment, type State, findPrincipal, key, tenantOf } from "../state.ts";
import { timeText } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, gatewayError } from "./errors.ts";
import { listOf } from "./lists.ts";
import { assignmentFilter } from "./roleAssignmentFilter.ts";
import { putAssignment } from "./roleAssignmentPut.ts";
import { roleDefinitionId } from "./roleIds.ts";

const TYPE = "Microsoft.Authorization/roleAssignments";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

export function roleAssignmentRoutes(context: SimContext): Route[] {
    const all = `{*scope}/providers/${TYPE}`;
    const scope = (params: Record<string, string>): string => params["scope"] ?? "/";
    const reads = { action: `${TYPE}/read`, scope };
    return [
        armRoute(context, "GET", all, reads, list),
        armRoute(context, "GET", `${all}/{name}`, reads, get),
        armRoute(context, "PUT", `${all}/{name}`, {}, put),
        armRoute(context, "DELETE", `${all}/{name}`, {}, remove),
    ];
}

function list(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    const accepts = assignmentFilter(call.state, call.request.query.get("$filter"));
    const above = new Set(scopesAbove(call.state, scope));
    const found = call.state.roleAssignments.filter((assignment) => {
        const place = placeOf(call.state, assignment, scope, above);
        return place !== undefined && accepts(assignment, place);
    });
    return listOf(call, found, (assignment) => assignmentBody(assignment));
}

/** Where an assignment stands seen from the scope; undefined: elsewhere. */
function placeOf(state: State, assignment: RoleAssignment, scope: string, above: Set<string>): "atOrAbove" | "below" | undefined {
    const at = key(assignment.scope);
    if (above.has(at)) {
        return tenantMatches(state, assignment, scope) ? "atOrAbove" : undefined;
    }
    return at.startsWith(`${key(scope)}/`) || scopesAbove(state, at).includes(key(scope)) ? "below" : undefined;
}

/** An assignment at the root belongs to the tenant of its principal. */
function tenantMatches(state: State, assignment: RoleAssignment, scope: string): boolean {
    const tenant = tenantOf(state, scope);
    const principal = findPrincipal(state, assignment.principalId);
    return key(assignment.scope) !== "/" || !tenant || !principal || principal.tenantId === tenant;
}

function idOf(call: ArmCall): string {
    const { scope = "/", name = "" } = call.params;
    return `${scope === "/" ? "" : scope}/providers/${TYPE}/${name}`;
}

function get(call: ArmCall): SimResponse {
    const found = call.state.roleAssignments.get(idOf(call));
    if (!found) {
        throw gatewayError(404, "RoleAssignmentNotFound", `The role assignment '${call.params["name"] ?? ""}' is not found.`);
    }
    return { status: 200, body: assignmentBody(found) };
}

function put(call: ArmCall): SimResponse {
    demandChange(call, "write");
    const { assignment, isNew } = putAssignment(call, call.params["scope"] ?? "/", call.params["name"] ?? "");
    const body = assignmentBody(assignment);
    return { status: isNew ? 201 : 200, body: { ...body, properties: { ...(body["properties"] as object), createdBy: null } } };
}

function remove(call: ArmCall): SimResponse {
    demandChange(call, "delete");
    const found = call.state.roleAssignments.get(idOf(call));
    if (!found) {
        return { status: 204 };
    }
    if (isLastOwner(call.state, found)) {
        // UNCONFIRMED code; the message is documented.
        throw badRequest("LastRbacAdminAssignmentCannotBeDeleted", "Cannot delete the last RBAC admin assignment");
    }
    unassignRole(call.state, found.id);
    return { status: 200, body: assignmentBody(found) };
}

function isLastOwner(state: State, assignment: RoleAssignment): boolean {
    const owns = (other: RoleAssignment): boolean => other.roleDefinition.toLowerCase() === OWNER && key(other.scope) === key(assignment.scope);
    const atSubscription = /^\/subscriptions\/[^/]+$/i.test(assignment.scope);
    return atSubscription && owns(assignment) && state.roleAssignments.filter(owns).length === 1;
}

/** Whoever has the right under a condition reads so in the refusal: conditions are not evaluated here. */
function demandChange(call: ArmCall, verb: "write" | "delete"): void {
    const action = `${TYPE}/${verb}`;
    const scope = call.params["scope"] ?? "/";
    try {
        call.demand(action, scope);
    } catch (refusal) {
        throw hasConditionally(call, action, scope) ? conditionNotFulfilled(call, action, scope) : refusal;
    }
}

function hasConditionally(call: ArmCall, action: string, scope: string): boolean {
    const above = new Set(scopesAbove(call.state, scope));
    return assignmentsOf(call.state, call.claims.oid)
        .filter((assignment) => above.has(key(assignment.scope)))
        .flatMap((assignment) => call.state.roleDefinitions.get(assignment.roleDefinition.toLowerCase())?.permissions ?? [])
        .some((permission) => grants(permission, action, "actions"));
}

function conditionNotFulfilled(call: ArmCall, action: string, scope: string): Error {
    const { oid } = call.claims;
    const name = findPrincipal(call.state, oid)?.upn ?? oid;
    const what = `does not have authorization or an ABAC condition not fulfilled to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
    return gatewayError(403, "AuthorizationFailed", `The client '${name}' with object id '${oid}' ${what} If access was recently granted, please refresh your credentials.`);
}

export function assignmentBody(assignment: RoleAssignment): Json {
    const { id, name, scope, roleDefinition, principalId, principalType, condition, conditionVersion, description, createdAt, createdBy } = assignment;
    const created = timeText(createdAt);
    return {
        properties: {
            roleDefinitionId: roleDefinitionId(roleDefinition, scope),
            principalId,
            principalType,
            scope,
            condition: condition ?? null,
            conditionVersion: conditionVersion ?? null,
            createdOn: created,
            updatedOn: created,
            createdBy: createdBy ?? "",
            updatedBy: createdBy ?? "",
            delegatedManagedIdentityResourceId: null,
            description: description ?? null,
        },
        id,
        type: TYPE,
        name,
    };
}
