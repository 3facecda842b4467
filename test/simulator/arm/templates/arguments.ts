/** Arguments of template functions, checked for their kind. */
import type { Json } from "../../state.ts";
import { isJson } from "./environment.ts";
import { TemplateError } from "./errors.ts";

function wrong(what: string, value: unknown): TemplateError {
    const got = value === undefined ? "nothing" : JSON.stringify(value);
    return new TemplateError(`Unable to evaluate template language function: the value '${got}' is not ${what}.`);
}

export function text(value: unknown): string {
    if (typeof value !== "string") {
        throw wrong("a string", value);
    }
    return value;
}

/** Numbers and booleans are written out, as `concat` and `format` do. */
export function asText(value: unknown): string {
    if (value === null || value === undefined) {
        return "";
    }
    return typeof value === "object" ? JSON.stringify(value) : typeof value === "boolean" ? (value ? "True" : "False") : String(value as string | number);
}

export function integer(value: unknown): number {
    if (typeof value !== "number" || !Number.isInteger(value)) {
        throw wrong("an integer", value);
    }
    return value;
}

export function list(value: unknown): unknown[] {
    if (!Array.isArray(value)) {
        throw wrong("an array", value);
    }
    return value as unknown[];
}

export function object(value: unknown): Json {
    if (!isJson(value)) {
        throw wrong("an object", value);
    }
    return value;
}

/** Compared as `equals` does: texts with their letter case. */
export function same(a: unknown, b: unknown): boolean {
    if (Array.isArray(a) && Array.isArray(b)) {
        return a.length === b.length && a.every((item, index) => same(item, b[index]));
    }
    if (isJson(a) && isJson(b)) {
        const names = Object.keys(a);
        return names.length === Object.keys(b).length && names.every((name) => name in b && same(a[name], b[name]));
    }
    return (a ?? null) === (b ?? null);
}
