import { mayCall } from "../../azure/access/mayCall.ts";
import type { Target } from "../../azure/connection.ts";
import { type CallVerdict, describeCall, unreadCall } from "../../resources/describeCall.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import type { Choice, ChoiceGroup, RefinedGroup } from "../ask/prompts.ts";

/** What a principal may do with the deployment; undefined where nothing is known. Never throws. */
export type Verdicts = (principalId: string | undefined) => Promise<CallVerdict | undefined>;

/**
 * Reads what principals may do with the target, once for all that are asked about. Nothing is known of an endpoint
 * that was typed by hand, and while nobody is signed in.
 */
export function callVerdicts(
    target: Pick<Target, "accountId" | "deployment">, sources: Pick<AccessParts, "inventory" | "reader" | "signIn" | "failures">,
): Verdicts {
    let reading: Promise<ReturnType<typeof mayCall> | undefined> | undefined;
    const begin = async () => {
        const subscriptions = target.accountId && await sources.signIn.management() ? (await sources.inventory.subscriptions()).subscriptions : [];
        const subscription = subscriptionOf(subscriptions, target.accountId ?? "");
        return subscription && mayCall(sources.reader, subscription.tenant.access, target.accountId!);
    };
    return async (principalId) => {
        try {
            const ask = principalId === undefined ? undefined : await (reading ??= begin());
            return ask && describeCall(await ask(principalId!), target.deployment, new Date());
        } catch (error) {
            return unreadCall((await sources.failures.explain(error, `read who may call ${target.deployment}`)).kind === "forbidden");
        }
    };
}

/** The group as it is, then with what each may do in front of its description, those that may call first. */
export function withVerdicts<T>(first: Promise<ChoiceGroup<T>>, verdictOf: (value: T) => Promise<CallVerdict | undefined>): RefinedGroup<T> {
    const told = async (choice: Choice<T>) => ({ choice, verdict: await verdictOf(choice.value) });
    return {
        first,
        refined: first.then(async ({ title, choices }) => {
            const all = await Promise.all(choices.map(told));
            const sorted = all.toSorted((left, right) => (left.verdict?.rank ?? 2) - (right.verdict?.rank ?? 2));
            return { title, choices: sorted.map(({ choice, verdict }) => ({ ...choice, description: [verdict?.text, choice.description].filter(Boolean).join(" · ") })) };
        }),
    };
}
