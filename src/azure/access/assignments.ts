import type { ArmAccess } from "../arm.ts";
import { normalizeArmId } from "../armId.ts";
import { relateScope } from "../roles/roleMatching.ts";
import type { DenyAssignment, RoleAssignment } from "../roles/roleModel.ts";
import { authorizationList } from "./authorizationList.ts";
import { graphAssignments, isRefusal, kql } from "./graphRows.ts";

/** The assignments to principals in the subscriptions and above them, not those of their groups. @throws RestError */
export async function assignmentsOf(
    access: ArmAccess, principalIds: readonly string[], subscriptionIds: readonly string[], signal?: AbortSignal,
): Promise<RoleAssignment[]> {
    const fromArm = async () => {
        const lists = await Promise.all(subscriptionIds.flatMap((id) =>
            principalIds.map((principalId) => currentAssignmentsOf(access, principalId, `/subscriptions/${id}`, signal))));
        return distinct(lists.flat());
    };
    return graphFirst(() => graphAssignments(access, subscriptionIds, `properties.principalId in~ (${principalIds.map(kql).join(", ")})`, signal), fromArm);
}

/** The assignments to a principal at, above and below the scope, as of now: from ARM. @throws RestError */
export function currentAssignmentsOf(access: ArmAccess, principalId: string, scope: string, signal?: AbortSignal): Promise<RoleAssignment[]> {
    return authorizationList<RoleAssignment>(access, scope, "roleAssignments", `principalId eq '${principalId}'`, signal);
}

/** The assignments to anybody at the scope and above it. @throws RestError */
export async function assignmentsAt(access: ArmAccess, scope: string, subscriptionId: string, signal?: AbortSignal): Promise<RoleAssignment[]> {
    const chain = chainOf(scope).map(kql).join(", ");
    const above = `(properties.scope in~ (${chain}) or properties.scope startswith '/providers/Microsoft.Management/managementGroups/')`;
    return graphFirst(
        () => graphAssignments(access, [subscriptionId], above, signal),
        () => authorizationList<RoleAssignment>(access, scope, "roleAssignments", "atScope()", signal),
    );
}

/**
 * The assignments at the scope and above it that count for a principal: its own, and those of all its groups, which
 * only ARM knows. `groupIds` are the groups among them.
 * @throws RestError, also where the caller may not read the directory.
 */
export async function assignmentsFor(
    access: ArmAccess, principalId: string, scope: string, signal?: AbortSignal,
): Promise<{ assignments: RoleAssignment[]; groupIds: string[] }> {
    const filter = `atScope() and assignedTo('${principalId}')`;
    const assignments = await authorizationList<RoleAssignment>(access, scope, "roleAssignments", filter, signal);
    const groupIds = assignments.map((each) => each.principalId).filter((id) => id.toLowerCase() !== principalId.toLowerCase());
    return { assignments, groupIds };
}

/** Deny assignments at the scope and above it; undefined where they can't be read. */
export async function denialsAt(access: ArmAccess, scope: string, signal?: AbortSignal): Promise<DenyAssignment[] | undefined> {
    try {
        return await authorizationList<DenyAssignment>(access, scope, "denyAssignments", "atScope()", signal);
    } catch (error) {
        if (!isRefusal(error)) {
            throw error;
        }
        return undefined;
    }
}

/**
 * The management groups above the scope, as far as assignments show them: ARM and Resource Graph return those of
 * groups above alone.
 */
export function managementGroupsAbove(assignments: readonly RoleAssignment[], scope: string): string[] {
    return assignments.map((each) => each.scope).filter((at) => relateScope(at, scope) === "unknown");
}

async function graphFirst<T>(fromGraph: () => Promise<T>, fromArm: () => Promise<T>): Promise<T> {
    try {
        return await fromGraph();
    } catch (error) {
        if (!isRefusal(error)) {
            throw error;
        }
        return fromArm();
    }
}

/** The scope and those above it within the subscription, and the root: `/subscriptions/s/resourceGroups/g/…`, … */
function chainOf(scope: string): string[] {
    const segments = normalizeArmId(scope).split("/").slice(1);
    const lengths = [segments.length, 4, 2].filter((length, at, all) => length <= segments.length && all.indexOf(length) === at);
    return [...lengths.map((length) => `/${segments.slice(0, length).join("/")}`), "/"];
}

function distinct(rows: RoleAssignment[]): RoleAssignment[] {
    return [...new Map(rows.map((row) => [normalizeArmId(row.id), row])).values()];
}
