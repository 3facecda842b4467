import { type ArmAccess, armClient } from "../arm.ts";
import type { RawResource, ResourceKind } from "../resources.ts";

const pageSize = 1000;
/** A query takes at most this many subscriptions (Resource Graph's documented scope limit). */
const subscriptionsPerQuery = 1000;

/** The projected names are those of ARM's `properties`, so that one mapping serves both sources. */
const queries: Record<ResourceKind, string> = {
    managedIdentity: `resources
| where type =~ 'microsoft.managedidentity/userassignedidentities'
| project id, name, location, tenantId=tostring(properties.tenantId), clientId=tostring(properties.clientId), principalId=tostring(properties.principalId)
| order by name asc`,
    account: `resources
| where type =~ 'microsoft.cognitiveservices/accounts' and kind in~ ('OpenAI','AIServices')
| project id, name, kind, location, tenantId, endpoint=tostring(properties.endpoint), endpoints=properties.endpoints, customSubDomainName=tostring(properties.customSubDomainName), disableLocalAuth=tobool(properties.disableLocalAuth), publicNetworkAccess=tostring(properties.publicNetworkAccess), networkAcls=properties.networkAcls, provisioningState=tostring(properties.provisioningState)
| order by name asc`,
    virtualMachine: `resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, name, location, identity, vmSize=tostring(properties.hardwareProfile.vmSize), powerState=tostring(properties.extended.instanceView.powerState.code)
| order by name asc`,
};

/**
 * Every resource of a kind in the given subscriptions, one request for each 1,000 rows. The rows cover what the
 * caller may read, and lag behind changes by seconds to minutes.
 * @throws RestError where Resource Graph refuses.
 */
export async function queryResources(
    access: ArmAccess,
    kind: ResourceKind,
    subscriptionIds: readonly string[],
    signal?: AbortSignal,
): Promise<RawResource[]> {
    const rows = await queryRows(access, queries[kind], subscriptionIds, signal);
    return rows.map((row) => ({ ...(row as unknown as RawResource), properties: row }));
}

/** Runs any query to its last page. Rows must project `id`, or the service sends no `$skipToken`. */
export async function queryRows(
    access: ArmAccess,
    query: string,
    subscriptionIds: readonly string[],
    signal?: AbortSignal,
): Promise<Record<string, unknown>[]> {
    const { ResourceGraphClient } = await import("@azure/arm-resourcegraph");
    const client = await armClient(access, (credential, options) => new ResourceGraphClient(credential, options));
    const rows: Record<string, unknown>[] = [];
    for (let start = 0; start < subscriptionIds.length; start += subscriptionsPerQuery) {
        const subscriptions = subscriptionIds.slice(start, start + subscriptionsPerQuery);
        let skipToken: string | undefined;
        do {
            const page = await client.resources(
                { query, subscriptions, options: { top: pageSize, skipToken, resultFormat: "objectArray" } },
                { abortSignal: signal },
            );
            rows.push(...(page.data as Record<string, unknown>[]));
            skipToken = page.skipToken || undefined;
        } while (skipToken);
    }
    return rows;
}
