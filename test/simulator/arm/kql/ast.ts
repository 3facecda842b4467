import type { Token } from "./lex.ts";

/** An expression of a query; every node keeps a token, so that an error can say where. */
export type Expression =
    | { kind: "literal"; value: unknown; token: Token }
    | { kind: "column"; name: string; token: Token }
    | { kind: "member"; of: Expression; name: string; token: Token }
    | { kind: "index"; of: Expression; index: Expression; token: Token }
    | { kind: "call"; name: string; args: Expression[]; token: Token }
    | { kind: "binary"; operator: string; left: Expression; right: Expression; token: Token }
    | { kind: "among"; operator: string; left: Expression; choices: Expression[]; token: Token };

/** `name = expression`; `name` is derived from the expression where the query gives none. */
export interface NamedExpression {
    name: string;
    expression: Expression;
}

export interface SortKey {
    expression: Expression;
    descending: boolean;
    nullsFirst: boolean;
}

/** One step after a `|`. */
export type Stage =
    | { kind: "where"; condition: Expression }
    | { kind: "project"; columns: NamedExpression[] }
    | { kind: "projectAway"; names: Token[] }
    | { kind: "extend"; columns: NamedExpression[] }
    | { kind: "distinct"; columns: NamedExpression[] }
    | { kind: "mvExpand"; column: NamedExpression; limit: number }
    | { kind: "order"; keys: SortKey[] }
    | { kind: "take"; count: number }
    | { kind: "count" }
    | { kind: "summarize"; aggregates: NamedExpression[]; by: NamedExpression[] }
    | { kind: "join"; flavour: "inner" | "innerunique" | "leftouter"; right: Query; on: { left: string; right: string }[] };

export interface Query {
    table: Token;
    stages: Stage[];
}
