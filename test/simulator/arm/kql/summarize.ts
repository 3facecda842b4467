import type { Expression, NamedExpression } from "./ast.ts";
import { compareValues } from "./compare.ts";
import { check, evaluate } from "./evaluate.ts";
import type { Row } from "./functions.ts";
import { KqlError } from "./lex.ts";
import type { Table } from "./run.ts";

type Aggregate = (values: unknown[], rows: Row[]) => unknown;

const AGGREGATES: Record<string, Aggregate> = {
    count: (_, rows) => rows.length,
    countif: (values) => values.filter((value) => value === true).length,
    dcount: (values) => unique(values).length,
    make_list: (values) => present(values),
    make_set: (values) => unique(values),
    min: (values) => present(values).toSorted(compareValues)[0] ?? null,
    max: (values) => present(values).toSorted(compareValues).at(-1) ?? null,
    take_any: (values) => present(values)[0] ?? null,
    any: (values) => present(values)[0] ?? null,
};

function present(values: unknown[]): unknown[] {
    return values.filter((value) => value !== null && value !== undefined);
}

function unique(values: unknown[]): unknown[] {
    return [...new Map(present(values).map((value) => [JSON.stringify(value), value])).values()];
}

/** Groups in the order of their first row; without `by` there is one group, also over no rows at all. */
export function summarize(aggregates: NamedExpression[], by: NamedExpression[], input: Table): Table {
    const known = new Set(input.columns);
    by.forEach((key) => check(key.expression, known));
    const columns = aggregates.map(({ name, expression }) => ({ name, value: aggregate(expression, known) }));
    const keyOf = (row: Row): Row => Object.fromEntries(by.map(({ name, expression }) => [name, evaluate(expression, row)]));
    const groups = Map.groupBy(input.rows, (row) => JSON.stringify(keyOf(row)));
    if (by.length === 0) {
        groups.set("{}", input.rows);
    }
    const rows = [...groups.values()].map((group) => ({
        ...(group[0] ? keyOf(group[0]) : {}),
        ...Object.fromEntries(columns.map(({ name, value }) => [name, value(group)])),
    }));
    return { columns: [...by, ...aggregates].map(({ name }) => name), rows };
}

function aggregate(expression: Expression, known: Set<string>): (rows: Row[]) => unknown {
    const found = expression.kind === "call" ? AGGREGATES[expression.name] : undefined;
    if (!found || expression.kind !== "call") {
        throw new KqlError(expression.token, `'${expression.token.text}' is not a supported aggregate`, "SemanticError");
    }
    const [argument] = expression.args;
    if (argument) {
        check(argument, known);
    }
    return (rows) => found(rows.map((row) => (argument ? evaluate(argument, row) : null)), rows);
}
