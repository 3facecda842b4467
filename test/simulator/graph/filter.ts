/** `$filter`, as far as Microsoft Graph takes it for directory objects. Text is compared without letter case. */
import type { SimError, SimRequest } from "../http.ts";
import type { Json } from "../state.ts";
import { badRequest } from "./errors.ts";

type Test = (item: Json) => boolean;
type Value = string | boolean | number | null;

const tokens = /\s*('(?:[^']|'')*'|[A-Za-z_][\w/]*|-?\d[\w:.+-]*|[(),:])/y;

/** Throws 400 where the text is no filter or one that Graph does not support. */
export function filterOf(request: SimRequest, text: string, type: string): Test {
    const words = split(request, text);
    const parser = { words, at: 0, invalid: () => badRequest(request, "Invalid filter clause"), unsupported: (name: string) => unsupported(request, name, type) };
    const test = either(parser);
    if (parser.at < words.length) {
        throw parser.invalid();
    }
    return test;
}

interface Parser {
    words: string[];
    at: number;
    invalid(): SimError;
    unsupported(property: string): SimError;
}

function unsupported(request: SimRequest, property: string, type: string): SimError {
    const message = `Unsupported or invalid query filter clause specified for property '${property}' of resource '${type}'.`;
    return badRequest(request, message, "Request_UnsupportedQuery");
}

function split(request: SimRequest, text: string): string[] {
    const words: string[] = [];
    tokens.lastIndex = 0;
    const end = text.trimEnd().length;
    while (tokens.lastIndex < end) {
        const word = tokens.exec(text)?.[1];
        if (word === undefined) {
            throw badRequest(request, "Invalid filter clause");
        }
        words.push(word);
    }
    return words;
}

function either(parser: Parser): Test {
    const tests = [both(parser)];
    while (take(parser, "or")) {
        tests.push(both(parser));
    }
    return (item) => tests.some((test) => test(item));
}

function both(parser: Parser): Test {
    const tests = [single(parser)];
    while (take(parser, "and")) {
        tests.push(single(parser));
    }
    return (item) => tests.every((test) => test(item));
}

function single(parser: Parser): Test {
    if (take(parser, "not")) {
        const test = single(parser);
        return (item) => !test(item);
    }
    if (take(parser, "(")) {
        const test = either(parser);
        need(parser, ")");
        return test;
    }
    const name = next(parser);
    return take(parser, "(") ? called(parser, name) : compared(parser, name);
}

/** `startswith(p,'x')`, `endswith(p,'x')`, `p/any(c:c eq 'x')`. */
function called(parser: Parser, name: string): Test {
    const [property = "", any] = name.split("/");
    if (any?.toLowerCase() === "any") {
        const variable = next(parser);
        need(parser, ":");
        need(parser, variable);
        const test = operator(parser, property);
        need(parser, ")");
        return (item) => [item[property] ?? []].flat().some((entry) => test(entry));
    }
    const of = next(parser);
    const part = (need(parser, ","), literal(parser));
    need(parser, ")");
    const starts = name.toLowerCase() === "startswith";
    if (!starts && name.toLowerCase() !== "endswith") {
        throw parser.unsupported(of);
    }
    return (item) => typeof item[of] === "string" && text(item[of])[starts ? "startsWith" : "endsWith"](text(part));
}

function compared(parser: Parser, property: string): Test {
    const test = operator(parser, property);
    return (item) => test(item[property] ?? null);
}

function operator(parser: Parser, property: string): (value: unknown) => boolean {
    const word = next(parser).toLowerCase();
    if (word === "in") {
        return oneOf(parser);
    }
    if (word !== "eq" && word !== "ne") {
        throw parser.unsupported(property);
    }
    const wanted = literal(parser);
    return (value) => (text(value) === text(wanted)) === (word === "eq");
}

function oneOf(parser: Parser): (value: unknown) => boolean {
    need(parser, "(");
    const wanted = [literal(parser)];
    while (take(parser, ",")) {
        wanted.push(literal(parser));
    }
    need(parser, ")");
    return (value) => wanted.some((one) => text(one) === text(value));
}

function literal(parser: Parser): Value {
    const word = next(parser);
    if (word.startsWith("'")) {
        return word.slice(1, -1).replaceAll("''", "'");
    }
    const known: Record<string, Value> = { true: true, false: false, null: null };
    return word.toLowerCase() in known ? known[word.toLowerCase()]! : word;
}

function text(value: unknown): string {
    return typeof value === "string" ? `"${value.toLowerCase()}`  : String(value);
}

function next(parser: Parser): string {
    const word = parser.words[parser.at++];
    if (word === undefined) {
        throw parser.invalid();
    }
    return word;
}

function take(parser: Parser, word: string): boolean {
    const found = parser.words[parser.at]?.toLowerCase() === word.toLowerCase();
    parser.at += found ? 1 : 0;
    return found;
}

function need(parser: Parser, word: string): void {
    if (!take(parser, word)) {
        throw parser.invalid();
    }
}
