/** Creating a role assignment, and everything Azure refuses there (03-arm, 3.8). */
import { assignRole } from "../changes.ts";
import { azureError } from "../http.ts";
import { scopesAbove } from "../rbac.ts";
import { type Json, type Principal, type RoleAssignment, findPrincipal, findResource, key, subscriptionIdOf, tenantOf } from "../state.ts";
import { isObject, objectBody, textOf } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { badRequest, resourceNotFound } from "./errors.ts";
import { limitsOf } from "./limits.ts";
import { isGuid, roleGuidOf } from "./roleIds.ts";

type PrincipalType = RoleAssignment["principalType"];

interface Wanted {
    roleDefinition: string;
    principalId: string;
    principalType?: PrincipalType;
    condition?: string;
    conditionVersion?: string;
    description?: string;
}

/** Throws what Azure answers where the assignment may not be; the caller's right to write is checked already. */
export function putAssignment(call: ArmCall, scope: string, name: string): { assignment: RoleAssignment; isNew: boolean } {
    if (!isGuid(name)) {
        throw badRequest("InvalidRoleAssignmentId", `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`);
    }
    requireScope(call, scope);
    const wanted = wantedOf(call, scope);
    const principalType = checkedType(call, scope, wanted);
    const existing = call.state.roleAssignments.find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (existing) {
        return { assignment: update(existing, scope, wanted), isNew: false };
    }
    refuseDuplicate(call, scope, wanted);
    checkLimit(call, scope);
    const at = scope === "/" ? "/" : scope.replace(/\/$/, "");
    const assignment = assignRole(call.state, { ...wanted, principalType, scope: at, name, createdBy: call.claims.oid });
    return { assignment, isNew: true };
}

/** ARM does not let extensions hang on what is not there; a child of a resource counts by the resource. */
function requireScope(call: ArmCall, scope: string): void {
    const [, id, group, type, name] = /^(\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+))/i.exec(scope) ?? [];
    if (id && !findResource(call.state, id)) {
        throw resourceNotFound(type ?? "", name ?? "", group ?? "");
    }
}

function wantedOf(call: ArmCall, scope: string): Wanted {
    const body = objectBody(call.request);
    const properties: Json = isObject(body["properties"]) ? body["properties"] : {};
    const [definition, principalId] = [textOf(properties, "roleDefinitionId"), textOf(properties, "principalId")];
    if (!definition || !principalId) {
        throw badRequest("BadRequestFormat", "The request was incorrectly formatted: 'roleDefinitionId' and 'principalId' are required.");
    }
    if (!isGuid(principalId)) {
        throw badRequest("InvalidPrincipalId", `The Principal ID '${principalId}' is not valid. Principal ID must be a GUID.`);
    }
    return {
        roleDefinition: assignableRole(call, definition, scope),
        principalId,
        principalType: textOf(properties, "principalType") as PrincipalType | undefined,
        condition: textOf(properties, "condition"),
        conditionVersion: textOf(properties, "conditionVersion"),
        description: textOf(properties, "description"),
    };
}

function assignableRole(call: ArmCall, id: string, scope: string): string {
    const guid = roleGuidOf(id) ?? "";
    const role = call.state.roleDefinitions.get(guid);
    const above = scopesAbove(call.state, scope);
    if (!role?.assignableScopes.some((assignable) => above.includes(key(assignable)))) {
        throw badRequest("RoleDefinitionDoesNotExist", `The specified role definition with ID '${guid || id}' does not exist.`);
    }
    return role.name;
}

const TYPES: Record<Principal["kind"], PrincipalType> = {
    user: "User",
    group: "Group",
    servicePrincipal: "ServicePrincipal",
    managedIdentity: "ServicePrincipal",
};

/**
 * Without a type the directory is asked, which a new principal reaches late; with one, a principal that the directory
 * does not show (yet) is taken at the caller's word, and a wrong type of a known one is refused.
 */
function checkedType(call: ArmCall, scope: string, wanted: Wanted): PrincipalType {
    const { state } = call;
    const tenantId = tenantOf(state, scope) ?? call.claims.tid;
    const principal = findPrincipal(state, wanted.principalId);
    const replicated = principal?.tenantId === tenantId && principal.createdAt + state.delays.principalReplicationMs <= state.clock.now();
    const known = replicated ? TYPES[principal.kind] : undefined;
    if (!wanted.principalType && !known) {
        throw principalNotFound(wanted.principalId, tenantId);
    }
    if (wanted.principalType && known && wanted.principalType !== known) {
        // "PrinciaplType" is how the service spells it.
        const message = `The PrincipalId '${dashless(wanted.principalId)}' has type '${known}' , which is different from specified PrinciaplType '${wanted.principalType}'.`;
        throw badRequest("UnmatchedPrincipalType", message);
    }
    return wanted.principalType ?? known ?? "ServicePrincipal";
}

function principalNotFound(oid: string, tenantId: string): Error {
    const message =
        `Principal ${dashless(oid)} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. ` +
        "If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. " +
        "In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype";
    return badRequest("PrincipalNotFound", message);
}

/** Only condition and description of an assignment can be changed under its name. */
function update(existing: RoleAssignment, scope: string, wanted: Wanted): RoleAssignment {
    if (!isSame(existing, scope, wanted)) {
        throw badRequest("RoleAssignmentUpdateNotPermitted", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
    }
    const { condition, conditionVersion, description } = wanted;
    return Object.assign(existing, { condition, conditionVersion, description });
}

function isSame(assignment: RoleAssignment, scope: string, wanted: Wanted): boolean {
    return (
        key(assignment.scope) === key(scope) &&
        assignment.principalId.toLowerCase() === wanted.principalId.toLowerCase() &&
        assignment.roleDefinition.toLowerCase() === wanted.roleDefinition.toLowerCase()
    );
}

function refuseDuplicate(call: ArmCall, scope: string, wanted: Wanted): void {
    const same = call.state.roleAssignments.find((other) => isSame(other, scope, wanted));
    if (same) {
        const message = `The role assignment already exists. The ID of the conflicting role assignment is ${dashless(same.name)}.`;
        throw azureError(409, "RoleAssignmentExists", message);
    }
}

function checkLimit(call: ArmCall, scope: string): void {
    const subscription = subscriptionIdOf(scope)?.toLowerCase();
    const inSubscription = call.state.roleAssignments.filter((other) => subscriptionIdOf(other.scope)?.toLowerCase() === subscription);
    if (subscription && inSubscription.length >= limitsOf(call.state).roleAssignments) {
        throw badRequest("RoleAssignmentLimitExceeded", "No more role assignments can be created (code: RoleAssignmentLimitExceeded)");
    }
}

function dashless(guid: string): string {
    return guid.replaceAll("-", "");
}
