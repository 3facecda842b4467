import { denials } from "./roles/roleDenials.ts";
import type { Denial } from "./roles/roleDenials.ts";
import { conditionConcerns } from "./roles/roleCondition.ts";
import { allowedPatterns, coversAction, isManagementGroup, lastSegment, listsAction, relateScope } from "./roles/roleMatching.ts";
import type { ScopeRelation } from "./roles/roleMatching.ts";
import type { Access, AccessQuestion, GrantedAccess, NearMiss, Permission, RoleAssignment, RoleDefinition, UnknownReason } from "./roles/roleModel.ts";

export { roleAssignmentName } from "./roles/roleAssignmentName.ts";
export { summarizeAccess } from "./roles/roleSummary.ts";
export type * from "./roles/roleModel.ts";

const minute = 60_000;
/** Up to 10 minutes (role-based-access-control/troubleshooting.md). */
const propagation = 10 * minute;
/** "Several hours" for data actions of a role at a management group (same page); it names no number. */
const managementGroupPropagation = 6 * 60 * minute;

/**
 * What Azure would say to the action, as far as the given rows tell it (overview.md, "How Azure RBAC determines if a
 * user has access to a resource"). A deny beats everything; then granted, conditional, unknown, not granted.
 */
export function effectiveAccess(question: AccessQuestion): Access {
    const own = question.assignments.filter((assignment) => same(assignment.principalId, question.principalId));
    if (question.principalDeleted) {
        return { kind: "orphaned", assignments: own };
    }
    const denial = denials(question);
    const deny = denial.find((found) => found.certain);
    return deny ? { kind: "denied", by: deny.deny } : withPossibleDenials(allowed(question), denial);
}

/** A deny that may or may not stand matters only where there would be access otherwise. */
function withPossibleDenials(access: Access, possible: readonly Denial[]): Access {
    if (possible.length === 0 || access.kind === "notGranted") {
        return access;
    }
    const why = possible.map(({ deny, because }) => ({ kind: "denyAssignment" as const, deny, because: because! }));
    return { kind: "unknown", why: access.kind === "unknown" ? [...access.why, ...why] : why };
}

function allowed(question: AccessQuestion): Access {
    const verdicts = question.assignments.map((assignment) => judge(assignment, question)).filter((verdict) => verdict !== undefined);
    const granted = verdicts.filter((verdict) => verdict.kind === "granted");
    if (granted.length > 0) {
        return { ...granted.sort(mostCertainFirst)[0]!, count: granted.length };
    }
    const conditional = verdicts.find((verdict) => verdict.kind === "conditional");
    const unknown = verdicts.filter((verdict) => verdict.kind === "unknown");
    const nearest = verdicts.filter((verdict) => verdict.kind === "near").map((verdict) => verdict.near);
    return conditional
        ?? (unknown.length > 0 ? { kind: "unknown", why: unknown.map((verdict) => verdict.why) } : undefined)
        ?? { kind: "notGranted", actionKind: question.actionKind, nearest: nearest.sort(mostTellingFirst) };
}

type Verdict =
    | GrantedAccess
    | Extract<Access, { kind: "conditional" }>
    | { kind: "unknown"; why: UnknownReason }
    | { kind: "near"; near: NearMiss };

/** What one assignment says; undefined where it has nothing to do with the question. */
function judge(assignment: RoleAssignment, question: AccessQuestion): Verdict | undefined {
    const membership = relatePrincipal(assignment, question);
    const relation = relateScope(assignment.scope, question.scope, question.managementGroupPath);
    if (membership === "other") {
        return undefined;
    }
    const definition = question.definitions.find((each) => lastSegment(each.id) === lastSegment(assignment.roleDefinitionId));
    if (definition === undefined) {
        return relation === "below" || relation === "elsewhere" ? undefined : unknown("roleDefinition", assignment);
    }
    const permissions = definition.permissions.filter((each) => coversAction(each, question.action, question.actionKind));
    if (permissions.length === 0 || relation === "below" || relation === "elsewhere") {
        return membership === "unknown" ? undefined : nearMiss(assignment, definition, permissions.length > 0, relation, question);
    }
    if (membership === "unknown" || relation === "unknown") {
        return unknown(membership === "unknown" ? "groupMembership" : "managementGroup", assignment);
    }
    return grant(assignment, definition, permissions, relation, question);
}

