/** The `$filter` of generic lists: equalities joined with `and`, as ARM takes them. */
import type { Resource } from "../state.ts";
import { gatewayError } from "./errors.ts";

/** `tagName eq 'env' and tagValue eq 'dev'`, or no filter. */
export function matchesTagFilter(filter: string | null, tags: Record<string, string> | undefined): boolean {
    const wanted = equalities(filter, ["tagName", "tagValue"]);
    const name = wanted.get("tagName");
    const value = wanted.get("tagValue");
    return (name === undefined || tags?.[name] !== undefined) && (value === undefined || tags?.[name ?? ""] === value);
}

/** `resourceType eq '…'`, `name eq '…'`, `location eq '…'`, `resourceGroup eq '…'`, tags; values without letter case. */
export function matchesResourceFilter(filter: string | null, resource: Resource): boolean {
    const wanted = equalities(filter, ["resourceType", "name", "location", "resourceGroup", "tagName", "tagValue"]);
    const actual: Record<string, string | undefined> = {
        resourceType: resource.type,
        name: resource.name,
        location: resource.location,
        resourceGroup: resource.id.split("/")[4],
    };
    const plain = [...wanted].every(([name, value]) => name.startsWith("tag") || actual[name]?.toLowerCase() === value.toLowerCase());
    return plain && matchesTagFilter([...wanted].filter(([name]) => name.startsWith("tag")).map(([name, value]) => `${name} eq '${value}'`).join(" and "), resource.tags);
}

function equalities(filter: string | null, names: string[]): Map<string, string> {
    const found = new Map<string, string>();
    for (const part of (filter ?? "").split(/\s+and\s+/i).filter(Boolean)) {
        const [, name, value] = /^\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(part) ?? [];
        const known = names.find((candidate) => candidate.toLowerCase() === name?.toLowerCase());
        if (!known || value === undefined) {
            throw gatewayError(400, "InvalidFilterInQueryString", `Invalid $filter '${filter ?? ""}' specified in the query string.`);
        }
        found.set(known, value.replaceAll("''", "'"));
    }
    return found;
}
