import { type ArmAccess, armClient } from "../arm.ts";
import { armAddress } from "../arm/armAddress.ts";

const apiVersion = "2022-04-01";

/** An item as Microsoft.Authorization writes it. */
interface RawItem {
    id?: string;
    name?: string;
    properties?: Record<string, unknown>;
}

/**
 * Items of Microsoft.Authorization at a scope, `properties` flattened, through all pages.
 * Not through `@azure/arm-authorization`: it has no permissions of a subscription, and drops the conditions of roles.
 * @param path below `{scope}/providers/Microsoft.Authorization/`, such as `roleDefinitions`.
 * @throws RestError for any status but success.
 */
export async function authorizationList<Item>(
    access: ArmAccess, scope: string, path: string, filter?: string, signal?: AbortSignal,
): Promise<Item[]> {
    const query = new URLSearchParams({ "api-version": apiVersion, ...(filter ? { $filter: filter } : {}) });
    const found: Item[] = [];
    let url: string | undefined = addressOf(access, scope, path, query);
    while (url) {
        const page = await get(access, url, signal) as { value?: RawItem[]; nextLink?: string };
        found.push(...(page.value ?? []).map((item) => flatten(item) as Item));
        url = page.nextLink;
    }
    return found;
}

/** One item. @throws RestError for any status but success. */
export async function authorizationItem<Item>(access: ArmAccess, scope: string, path: string, signal?: AbortSignal): Promise<Item> {
    const url = addressOf(access, scope, path, new URLSearchParams({ "api-version": apiVersion }));
    return flatten(await get(access, url, signal) as RawItem) as Item;
}

function addressOf({ cloud }: ArmAccess, scope: string, path: string, query: URLSearchParams): string {
    return armAddress(cloud, `${scope}/providers/Microsoft.Authorization/${path}`, query).href;
}

async function get(access: ArmAccess, url: string, abortSignal?: AbortSignal): Promise<unknown> {
    const [{ ServiceClient }, { createPipelineRequest }] = await Promise.all([
        import("@azure/core-client"), import("@azure/core-rest-pipeline"),
    ]);
    const client = await armClient(access, (credential, options) => new ServiceClient({ credential, ...options }));
    const { bodyAsText } = await client.sendRequest(createPipelineRequest({ url, abortSignal }));
    return JSON.parse(bodyAsText || "{}");
}

/** Role definitions have `type` twice: in `properties` it says `BuiltInRole` or `CustomRole`. Permissions have no envelope. */
function flatten(item: RawItem): unknown {
    return item.properties ? { id: item.id, name: item.name, ...item.properties } : item;
}
