import type { Expression } from "./ast.ts";
import { KqlError, unquote } from "./lex.ts";
import type { TokenReader } from "./tokenReader.ts";

const COMPARISONS = new Set(["==", "=~", "!=", "!~", "<", "<=", ">", ">="]);
const WORD_COMPARISONS = new Set([
    "has", "!has", "has_cs", "contains", "!contains", "contains_cs", "startswith", "!startswith", "endswith", "!endswith",
]);
const MEMBERSHIPS = new Set(["in", "in~", "!in", "!in~", "has_any"]);

/** Parses one expression: `or` binds weakest, then `and`, comparisons, sums; functions decide `not(…)`. */
export function expression(reader: TokenReader): Expression {
    return chain(reader, "or", () => chain(reader, "and", () => comparison(reader)));
}

function chain(reader: TokenReader, word: string, operand: () => Expression): Expression {
    let left = operand();
    for (let token = reader.takeWord(word); token; token = reader.takeWord(word)) {
        left = { kind: "binary", operator: word, left, right: operand(), token };
    }
    return left;
}

function comparison(reader: TokenReader): Expression {
    const left = sum(reader);
    const token = reader.peek();
    const operator = token.text.toLowerCase();
    if (MEMBERSHIPS.has(operator) && token.kind === "name") {
        reader.next();
        reader.expect("(");
        return { kind: "among", operator, left, choices: args(reader), token };
    }
    if (COMPARISONS.has(operator) || (WORD_COMPARISONS.has(operator) && token.kind === "name")) {
        reader.next();
        return { kind: "binary", operator, left, right: sum(reader), token };
    }
    return left;
}

function sum(reader: TokenReader): Expression {
    let left = postfix(reader);
    for (let token = reader.take("+") ?? reader.take("-"); token; token = reader.take("+") ?? reader.take("-")) {
        left = { kind: "binary", operator: token.text, left, right: postfix(reader), token };
    }
    return left;
}

function postfix(reader: TokenReader): Expression {
    let value = primary(reader);
    for (;;) {
        const token = reader.peek();
        if (reader.take(".")) {
            value = { kind: "member", of: value, name: reader.expectName().text, token };
        } else if (reader.take("[")) {
            value = { kind: "index", of: value, index: expression(reader), token };
            reader.expect("]");
        } else {
            return value;
        }
    }
}

function primary(reader: TokenReader): Expression {
    const token = reader.next();
    if (token.kind === "string") {
        return { kind: "literal", value: unquote(token.text), token };
    }
    if (token.kind === "number") {
        return { kind: "literal", value: Number(token.text), token };
    }
    if (token.kind === "name") {
        return nameOrCall(reader, token);
    }
    if (token.text === "(") {
        const inner = expression(reader);
        reader.expect(")");
        return inner;
    }
    throw new KqlError(token, `'${token.text}' was not expected`);
}

function nameOrCall(reader: TokenReader, token: ReturnType<TokenReader["next"]>): Expression {
    if (token.text === "true" || token.text === "false") {
        return { kind: "literal", value: token.text === "true", token };
    }
    if (reader.take("(")) {
        return { kind: "call", name: token.text.toLowerCase(), args: args(reader), token };
    }
    return { kind: "column", name: token.text, token };
}

/** The arguments up to and with the closing parenthesis. */
function args(reader: TokenReader): Expression[] {
    const values: Expression[] = [];
    while (!reader.take(")")) {
        if (values.length > 0) {
            reader.expect(",");
        }
        values.push(expression(reader));
    }
    return values;
}

/** The column name Kusto gives an unnamed expression: `a.b` → `a_b`, `tostring(a.b)` → `a_b`, `count()` → `count_`. */
export function nameOf(value: Expression): string | undefined {
    switch (value.kind) {
        case "column":
            return value.name;
        case "member": {
            const parent = nameOf(value.of);
            return parent && `${parent}_${value.name}`;
        }
        case "call":
            return callName(value.name, value.args);
        default:
            return undefined;
    }
}

const AGGREGATES = /^(count|countif|dcount|make_list|make_set|min|max|take_any|any)$/;

function callName(name: string, values: Expression[]): string | undefined {
    const argument = values[0] && nameOf(values[0]);
    return AGGREGATES.test(name) ? `${name === "make_list" ? "list" : name === "make_set" ? "set" : name}_${argument ?? ""}` : argument;
}
