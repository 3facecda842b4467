/** Custom roles: PUT and DELETE, and everything Azure refuses there (troubleshooting of custom roles, MicrosoftDocs/azure-docs). */
import { azureError } from "../http.ts";
import { type Permission, type RoleDefinition, type State, findResource, key, tenantOf } from "../state.ts";
import { azureHasNamespace } from "./azureTypes.ts";
import { isObject, objectBody, textOf } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { badRequest, linkedAuthorizationFailed } from "./errors.ts";
import { isGuid } from "./roleIds.ts";

const WRITE = "Microsoft.Authorization/roleDefinitions/write";
const DELETE = "Microsoft.Authorization/roleDefinitions/delete";

/** The custom role as the body has it; throws what Azure answers to a bad one. */
export function putRoleDefinition(call: ArmCall, scope: string, guid: string): RoleDefinition {
    call.demand(WRITE, scope);
    if (!isGuid(guid)) {
        throw badRequest("InvalidRoleDefinitionId", `The role definition ID '${guid}' is not valid. The role definition ID must be a GUID.`);
    }
    const existing = call.state.roleDefinitions.get(guid.toLowerCase());
    refuseBuiltIn(existing);
    const content = objectBody(call.request);
    const properties = isObject(content["properties"]) ? content["properties"] : {};
    const assignableScopes = scopesIn(call, properties["assignableScopes"]);
    demandEverywhere(call, scope, WRITE, [...assignableScopes, ...(existing?.assignableScopes ?? [])]);
    const roleName = nameIn(call, guid, textOf(properties, "roleName"));
    const permissions = permissionsIn(properties["permissions"]);
    const now = call.state.clock.now();
    const role: RoleDefinition = {
        name: existing?.name ?? guid,
        roleName,
        roleType: "CustomRole",
        description: textOf(properties, "description") ?? "",
        assignableScopes,
        permissions,
        createdAt: existing?.createdAt ?? now,
        changedAt: now,
        changedBy: call.claims.oid,
    };
    call.state.roleDefinitions.set(guid.toLowerCase(), role);
    return role;
}

/** The role that was; undefined where there was none. */
export function deleteRoleDefinition(call: ArmCall, scope: string, guid: string): RoleDefinition | undefined {
    call.demand(DELETE, scope);
    const existing = call.state.roleDefinitions.get(guid.toLowerCase());
    if (!existing) {
        return undefined;
    }
    refuseBuiltIn(existing);
    demandEverywhere(call, scope, DELETE, existing.assignableScopes);
    if (call.state.roleAssignments.find(({ roleDefinition }) => roleDefinition.toLowerCase() === guid.toLowerCase())) {
        throw badRequest("RoleDefinitionHasAssignments", "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).");
    }
    call.state.roleDefinitions.delete(guid.toLowerCase());
    return existing;
}

/** UNCONFIRMED. */
function refuseBuiltIn(role: RoleDefinition | undefined): void {
    if (role?.roleType === "BuiltInRole") {
        throw badRequest("RoleDefinitionCannotBeModified", `The role definition '${role.name}' is built in and cannot be modified or deleted.`);
    }
}

function scopesIn(call: ArmCall, scopes: unknown): string[] {
    const list = Array.isArray(scopes) ? scopes : [];
    if (list.length === 0 || list.some((scope) => typeof scope !== "string")) {
        throw badRequest("AssignableScopeNotSpecified", "The role definition must have at least one assignable scope.");
    }
    const bad = (list as string[]).find((scope) => !isScope(call.state, scope));
    if (bad !== undefined) {
        throw badRequest("InvalidAssignableScope", `The assignable scope '${bad}' is invalid: a management group, subscription, resource group or resource that exists is needed, not the root.`);
    }
    const tenants = new Set((list as string[]).map((scope) => tenantOf(call.state, scope)));
    if (tenants.size > 1) {
        throw badRequest("AssignableScopesInDifferentDirectories", "All assignable scopes of a role must be in one directory.");
    }
    return list as string[];
}

function isScope(state: State, scope: string): boolean {
    const trimmed = scope.replace(/(.)\/$/, "$1");
    return state.subscriptions.has(trimmed) || state.managementGroups.has(trimmed) || findResource(state, trimmed) !== undefined;
}

function demandEverywhere(call: ArmCall, scope: string, action: string, scopes: string[]): void {
    const forbidden = scopes.filter((at) => !call.access(action, at));
    if (forbidden.length > 0) {
        throw linkedAuthorizationFailed(call.claims.oid, action, scope, { action, ids: forbidden });
    }
}

/** Names are unique among the custom roles of a directory, and not those of built-in roles. */
function nameIn(call: ArmCall, guid: string, roleName: string | undefined): string {
    if (!roleName || roleName.length > 512) {
        throw badRequest("InvalidRoleDefinitionName", "The role definition needs a name of 1 to 512 characters.");
    }
    const tenant = (role: RoleDefinition): string | undefined => tenantOf(call.state, role.assignableScopes[0] ?? "");
    const same = [...call.state.roleDefinitions.values()].find(
        (role) => role.roleName.toLowerCase() === roleName.toLowerCase() && key(role.name) !== key(guid) && (role.roleType === "BuiltInRole" || tenant(role) === call.claims.tid),
    );
    if (same) {
        throw azureError(409, "RoleDefinitionWithSameNameExists", "A custom role with the same name already exists in this directory. Use a different name.");
    }
    return roleName;
}

function permissionsIn(permissions: unknown): Permission[] {
    const list = Array.isArray(permissions) ? permissions.filter(isObject) : [];
    if (list.length === 0) {
        throw badRequest("InvalidRolePermissions", "The role definition must have permissions.");
    }
    return list.map((permission) => ({
        actions: actionsIn(permission["actions"]),
        notActions: actionsIn(permission["notActions"]),
        dataActions: actionsIn(permission["dataActions"], "InvalidDataActionOrNotDataAction"),
        notDataActions: actionsIn(permission["notDataActions"], "InvalidDataActionOrNotDataAction"),
    }));
}

/** Only the provider's name is checked: the sandbox has no list of all operations. */
function actionsIn(actions: unknown, code = "InvalidActionOrNotAction"): string[] {
    const list = actions === undefined || actions === null ? [] : actions;
    const bad = Array.isArray(list) ? list.find((action) => typeof action !== "string" || !isAction(action)) : list;
    if (bad !== undefined) {
        throw badRequest(code, `'${String(bad)}' does not match any of the actions supported by its providers.`);
    }
    return list as string[];
}

function isAction(action: string): boolean {
    const [namespace = "", ...rest] = action.split("/");
    return namespace.includes("*") || (rest.length > 0 && azureHasNamespace(namespace));
}
