/** What a caller may see, for lists: each resource decided by its own read action. */
import { accessOf, assignmentsOf } from "../rbac.ts";
import { type Resource, type State, key } from "../state.ts";

/** Whether the caller has `action` at the scope. */
export type Access = (action: string, scope: string) => boolean;

/**
 * As `accessOf`, for lists of thousands: a resource that no assignment names has what its resource group has,
 * so that one answer serves the whole group.
 */
export function accessForLists(state: State, oid: string): Access {
    const allowed = accessOf(state, oid, "actions");
    if (state.denyAssignments.find((deny) => deny.doNotApplyToChildScopes)) {
        return allowed;
    }
    const named = new Set([...assignmentsOf(state, oid), ...state.denyAssignments].map(({ scope }) => key(scope)));
    const known = new Map<string, boolean>();
    return (action, scope) => {
        const decides = named.has(key(scope)) ? key(scope) : groupScope(scope);
        const question = `${action} ${decides}`;
        const answer = known.get(question) ?? allowed(action, decides);
        known.set(question, answer);
        return answer;
    };
}

/** The read action that ARM asks for a resource. */
export function readAction(resource: Pick<Resource, "type">): string {
    const inSubscription = /^Microsoft\.Resources\/resourceGroups$/i.test(resource.type);
    return inSubscription ? "Microsoft.Resources/subscriptions/resourceGroups/read" : `${resource.type}/read`;
}

/** Whether the caller has any assignment in force at, above or below the scope. */
export function hasAnyAccess(state: State, oid: string, scope: string, above: readonly string[]): boolean {
    const own = key(scope);
    return assignmentsOf(state, oid).some((assignment) => {
        const at = key(assignment.scope);
        return above.includes(at) || at.startsWith(`${own}/`);
    });
}

function groupScope(id: string): string {
    return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0].toLowerCase() ?? key(id);
}
