import { dataActions } from "../roles/roleCatalog.ts";
import { type Access, type ActionKind, type DenyAssignment, effectiveAccess, type RoleAssignment, type RoleDefinition } from "../roles.ts";
import { managementGroupsAbove } from "./assignments.ts";
import type { KnownPrincipal } from "./principalNames.ts";

/** A principal with a role that has the action; inference unless another was asked about. */
export interface Caller {
    principalId: string;
    /** `User`, `Group`, `ServicePrincipal` and so on, as the assignment tells it. */
    principalType: string | undefined;
    /** The managed identity or machine that it is, where that is known. */
    known: KnownPrincipal | undefined;
    /** Granted, conditional, denied or unknown. */
    access: Access;
    roleName: string;
    assignment: RoleAssignment;
    /** Scope of the assignment where it is inherited. */
    inheritedFrom: string | undefined;
    /** Known to be deleted: its assignment is left over and grants nothing to anybody. */
    orphaned: boolean;
}

export interface CallerOptions {
    names?(principalId: string): KnownPrincipal | undefined;
    /** Says that a principal is gone; nothing is concluded from its absence in a list. */
    isDeleted?(principalId: string): boolean;
    /** Chat completions unless given. */
    action?: string;
    /** What kind of action that is: a data action unless given. */
    actionKind?: ActionKind;
}

export interface CallerRows {
    scope: string;
    assignments: readonly RoleAssignment[];
    definitions: readonly RoleDefinition[];
    denials: readonly DenyAssignment[] | undefined;
    now: Date;
}

/** Each principal once, direct roles before inherited ones, then by name. */
export function callers(rows: CallerRows, options: CallerOptions): Caller[] {
    const byPrincipal = Map.groupBy(rows.assignments, (row) => row.principalId.toLowerCase());
    return [...byPrincipal.values()].flatMap((own) => callerOf(own, rows, options)).sort(directFirst);
}

function callerOf(own: RoleAssignment[], rows: CallerRows, { names, isDeleted, action = dataActions.chatCompletions, actionKind = "data" }: CallerOptions): Caller[] {
    const { principalId, principalType } = own[0]!;
    // Only its own rows are asked about, so that its groups, which are not known, leave nothing in doubt but denials.
    const question = {
        principalId, groupIds: undefined, action, actionKind, scope: rows.scope, assignments: own, definitions: rows.definitions,
        denyAssignments: rows.denials, managementGroupPath: managementGroupsAbove(own, rows.scope), now: rows.now,
    };
    const access = effectiveAccess(question);
    // Who is denied has an assignment all the same: the one that counts where nothing stands against it.
    const without = effectiveAccess({ ...question, denyAssignments: [] });
    if (without.kind !== "granted" && without.kind !== "conditional") {
        return [];
    }
    const assignment = without.by;
    const inheritedFrom = assignment.scope.toLowerCase() === rows.scope.toLowerCase() ? undefined : assignment.scope;
    const orphaned = isDeleted?.(principalId) === true || principalType === "Unknown";
    return [{ principalId, principalType, known: names?.(principalId), access, roleName: without.roleName, assignment, inheritedFrom, orphaned }];
}

function directFirst(left: Caller, right: Caller): number {
    const rank = (caller: Caller) => (caller.orphaned ? 2 : 0) + (caller.inheritedFrom === undefined ? 0 : 1);
    const name = (caller: Caller) => caller.known?.name ?? caller.principalId;
    return rank(left) - rank(right) || name(left).localeCompare(name(right));
}
