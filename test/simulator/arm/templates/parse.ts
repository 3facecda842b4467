/** Template expressions (`[concat('a', variables('b')[0].c)]`) as a tree (bicep: template-expressions.md of MicrosoftDocs). */
import { TemplateError } from "./errors.ts";

export type Expression =
    | { kind: "literal"; value: string | number }
    | { kind: "call"; name: string; args: Expression[] }
    | { kind: "member"; of: Expression; name: string }
    | { kind: "index"; of: Expression; index: Expression };

/** Whether a text is an expression: in brackets; `[[` is a bracket that is meant. */
export function isExpression(text: string): boolean {
    return text.startsWith("[") && text.endsWith("]") && !text.startsWith("[[");
}

/** A text that is none, with its escape taken away. */
export function plainText(text: string): string {
    return text.startsWith("[[") ? text.slice(1) : text;
}

const parsed = new Map<string, Expression>();

/** Throws `TemplateError` where the text is not in order. */
export function parseExpression(text: string): Expression {
    const known = parsed.get(text) ?? new Parser(text).whole();
    parsed.set(text, known);
    return known;
}

class Parser {
    readonly #text: string;
    #at = 1;

    constructor(text: string) {
        this.#text = text;
    }

    whole(): Expression {
        const tree = this.#expression();
        this.#skip();
        if (this.#at !== this.#text.length - 1) {
            throw this.#error();
        }
        return tree;
    }

    #expression(): Expression {
        let tree = this.#primary();
        for (;;) {
            this.#skip();
            if (this.#take(".")) {
                tree = { kind: "member", of: tree, name: this.#word() };
            } else if (this.#take("[")) {
                tree = { kind: "index", of: tree, index: this.#expression() };
                this.#expect("]");
            } else {
                return tree;
            }
        }
    }

    #primary(): Expression {
        this.#skip();
        if (this.#text[this.#at] === "'") {
            return { kind: "literal", value: this.#string() };
        }
        const number = /^-?\d+/.exec(this.#text.slice(this.#at))?.[0];
        if (number) {
            this.#at += number.length;
            return { kind: "literal", value: Number(number) };
        }
        const name = this.#functionName();
        this.#expect("(");
        return { kind: "call", name, args: this.#arguments() };
    }

    /** Also of a namespace of the template's own: `contoso.f`. */
    #functionName(): string {
        const name = this.#word();
        return this.#take(".") ? `${name}.${this.#word()}` : name;
    }

    #arguments(): Expression[] {
        const args: Expression[] = [];
        this.#skip();
        if (this.#take(")")) {
            return args;
        }
        do {
            args.push(this.#expression());
            this.#skip();
        } while (this.#take(","));
        this.#expect(")");
        return args;
    }

    /** A quote inside is written twice. */
    #string(): string {
        const match = /^'((?:[^']|'')*)'/.exec(this.#text.slice(this.#at));
        if (!match) {
            throw this.#error();
        }
        this.#at += match[0].length;
        return (match[1] ?? "").replaceAll("''", "'");
    }

    #word(): string {
        this.#skip();
        const word = /^[A-Za-z_$][\w$]*/.exec(this.#text.slice(this.#at))?.[0];
        if (!word) {
            throw this.#error();
        }
        this.#at += word.length;
        return word;
    }

    #skip(): void {
        while (/\s/.test(this.#text[this.#at] ?? "")) {
            this.#at++;
        }
    }

    #take(character: string): boolean {
        const found = this.#text[this.#at] === character;
        this.#at += found ? 1 : 0;
        return found;
    }

    #expect(character: string): void {
        this.#skip();
        if (!this.#take(character)) {
            throw this.#error();
        }
    }

    #error(): TemplateError {
        return new TemplateError(`The language expression '${this.#text.slice(1, -1)}' is not valid: the string character '${this.#text[this.#at] ?? ""}' at position '${this.#at - 1}' is not expected.`);
    }
}
