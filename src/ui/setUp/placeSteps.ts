import { checkGroupName } from "../../azure/changes/identityName.ts";
import { listLocations, listResourceGroups } from "../../azure/changes/resourceGroups.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type Answer, askText, back, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";
import type { Step } from "../ask/wizard.ts";
import { placeBeside, type NewPlace, type SetUpAnswers, subscriptionsFor } from "./answers.ts";
import { title } from "./targetSteps.ts";

/** Where a new identity goes. Comes up when the user wants another place than the machine's. */
export function placeSteps(parts: AccessParts): Step<SetUpAnswers>[] {
    return [
        {
            needed: ({ placeQuestion }) => placeQuestion !== undefined,
            async ask(answers, position) {
                const place = answers.place ?? placeBeside(answers.machine!);
                if (answers.placeQuestion === "group") {
                    const group = await askGroup({ title, placeholder: "In which resource group?", ...position }, subscriptionsFor(answers), parts);
                    return group === undefined || group === back ? group : { ...answers, place: { ...place, ...group }, placeQuestion: "location" };
                }
                const subscription = subscriptionOf(subscriptionsFor(answers), `/subscriptions/${place.subscriptionId}`);
                const location = await askLocation({ title, placeholder: "In which region?", ...position }, subscription, place.location, parts);
                return location === undefined || location === back ? location : { ...answers, place: { ...place, location }, placeQuestion: undefined };
            },
        },
    ];
}

type Group = Pick<NewPlace, "subscriptionId" | "resourceGroup" | "createGroup">;

/** An existing resource group, or the name of a new one, checked while it is typed. */
export async function askGroup(question: Question, subscriptions: readonly Subscription[], parts: AccessParts): Promise<Answer<Group>> {
    const lists = subscriptions.map((subscription) => groupsIn(subscription, parts));
    for (;;) {
        const picked = await pickOne<Group | "nothing" | { newIn: Subscription }>(question,
            lists.map(async (list, index): Promise<ChoiceGroup<Group | "nothing" | { newIn: Subscription }>> => ({
                title: subscriptions[index]!.name,
                choices: [...await list, { label: "New resource group…", icon: "add", description: `in ${subscriptions[index]!.name}`, value: { newIn: subscriptions[index]! } }],
            })));
        if (picked === undefined || picked === back || typeof picked === "object" && "resourceGroup" in picked) {
            return picked;
        }
        if (picked !== "nothing") {
            const taken = (await lists[subscriptions.indexOf(picked.newIn)]!).map(({ label }) => label);
            const name = await askText({ ...question, step: (question.step ?? 1) + 1, steps: undefined, placeholder: "rg-name", prompt: "Name of the new resource group", check: (text) => checkGroupName(text, taken) });
            if (name !== back) {
                return name === undefined ? undefined : { subscriptionId: picked.newIn.subscriptionId, resourceGroup: name, createGroup: true };
            }
        }
    }
}

async function groupsIn({ tenant, subscriptionId, name }: Subscription, { failures }: AccessParts): Promise<ChoiceGroup<Group | "nothing">["choices"]> {
    try {
        const groups = await listResourceGroups(tenant.access, subscriptionId);
        return groups.map((group) => ({
            label: group.name, icon: "folder", description: group.location,
            value: { subscriptionId, resourceGroup: group.name, createGroup: false },
        }));
    } catch (error) {
        const failure = failures.explain(error, `list the resource groups of ${name}`);
        return [{ label: failure.summary, icon: "error", description: failure.remedy, value: "nothing" }];
    }
}

/** `usual` first. */
export async function askLocation(question: Question, subscription: Subscription | undefined, usual: string | undefined, { failures }: AccessParts): Promise<Answer<string>> {
    const others = async (): Promise<ChoiceGroup<string>> => {
        try {
            const found = subscription ? await listLocations(subscription.tenant.access, subscription.subscriptionId) : [];
            return { title: "Others", choices: found.filter(({ name }) => name !== usual).map(({ name, displayName }) => ({ label: name, icon: "globe", description: displayName, value: name })) };
        } catch (error) {
            return { choices: [{ label: failures.explain(error, "list the regions").summary, icon: "error", value: usual ?? "" }] };
        }
    };
    const first = usual ? [{ label: usual, icon: "globe", value: usual }] : [];
    return pickOne<string>(question, [{ title: "The machine's", choices: first }, others()]);
}
