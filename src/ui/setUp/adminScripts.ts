import { planSetUp } from "../../access/setUp.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import type { AccessPlan } from "../../azure/scripts/plan.ts";
import { knownRole } from "../../azure/roles/roleCatalog.ts";
import { type Answer, back, pickOne, type Question } from "../ask/prompts.ts";
import { choosePrincipalType } from "../choose/choosePrincipal.ts";
import { openScript, type ScriptKind, scriptNames } from "../scripts.ts";
import { choiceOf, type SetUpAnswers } from "./answers.ts";
import { readFirst, type Step } from "../ask/wizard.ts";
import { askSetUp, type SetUpSlice } from "./setUpAccess.ts";
import { showInformation } from "../messages.ts";

const title = "Write set-up scripts";

/** A role that somebody was refused for not having. */
interface Grant {
    roleId: string;
    principalId?: string;
    scope: string;
}

/**
 * A script for whoever has the rights; changes nothing. With `grant` it gives that role; else the questions are those of
 * the set-up.
 */
export async function adminScripts(parts: AccessParts, { grant, ...node }: SetUpSlice & { grant?: Grant } = {}): Promise<void> {
    if (grant?.principalId) {
        const script = await scriptOfGrant({ ...grant, principalId: grant.principalId }, parts);
        return script && openScript(script.kind, script.plan);
    }
    const answers = await askSetUp(title, parts, node, scriptStep(parts));
    if (answers?.script && answers.plan) {
        await openScript(answers.script, answers.plan.scripts);
    }
}

/** As what, where something is missing. */
function scriptStep({ signIn }: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ script }) => script === undefined,
        async ask(answers, place) {
            const { access } = subscriptionOf(answers.subscriptions, answers.target!.accountId)!.tenant;
            const plan = await readFirst(title, "Looking what is missing…", (signal) => planSetUp(choiceOf(answers), { access, signal, who: signIn.name() }));
            if (plan && plan.scripts.assignments.length === 0 && !plan.scripts.machine && !plan.scripts.createIdentity) {
                void showInformation(`Nothing is missing. ${plan.present.join(". ")}.`);
                return undefined;
            }
            const script = plan && await askKind({ title, ...place });
            return script === undefined || script === back ? script : { ...answers, plan, script };
        },
    };
}

interface Chosen {
    kind: ScriptKind;
    plan: AccessPlan;
}

/** Azure wants to be told what the principal is; a refusal does not tell. */
async function scriptOfGrant(grant: Required<Grant>, parts: AccessParts): Promise<Chosen | undefined> {
    for (;;) {
        const plan = await grantPlan(grant, parts);
        const kind = plan && await askKind({ title, step: 2, steps: 2 });
        if (kind !== back) {
            return plan && kind && { kind, plan };
        }
    }
}

async function grantPlan({ roleId, principalId, scope }: Required<Grant>, parts: AccessParts): Promise<AccessPlan | undefined> {
    const tenant = subscriptionOf((await parts.inventory.subscriptions()).subscriptions, scope)?.tenant;
    const principal = await choosePrincipalType({ title, step: 1, steps: 2 }, principalId);
    return principal === undefined || principal === back ? undefined : {
        cloud: parts.cloud().name, tenantId: tenant?.tenantId,
        assignments: [{
            principal: { kind: "object", objectId: principalId, name: parts.signIn.name() }, principalType: principal.principalType,
            roleId, roleName: knownRole(roleId)?.name ?? roleId, scope,
        }],
    };
}

function askKind(question: Question): Promise<Answer<ScriptKind>> {
    return pickOne<ScriptKind>({ ...question, placeholder: "As what?" }, [{
        choices: Object.entries(scriptNames).map(([value, label]) => ({ label, icon: "file-code", value: value as ScriptKind })),
    }]);
}
