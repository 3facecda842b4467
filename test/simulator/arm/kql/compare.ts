import { toText } from "./functions.ts";

type Test = (left: unknown, right: unknown) => boolean | null;

/** The comparisons, each on two values; null where Kusto's answer is neither true nor false. */
export const COMPARE: Record<string, Test> = {
    "==": equals,
    "!=": (left, right) => negate(equals(left, right)),
    "=~": (left, right) => fold(left) === fold(right),
    "!~": (left, right) => fold(left) !== fold(right),
    "<": ordered((order) => order < 0),
    "<=": ordered((order) => order <= 0),
    ">": ordered((order) => order > 0),
    ">=": ordered((order) => order >= 0),
    has: (left, right) => hasTerm(fold(left), fold(right)),
    "!has": (left, right) => !hasTerm(fold(left), fold(right)),
    has_cs: (left, right) => hasTerm(toText(left), toText(right)),
    contains: (left, right) => fold(left).includes(fold(right)),
    "!contains": (left, right) => !fold(left).includes(fold(right)),
    contains_cs: (left, right) => toText(left).includes(toText(right)),
    startswith: (left, right) => fold(left).startsWith(fold(right)),
    "!startswith": (left, right) => !fold(left).startsWith(fold(right)),
    endswith: (left, right) => fold(left).endsWith(fold(right)),
    "!endswith": (left, right) => !fold(left).endsWith(fold(right)),
};

/** `in`, `in~`, `!in`, `!in~`, `has_any`: an array among the choices counts by its elements. */
export function isAmong(operator: string, value: unknown, choices: unknown[]): boolean {
    const flat = choices.flatMap((choice) => (Array.isArray(choice) ? (choice as unknown[]) : [choice]));
    const test = COMPARE[operator === "has_any" ? "has" : operator.endsWith("~") ? "=~" : "=="] as Test;
    const found = flat.some((choice) => test(value, choice) === true);
    return operator.startsWith("!") ? !found : found;
}

function fold(value: unknown): string {
    return toText(value).toLowerCase();
}

function negate(value: boolean | null): boolean | null {
    return value === null ? null : !value;
}

/** A text is never null in Kusto: against a text, a missing dynamic value is the empty one. */
function equals(left: unknown, right: unknown): boolean | null {
    if (typeof left === "string" || typeof right === "string") {
        return toText(left) === toText(right);
    }
    const [noLeft, noRight] = [left ?? null, right ?? null].map((value) => value === null);
    if (noLeft || noRight) {
        return noLeft && noRight ? null : false;
    }
    return compareValues(left, right) === 0;
}

function ordered(test: (order: number) => boolean): Test {
    return (left, right) => (left === null || left === undefined || right === null || right === undefined ? null : test(compareValues(left, right)));
}

/** Orders numbers, dates and booleans by value, anything else by its text, upper case before lower. */
export function compareValues(left: unknown, right: unknown): number {
    const [a, b] = [comparable(left), comparable(right)];
    if (typeof a === "number" && typeof b === "number") {
        return a - b;
    }
    const [textA, textB] = [toText(left), toText(right)];
    return textA < textB ? -1 : textA > textB ? 1 : 0;
}

function comparable(value: unknown): unknown {
    if (value instanceof Date) {
        return value.getTime();
    }
    return typeof value === "boolean" ? Number(value) : value;
}

/** A term is a run of letters and digits; `has` finds whole ones, also several in a row. */
function hasTerm(text: string, term: string): boolean {
    const escaped = term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(`(?<![a-z0-9])${escaped}(?![a-z0-9])`, "i").test(text);
}
