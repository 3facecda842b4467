import { mayCall } from "../../azure/access/mayCall.ts";
import type { Target } from "../../azure/connection.ts";
import { type CallVerdict, describeCall, unreadCall } from "../../resources/describeCall.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import type { Choice } from "../ask/prompts.ts";

/** What each of the principals may do with a target; undefined for those of which nothing is known. */
export type Verdicts = (principalId: string | undefined) => CallVerdict | undefined;

type Sources = Pick<AccessParts, "inventory" | "reader" | "signIn" | "failures">;

/**
 * Reads what the principals may do with the target, once for all of them. Never throws: what can't be read is said.
 * Nothing is known of an endpoint that was typed by hand, and while nobody is signed in.
 */
export async function callVerdicts(target: Pick<Target, "accountId" | "deployment"> | undefined, principalIds: readonly (string | undefined)[], sources: Sources): Promise<Verdicts> {
    const known = principalIds.filter((id) => id !== undefined);
    if (!target?.accountId || known.length === 0) {
        return () => undefined;
    }
    try {
        const subscriptions = await sources.signIn.management() ? (await sources.inventory.subscriptions()).subscriptions : [];
        const subscription = subscriptionOf(subscriptions, target.accountId);
        if (!subscription) {
            return () => undefined;
        }
        const found = await mayCall(sources.reader, subscription.tenant.access, target.accountId, known);
        const now = new Date();
        return (id) => {
            const access = id && found.get(id.toLowerCase());
            return access ? describeCall(access, target.deployment, now) : undefined;
        };
    } catch (error) {
        const { kind } = sources.failures.explain(error, `read who may call ${target.deployment}`);
        return (id) => (id ? unreadCall(kind === "forbidden") : undefined);
    }
}

/** The choices with what each may do in front of its description, those that may call first. */
export function withVerdicts<T>(choices: readonly Choice<T>[], verdictOf: (value: T) => CallVerdict | undefined): Choice<T>[] {
    return choices
        .map((choice) => ({ choice, verdict: verdictOf(choice.value) }))
        .sort((left, right) => (left.verdict?.rank ?? 2) - (right.verdict?.rank ?? 2))
        .map(({ choice, verdict }) => ({ ...choice, description: [verdict?.text, choice.description].filter(Boolean).join(" · ") }));
}
