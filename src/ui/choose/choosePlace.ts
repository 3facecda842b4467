import { checkGroupName } from "../../azure/changes/identityName.ts";
import { listLocations, listResourceGroups } from "../../azure/changes/resourceGroups.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { again, type LookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { type Answer, askText, back, type ChoiceGroup, type Question } from "../ask/prompts.ts";

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
    for (;;) {
        const picked = await pickAfresh<Group | { newIn: Subscription }>(question, {
            read: () => subscriptions.map((subscription) => groupsIn(subscription, parts)), forget: () => undefined, nothing: "no subscription found",
        });
        if (picked === undefined || picked === back || "resourceGroup" in picked) {
            return picked;
        }
        const { tenant, subscriptionId } = picked.newIn;
        const taken = await listResourceGroups(tenant.access, subscriptionId).catch(() => []);
        const name = await askText({
            ...question, hasBack: true, placeholder: "rg-name", prompt: "Name of the new resource group", check: (text) => checkGroupName(text, taken.map((group) => group.name)),
        });
        if (name !== back) {
            return name === undefined ? undefined : { subscriptionId, resourceGroup: name, createGroup: true };
        }
    }
}

async function groupsIn(subscription: Subscription, { failures }: AccessParts): Promise<ChoiceGroup<Group | { newIn: Subscription } | LookAgain>> {
    const { tenant, subscriptionId, name } = subscription;
    const another = { label: "New resource group…", icon: "add", description: `in ${name}`, value: { newIn: subscription } };
    try {
        const groups = await listResourceGroups(tenant.access, subscriptionId);
        return { title: name, choices: [...groups.map((group) => ({
            label: group.name, icon: "folder", description: group.location,
            value: { subscriptionId, resourceGroup: group.name, createGroup: false },
        })), another] };
    } catch (error) {
        const failure = await failures.explain(error, `list the resource groups of ${name}`);
        return { title: name, choices: [again(failure.summary, failure.remedy), another] };
    }
}

/** `usual` first. */
export async function askLocation(question: Question, subscription: Subscription | undefined, usual: string | undefined, { failures }: AccessParts): Promise<Answer<string>> {
    const others = async (): Promise<ChoiceGroup<string | LookAgain>> => {
        try {
            const found = subscription ? await listLocations(subscription.tenant.access, subscription.subscriptionId) : [];
            return { title: "Others", choices: found.filter(({ name }) => name !== usual).map(({ name, displayName }) => ({ label: name, icon: "globe", description: displayName, value: name })) };
        } catch (error) {
            return { choices: [again((await failures.explain(error, "list the regions")).summary)] };
        }
    };
    const first = usual ? [{ label: usual, icon: "globe", value: usual }] : [];
    return pickAfresh<string>(question, { read: () => [{ title: "The machine's", choices: first }, others()], forget: () => undefined, nothing: "no region found" });
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

