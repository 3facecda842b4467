/** Roles, role assignments and deny assignments of a scenario, whose names are resolved here. */
import { assignRole } from "../changes.ts";
import { findByName } from "../entra/directory.ts";
import type { Permission, Principal, RoleAssignment, RoleDefinition, State } from "../state.ts";
import { setUpAt } from "./resources.ts";
import type { ScenarioObject } from "./types.ts";

export function addAccess(state: State, scenario: ScenarioObject): void {
    for (const { name, roleName, description = "", assignableScopes, permissions } of scenario.roles ?? []) {
        const scopes = assignableScopes.map((scope) => scopeNamed(state, scope));
        const role: RoleDefinition = { name, roleName, description, roleType: "CustomRole", assignableScopes: scopes, permissions: permissions.map(complete) };
        state.roleDefinitions.set(name.toLowerCase(), role);
    }
    for (const { principal, role, scope, condition } of scenario.roleAssignments ?? []) {
        assignNamed(state, { principal, role, scope, condition, createdAt: setUpAt });
    }
    for (const deny of scenario.denyAssignments ?? []) {
        addDeny(state, deny);
    }
}

export interface NamedAssignment {
    principal: string;
    role: string;
    scope: string;
    condition?: string;
    createdAt?: number;
}

/** Assigns a role, all three named as a person would. */
export function assignNamed(state: State, { principal, role, scope, condition, createdAt }: NamedAssignment): RoleAssignment {
    const who = principalNamed(state, principal);
    return assignRole(state, {
        scope: scopeNamed(state, scope),
        roleDefinition: roleNamed(state, role).name,
        principalId: who.oid,
        principalType: principalType(who),
        ...(condition ? { condition, conditionVersion: "2.0" } : {}),
        ...(createdAt ? { createdAt } : {}),
    });
}

export function principalNamed(state: State, name: string): Principal {
    return findByName(state, name) ?? fail(`no principal ${name}`);
}

export function roleNamed(state: State, name: string): RoleDefinition {
    const byName = [...state.roleDefinitions.values()].find((r) => r.roleName.toLowerCase() === name.toLowerCase());
    return state.roleDefinitions.get(name.toLowerCase()) ?? byName ?? fail(`no role ${name}`);
}

/** An ARM id as it is, else the first thing of that name: account, machine, identity, other resource, group, subscription. */
export function scopeNamed(state: State, name: string): string {
    if (name.startsWith("/")) {
        return name;
    }
    const text = name.toLowerCase();
    for (const collection of [state.accounts, state.machines, state.identities, state.resources, state.resourceGroups]) {
        const found = collection.find((r: { id: string; name: string }) => r.name.toLowerCase() === text);
        if (found) {
            return found.id;
        }
    }
    const subscription = state.subscriptions.find((s) => s.displayName.toLowerCase() === text);
    const group = state.managementGroups.find((g) => g.displayName.toLowerCase() === text);
    return subscription?.id ?? group?.id ?? fail(`no scope ${name}`);
}

function addDeny(state: State, deny: NonNullable<ScenarioObject["denyAssignments"]>[number]): void {
    const name = deny.name ?? crypto.randomUUID();
    const scope = scopeNamed(state, deny.scope);
    state.denyAssignments.add({
        id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${name}`,
        name,
        displayName: deny.displayName,
        scope,
        permissions: deny.permissions.map(complete),
        principals: deny.principals.map((p) => (p === "*" ? p : principalNamed(state, p).oid)),
        excludePrincipals: (deny.excludePrincipals ?? []).map((p) => principalNamed(state, p).oid),
        doNotApplyToChildScopes: deny.doNotApplyToChildScopes ?? false,
        createdAt: setUpAt,
    });
}

function complete(permission: Partial<Permission>): Permission {
    return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission };
}

function principalType(principal: Principal): RoleAssignment["principalType"] {
    return principal.kind === "user" ? "User" : principal.kind === "group" ? "Group" : "ServicePrincipal";
}

function fail(text: string): never {
    throw new Error(`The scenario has ${text}.`);
}
