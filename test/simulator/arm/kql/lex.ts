/** One token of a query; `line` counts from 1, `column` from 0, as the service's error details do. */
export interface Token {
    kind: "name" | "string" | "number" | "symbol" | "end";
    text: string;
    line: number;
    column: number;
}

/** A query the evaluator does not take; becomes the `ParserFailure` detail of the service's answer. */
export class KqlError extends Error {
    readonly token: Token;
    readonly code: string;

    constructor(token: Token, message: string, code = "ParserFailure") {
        super(message);
        this.token = token;
        this.code = code;
    }
}

/** Operators with a hyphen or a leading `!` are one word to the language, so they are matched before plain names. */
const PATTERNS: [kind: Token["kind"] | "space", pattern: RegExp][] = [
    ["space", /\s+|\/\/[^\n]*/y],
    ["name", /(?:mv-expand|mv-apply|project-(?:away|keep|rename|reorder)|(?:!in|in)~|!(?:in|has|contains|startswith|endswith)(?:_cs)?\b)/iy],
    ["name", /[A-Za-z_$][\w$]*/y],
    ["number", /\d+(?:\.\d+)?/y],
    ["string", /@'(?:[^']|'')*'|@"(?:[^"]|"")*"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y],
    ["symbol", /==|=~|!=|!~|<=|>=|\.\.|[|=<>()[\],.;+\-*/%{}:]/y],
];

/** The tokens of `query`, closed by one of kind `end`; throws `KqlError` on a character the language does not have. */
export function tokenize(query: string): Token[] {
    const tokens: Token[] = [];
    let at = 0;
    while (at < query.length) {
        const token = tokenAt(query, at);
        if (token.kind !== "space") {
            tokens.push({ ...token, kind: token.kind });
        }
        at += token.text.length;
    }
    tokens.push({ kind: "end", text: "<EOF>", ...position(query, query.length) });
    return tokens;
}

function tokenAt(query: string, at: number): Omit<Token, "kind"> & { kind: Token["kind"] | "space" } {
    for (const [kind, pattern] of PATTERNS) {
        pattern.lastIndex = at;
        const text = pattern.exec(query)?.[0];
        if (text) {
            return { kind, text, ...position(query, at) };
        }
    }
    const unknown: Token = { kind: "symbol", text: query.charAt(at), ...position(query, at) };
    throw new KqlError(unknown, `Unexpected character '${unknown.text}'`);
}

function position(query: string, at: number): { line: number; column: number } {
    const before = query.slice(0, at).split("\n");
    return { line: before.length, column: before.at(-1)?.length ?? 0 };
}

/** The value of a string literal, without quotes and escapes. */
export function unquote(literal: string): string {
    if (literal.startsWith("@")) {
        const quote = literal.charAt(1);
        return literal.slice(2, -1).replaceAll(quote + quote, quote);
    }
    const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
    return literal.slice(1, -1).replaceAll(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
}
