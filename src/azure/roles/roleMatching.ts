import { normalizeArmId } from "../armId.ts";

/** Control-plane actions and data actions are separate worlds: `*` in one grants nothing in the other. */
export type ActionKind = "control" | "data";

/** One entry of `permissions` of a role definition or deny assignment. Absent lists are empty ones. */
export interface Permission {
    actions?: readonly string[];
    notActions?: readonly string[];
    dataActions?: readonly string[];
    notDataActions?: readonly string[];
    /** Only in role definitions that delegate conditionally, such as Foundry Owner. */
    condition?: string | null;
}

/**
 * `*` stands for any run of characters, slashes included; letter case never counts. Between two slashes it may also
 * stand for no segment at all: Managed Identity Operator has no other pattern that could allow
 * `Microsoft.ManagedIdentity/userAssignedIdentities/assign/action`, and it does. No documentation page says so.
 */
export function actionMatches(pattern: string, action: string): boolean {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    const expression = escaped.replaceAll("/*/", "/(?:*/)?").replaceAll("*", ".*");
    return new RegExp(`^${expression}$`, "is").test(action);
}

export function allowedPatterns(permission: Permission, kind: ActionKind): readonly string[] {
    return (kind === "data" ? permission.dataActions : permission.actions) ?? [];
}

/** Whether one of the patterns that the permission lists (its exclusions left aside) names the action. */
export function listsAction(permission: Permission, action: string, kind: ActionKind): boolean {
    return allowedPatterns(permission, kind).some((pattern) => actionMatches(pattern, action));
}

/** Exclusions count within their own permission only: they are no deny rule (role-definitions.md, "NotActions"). */
export function coversAction(permission: Permission, action: string, kind: ActionKind): boolean {
    const excluded = (kind === "data" ? permission.notDataActions : permission.notActions) ?? [];
    return listsAction(permission, action, kind) && !excluded.some((pattern) => actionMatches(pattern, action));
}

export type ScopeRelation = "same" | "above" | "below" | "elsewhere" | "unknown";

const managementGroupPrefix = "/providers/microsoft.management/managementgroups/";

/**
 * Where `scope` lies as seen from `target`.
 * @param managementGroupPath ids or names of the target's management groups, nearest first; undefined where they
 * could not be read, and then every management group may be above (`unknown`).
 */
export function relateScope(scope: string, target: string, managementGroupPath?: readonly string[]): ScopeRelation {
    const candidate = normalizeArmId(scope);
    const wanted = normalizeArmId(target);
    if (candidate === wanted) {
        return "same";
    }
    // Whole segments: `rg-a` is no ancestor of `rg-ab`. The root "/" normalizes to the empty text.
    if (wanted.startsWith(`${candidate}/`)) {
        return "above";
    }
    if (!candidate.startsWith(managementGroupPrefix)) {
        return candidate.startsWith(`${wanted}/`) ? "below" : "elsewhere";
    }
    return relateManagementGroup(candidate, managementGroupPath);
}

/** Whether a role at `scope` counts at `target`; a management group, of which that is not known here, may. */
export function isAtOrAbove(scope: string, target: string): boolean {
    return ["same", "above", "unknown"].includes(relateScope(scope, target));
}

export function isManagementGroup(scope: string): boolean {
    return normalizeArmId(scope).startsWith(managementGroupPrefix);
}

function relateManagementGroup(candidate: string, path: readonly string[] | undefined): ScopeRelation {
    if (path === undefined) {
        return "unknown";
    }
    return path.some((group) => lastSegment(group) === lastSegment(candidate)) ? "above" : "elsewhere";
}

/** The last segment in lower case: the GUID of a role definition id, the name of a management group. */
export function lastSegment(id: string): string {
    const normal = normalizeArmId(id);
    return normal.slice(normal.lastIndexOf("/") + 1);
}
