/** Template functions on lists and objects, and on texts where they are taken like lists. */
import { asText, integer, list, object, same, text } from "./arguments.ts";
import { isJson } from "./environment.ts";
import { TemplateError } from "./errors.ts";
import { findMember } from "./evaluate.ts";
import type { TemplateFunction } from "./functions.ts";

function concat(args: unknown[]): unknown {
    return args.some(Array.isArray) ? args.flatMap((each) => list(each)) : args.map(asText).join("");
}

function sizeOf(value: unknown): number {
    return isJson(value) ? Object.keys(value).length : typeof value === "string" ? value.length : list(value).length;
}

function contains(container: unknown, item: unknown): boolean {
    if (typeof container === "string") {
        return container.includes(asText(item));
    }
    return isJson(container) ? findMember(container, item).exists : list(container).some((each) => same(each, item));
}

function merged(values: unknown[]): unknown {
    if (values.every(isJson)) {
        return values.reduce((all, next) => deepMerge(all, next), {});
    }
    return values.map(list).flat().filter((item, index, all) => all.findIndex((other) => same(other, item)) === index);
}

/** Members of both that are objects are merged themselves; for all else the later one counts. */
function deepMerge(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
    const out = { ...a };
    for (const [name, value] of Object.entries(b)) {
        const before = out[name];
        out[name] = isJson(before) && isJson(value) ? deepMerge(before, value) : value;
    }
    return out;
}

function intersection(values: unknown[]): unknown {
    const [first, ...rest] = values;
    if (isJson(first)) {
        return Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every((other) => same(object(other)[name], value) && name in object(other))));
    }
    return list(first).filter((item) => rest.every((other) => list(other).some((each) => same(each, item))));
}

function createObject(args: unknown[]): unknown {
    if (args.length % 2 !== 0) {
        throw new TemplateError("The template function 'createObject' expects pairs of name and value.");
    }
    return Object.fromEntries(args.flatMap((name, index) => (index % 2 === 0 ? [[text(name), args[index + 1]]] : [])));
}

function json(value: string): unknown {
    try {
        return JSON.parse(value);
    } catch {
        throw new TemplateError("The template language function 'json' parameter is not valid. The provided value cannot be parsed as JSON.");
    }
}

/** Part of a list or a text. */
function slice(value: unknown, from: number, to?: number): unknown {
    return typeof value === "string" ? value.slice(from, to) : list(value).slice(from, to);
}

/** Of integers, each alone or all in one list. */
function numbers(args: unknown[]): number[] {
    return args.flat().map(integer);
}

export const dataFunctions: Record<string, TemplateFunction> = {
    concat: (args) => concat(args),
    length: ([value]) => sizeOf(value),
    empty: ([value]) => value === null || value === undefined || sizeOf(value) === 0,
    contains: ([container, item]) => contains(container, item),
    indexOf: ([value, item]) => (typeof value === "string" ? value.toLowerCase().indexOf(text(item).toLowerCase()) : list(value).findIndex((each) => same(each, item))),
    lastIndexOf: ([value, item]) => (typeof value === "string" ? value.toLowerCase().lastIndexOf(text(item).toLowerCase()) : list(value).findLastIndex((each) => same(each, item))),
    first: ([value]) => (typeof value === "string" ? value.slice(0, 1) : (list(value)[0] ?? null)),
    last: ([value]) => (typeof value === "string" ? value.slice(-1) : (list(value).at(-1) ?? null)),
    take: ([value, count]) => slice(value, 0, Math.max(integer(count), 0)),
    skip: ([value, count]) => slice(value, Math.max(integer(count), 0)),
    join: ([value, delimiter]) => list(value).map(asText).join(text(delimiter)),
    range: ([start, count]) => Array.from({ length: integer(count) }, (_, index) => integer(start) + index),
    union: (args) => merged(args),
    intersection: (args) => intersection(args),
    createArray: (args) => args,
    createObject: (args) => createObject(args),
    array: ([value]) => (Array.isArray(value) ? value : [value]),
    flatten: ([value]) => list(value).flatMap((each) => list(each)),
    json: ([value]) => json(text(value)),
    items: ([value]) => Object.entries(object(value)).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => ({ key, value: item })),
    objectKeys: ([value]) => Object.keys(object(value)).toSorted(),
    shallowMerge: ([value]) => Object.assign({}, ...list(value).map(object)) as object,
    min: (args) => Math.min(...numbers(args)),
    max: (args) => Math.max(...numbers(args)),
    tryIndexFromEnd: ([value, back]) => list(value).at(-integer(back)) ?? null,
};
