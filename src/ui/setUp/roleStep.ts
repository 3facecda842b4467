import { recommendedRoles } from "../../azure/roles/roleCatalog.ts";
import type { AccessParts } from "../accessParts.ts";
import { subscriptionOf } from "../accessParts.ts";
import { chooseRole } from "../choose/chooseRole.ts";
import { back, type ChoiceGroup } from "../ask/prompts.ts";
import type { Step } from "../ask/wizard.ts";
import type { SetUpAnswers } from "./answers.ts";

/** Which role on the account. The one that the model needs comes first; who may call it already needs none. */
export function roleStep(parts: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ role }) => role === undefined,
        async ask(answers, place) {
            const target = answers.target!;
            const subscription = subscriptionOf(answers.subscriptions, target.accountId)!;
            const role = await chooseRole<"recommended">({
                title: answers.title, placeholder: `Which role on ${target.accountName}?`, ...place,
                recommended: recommendedRoles({ modelFormat: target.modelFormat, purpose: "models" }),
                first: noneNeeded(answers, parts), access: subscription.tenant.access, scope: target.accountId, forModels: true,
            }, parts);
            return role === undefined || role === back ? role : { ...answers, role };
        },
    };
}

async function noneNeeded(answers: SetUpAnswers, { reader, thisMachine, failures }: AccessParts): Promise<ChoiceGroup<"recommended">> {
    const { identity, target, subscriptions } = answers;
    const principalId = identity?.kind === "existing" ? identity.identity.principalId
        : identity?.kind === "systemAssigned" ? await systemPrincipal(answers, thisMachine) : undefined;
    const subscription = subscriptionOf(subscriptions, target!.accountId);
    if (!principalId || !subscription) {
        return { choices: [] };
    }
    try {
        const access = await reader.canCall(subscription.tenant.access, principalId, target!.accountId);
        return { choices: access.kind !== "granted" ? [] : [{
            label: "No further role", icon: "check", value: "recommended",
            description: `it may call ${target!.deployment} already`, detail: `${access.roleName} lets it`,
        }] };
    } catch (error) {
        // The question can be answered without; the plan reads it again and tells.
        await failures.explain(error, `read the roles on ${target!.accountName}`);
        return { choices: [] };
    }
}

async function systemPrincipal({ machine }: SetUpAnswers, thisMachine: AccessParts["thisMachine"]): Promise<string | undefined> {
    const reading = machine?.isThis ? await thisMachine.machine() : undefined;
    if (reading?.kind !== "azure") {
        return undefined;
    }
    const { identities } = await thisMachine.attached(reading.machine);
    return identities.find(({ kind }) => kind === "systemAssigned")?.principalId;
}
