import { isAtOrAbove } from "../roles/roleMatching.ts";
import type { RoleAssignment } from "../roles.ts";

/** Calls that have succeeded: they tell more than the minutes that a new role usually takes. */
export interface Proofs {
    /** A model of the account has just answered the principal. */
    note(principalId: string, accountId: string): void;
    /** Marks the assignments that such a call has shown to be in force. */
    mark(assignments: readonly RoleAssignment[]): RoleAssignment[];
}

/** The proofs of this window; `now` in epoch milliseconds. */
export function createProofs(now: () => number): Proofs {
    /** By principal: account → when it answered last. */
    const answers = new Map<string, Map<string, number>>();
    const isProven = ({ principalId, scope, createdOn }: RoleAssignment) => {
        const since = createdOn === undefined ? 0 : new Date(createdOn).getTime();
        return [...answers.get(principalId.toLowerCase()) ?? []].some(([accountId, at]) => at >= since && isAtOrAbove(scope, accountId));
    };
    return {
        note(principalId, accountId) {
            const key = principalId.toLowerCase();
            answers.set(key, (answers.get(key) ?? new Map<string, number>()).set(accountId, now()));
        },
        mark: (assignments) => assignments.map((row) => (isProven(row) ? { ...row, isProven: true } : row)),
    };
}
