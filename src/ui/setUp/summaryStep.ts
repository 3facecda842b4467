import { isChange, missingRights, planSetUp, type SetUpPlan } from "../../access/setUp.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type Answer, back } from "../ask/prompts.ts";
import { confirmSummary, type Summary } from "../ask/summary.ts";
import type { Place, Step } from "../ask/wizard.ts";
import { askPlace } from "./askPlace.ts";
import { choiceOf, placeBeside, type SetUpAnswers } from "./answers.ts";
import { obstacle } from "../changes/rights.ts";

/** Shows exactly what will change, and takes the plan once it is accepted. */
export function summaryStep(parts: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ plan }) => plan === undefined,
        async ask(given, place) {
            for (let answers = given; ;) {
                const answer = await confirm(answers, place, parts);
                if (answer !== "place") {
                    return answer;
                }
                const chosen = await askPlace({ title: answers.title, ...place, hasBack: true }, answers, parts);
                if (chosen === undefined) {
                    return undefined;
                }
                answers = chosen === back ? answers : { ...answers, place: chosen };
            }
        },
    };
}

async function confirm(answers: SetUpAnswers, place: Place, parts: AccessParts): Promise<Answer<SetUpAnswers | "place">> {
    const { access } = subscriptionOf(answers.subscriptions, answers.target!.accountId)!.tenant;
    const planned = planSetUp(choiceOf(answers), { access, who: parts.signIn.name() });
    const question = { title: answers.title, placeholder: "What will be done. Nothing has changed yet.", ...place };
    const answer = await confirmSummary<"place">(question, planned.then((plan) => summaryOf(plan, answers, access, parts)));
    if (answer === undefined || answer === back) {
        return answer;
    }
    return answer === "apply" ? { ...answers, plan: await planned } : "place";
}

async function summaryOf(plan: SetUpPlan, answers: SetUpAnswers, access: ArmAccess, parts: AccessParts): Promise<Summary<"place">> {
    const changes = plan.steps.filter(isChange);
    const missing = (await missingRights(plan, access)).filter(({ verdict }) => verdict === "missing");
    const who = parts.signIn.name() ?? "you";
    const place = answers.place ?? placeBeside(answers.machine!);
    const count = changes.length === 1 ? "1 change" : `${changes.length} changes`;
    return {
        apply: changes.length === 0
            ? { label: "Nothing to change: try it", icon: "play", description: "one minimal call", value: "apply" }
            : { label: missing.length > 0 ? "Apply anyway" : "Apply", icon: "play", description: `${count} as ${who}`, value: "apply" },
        changes: changes.map(({ text }) => text),
        after: plan.steps.filter((step) => !isChange(step)).map(({ text }) => text),
        present: plan.present,
        obstacles: missing.map(obstacle),
        scripts: plan.scripts,
        more: answers.identity?.kind === "new"
            ? [{ label: "Change resource group or location…", icon: "edit", description: `${place.resourceGroup} · ${place.location}`, value: "place" }]
            : [],
    };
}
