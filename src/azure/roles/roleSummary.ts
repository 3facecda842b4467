import { isManagementGroup } from "./roleMatching.ts";
import type { Access, GrantedAccess, UnknownReason } from "./roleModel.ts";

const minute = 60_000;
/** What Foundry's documentation promises (failures.md, H1), and what Azure RBAC's does. */
const usual = 5 * minute;
const longest = 10 * minute;

/** A few words for the tree, for example `1 role`, `no inference role`, `role in force in ~3 min`. */
export function summarizeAccess(access: Access, now: Date): string {
    switch (access.kind) {
        case "granted":
            return access.mayNotBeInForceYet ? remaining(access, now) : access.count === 1 ? "1 role" : `${access.count} roles`;
        case "conditional":
            return "conditional";
        case "denied":
            return `denied by ${access.by.denyAssignmentName}`;
        case "orphaned":
            return "orphaned";
        case "notGranted":
            return access.actionKind === "data" ? "no inference role" : "no role";
        case "unknown":
            return `can't tell: ${unknownText(access.why[0])}`;
    }
}

function remaining(access: GrantedAccess, now: Date): string {
    const age = Math.max(0, now.getTime() - (access.createdOn?.getTime() ?? now.getTime()));
    if (isManagementGroup(access.by.scope) && age >= usual) {
        return "role may take hours (management group)";
    }
    return age < usual
        ? `role in force in ~${Math.ceil((usual - age) / minute)} min`
        : `role in force within ${Math.max(1, Math.ceil((longest - age) / minute))} min`;
}

function unknownText(why: UnknownReason | undefined): string {
    switch (why?.kind) {
        case "groupMembership":
            return "group membership not known";
        case "managementGroup":
            return "management group not readable";
        case "roleDefinition":
            return "role definition not readable";
        default:
            return "deny assignment may apply";
    }
}
