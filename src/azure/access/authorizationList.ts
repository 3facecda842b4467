import type { ArmAccess } from "../arm.ts";

const apiVersion = "2022-04-01";

/** An item as Microsoft.Authorization writes it. */
interface RawItem {
    id?: string;
    name?: string;
    properties?: Record<string, unknown>;
}

interface Page {
    value?: RawItem[];
    nextLink?: string;
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
    const { armGet, armGetLink } = await import("../arm/armGet.ts");
    const found: Item[] = [];
    let page: Page = await armGet(access, pathOf(scope, path), { "api-version": apiVersion, ...(filter ? { $filter: filter } : {}) }, signal);
    for (;;) {
        found.push(...(page.value ?? []).map((item) => flatten(item) as Item));
        if (!page.nextLink) {
            return found;
        }
        page = await armGetLink(access, page.nextLink, signal);
    }
}

/** One item. @throws RestError for any status but success. */
export async function authorizationItem<Item>(access: ArmAccess, scope: string, path: string, signal?: AbortSignal): Promise<Item> {
    const { armGet } = await import("../arm/armGet.ts");
    return flatten(await armGet(access, pathOf(scope, path), { "api-version": apiVersion }, signal)) as Item;
}

function pathOf(scope: string, path: string): string {
    return `${scope}/providers/Microsoft.Authorization/${path}`;
}

/** Role definitions have `type` twice: in `properties` it says `BuiltInRole` or `CustomRole`. Permissions have no envelope. */
function flatten(item: RawItem): unknown {
    return item.properties ? { id: item.id, name: item.name, ...item.properties } : item;
}
