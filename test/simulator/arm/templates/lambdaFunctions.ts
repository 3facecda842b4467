/** Template functions that take a lambda. */
import type { Json } from "../../state.ts";
import { list, object, text } from "./arguments.ts";
import { TemplateError } from "./errors.ts";
import type { TemplateFunction } from "./functions.ts";

type Lambda = (...values: unknown[]) => Promise<unknown>;

function lambda(value: unknown): Lambda {
    if (typeof value !== "function") {
        throw new TemplateError("The template function expects a lambda.");
    }
    return value as Lambda;
}

async function filter(items: unknown[], test: Lambda): Promise<unknown[]> {
    const kept = await Promise.all(items.map((item, index) => test(item, index)));
    return items.filter((_, index) => kept[index] === true);
}

async function toObject(items: unknown[], key: Lambda, value?: Lambda): Promise<Json> {
    const entries = await Promise.all(items.map(async (item) => [text(await key(item)), value ? await value(item) : item] as const));
    return Object.fromEntries(entries);
}

async function reduce(items: unknown[], start: unknown, next: Lambda): Promise<unknown> {
    let all = start;
    for (const [index, item] of items.entries()) {
        all = await next(all, item, index);
    }
    return all;
}

/** By insertion: the test may be asked of any pair, and asynchronously. */
async function sort(items: unknown[], isBefore: Lambda): Promise<unknown[]> {
    const sorted: unknown[] = [];
    for (const item of items) {
        let at = sorted.length;
        while (at > 0 && (await isBefore(item, sorted[at - 1])) === true) {
            at--;
        }
        sorted.splice(at, 0, item);
    }
    return sorted;
}

async function groupBy(items: unknown[], key: Lambda): Promise<Json> {
    const groups: Record<string, unknown[]> = {};
    for (const item of items) {
        (groups[text(await key(item))] ??= []).push(item);
    }
    return groups;
}

async function mapValues(of: Json, change: Lambda): Promise<Json> {
    return Object.fromEntries(await Promise.all(Object.entries(of).map(async ([name, value]) => [name, await change(value)] as const)));
}

export const lambdaFunctions: Record<string, TemplateFunction> = {
    lambdaVariables: ([name], env) => {
        if (!env.lambda.has(text(name))) {
            throw new TemplateError(`The lambda variable '${text(name)}' is not found.`);
        }
        return env.lambda.get(text(name));
    },
    map: ([items, change]) => Promise.all(list(items).map((item, index) => lambda(change)(item, index))),
    filter: ([items, test]) => filter(list(items), lambda(test)),
    toObject: ([items, key, value]) => toObject(list(items), lambda(key), value === undefined ? undefined : lambda(value)),
    reduce: ([items, start, next]) => reduce(list(items), start, lambda(next)),
    sort: ([items, isBefore]) => sort(list(items), lambda(isBefore)),
    groupBy: ([items, key]) => groupBy(list(items), lambda(key)),
    mapValues: ([of, change]) => mapValues(object(of), lambda(change)),
};
