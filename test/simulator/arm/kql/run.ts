import type { NamedExpression, Query, SortKey, Stage } from "./ast.ts";
import { compareValues } from "./compare.ts";
import { check, evaluate } from "./evaluate.ts";
import type { Row } from "./functions.ts";
import { KqlError } from "./lex.ts";
import { summarize } from "./summarize.ts";

export interface Table {
    columns: string[];
    rows: Row[];
}

/** Runs a query over tables looked up by lower-case name; throws `KqlError` on an unknown table, column or function. */
export function runQuery(query: Query, tables: (name: string) => Table | undefined): Table {
    const table = tables(query.table.text.toLowerCase());
    if (!table) {
        throw new KqlError(query.table, `'${query.table.text}' is not a known table`, "NoValidTables");
    }
    return query.stages.reduce((input, stage) => apply(stage, input, tables), table);
}

function apply(stage: Stage, input: Table, tables: (name: string) => Table | undefined): Table {
    const known = new Set(input.columns);
    switch (stage.kind) {
        case "where":
            check(stage.condition, known);
            return { ...input, rows: input.rows.filter((row) => evaluate(stage.condition, row) === true) };
        case "project":
            return compute(stage.columns, input, known);
        case "projectAway":
            return without(input, new Set(stage.names.map((name) => name.text)));
        case "extend":
            return extend(stage.columns, input, known);
        case "distinct":
            return distinct(compute(stage.columns, input, known));
        case "mvExpand":
            return expand(stage.column, stage.limit, input, known);
        case "order":
            return sort(stage.keys, input, known);
        case "take":
            return { ...input, rows: input.rows.slice(0, stage.count) };
        case "count":
            return { columns: ["Count"], rows: [{ Count: input.rows.length }] };
        case "summarize":
            return summarize(stage.aggregates, stage.by, input);
        case "join":
            return join(stage, input, runQuery(stage.right, tables));
    }
}

function compute(columns: NamedExpression[], input: Table, known: Set<string>): Table {
    columns.forEach((column) => check(column.expression, known));
    const rows = input.rows.map((row) => Object.fromEntries(columns.map(({ name, expression }) => [name, evaluate(expression, row)])));
    return { columns: columns.map((column) => column.name), rows };
}

function extend(columns: NamedExpression[], input: Table, known: Set<string>): Table {
    const added = compute(columns, input, known);
    return {
        columns: [...new Set([...input.columns, ...added.columns])],
        rows: input.rows.map((row, index) => ({ ...row, ...added.rows[index] })),
    };
}

function without(input: Table, names: Set<string>): Table {
    const columns = input.columns.filter((column) => !names.has(column));
    return { columns, rows: input.rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]]))) };
}

function distinct(input: Table): Table {
    const seen = new Map(input.rows.map((row) => [JSON.stringify(row), row]));
    return { ...input, rows: [...seen.values()] };
}

/** Null and an empty array leave one row with null, as Kusto does; a property bag becomes one bag a member. */
function expand(column: NamedExpression, limit: number, input: Table, known: Set<string>): Table {
    check(column.expression, known);
    const rows = input.rows.flatMap((row) =>
        elements(evaluate(column.expression, row)).slice(0, limit).map((value) => ({ ...row, [column.name]: value })),
    );
    return { columns: [...new Set([...input.columns, column.name])], rows };
}

function elements(value: unknown): unknown[] {
    if (Array.isArray(value)) {
        return value.length > 0 ? (value as unknown[]) : [null];
    }
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
        return Object.entries(value).map(([key, member]) => ({ [key]: member as unknown }));
    }
    return [null];
}

function sort(keys: SortKey[], input: Table, known: Set<string>): Table {
    keys.forEach((key) => check(key.expression, known));
    const byKeys = (left: Row, right: Row): number => {
        for (const key of keys) {
            const order = compareKey(key, evaluate(key.expression, left), evaluate(key.expression, right));
            if (order !== 0) {
                return order;
            }
        }
        return 0;
    };
    return { ...input, rows: input.rows.toSorted(byKeys) };
}

function compareKey(key: SortKey, left: unknown, right: unknown): number {
    if (left === null || right === null) {
        const order = Number(left === null) - Number(right === null);
        return key.nullsFirst ? -order : order;
    }
    return key.descending ? compareValues(right, left) : compareValues(left, right);
}

/** Columns of the right side that the left has too come back with a `1` behind, as Kusto names them. */
function join(stage: Extract<Stage, { kind: "join" }>, left: Table, right: Table): Table {
    const renamed = right.columns.map((column) => ({ from: column, to: left.columns.includes(column) ? `${column}1` : column }));
    const widen = (row?: Row): Row => Object.fromEntries(renamed.map(({ from, to }) => [to, row?.[from] ?? null]));
    const leftKey = (row: Row): string => JSON.stringify(stage.on.map((key) => row[key.left] ?? null));
    const matches = Map.groupBy(right.rows, (row) => JSON.stringify(stage.on.map((key) => row[key.right] ?? null)));
    const leftRows = stage.flavour === "innerunique" ? [...new Map(left.rows.toReversed().map((row) => [leftKey(row), row])).values()].toReversed() : left.rows;
    const rows = leftRows.flatMap((row) => {
        const found = matches.get(leftKey(row)) ?? [];
        const none = stage.flavour === "leftouter" ? [{ ...row, ...widen() }] : [];
        return found.length > 0 ? found.map((match) => ({ ...row, ...widen(match) })) : none;
    });
    return { columns: [...left.columns, ...renamed.map(({ to }) => to)], rows };
}
