import type { Expression } from "./ast.ts";
import { COMPARE, isAmong } from "./compare.ts";
import { type Row, SCALARS, toText } from "./functions.ts";
import { KqlError } from "./lex.ts";

/** Throws `KqlError` where `expression` names a column outside `columns` or calls a function there is none of. */
export function check(expression: Expression, columns: ReadonlySet<string>): void {
    if (expression.kind === "column" && !columns.has(expression.name)) {
        const message = `Failed to resolve column or scalar expression named '${expression.name}'`;
        throw new KqlError(expression.token, message, "SemanticError");
    }
    if (expression.kind === "call") {
        const scalar = SCALARS[expression.name];
        if (!scalar || expression.args.length > scalar.arity) {
            throw new KqlError(expression.token, `Unknown function: '${expression.token.text}'`, "SemanticError");
        }
    }
    for (const part of partsOf(expression)) {
        check(part, columns);
    }
}

function partsOf(expression: Expression): Expression[] {
    switch (expression.kind) {
        case "member":
            return [expression.of];
        case "index":
            return [expression.of, expression.index];
        case "call":
            return expression.args;
        case "binary":
            return [expression.left, expression.right];
        case "among":
            return [expression.left, ...expression.choices];
        default:
            return [];
    }
}

/** The value of a checked expression on one row; null where it has none. */
export function evaluate(expression: Expression, row: Row): unknown {
    switch (expression.kind) {
        case "literal":
            return expression.value;
        case "column":
            return row[expression.name] ?? null;
        case "member":
            return property(evaluate(expression.of, row), expression.name);
        case "index":
            return property(evaluate(expression.of, row), evaluate(expression.index, row));
        case "call":
            return SCALARS[expression.name]?.apply(...expression.args.map((arg) => evaluate(arg, row)));
        case "among":
            return isAmong(expression.operator, evaluate(expression.left, row), expression.choices.map((choice) => evaluate(choice, row)));
        case "binary":
            return binary(expression.operator, evaluate(expression.left, row), evaluate(expression.right, row));
    }
}

/** Members of a property bag are case-sensitive; an array takes a number, counted from its end when negative. */
function property(of: unknown, key: unknown): unknown {
    if (Array.isArray(of)) {
        return typeof key === "number" ? (of.at(key) ?? null) : null;
    }
    return typeof of === "object" && of !== null ? ((of as Row)[toText(key)] ?? null) : null;
}

function binary(operator: string, left: unknown, right: unknown): unknown {
    if (operator === "and") {
        return left === true && right === true;
    }
    if (operator === "or") {
        return left === true || right === true;
    }
    if (operator === "+" || operator === "-") {
        return typeof left === "number" && typeof right === "number" ? (operator === "+" ? left + right : left - right) : null;
    }
    return COMPARE[operator]?.(left, right);
}
