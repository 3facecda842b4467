import { planSetUp } from "../../access/setUp.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import type { AccessPlan } from "../../azure/scripts/plan.ts";
import { knownRole } from "../../azure/roles/roleCatalog.ts";
import { back, pickOne } from "../ask/prompts.ts";
import { choosePrincipalType } from "../choose/choosePrincipal.ts";
import { openScript, type ScriptKind, scriptNames } from "../scripts.ts";
import { choiceOf } from "./answers.ts";
import { readFirst } from "../ask/wizard.ts";
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
        const plan = await grantPlan({ ...grant, principalId: grant.principalId }, parts);
        return plan && openAs(plan);
    }
    const answers = await askSetUp(parts, node);
    if (!answers) {
        return;
    }
    const { access } = subscriptionOf(answers.subscriptions, answers.target!.accountId)!.tenant;
    const plan = await readFirst(title, "Looking what is missing…", (signal) => planSetUp(choiceOf(answers), { access, signal, who: parts.signIn.name() }));
    if (plan && plan.scripts.assignments.length === 0 && !plan.scripts.machine && !plan.scripts.createIdentity) {
        void showInformation(`Nothing is missing. ${plan.present.join(". ")}.`);
        return;
    }
    if (plan) {
        await openAs(plan.scripts);
    }
}

/** Azure wants to be told what the principal is; a refusal does not tell. */
async function grantPlan({ roleId, principalId, scope }: Required<Grant>, parts: AccessParts): Promise<AccessPlan | undefined> {
    const tenant = subscriptionOf((await parts.inventory.subscriptions()).subscriptions, scope)?.tenant;
    const principal = await choosePrincipalType({ title }, principalId);
    return principal === undefined || principal === back ? undefined : {
        cloud: parts.cloud().name, tenantId: tenant?.tenantId,
        assignments: [{
            principal: { kind: "object", objectId: principalId, name: parts.signIn.name() }, principalType: principal.principalType,
            roleId, roleName: knownRole(roleId)?.name ?? roleId, scope,
        }],
    };
}

async function openAs(plan: AccessPlan): Promise<void> {
    const kind = await pickOne<ScriptKind>({ title, placeholder: "As what?" }, [{
        choices: Object.entries(scriptNames).map(([value, label]) => ({ label, icon: "file-code", value: value as ScriptKind })),
    }]);
    if (typeof kind === "string") {
        await openScript(kind, plan);
    }
}
