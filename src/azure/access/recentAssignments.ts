import { normalizeArmId } from "../armId.ts";
import type { RoleAssignment } from "../roles/roleModel.ts";

/** Resource Graph catches up within this time; later its own word counts. */
const lagMs = 5 * 60_000;

/** Role assignments made or removed a moment ago, which the lists do not know yet. */
export interface RecentAssignments {
    remember(assignment: RoleAssignment): void;
    forget(assignmentId: string): void;
    /** `rows` with what was changed; `belongs` says which of the new ones are asked for. */
    applyTo(rows: readonly RoleAssignment[], belongs: (assignment: RoleAssignment) => boolean): RoleAssignment[];
}

export function createRecentAssignments(now: () => number = Date.now): RecentAssignments {
    const changes = new Map<string, { at: number; made?: RoleAssignment }>();
    const note = (id: string, made?: RoleAssignment) => void changes.set(normalizeArmId(id), { at: now(), made });
    return {
        remember: (assignment) => note(assignment.id, assignment),
        forget: (assignmentId) => note(assignmentId),
        applyTo(rows, belongs) {
            for (const [id, { at }] of changes) {
                if (now() - at > lagMs) {
                    changes.delete(id);
                }
            }
            const made = [...changes.values()].flatMap((change) => (change.made && belongs(change.made) ? [change.made] : []));
            return [...rows.filter((row) => !changes.has(normalizeArmId(row.id))), ...made];
        },
    };
}
