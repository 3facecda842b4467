import { parseArmId, sameArmId } from "../../azure/armId.ts";
import { listResourceGroups } from "../../azure/changes/resourceGroups.ts";
import type { Account } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { resourceGroup } from "./chooseResource.ts";
import { again, type LookAgain, lookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { type Answer, askText, back, type ChoiceGroup, type Question } from "../ask/prompts.ts";

/** The scope's id, or that one will be typed. */
const enter = Symbol("enter");
type Picked = string | typeof enter;

/** Asks where a role should count: narrow scopes first. With an account: it, or what it lies in. @returns the scope's id. */
export async function chooseScope(question: Question, account: Account | undefined, subscriptions: readonly Subscription[], parts: AccessParts): Promise<Answer<string>> {
    const read = () => [
        ...(account ? [above(account, subscriptions)] : listed(subscriptions, parts)),
        { title: "Anywhere else", choices: [{ label: "Enter a resource id…", icon: "edit", description: "a storage account, a registry, a resource group, …", value: enter } as const] },
    ];
    for (;;) {
        const picked = await pickAfresh<Picked>(question, { read, forget: () => parts.inventory.clear(), nothing: "" });
        if (picked !== enter) {
            return picked;
        }
        const entered = await enterScope({ ...question, hasBack: true }, subscriptions);
        if (entered !== back) {
            return entered;
        }
    }
}

function above(account: Account, subscriptions: readonly Subscription[]): ChoiceGroup<Picked> {
    const subscription = subscriptionOf(subscriptions, account.id);
    const { subscriptionId, resourceGroup: group } = parseArmId(account.id) ?? {};
    return { choices: [
        { label: account.name, icon: "hubot", description: "this account only", value: account.id },
        { label: group ?? "", icon: "folder", description: "resource group: everything in it", value: `/subscriptions/${subscriptionId}/resourceGroups/${group}` },
        { label: subscription?.name ?? subscriptionId ?? "", icon: "key", description: "subscription: everything in it", value: `/subscriptions/${subscriptionId}` },
    ] };
}

function listed(subscriptions: readonly Subscription[], parts: AccessParts): (ChoiceGroup<Picked> | Promise<ChoiceGroup<Picked | LookAgain>>)[] {
    const accounts = subscriptions.map(async (subscription): Promise<ChoiceGroup<Picked | LookAgain>> => {
        const { choices } = await resourceGroup("account", subscription, parts);
        return { title: `AI Services in ${subscription.name}`, choices: choices.map(({ value, ...choice }) => ({ ...choice, value: value === lookAgain ? value : value.resource.id })) };
    });
    const groups = subscriptions.map(async ({ tenant, subscriptionId, name }): Promise<ChoiceGroup<Picked | LookAgain>> => {
        try {
            const found = await listResourceGroups(tenant.access, subscriptionId);
            return { title: `Resource groups in ${name}`, choices: found.map((group) => ({ label: group.name, icon: "folder", description: group.location, value: group.id })) };
        } catch (error) {
            return { choices: [again((await parts.failures.explain(error, `list the resource groups of ${name}`)).summary)] };
        }
    });
    const whole: ChoiceGroup<Picked> = { title: "Subscriptions", choices: subscriptions.map(({ id, name }) => ({ label: name, icon: "key", value: id })) };
    return [...accounts, ...groups, whole];
}

async function enterScope(question: Question, subscriptions: readonly Subscription[]): Promise<Answer<string>> {
    return askText({
        ...question, placeholder: "/subscriptions/…/resourceGroups/…/providers/…",
        prompt: "Id of the resource, resource group or subscription",
        check: (text) => (!parseArmId(text) ? "A resource id begins with /subscriptions/." : subscriptionOf(subscriptions, text) ? undefined : "It lies in none of the listed subscriptions."),
    });
}

export function isAccount(scope: string): boolean {
    return parseArmId(scope)?.type?.toLowerCase() === "microsoft.cognitiveservices/accounts";
}

/** The scope as people call it. */
export function scopeName(scope: string, subscriptions: readonly Subscription[]): string {
    return subscriptions.find(({ id }) => sameArmId(id, scope))?.name ?? parseArmId(scope)?.name ?? scope;
}
