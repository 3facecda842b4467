/**
 * JSON as ARM's own reader takes it, and as `az deployment` sends it: with the template's file as it is, comments and
 * all, behind a name without quotes (`JsonCTemplatePolicy` of the CLI).
 */
import type { SimRequest } from "../../http.ts";
import { isObject } from "../bodies.ts";
import { invalidContent } from "../errors.ts";
import type { Json } from "../../state.ts";

/** Texts, comments, bare names before a colon, commas before a closing bracket. */
const tokens = /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_$][\w$]*(?=\s*:)|,(?=(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[}\]])/g;

/** Throws `SyntaxError` for what even that reader does not take. */
export function lenientJson(text: string): unknown {
    return JSON.parse(text.replaceAll(tokens, strict));
}

function strict(token: string): string {
    if (token.startsWith('"')) {
        return token.replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
    }
    if (token.startsWith("'")) {
        return JSON.stringify(token.slice(1, -1).replaceAll(/\\(['"])/g, "$1"));
    }
    return token.startsWith("/") ? " " : token === "," ? "" : `"${token}"`;
}

/** The body of a deployment; throws 400 `InvalidRequestContent`. */
export function deploymentBody(request: SimRequest): Json {
    const body = read(request);
    if (!isObject(body)) {
        throw invalidContent("The request body must be a JSON object.");
    }
    return body;
}

function read(request: SimRequest): unknown {
    try {
        return request.json();
    } catch {
        return readLeniently(request.text);
    }
}

function readLeniently(text: string): unknown {
    try {
        return lenientJson(text);
    } catch (error) {
        throw invalidContent(error instanceof Error ? error.message : String(error));
    }
}