function unknown(kind: "groupMembership" | "managementGroup" | "roleDefinition", assignment: RoleAssignment): Verdict {
    return { kind: "unknown", why: { kind, assignment } };
}

/** One permission without a say of a condition is enough; a condition on the assignment concerns all of them. */
function grant(
    assignment: RoleAssignment,
    definition: RoleDefinition,
    permissions: readonly Permission[],
    relation: ScopeRelation,
    question: AccessQuestion,
): Verdict {
    const where = {
        by: assignment,
        roleName: definition.roleName,
        inheritedFrom: relation === "above" ? assignment.scope : undefined,
        viaGroup: same(assignment.principalId, question.principalId) ? undefined : assignment.principalId,
    };
    const conditions = [
        assignment.condition,
        permissions.some((each) => !conditionConcerns(each.condition, question.action)) ? undefined : permissions[0]!.condition,
    ].filter((condition) => conditionConcerns(condition, question.action));
    return conditions.length > 0
        ? { kind: "conditional", ...where, condition: conditions.join(" AND ") }
        : { kind: "granted", ...where, count: 1, ...inForce(assignment, question) };
}

function inForce(assignment: RoleAssignment, question: AccessQuestion): Pick<GrantedAccess, "createdOn" | "mayNotBeInForceYet" | "denyAssignmentsUnread"> {
    const createdOn = assignment.createdOn === undefined ? undefined : new Date(assignment.createdOn);
    const takesHours = question.actionKind === "data" && isManagementGroup(assignment.scope);
    const age = createdOn === undefined || assignment.isProven ? Infinity : question.now.getTime() - createdOn.getTime();
    return {
        createdOn,
        mayNotBeInForceYet: age < (takesHours ? managementGroupPropagation : propagation),
        denyAssignmentsUnread: question.denyAssignments === undefined,
    };
}

function nearMiss(
    assignment: RoleAssignment,
    definition: RoleDefinition,
    wouldDo: boolean,
    relation: ScopeRelation,
    question: AccessQuestion,
): Verdict | undefined {
    const away = relation === "below" || relation === "elsewhere";
    if (away && !wouldDo) {
        return undefined;
    }
    const reason = away ? (relation === "below" ? "belowScope" : "elsewhere") : whyNot(definition, question);
    return { kind: "near", near: { assignment, roleName: definition.roleName, reason } };
}

function whyNot(definition: RoleDefinition, question: AccessQuestion): NearMiss["reason"] {
    if (definition.permissions.some((each) => listsAction(each, question.action, question.actionKind))) {
        return "excluded";
    }
    const hasDataActions = definition.permissions.some((each) => allowedPatterns(each, "data").length > 0);
    return question.actionKind === "data" && !hasDataActions ? "noDataActions" : "otherActions";
}

function relatePrincipal(assignment: RoleAssignment, question: AccessQuestion): "same" | "group" | "other" | "unknown" {
    if (same(assignment.principalId, question.principalId)) {
        return "same";
    }
    // A row without a type may belong to a group; a user or service principal contains nobody.
    const mayBeGroup = assignment.principalType === undefined || /group$/i.test(assignment.principalType);
    if (question.groupIds === undefined) {
        return mayBeGroup ? "unknown" : "other";
    }
    return question.groupIds.some((group) => same(group, assignment.principalId)) ? "group" : "other";
}

function same(left: string, right: string): boolean {
    return left.toLowerCase() === right.toLowerCase();
}

function mostCertainFirst(left: GrantedAccess, right: GrantedAccess): number {
    const rank = (access: GrantedAccess): number =>
        (access.mayNotBeInForceYet ? 4 : 0) + (access.viaGroup ? 2 : 0) + (access.inheritedFrom === undefined ? 0 : 1);
    return rank(left) - rank(right);
}

const nearestFirst: readonly NearMiss["reason"][] = ["excluded", "belowScope", "noDataActions", "otherActions", "elsewhere"];

function mostTellingFirst(left: NearMiss, right: NearMiss): number {
    return nearestFirst.indexOf(left.reason) - nearestFirst.indexOf(right.reason);
}
