import type { Expression, NamedExpression, Query, SortKey, Stage } from "./ast.ts";
import { KqlError, tokenize } from "./lex.ts";
import { expression, nameOf } from "./parseExpression.ts";
import { TokenReader } from "./tokenReader.ts";

/** Resource Graph expands at most this many values of a row where `limit` is not given. */
const MV_EXPAND_DEFAULT_LIMIT = 128;

/** Parses a Resource Graph query; throws `KqlError` on anything outside the supported part of the language. */
export function parseQuery(text: string): Query {
    const reader = new TokenReader(tokenize(text));
    const query = pipeline(reader);
    reader.take(";");
    reader.expectEnd();
    return query;
}

function pipeline(reader: TokenReader): Query {
    const table = reader.expectName();
    const stages: Stage[] = [];
    while (reader.take("|")) {
        stages.push(...stage(reader));
    }
    return { table, stages };
}

const STAGES: Record<string, (reader: TokenReader) => Stage[]> = {
    where: (reader) => [{ kind: "where", condition: expression(reader) }],
    filter: (reader) => [{ kind: "where", condition: expression(reader) }],
    project: (reader) => [{ kind: "project", columns: namedList(reader) }],
    "project-away": (reader) => [{ kind: "projectAway", names: list(reader, () => reader.expectName()) }],
    extend: (reader) => [{ kind: "extend", columns: namedList(reader) }],
    distinct: (reader) => [{ kind: "distinct", columns: namedList(reader) }],
    "mv-expand": (reader) => [mvExpand(reader)],
    order: (reader) => [{ kind: "order", keys: sortKeys(reader) }],
    sort: (reader) => [{ kind: "order", keys: sortKeys(reader) }],
    take: (reader) => [{ kind: "take", count: reader.expectNumber() }],
    limit: (reader) => [{ kind: "take", count: reader.expectNumber() }],
    top: (reader) => {
        const count = reader.expectNumber();
        return [{ kind: "order", keys: sortKeys(reader) }, { kind: "take", count }];
    },
    count: () => [{ kind: "count" }],
    summarize: (reader) => [summarize(reader)],
    join: (reader) => [join(reader)],
};

function stage(reader: TokenReader): Stage[] {
    const token = reader.expectName();
    const parse = STAGES[token.text.toLowerCase()];
    if (!parse) {
        throw new KqlError(token, `The operator '${token.text}' is not supported`);
    }
    return parse(reader);
}

function list<T>(reader: TokenReader, one: () => T): T[] {
    const items = [one()];
    while (reader.take(",")) {
        items.push(one());
    }
    return items;
}

function namedList(reader: TokenReader): NamedExpression[] {
    let unnamed = 0;
    return list(reader, () => named(reader, () => `Column${++unnamed}`));
}

function named(reader: TokenReader, otherwise: () => string): NamedExpression {
    if (reader.peek().kind === "name" && reader.peek(1).text === "=") {
        const name = reader.expectName().text;
        reader.expect("=");
        return { name, expression: expression(reader) };
    }
    const value = expression(reader);
    return { name: nameOf(value) ?? otherwise(), expression: value };
}

function mvExpand(reader: TokenReader): Stage {
    if (reader.takeWord("kind") || reader.takeWord("bagexpansion")) {
        reader.expect("=");
        reader.expectName();
    }
    const column = named(reader, () => "Column1");
    if (reader.takeWord("to")) {
        typeOf(reader);
    }
    const limit = reader.takeWord("limit") ? reader.expectNumber() : MV_EXPAND_DEFAULT_LIMIT;
    return { kind: "mvExpand", column, limit };
}

function typeOf(reader: TokenReader): void {
    reader.expectWord("typeof");
    reader.expect("(");
    reader.expectName();
    reader.expect(")");
}

function sortKeys(reader: TokenReader): SortKey[] {
    reader.expectWord("by");
    return list(reader, () => {
        const key = expression(reader);
        const ascending = reader.takeWord("asc") !== undefined;
        if (!ascending) {
            reader.takeWord("desc");
        }
        return { expression: key, descending: !ascending, nullsFirst: nulls(reader) ?? ascending };
    });
}

function nulls(reader: TokenReader): boolean | undefined {
    if (!reader.takeWord("nulls")) {
        return undefined;
    }
    const first = reader.takeWord("first") !== undefined;
    if (!first) {
        reader.expectWord("last");
    }
    return first;
}

function summarize(reader: TokenReader): Stage {
    const aggregates = reader.peek().text.toLowerCase() === "by" ? [] : namedList(reader);
    const by = reader.takeWord("by") ? namedList(reader) : [];
    return { kind: "summarize", aggregates, by };
}

function join(reader: TokenReader): Stage {
    const flavour = joinFlavour(reader);
    reader.expect("(");
    const right = pipeline(reader);
    reader.expect(")");
    reader.expectWord("on");
    return { kind: "join", flavour, right, on: list(reader, () => joinKey(reader)) };
}

function joinFlavour(reader: TokenReader): "inner" | "innerunique" | "leftouter" {
    if (!reader.takeWord("kind")) {
        return "innerunique";
    }
    reader.expect("=");
    const token = reader.expectName();
    if (token.text === "inner" || token.text === "innerunique" || token.text === "leftouter") {
        return token.text;
    }
    throw new KqlError(token, `The join kind '${token.text}' is not supported`);
}

function joinKey(reader: TokenReader): { left: string; right: string } {
    const token = reader.peek();
    const key = expression(reader);
    if (key.kind === "column") {
        return { left: key.name, right: key.name };
    }
    const [left, right] = key.kind === "binary" && key.operator === "==" ? [side(key.left), side(key.right)] : [];
    if (left?.of === "$left" && right?.of === "$right") {
        return { left: left.name, right: right.name };
    }
    throw new KqlError(token, "join takes a column, or $left.column == $right.column");
}

function side(key: Expression): { of: string; name: string } | undefined {
    return key.kind === "member" && key.of.kind === "column" ? { of: key.of.name, name: key.name } : undefined;
}
