/** The subscription, or the resource group in it, that a list is about. */
import { key } from "../state.ts";

type Params = Record<string, string>;

/** From the parameters `subscription` and `group` of a route. */
export function listScope(params: Params): string {
    const { subscription = "", group } = params;
    return `/subscriptions/${subscription}${group ? `/resourceGroups/${group}` : ""}`;
}

/** Whether an id lies below the scope of the list. */
export function isListed(params: Params): (resource: { id: string }) => boolean {
    const prefix = `${key(listScope(params))}/`;
    return ({ id }) => key(id).startsWith(prefix);
}
