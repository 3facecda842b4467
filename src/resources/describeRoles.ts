import type { HeldRole } from "../azure/access/accessReader.ts";
import type { AccessFacts } from "./nodes.ts";
import { isManagementGroup } from "../azure/roles/roleMatching.ts";

const minute = 60_000;
/** A new role counts within this time as a rule (failures.md, H1). */
const usual = 5 * minute;

/** A few words on what somebody's roles are good for: `1 role`, `no inference role`, `role in force in ~3 min`. */
export function describeRoles(held: readonly HeldRole[], now: Date): string {
    const useful = held.filter(({ hasInference }) => hasInference);
    if (useful.length === 0) {
        return held.some(({ hasInference }) => hasInference === undefined) ? "roles not readable" : "no inference role";
    }
    const waits = useful.map((role) => pendingMs(role, now));
    const shortest = Math.min(...waits);
    return shortest > 0 ? inForce(shortest) : useful.length === 1 ? "1 role" : `${useful.length} roles`;
}

/** The same for a node: also whether it may call a model, for its picture, and its roles by name, for its tooltip. */
export function accessFacts(held: readonly HeldRole[], now: Date): AccessFacts {
    const useful = held.filter(({ hasInference }) => hasInference);
    const unread = held.some(({ hasInference }) => hasInference === undefined);
    const mayCall = useful.length === 0 ? unread ? "unknown" : "no" : useful.every((role) => pendingMs(role, now) > 0) ? "soon" : "yes";
    return { access: describeRoles(held, now), mayCall, roleNames: held.map(({ roleName, scopeName }) => `${roleName} on ${scopeName}`) };
}

/** Where the roles can't be read. */
export const unreadAccess: AccessFacts = { access: "roles not readable", mayCall: "unknown" };

/** How long a role that was just assigned is expected to take; 0 for one that is old enough. */
export function pendingMs({ assignment }: Pick<HeldRole, "assignment">, now: Date): number {
    const age = assignment.createdOn === undefined || assignment.isProven ? Infinity : now.getTime() - new Date(assignment.createdOn).getTime();
    return Math.max(0, usual - Math.max(0, age));
}

function inForce(ms: number): string {
    return `role in force in ~${Math.ceil(ms / minute)} min`;
}

/** What one would otherwise click for: place, inheritance, condition, newness, and what it does not do. */
export function describeRole(role: HeldRole, now: Date): string {
    const { assignment, scopeName, hasInference } = role;
    const pending = pendingMs(role, now);
    return [
        pending > 0 ? `in force in ~${Math.ceil(pending / minute)} min` : undefined,
        assignment.condition ? "conditional" : undefined,
        hasInference === false ? "no inference" : undefined,
        `on ${scopeName}`, scopeKind(assignment.scope),
    ].filter(Boolean).join(" · ");
}

/** Names the scopes from which a role is inherited; nothing for a resource of its own. */
export function scopeKind(scope: string): string | undefined {
    if (scope === "/" || isManagementGroup(scope)) {
        return scope === "/" ? "root" : "management group";
    }
    const parts = scope.split("/").filter((part) => part !== "");
    return parts.length === 2 ? "subscription" : parts.length === 4 ? "resource group" : undefined;
}
