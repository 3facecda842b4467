import type { Management } from "../../azure/arm.ts";
import { listSubscriptions } from "../../azure/arm/subscriptions.ts";
import { pickMany } from "../ask/prompts.ts";
import type { SubscriptionFilter } from "./subscriptionFilter.ts";

/** Asks which subscriptions of which tenants are listed; choosing all means: those of tomorrow, too. */
export async function selectSubscriptions(parts: {
    management(): Promise<Management | undefined>;
    filter: SubscriptionFilter;
    signIn(): Promise<unknown>;
    refresh(): void;
}): Promise<void> {
    const management = await parts.management();
    if (!management) {
        await parts.signIn();
        return;
    }
    const tenants = await management.tenants();
    const lists = await Promise.allSettled(tenants.map((tenant) => listSubscriptions(tenant)));
    const all = lists.flatMap((list) => (list.status === "fulfilled" ? list.value : []));
    const unread = tenants.filter((_, index) => lists[index]?.status === "rejected").map(({ name }) => name);
    const chosen = await pickMany(
        { title: "Select subscriptions", placeholder: unread.length > 0 ? `Not shown: ${unread.join(", ")} (not signed in there)` : "Which subscriptions should be listed?" },
        all.map((subscription) => ({
            label: subscription.name, icon: "key", description: subscription.tenant.name, value: subscription.subscriptionId,
            picked: parts.filter.accepts(subscription),
        })),
    );
    if (chosen) {
        await parts.filter.select(chosen.length === all.length ? undefined : chosen);
        parts.refresh();
    }
}
