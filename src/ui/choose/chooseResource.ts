import type { AzureResource, ResourceKind } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { AccessParts } from "../accessParts.ts";
import { type Answer, back, type Choice, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";

export type ResourceOf<Kind extends ResourceKind> = Extract<AzureResource, { kind: Kind }>;

export interface Chosen<Kind extends ResourceKind> {
    resource: ResourceOf<Kind>;
    subscription: Subscription;
}

const looks: Record<ResourceKind, { icon: string; plural: string }> = {
    account: { icon: "hubot", plural: "AI Services accounts" },
    managedIdentity: { icon: "shield", plural: "managed identities" },
    virtualMachine: { icon: "server", plural: "virtual machines" },
};

interface Options<Kind extends ResourceKind> {
    /** Leaves out what the question is not about. */
    accept?(resource: ResourceOf<Kind>): boolean;
    describe?(resource: ResourceOf<Kind>): string;
}

/** Asks for one of the listed resources of a kind, subscription by subscription. */
export async function chooseResource<Kind extends ResourceKind>(
    kind: Kind, question: Question, subscriptions: readonly Subscription[], parts: AccessParts, options: Options<Kind> = {},
): Promise<Answer<Chosen<Kind>>> {
    const groups = subscriptions.map((subscription) => resourceGroup(kind, subscription, parts, options));
    for (;;) {
        const chosen = await pickOne<Chosen<Kind> | "nothing">(question, [...groups, noneGroup(kind, groups)]);
        if (chosen !== "nothing") {
            return chosen;
        }
    }
}

/** One subscription's resources as a group of a pick; what can't be read is told in it. */
export async function resourceGroup<Kind extends ResourceKind>(
    kind: Kind, subscription: Subscription, { inventory, failures }: AccessParts, { accept, describe }: Options<Kind> = {},
): Promise<ChoiceGroup<Chosen<Kind> | "nothing">> {
    try {
        const found = await inventory.resources(kind, subscription) as ResourceOf<Kind>[];
        const choices = found.filter((resource) => accept?.(resource) ?? true).map((resource): Choice<Chosen<Kind>> => ({
            label: resource.name, icon: looks[kind].icon, description: describe?.(resource) ?? `${resource.resourceGroup} · ${resource.location}`,
            value: { resource, subscription },
        }));
        return { title: subscription.name, choices };
    } catch (error) {
        const failure = await failures.explain(error, `list the ${looks[kind].plural} of ${subscription.name}`);
        return { title: subscription.name, choices: [{ label: failure.summary, icon: "error", description: failure.remedy, value: "nothing" }] };
    }
}

async function noneGroup<Kind extends ResourceKind>(
    kind: Kind, groups: readonly Promise<ChoiceGroup<Chosen<Kind> | "nothing">>[],
): Promise<ChoiceGroup<Chosen<Kind> | "nothing">> {
    const isEmpty = (await Promise.all(groups)).every(({ choices }) => choices.length === 0);
    return { choices: isEmpty ? [{ label: `No ${looks[kind].plural} to choose from`, icon: "info", value: "nothing" }] : [] };
}

/** Whether the answer ends the question without a choice. */
export function isNoAnswer<T>(answer: Answer<T>): answer is typeof back | undefined {
    return answer === back || answer === undefined;
}
