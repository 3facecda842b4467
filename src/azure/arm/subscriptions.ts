import { type ArmAccess, armClient, type Tenant } from "../arm.ts";
import { parseArmId } from "../armId.ts";

export interface Subscription {
    id: string;
    subscriptionId: string;
    name: string;
    /** `Enabled`, `Warned`, `PastDue`, `Disabled`, `Deleted`. */
    state: string;
    tenant: Tenant;
}

/** The tenants that the credential's principal can enter, with `access` as given: the caller narrows it. */
export async function listTenants(access: ArmAccess, signal?: AbortSignal): Promise<{ tenantId: string; name: string }[]> {
    const { SubscriptionClient } = await import("@azure/arm-resources-subscriptions");
    const client = await armClient(access, (credential, options) => new SubscriptionClient(credential, options));
    const found: { tenantId: string; name: string }[] = [];
    for await (const tenant of client.tenants.list({ abortSignal: signal })) {
        if (tenant.tenantId) {
            found.push({ tenantId: tenant.tenantId, name: tenant.defaultDomain ?? tenant.displayName ?? tenant.tenantId });
        }
    }
    return found;
}

export async function listSubscriptions(tenant: Tenant, signal?: AbortSignal): Promise<Subscription[]> {
    const { SubscriptionClient } = await import("@azure/arm-resources-subscriptions");
    const client = await armClient(tenant.access, (credential, options) => new SubscriptionClient(credential, options));
    const found: Subscription[] = [];
    for await (const { id, subscriptionId, displayName, state } of client.subscriptions.list({ abortSignal: signal })) {
        if (id && subscriptionId) {
            found.push({ id, subscriptionId, name: displayName ?? subscriptionId, state: state ?? "", tenant });
        }
    }
    return found;
}

/** The listed subscription that a resource id lies in, in this tenant where one is given: several may show it. */
export function subscriptionOf(
    subscriptions: readonly Subscription[], resourceId: string, tenantId?: string,
): Subscription | undefined {
    const wanted = parseArmId(resourceId)?.subscriptionId?.toLowerCase();
    return subscriptions.find(({ subscriptionId, tenant }) =>
        subscriptionId.toLowerCase() === wanted && (tenantId === undefined || tenant.tenantId === tenantId));
}
