/** Lists and single objects: `$filter`, `$search`, `$select`, `$orderby`, `$count`, `$top` and the pages that follow. */
import type { SimResponse } from "../http.ts";
import type { Json } from "../state.ts";
import type { GraphCall } from "./call.ts";
import { badRequest } from "./errors.ts";
import { filterOf } from "./filter.ts";

/** How a collection is named in `@odata.context` and in refusals, and what is shown of its items without `$select`. */
export interface Collection {
    context: string;
    type: string;
    defaults?: string[];
}

/** `ConsistencyLevel: eventual`, which Graph demands for some queries, is not asked for here. */
export function listOf(call: GraphCall, items: Json[], collection: Collection): SimResponse {
    const { query } = call.request;
    const found = ordered(call, searched(call, filtered(call, items, collection)));
    const from = Number(query.get("$skiptoken") ?? 0);
    const top = topOf(call);
    const value = found.slice(from, from + top).map((item) => selected(call, item, collection.defaults));
    const body = {
        "@odata.context": `${call.base}/$metadata#${collection.context}${selection(call)}`,
        ...(query.get("$count") === "true" ? { "@odata.count": found.length } : {}),
        ...(from + top < found.length ? { "@odata.nextLink": nextLink(call, from + top) } : {}),
        value,
    };
    return { status: 200, body };
}

export function oneOf(call: GraphCall, item: Json, collection: Collection): SimResponse {
    const context = `${call.base}/$metadata#${collection.context}${selection(call)}/$entity`;
    return { status: 200, body: { "@odata.context": context, ...selected(call, item, collection.defaults) } };
}

function filtered(call: GraphCall, items: Json[], { type }: Collection): Json[] {
    const filter = call.request.query.get("$filter");
    return filter ? items.filter(filterOf(call.request, filter, type)) : items;
}

/** `"displayName:text"`, a part of any word. */
function searched(call: GraphCall, items: Json[]): Json[] {
    const search = call.request.query.get("$search");
    if (!search) {
        return items;
    }
    const [, property, wanted] = /^"(\w+):([^"]*)"$/.exec(search) ?? [];
    if (!property || !wanted) {
        throw badRequest(call.request, `Syntax error: character '${search[0] ?? ""}' is not valid at position 0 in '${search}'.`);
    }
    return items.filter((item) => String(item[property] ?? "").toLowerCase().includes(wanted.toLowerCase()));
}

function ordered(call: GraphCall, items: Json[]): Json[] {
    const [property, direction] = call.request.query.get("$orderby")?.split(/\s+/) ?? [];
    if (!property) {
        return items;
    }
    const sign = direction === "desc" ? -1 : 1;
    return items.toSorted((a, b) => sign * String(a[property] ?? "").localeCompare(String(b[property] ?? "")));
}

function topOf(call: GraphCall): number {
    const text = call.request.query.get("$top") ?? "100";
    const top = Number(text);
    if (!Number.isInteger(top) || top < 1 || top > 999) {
        throw badRequest(call.request, `Invalid page size specified: '${text}'. Must be between 1 and 999 inclusive.`, "Request_UnsupportedQuery");
    }
    return top;
}

/** Names that are not modelled are left out. */
function selected(call: GraphCall, item: Json, defaults?: string[]): Json {
    const names = namesOf(call) ?? defaults;
    return names ? Object.fromEntries(names.filter((name) => name in item).map((name) => [name, item[name]])) : item;
}

function namesOf(call: GraphCall): string[] | undefined {
    return call.request.query.get("$select")?.split(",").map((name) => name.trim());
}

function selection(call: GraphCall): string {
    const names = namesOf(call);
    return names ? `(${names.join(",")})` : "";
}

function nextLink(call: GraphCall, from: number): string {
    const query = new URLSearchParams(call.request.query);
    query.set("$skiptoken", String(from));
    return `${call.request.origin}${call.request.path}?${query}`;
}
