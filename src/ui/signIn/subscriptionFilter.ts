import * as vscode from "vscode";
import type { Subscription } from "../../azure/arm/subscriptions.ts";

/** Which subscriptions the tree shows. Until the user chooses, the choice made for Azure Resources is honoured. */
export interface SubscriptionFilter {
    accepts(subscription: Subscription): boolean;
    /** Undefined shows all. */
    select(subscriptionIds: string[] | undefined): Promise<void>;
}

const key = "selectedSubscriptions";

export function createSubscriptionFilter(memory: vscode.Memento): SubscriptionFilter {
    const selected = () => memory.get<string[]>(key) ?? sharedSelection();
    return {
        accepts(subscription) {
            const ids = selected();
            return ids.length === 0 || ids.includes(subscription.subscriptionId.toLowerCase());
        },
        select: (ids) => Promise.resolve(memory.update(key, ids?.map((id) => id.toLowerCase()) ?? [])),
    };
}

/** Entries are `tenantId/subscriptionId`. */
function sharedSelection(): string[] {
    const entries = vscode.workspace.getConfiguration("azureResourceGroups").get<string[]>("selectedSubscriptions", []);
    return entries.map((entry) => (entry.split("/")[1] ?? entry).toLowerCase());
}
