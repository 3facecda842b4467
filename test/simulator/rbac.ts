/** Azure's role-based access control, evaluated from the state at the time of the call (03-arm, 3.8). */
import { findPrincipal, key, membershipOf, tenantOf } from "./state.ts";
import type { DenyAssignment, Permission, RoleAssignment, State } from "./state.ts";

/** The two separate worlds: control plane and data plane. */
export type Plane = "actions" | "dataActions";

/** `{scope}` and everything above it, nearest first, lower-cased: resource, group, subscription, management groups, `/`. */
export function scopesAbove(state: State, scope: string): string[] {
    const scopes: string[] = [];
    let rest = key(scope);
    const subscription = /^\/subscriptions\/[^/]+/.exec(rest)?.[0];
    while (subscription && rest !== subscription) {
        scopes.push(rest);
        rest = parentOf(rest, subscription);
    }
    // What extends a management group, a deployment there for one, has the rights of the group.
    const group = /^\/providers\/microsoft\.management\/managementgroups\/[^/]+(?=\/)/.exec(rest)?.[0];
    if (group) {
        scopes.push(rest);
        rest = group;
    }
    scopes.push(...(subscription ? [subscription] : rest === "/" ? [] : [rest]));
    scopes.push(...groupsAbove(state, subscription ?? rest), "/");
    return scopes;
}

/** Whether an assignment in force gives the principal the action at the scope and no deny assignment takes it. */
export function isAllowed(state: State, oid: string, action: string, scope: string, plane: Plane): boolean {
    return accessOf(state, oid, plane)(action, scope);
}

/** The same question for many scopes (lists): the principal's assignments are looked up once. */
export function accessOf(state: State, oid: string, plane: Plane): (action: string, scope: string) => boolean {
    const mine = assignmentsOf(state, oid);
    return (action, scope) =>
        permissionsFrom(state, mine, oid, scope).some((permission) => grants(permission, action, plane)) &&
        !isDenied(state, oid, action, scope, plane);
}

/**
 * What the principal has at the scope: one entry per permission of each assignment in force there or above.
 * Assignments and permissions with a condition do not count: nothing here evaluates conditions.
 */
export function permissionsAt(state: State, oid: string, scope: string): Permission[] {
    return permissionsFrom(state, assignmentsOf(state, oid), oid, scope);
}

/** Assignments that act now for the principal or one of its groups, wherever. */
export function assignmentsOf(state: State, oid: string): RoleAssignment[] {
    const members = membershipOf(state, oid);
    return currentAssignments(state).filter((a) => members.has(a.principalId.toLowerCase()));
}

function permissionsFrom(state: State, assignments: RoleAssignment[], oid: string, scope: string): Permission[] {
    const principal = findPrincipal(state, oid);
    const tenant = tenantOf(state, scope);
    if (!principal || assignments.length === 0 || (tenant && principal.tenantId !== tenant)) {
        return [];
    }
    const scopes = new Set(scopesAbove(state, scope));
    return assignments
        .filter((assignment) => scopes.has(key(assignment.scope)) && !assignment.condition)
        .flatMap((assignment) => state.roleDefinitions.get(assignment.roleDefinition.toLowerCase())?.permissions ?? [])
        .filter((permission) => !permission.condition);
}

/** Whether one permission contains the action: matched by `actions`, not by `notActions` of the same permission. */
export function grants(permission: Permission, action: string, plane: Plane): boolean {
    const [allowed, excepted] =
        plane === "actions" ? [permission.actions, permission.notActions] : [permission.dataActions, permission.notDataActions];
    return matchesAny(allowed, action) && !matchesAny(excepted, action);
}

/** `*` stands for any run of characters, slashes included; letter case does not matter. */
export function matchesAny(patterns: string[], action: string): boolean {
    return patterns.some((pattern) => patternRegex(pattern).test(action));
}

export function isDenied(state: State, oid: string, action: string, scope: string, plane: Plane): boolean {
    const members = membershipOf(state, oid);
    return [...state.denyAssignments].some(
        (deny) => reaches(state, deny, scope) && names(deny, members) && deny.permissions.some((p) => grants(p, action, plane)),
    );
}

function reaches(state: State, deny: DenyAssignment, scope: string): boolean {
    return deny.doNotApplyToChildScopes ? key(deny.scope) === key(scope) : scopesAbove(state, scope).includes(key(deny.scope));
}

function names(deny: DenyAssignment, members: Set<string>): boolean {
    const included = deny.principals.some((id) => id === "*" || members.has(id.toLowerCase()));
    return included && !deny.excludePrincipals.some((id) => members.has(id.toLowerCase()));
}

function currentAssignments(state: State): RoleAssignment[] {
    const now = state.clock.now();
    const lingering = state.removedAssignments.filter((r) => r.inForceUntil > now).map((r) => r.assignment);
    return [...state.roleAssignments.filter((a) => a.inForceAt <= now), ...lingering.filter((a) => a.inForceAt <= now)];
}

function parentOf(scope: string, subscription: string): string {
    const provider = scope.lastIndexOf("/providers/");
    if (provider < 0) {
        return subscription;
    }
    // Below `/providers/{namespace}` come pairs of type and name; without one pair left, the parent is the group.
    const segments = scope.slice(provider + 1).split("/");
    return segments.length > 4 ? scope.slice(0, provider + 1) + segments.slice(0, -2).join("/") : scope.slice(0, provider) || subscription;
}

function groupsAbove(state: State, scope: string): string[] {
    const subscription = scope.replace(/^\/subscriptions\//, "");
    const holder = state.managementGroups.find((g) => g.subscriptions.some((id) => id.toLowerCase() === subscription));
    let next = scope.startsWith("/subscriptions/") ? holder : state.managementGroups.get(state.managementGroups.get(scope)?.parent ?? "");
    const found: string[] = [];
    while (next && !found.includes(key(next.id))) {
        found.push(key(next.id));
        next = next.parent ? state.managementGroups.get(next.parent) : undefined;
    }
    return found;
}

const regexes = new Map<string, RegExp>();

function patternRegex(pattern: string): RegExp {
    let regex = regexes.get(pattern);
    if (!regex) {
        const source = pattern.replace(/[.+?^$()|[\]\\{}]/g, "\\$&").replaceAll("*", ".*");
        regex = new RegExp(`^${source}$`, "i");
        regexes.set(pattern, regex);
    }
    return regex;
}
