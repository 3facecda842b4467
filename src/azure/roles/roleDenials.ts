import { coversAction, relateScope } from "./roleMatching.ts";
import { conditionConcerns } from "./roleCondition.ts";
import type { AccessQuestion, DenyAssignment, DenyPrincipal } from "./roleModel.ts";

/** A deny assignment that stands against an action, or may do so for the named reason. */
export interface Denial {
    deny: DenyAssignment;
    certain: boolean;
    because?: "groupMembership" | "managementGroup" | "condition";
}

/** The principal id that stands for everybody (deny-assignments.md, "System-Defined Principal"). */
const everybody = "00000000-0000-0000-0000-000000000000";

type Answer = "yes" | "no" | NonNullable<Denial["because"]>;

/** The deny assignments that stand, or may stand, against the action that is asked about. */
export function denials(question: AccessQuestion): Denial[] {
    return (question.denyAssignments ?? [])
        .map((deny) => ({ deny, answer: stands(deny, question) }))
        .filter(({ answer }) => answer !== "no")
        .map(({ deny, answer }) =>
            answer === "yes" || answer === "no" ? { deny, certain: true } : { deny, certain: false, because: answer });
}

function stands(deny: DenyAssignment, question: AccessQuestion): Answer {
    const concernsAction = deny.permissions.some((each) => coversAction(each, question.action, question.actionKind));
    const answers = concernsAction
        ? [appliesAtScope(deny, question), namesPrincipal(deny, question), isUnconditional(deny, question)]
        : ["no" as const];
    return answers.find((answer) => answer === "no") ?? answers.find((answer) => answer !== "yes") ?? "yes";
}

function appliesAtScope(deny: DenyAssignment, question: AccessQuestion): Answer {
    const relation = relateScope(deny.scope, question.scope, question.managementGroupPath);
    if (relation === "same") {
        return "yes";
    }
    if (deny.doNotApplyToChildScopes || relation === "below" || relation === "elsewhere") {
        return "no";
    }
    return relation === "unknown" ? "managementGroup" : "yes";
}

function namesPrincipal(deny: DenyAssignment, question: AccessQuestion): Answer {
    const included = deny.principals.some((each) => each.id === everybody) ? "yes" : contains(deny.principals, question);
    const excluded = contains(deny.excludePrincipals ?? [], question);
    if (included === "no" || excluded === "yes") {
        return "no";
    }
    return included === "yes" && excluded === "no" ? "yes" : "groupMembership";
}

function contains(principals: readonly DenyPrincipal[], question: AccessQuestion): Answer {
    const own = [question.principalId, ...(question.groupIds ?? [])].map((id) => id.toLowerCase());
    if (principals.some((each) => own.includes(each.id.toLowerCase()))) {
        return "yes";
    }
    const mayBeGroup = principals.some((each) => each.type === undefined || /group$/i.test(each.type));
    return question.groupIds === undefined && mayBeGroup ? "groupMembership" : "no";
}

function isUnconditional(deny: DenyAssignment, question: AccessQuestion): Answer {
    const conditions = [deny.condition, ...deny.permissions.map((each) => each.condition)];
    return conditions.some((condition) => conditionConcerns(condition, question.action)) ? "condition" : "yes";
}
