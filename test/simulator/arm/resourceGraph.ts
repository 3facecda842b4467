/** Resource Graph: one query over all that the caller can read (03-arm, 3.10). */
import { createHash } from "node:crypto";
import type { SimContext } from "../context.ts";
import { type Route, type SimRequest, type SimResponse, azureError } from "../http.ts";
import type { Json } from "../state.ts";
import { isObject, objectBody, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest } from "./errors.ts";
import { spendGraphQuota } from "./graphQuota.ts";
import { type GraphScope, graphScope } from "./graphScope.ts";
import { graphTable } from "./graphTables.ts";
import type { Expression, Query } from "./kql/ast.ts";
import { toText } from "./kql/functions.ts";
import { KqlError } from "./kql/lex.ts";
import { parseQuery } from "./kql/parse.ts";
import { type Table, runQuery } from "./kql/run.ts";

const MOST_ROWS = 1000;
/** Rows of a page where the request names no `$top` (UNCONFIRMED). */
const USUAL_ROWS = 100;

export function resourceGraphRoutes(context: SimContext): Route[] {
    return [armRoute(context, "POST", "/providers/Microsoft.ResourceGraph/resources", {}, query)];
}

function query(call: ArmCall): SimResponse {
    const headers = spendGraphQuota(call);
    const body = objectBody(call.request);
    const text = textOf(body, "query");
    if (!text) {
        throw badRequest("BadRequest", "The query is missing.");
    }
    const options = isObject(body["options"]) ? body["options"] : {};
    const page = pageOf(options, text);
    const result = run(call, text, graphScope(call, body));
    return { status: 200, headers, body: answerBody(result, page, text, options["resultFormat"] === "table") };
}

function run(call: ArmCall, text: string, scope: GraphScope): Table {
    try {
        const parsed = parseQuery(text);
        const result = runQuery(parsed, (name) => graphTable(call, scope, name, onlyType(parsed, name)));
        return isOrdered(parsed) ? result : inStableOrder(result);
    } catch (error) {
        throw error instanceof KqlError ? queryRefused(call.request, error) : error;
    }
}

/** The type that the first `where` demands of the table's rows, in lower case. */
function onlyType(parsed: Query, table: string): string | undefined {
    const [first] = parsed.stages;
    const joins = parsed.stages.some(({ kind }) => kind === "join");
    return first?.kind === "where" && !joins && parsed.table.text.toLowerCase() === table ? demandedType(first.condition) : undefined;
}

function demandedType(condition: Expression): string | undefined {
    if (condition.kind !== "binary") {
        return undefined;
    }
    const { operator, left, right } = condition;
    if (operator === "and") {
        return demandedType(left) ?? demandedType(right);
    }
    const compares = (operator === "=~" || operator === "==") && left.kind === "column" && left.name === "type";
    return compares && right.kind === "literal" ? toText(right.value).toLowerCase() : undefined;
}

function isOrdered(parsed: Query): boolean {
    return parsed.stages.some(({ kind }) => kind === "order");
}

/** Pages are stable because the service sorts by `id` where the query gives no order. */
function inStableOrder(table: Table): Table {
    if (!table.columns.includes("id")) {
        return table;
    }
    const keyed = table.rows.map((row) => ({ row, id: toText(row["id"]).toLowerCase() }));
    return { ...table, rows: keyed.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)).map(({ row }) => row) };
}

interface Page {
    top: number;
    skip: number;
}

/** A token goes with its query; with another one it is refused. */
function pageOf(options: Json, text: string): Page {
    const token = textOf(options, "$skipToken");
    const top = numberOf(options, "$top", 1, MOST_ROWS) ?? USUAL_ROWS;
    if (!token) {
        return { top, skip: numberOf(options, "$skip", 0, Number.MAX_SAFE_INTEGER) ?? 0 };
    }
    const [, skip, of] = /^(\d+):(\w+)$/.exec(Buffer.from(token, "base64").toString()) ?? [];
    if (!skip || of !== digest(text)) {
        throw badRequest("BadRequest", "The $skipToken is invalid for this query.");
    }
    return { top, skip: Number(skip) };
}

function numberOf(options: Json, name: string, least: number, most: number): number | undefined {
    const value = options[name];
    if (value === undefined || value === null) {
        return undefined;
    }
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
        throw badRequest("BadRequest", `The value of ${name} must be an integer from ${least} to ${most}.`);
    }
    return value;
}

function answerBody(result: Table, page: Page, text: string, asTable: boolean): Json {
    const end = page.skip + page.top;
    const rows = result.rows.slice(page.skip, end);
    const more = end < result.rows.length;
    const continues = more && result.columns.includes("id");
    return {
        totalRecords: result.rows.length,
        count: rows.length,
        data: asTable ? tableOf(result.columns, rows) : rows,
        facets: [],
        resultTruncated: more && !continues ? "true" : "false",
        ...(continues && { $skipToken: Buffer.from(`${end}:${digest(text)}`).toString("base64") }),
    };
}

function tableOf(columns: string[], rows: Json[]): Json {
    const typeOf = (column: string): string => {
        const value = rows.map((row) => row[column]).find((found) => found !== null && found !== undefined);
        return typeof value === "object" ? "object" : typeof value === "number" ? "integer" : typeof value === "boolean" ? "boolean" : "string";
    };
    return { columns: columns.map((name) => ({ name, type: typeOf(name) })), rows: rows.map((row) => columns.map((column) => row[column] ?? null)) };
}

function digest(text: string): string {
    return createHash("md5").update(text).digest("hex");
}

/** UNCONFIRMED verbatim (03-arm, 3.10). */
function queryRefused(request: SimRequest, error: KqlError): Error {
    const message = `Please provide below info when asking for support: timestamp = ${new Date().toISOString()}, correlationId = ${request.id}.`;
    const invalid = {
        code: "InvalidQuery",
        message: "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
    };
    const { line, column, text } = error.token;
    const where = { code: error.code, message: error.code === "ParserFailure" ? error.code : error.message, line, characterPositionInLine: column, token: text };
    return azureError(400, "BadRequest", message, { error: { details: [invalid, where] } });
}
