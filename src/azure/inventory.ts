import type { Management, Tenant } from "./arm.ts";
import { listResources } from "./arm/armLists.ts";
import { normalizeArmId } from "./armId.ts";
import { queryResources } from "./arm/resourceGraph.ts";
import { type AzureResource, type ResourceKind, toResource } from "./resources.ts";
import { listSubscriptions, type Subscription } from "./arm/subscriptions.ts";

/** A tenant that could not be read; the others are not hidden by it. */
export interface TenantFailure {
    tenant: Tenant;
    error: unknown;
}

export interface SubscriptionList {
    subscriptions: Subscription[];
    failures: TenantFailure[];
}

/** What the signed-in principal can see, cached until `clear`. */
export interface Inventory {
    /** Subscriptions of all tenants, read in parallel, by name. */
    subscriptions(): Promise<SubscriptionList>;
    /** Resources of a kind in a subscription, by name. One Resource Graph read serves all subscriptions of its tenant. */
    resources(kind: ResourceKind, subscription: Subscription): Promise<AzureResource[]>;
    /** Shows a resource that was just created or changed, although Resource Graph does not know it yet. */
    remember(resource: AzureResource): void;
    /** Hides a resource that was just deleted. */
    forget(resourceId: string): void;
    clear(): void;
}

/** Resource Graph catches up within this time ("seconds to minutes"); later its own word counts. */
const graphLagMs = 5 * 60_000;

interface Change {
    at: number;
    /** Absent where the resource was deleted. */
    resource?: AzureResource;
}

export function createInventory(
    management: () => Promise<Management | undefined>,
    options: { accept?(subscription: Subscription): boolean; onFallback?(kind: ResourceKind, error: unknown): void; now?(): number } = {},
): Inventory {
    const now = options.now ?? Date.now;
    let subscriptions: Promise<SubscriptionList> | undefined;
    const reads = new Map<string, Promise<TenantResources>>();
    const changes = new Map<string, Change>();

    const list = () => {
        const read = subscriptions ??= management().then((chosen) => readSubscriptions(chosen, options.accept));
        void read.catch(() => subscriptions === read && (subscriptions = undefined));
        return read;
    };
    return {
        subscriptions: list,
        async resources(kind, subscription) {
            const { tenant } = subscription;
            const key = `${kind}/${tenant.accountId ?? ""}/${tenant.tenantId}`;
            let read = reads.get(key);
            if (!read) {
                const all = (await list()).subscriptions.filter((other) => isSameTenant(other.tenant, tenant));
                read = reads.get(key) ?? readResources(kind, tenant, all, options.onFallback);
                reads.set(key, read);
            }
            try {
                const found = (await read)(subscription.subscriptionId.toLowerCase());
                return withChanges(found, kind, subscription, changes, now());
            } catch (error) {
                // A failed read is not remembered: the next look tries again.
                if (reads.get(key) === read) {
                    reads.delete(key);
                }
                throw error;
            }
        },
        remember: (resource) => void changes.set(normalizeArmId(resource.id), { at: now(), resource }),
        forget: (resourceId) => void changes.set(normalizeArmId(resourceId), { at: now() }),
        clear() {
            subscriptions = undefined;
            reads.clear();
        },
    };
}

async function readSubscriptions(management: Management | undefined, accept: (subscription: Subscription) => boolean = () => true): Promise<SubscriptionList> {
    const tenants = (await management?.tenants()) ?? [];
    const lists = await Promise.allSettled(tenants.map((tenant) => listSubscriptions(tenant)));
    const subscriptions = lists.flatMap((list) => (list.status === "fulfilled" ? list.value : [])).filter(accept);
    const failures = lists.flatMap((list, index) => (list.status === "rejected" ? [{ tenant: tenants[index]!, error: list.reason as unknown }] : []));
    return { subscriptions: subscriptions.sort(byName), failures };
}

/** The resources of one subscription, by its id in small letters. Throws what prevented reading that subscription. */
type TenantResources = (subscriptionId: string) => AzureResource[];

async function readResources(
    kind: ResourceKind,
    tenant: Tenant,
    subscriptions: Subscription[],
    onFallback?: (kind: ResourceKind, error: unknown) => void,
): Promise<TenantResources> {
    try {
        const rows = await queryResources(tenant.access, kind, subscriptions.map((one) => one.subscriptionId));
        const resources = rows.map((row) => toResource(kind, row)).sort(byName);
        const found = Map.groupBy(resources, (resource) => resource.subscriptionId.toLowerCase());
        return (id) => found.get(id) ?? [];
    } catch (error) {
        if (!isRefusal(error)) {
            throw error;
        }
        onFallback?.(kind, error);
        return listEach(kind, tenant, subscriptions);
    }
}

/** One list call for each subscription: one that refuses does not hide the others. */
async function listEach(kind: ResourceKind, tenant: Tenant, subscriptions: Subscription[]): Promise<TenantResources> {
    const lists = await Promise.allSettled(subscriptions.map((one) => listResources(tenant.access, kind, one.subscriptionId)));
    const found = new Map(lists.map((list, index) => [subscriptions[index]!.subscriptionId.toLowerCase(), list]));
    return (id) => {
        const list = found.get(id);
        if (list?.status === "rejected") {
            throw list.reason;
        }
        return list?.value.sort(byName) ?? [];
    };
}

/** A node may be older than the list: its tenant is then another object. */
function isSameTenant(left: Tenant, right: Tenant): boolean {
    return left.tenantId === right.tenantId && left.accountId === right.accountId;
}

/** Resource Graph answered, but not with rows: it is not available to this principal, in this cloud, or just now. */
function isRefusal(error: unknown): boolean {
    const status = (error as { statusCode?: number }).statusCode;
    return status !== undefined && status !== 401;
}

function withChanges(
    found: AzureResource[], kind: ResourceKind, { subscriptionId }: Subscription, changes: Map<string, Change>, now: number,
): AzureResource[] {
    for (const [id, change] of changes) {
        if (now - change.at > graphLagMs) {
            changes.delete(id);
        }
    }
    const created = [...changes.values()].flatMap(({ resource }) =>
        resource && resource.kind === kind && resource.subscriptionId.toLowerCase() === subscriptionId.toLowerCase() ? [resource] : []);
    if (changes.size === 0) {
        return found;
    }
    return [...found.filter((resource) => !changes.has(normalizeArmId(resource.id))), ...created].sort(byName);
}

function byName(left: { name: string }, right: { name: string }): number {
    return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
