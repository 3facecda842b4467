import { checkGroupName } from "../../azure/changes/identityName.ts";
import { listLocations, listResourceGroups } from "../../azure/changes/resourceGroups.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type Answer, askText, back, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";

/** Where something new goes. */
export interface NewPlace {
    subscriptionId: string;
    resourceGroup: string;
    createGroup: boolean;
    location: string;
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
        const failure = await failures.explain(error, `list the resource groups of ${name}`);
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
            return { choices: [{ label: (await failures.explain(error, "list the regions")).summary, icon: "error", value: usual ?? "" }] };
        }
    };
    const first = usual ? [{ label: usual, icon: "globe", value: usual }] : [];
    return pickOne<string>(question, [{ title: "The machine's", choices: first }, others()]);
}

/** Names of the identities that are in a resource group already, as far as the list can be read. */
export async function identityNamesIn(
    { subscriptionId, resourceGroup }: Pick<NewPlace, "subscriptionId" | "resourceGroup">, subscriptions: readonly Subscription[], { inventory }: AccessParts,
): Promise<string[]> {
    const subscription = subscriptionOf(subscriptions, `/subscriptions/${subscriptionId}`);
    const found = subscription ? await inventory.resources("managedIdentity", subscription).catch(() => []) : [];
    return found.filter((each) => each.resourceGroup.toLowerCase() === resourceGroup.toLowerCase()).map(({ name }) => name);
}

/** `wanted`, or with the first number that makes it new. */
export function freeName(wanted: string, taken: readonly string[]): string {
    const isTaken = (name: string) => taken.some((other) => other.toLowerCase() === name.toLowerCase());
    for (let number = 1; ; number++) {
        const name = number === 1 ? wanted : `${wanted}-${number}`;
        if (!isTaken(name)) {
            return name;
        }
    }
}

