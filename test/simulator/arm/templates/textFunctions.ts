/** Template functions on texts, numbers and truth. */
import { createHash } from "node:crypto";
import { asText, integer, same, text } from "./arguments.ts";
import { TemplateError } from "./errors.ts";
import type { TemplateFunction } from "./functions.ts";

/** Namespace of the UUIDs (version 5) that `guid()` makes of its arguments, joined by "-" (bicep-functions-string.md). */
const GUIDS = "11fb06fb712d4ddd98c7e71bbd588830";

function guid(parts: string[]): string {
    const hash = createHash("sha1").update(Buffer.from(GUIDS, "hex")).update(parts.join("-"), "utf8").digest();
    hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
    hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = hash.toString("hex", 0, 16);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Thirteen letters and digits that depend on the arguments alone; other ones than Azure's own hash gives. */
function uniqueString(parts: string[]): string {
    const letters = "abcdefghijklmnopqrstuvwxyz234567";
    return [...createHash("sha256").update(parts.join("-")).digest().subarray(0, 13)].map((byte) => letters[byte % 32]).join("");
}

function format(pattern: string, args: unknown[]): string {
    return pattern.replaceAll(/\{\{|\}\}|\{(\d+)(?::([^}]*))?\}/g, (match, index?: string, shape?: string) => {
        if (index === undefined) {
            return match.slice(1);
        }
        if (Number(index) >= args.length) {
            throw new TemplateError(`Unable to evaluate template language function 'format': there is no argument ${index}.`);
        }
        return padded(args[Number(index)], shape);
    });
}

/** Of the formats of .NET only digits with leading zeros: `{0:D3}`, `{0:000}`. */
function padded(value: unknown, shape?: string): string {
    const width = /^[Dd](\d+)$/.exec(shape ?? "")?.[1] ?? (/^0+$/.test(shape ?? "") ? String(shape?.length) : undefined);
    return width === undefined ? asText(value) : asText(value).padStart(Number(width), "0");
}

function substring(value: string, start: number, length = value.length - start): string {
    if (start < 0 || length < 0 || start + length > value.length) {
        throw new TemplateError("Unable to evaluate template language function 'substring': the index and length parameters must refer to a location within the string.");
    }
    return value.slice(start, start + length);
}

function integerOf(value: unknown): number {
    const number = Number(value);
    if (!Number.isInteger(number) || value === "") {
        throw new TemplateError(`Unable to evaluate template language function 'int': the value '${asText(value)}' cannot be converted to an integer.`);
    }
    return number;
}

function boolOf(value: unknown): boolean {
    const known = new Map<unknown, boolean>([["true", true], ["false", false], ["1", true], ["0", false]]).get(asText(value).toLowerCase());
    if (known === undefined) {
        throw new TemplateError(`Unable to evaluate template language function 'bool': the value '${asText(value)}' cannot be converted to a boolean.`);
    }
    return known;
}

function compare(name: string, test: (a: number | string, b: number | string) => boolean): TemplateFunction {
    return ([a, b]) => {
        if (typeof a !== typeof b || (typeof a !== "number" && typeof a !== "string")) {
            throw new TemplateError(`The template language function '${name}' expects two integers or two strings.`);
        }
        return test(a, b as number | string);
    };
}

function splitAt(value: string, delimiters: unknown): string[] {
    const all = Array.isArray(delimiters) ? delimiters.map(text) : [text(delimiters)];
    return all.reduce((parts, delimiter) => parts.flatMap((part) => part.split(delimiter)), [value]);
}

export const textFunctions: Record<string, TemplateFunction> = {
    guid: (args) => guid(args.map(text)),
    uniqueString: (args) => uniqueString(args.map(asText)),
    format: ([pattern, ...args]) => format(text(pattern), args),
    toLower: ([value]) => text(value).toLowerCase(),
    toUpper: ([value]) => text(value).toUpperCase(),
    trim: ([value]) => text(value).trim(),
    startsWith: ([value, start]) => text(value).toLowerCase().startsWith(text(start).toLowerCase()),
    endsWith: ([value, end]) => text(value).toLowerCase().endsWith(text(end).toLowerCase()),
    replace: ([value, old, by]) => text(value).replaceAll(text(old), text(by)),
    split: ([value, delimiters]) => splitAt(text(value), delimiters),
    substring: ([value, start, length]) => substring(text(value), integer(start), length === undefined ? undefined : integer(length)),
    padLeft: ([value, width, by]) => asText(value).padStart(integer(width), by === undefined ? " " : text(by)),
    string: ([value]) => (typeof value === "string" ? value : typeof value === "object" ? JSON.stringify(value) : asText(value)),
    int: ([value]) => integerOf(value),
    bool: ([value]) => boolOf(value),
    base64: ([value]) => Buffer.from(text(value)).toString("base64"),
    base64ToString: ([value]) => Buffer.from(text(value), "base64").toString(),
    base64ToJson: ([value]) => JSON.parse(Buffer.from(text(value), "base64").toString()),
    uri: ([base, rest]) => new URL(text(rest), text(base)).href,
    uriComponent: ([value]) => encodeURIComponent(text(value)),
    uriComponentToString: ([value]) => decodeURIComponent(text(value)),
    utcNow: (_, { call }) => new Date(call.state.clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, ""),
    add: ([a, b]) => integer(a) + integer(b),
    sub: ([a, b]) => integer(a) - integer(b),
    mul: ([a, b]) => integer(a) * integer(b),
    div: ([a, b]) => Math.trunc(integer(a) / integer(b)),
    mod: ([a, b]) => integer(a) % integer(b),
    equals: ([a, b]) => same(a, b),
    not: ([value]) => !boolOf(value),
    true: () => true,
    false: () => false,
    null: () => null,
    less: compare("less", (a, b) => a < b),
    lessOrEquals: compare("lessOrEquals", (a, b) => a <= b),
    greater: compare("greater", (a, b) => a > b),
    greaterOrEquals: compare("greaterOrEquals", (a, b) => a >= b),
};
