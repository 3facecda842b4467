import type { AzureResource, ResourceKind } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { AccessParts } from "../accessParts.ts";
import { again, type LookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { type Answer, back, type Choice, type ChoiceGroup, type Question } from "../ask/prompts.ts";

export type ResourceOf<Kind extends ResourceKind> = Extract<AzureResource, { kind: Kind }>;

export interface Chosen<Kind extends ResourceKind> {
    resource: ResourceOf<Kind>;
    subscription: Subscription;
}

const looks: Record<ResourceKind, { icon: string; title: string; plural: string }> = {
    account: { icon: "hubot", title: "AI Services", plural: "AI Services accounts" },
    managedIdentity: { icon: "shield", title: "Managed identities", plural: "managed identities" },
    virtualMachine: { icon: "server", title: "Virtual machines", plural: "virtual machines" },
};

interface Options<Kind extends ResourceKind> {
    /** Leaves out what the question is not about. */
    accept?(resource: ResourceOf<Kind>): boolean;
    describe?(resource: ResourceOf<Kind>): string;
}

/** Asks for one of the listed resources of a kind, or of several, subscription by subscription. */
export function chooseResource<Kind extends ResourceKind>(
    kind: Kind | readonly Kind[], question: Question, subscriptions: readonly Subscription[], parts: AccessParts, options: Options<Kind> = {},
): Promise<Answer<Chosen<Kind>>> {
    const kinds = [kind].flat() as Kind[];
    const titled = async (each: Kind, subscription: Subscription) => {
        const group = await resourceGroup(each, subscription, parts, options);
        return kinds.length === 1 ? group : { ...group, title: `${looks[each].title} in ${subscription.name}` };
    };
    return pickAfresh<Chosen<Kind>>(question, {
        read: () => subscriptions.flatMap((subscription) => kinds.map((each) => titled(each, subscription))),
        forget: () => parts.inventory.clear(),
        nothing: `no ${kinds.map((each) => looks[each].plural).join(", ")} found`,
    });
}

/** One subscription's resources as a group of a pick; what can't be read is told in it. */
export async function resourceGroup<Kind extends ResourceKind>(
    kind: Kind, subscription: Subscription, { inventory, failures }: Pick<AccessParts, "inventory" | "failures">, { accept, describe }: Options<Kind> = {},
): Promise<ChoiceGroup<Chosen<Kind> | LookAgain>> {
    try {
        const found = await inventory.resources(kind, subscription) as ResourceOf<Kind>[];
        const choices = found.filter((resource) => accept?.(resource) ?? true).map((resource): Choice<Chosen<Kind>> => ({
            label: resource.name, icon: looks[kind].icon, description: describe?.(resource) ?? `${resource.resourceGroup} · ${resource.location}`,
            value: { resource, subscription },
        }));
        return { title: subscription.name, choices };
    } catch (error) {
        const failure = await failures.explain(error, `list the ${looks[kind].plural} of ${subscription.name}`);
        return { title: subscription.name, choices: [again(failure.summary, failure.remedy)] };
    }
}

/** Whether the answer ends the question without a choice. */
export function isNoAnswer<T>(answer: Answer<T>): answer is typeof back | undefined {
    return answer === back || answer === undefined;
}
