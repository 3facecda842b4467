/** A row of a table: values of JSON kinds, and `Date` where a query made one with `todatetime`. */
export type Row = Record<string, unknown>;

/** As Kusto: null is the empty string, a property bag or array its JSON text. */
export function toText(value: unknown): string {
    if (value === null || value === undefined) {
        return "";
    }
    if (value instanceof Date) {
        return value.toISOString();
    }
    return typeof value === "string" ? value : JSON.stringify(value);
}

function toBool(value: unknown): boolean | null {
    const text = toText(value).toLowerCase();
    if (text === "true" || text === "1") {
        return true;
    }
    return text === "false" || text === "0" ? false : null;
}

function toNumber(value: unknown): number | null {
    const text = toText(value).trim();
    return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

function toInteger(value: unknown): number | null {
    const number = toNumber(value);
    return number === null ? null : Math.trunc(number);
}

function toDateTime(value: unknown): Date | null {
    const date = new Date(toText(value));
    return Number.isNaN(date.getTime()) ? null : date;
}

function isBag(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function lengthOf(value: unknown): number | null {
    return Array.isArray(value) ? value.length : null;
}

/** The scalar functions a query may call; the second number is how many arguments each takes at most. */
export const SCALARS: Record<string, { arity: number; apply: (...args: unknown[]) => unknown }> = {
    tostring: { arity: 1, apply: toText },
    tobool: { arity: 1, apply: toBool },
    toboolean: { arity: 1, apply: toBool },
    toint: { arity: 1, apply: toInteger },
    tolong: { arity: 1, apply: toInteger },
    todouble: { arity: 1, apply: toNumber },
    todatetime: { arity: 1, apply: toDateTime },
    datetime: { arity: 1, apply: toDateTime },
    tolower: { arity: 1, apply: (value) => toText(value).toLowerCase() },
    toupper: { arity: 1, apply: (value) => toText(value).toUpperCase() },
    trim_end: { arity: 2, apply: (pattern, value) => toText(value).replace(new RegExp(`(?:${toText(pattern)})$`), "") },
    strlen: { arity: 1, apply: (value) => toText(value).length },
    strcat: { arity: 64, apply: (...values) => values.map(toText).join("") },
    split: { arity: 2, apply: (value, separator) => toText(value).split(toText(separator)) },
    bag_keys: { arity: 1, apply: (value) => (isBag(value) ? Object.keys(value) : null) },
    array_length: { arity: 1, apply: lengthOf },
    coalesce: { arity: 64, apply: (...values) => values.find((value) => toText(value) !== "") ?? null },
    isnull: { arity: 1, apply: (value) => value === null || value === undefined },
    isnotnull: { arity: 1, apply: (value) => value !== null && value !== undefined },
    isempty: { arity: 1, apply: (value) => toText(value) === "" },
    isnotempty: { arity: 1, apply: (value) => toText(value) !== "" },
    iff: { arity: 3, apply: (condition, yes, no) => (condition === true ? yes : no) },
    not: { arity: 1, apply: (value) => (typeof value === "boolean" ? !value : null) },
};
