/** Holds recorded exchanges with ARM against the official descriptions (`../shared/azure/specs`). */
import type { ErrorObject } from "ajv";
import { isUndescribed, isKnownDeviation } from "./deviations.ts";
import { specsFolder } from "./documents.ts";
import { type Operation, type Parameter, findOperation } from "./operations.ts";
import { type Direction, validatorOf } from "./schemas.ts";

export { specsFolder } from "./documents.ts";

export interface Exchange {
    method: string;
    /** Without query. */
    path: string;
    query?: Record<string, string> | URLSearchParams;
    requestBody?: unknown;
    status?: number;
    responseBody?: unknown;
}

/**
 * What in the exchange the official description does not allow, a line each; empty when all is well, or when the
 * known differences in deviations.ts explain it. Without `status` only the request is looked at.
 * Throws where the descriptions are not there: ask `specsFolder()` first.
 */
export function validateExchange(exchange: Exchange): string[] {
    const folder = specsFolder();
    if (!folder) {
        throw new Error("The official descriptions (../shared/azure/specs) are not beside this checkout.");
    }
    const path = exchange.path.replaceAll(/\/{2,}/g, "/");
    const query = new URLSearchParams(exchange.query);
    const operation = findOperation(folder, exchange.method, path, query.get("api-version") ?? "");
    if (!operation) {
        return isUndescribed(exchange.method, path) ? [] : [`${exchange.method} ${path}: no description has this operation`];
    }
    const violations = [...queryViolations(operation, query), ...bodyViolations(operation, exchange), ...responseViolations(operation, exchange)];
    return violations.filter((text) => !isKnownDeviation(operation.template, text)).map((text) => `${exchange.method} ${path}: ${text}`);
}

function queryViolations(operation: Operation, query: URLSearchParams): string[] {
    const known = operation.parameters.filter((parameter) => parameter.in === "query");
    const missing = known.filter(({ name, required }) => required && !query.has(name)).map(({ name }) => `query ${name} is missing`);
    const wrong = [...query].flatMap(([name, value]) => {
        const parameter = known.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
        return parameter ? valueViolations(parameter, value) : [`query ${name} is not described`];
    });
    return [...missing, ...wrong];
}

function valueViolations(parameter: Parameter, text: string): string[] {
    const { type } = parameter.definition;
    const value = type === "integer" || type === "number" ? Number(text) : type === "boolean" ? text === "true" : text;
    const { name: _name, in: _in, required: _required, ...schema } = parameter.definition;
    return check(`query ${parameter.name}`, parameter.path, `parameter ${parameter.name}`, schema, value, "request");
}

function bodyViolations(operation: Operation, { method, requestBody }: Exchange): string[] {
    const parameter = operation.parameters.find((candidate) => candidate.in === "body");
    if (!parameter) {
        return requestBody === undefined ? [] : ["request has a body that is not described"];
    }
    if (requestBody === undefined) {
        return parameter.required ? ["request has no body"] : [];
    }
    const schema = parameter.definition["schema"] as Record<string, unknown>;
    return check("request", parameter.path, `${method} ${operation.template} body`, schema, requestBody, "request");
}

function responseViolations(operation: Operation, { method, status, responseBody }: Exchange): string[] {
    if (status === undefined) {
        return [];
    }
    const described = operation.responses[String(status)] ?? (status >= 400 ? operation.responses["default"] : undefined);
    if (!described) {
        return [`response ${status} is not described`];
    }
    const schema = described["schema"] as Record<string, unknown> | undefined;
    if (!schema || responseBody === undefined) {
        return schema && status < 400 && method !== "HEAD" ? [`response ${status} has no body`] : [];
    }
    return check(`response ${status}`, operation.document, `${method} ${operation.template} ${status}`, schema, responseBody, "response");
}

function check(what: string, path: string, name: string, schema: Record<string, unknown>, value: unknown, direction: Direction): string[] {
    const validate = validatorOf(path, name, schema, direction);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${what} ${textOf(error)}`);
}

function textOf({ instancePath, message, params, keyword }: ErrorObject): string {
    const detail = keyword === "unevaluatedProperties" ? `'${String(params["unevaluatedProperty"])}' is not described` : message;
    const allowed = keyword === "enum" ? `: ${(params["allowedValues"] as unknown[]).slice(0, 8).join(", ")}…` : "";
    return `${instancePath || "/"} ${detail ?? ""}${allowed}`;
}
