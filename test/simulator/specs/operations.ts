/** Finds the operation of the official documents that a request belongs to. */
import { type Json, documentAt, servicePaths, target, versionOf } from "./documents.ts";

export interface Parameter {
    name: string;
    in: string;
    required: boolean;
    /** The parameter itself; `schema` inside it for a body. */
    definition: Json;
    /** Document that it stands in. */
    path: string;
}

export interface Operation {
    document: string;
    version: string;
    template: string;
    parameters: Parameter[];
    responses: Record<string, Json>;
}

interface Template {
    document: string;
    template: string;
    regex: RegExp;
    literals: number;
    item: Json;
}

let templates: Template[] | undefined;

/** The most literal template that takes method and path, in the version nearest to the one asked for. */
export function findOperation(folder: string, method: string, path: string, version: string): Operation | undefined {
    templates ??= servicePaths(folder).flatMap(templatesOf);
    const verb = method.toLowerCase();
    const fitting = templates.filter(({ regex, item }) => item[verb] !== undefined && regex.test(path));
    const [best] = fitting.toSorted((a, b) => b.literals - a.literals || distance(a.document, version) - distance(b.document, version));
    return best && operationOf(best, verb);
}

function templatesOf(document: string): Template[] {
    const { paths = {}, "x-ms-paths": more = {} } = documentAt(document) as { paths?: Json; "x-ms-paths"?: Json };
    return Object.entries({ ...paths, ...more }).flatMap(([template, item]) => {
        const literals = template.split("/").filter((segment) => segment && !segment.startsWith("{")).length;
        // Templates of resources in general (`/{resourceId}`, `…/{resourceType}/{resourceName}`) take everything and say nothing.
        const general = literals === 0 || template.endsWith("/{resourceType}/{resourceName}");
        return general ? [] : [{ document, template, literals, regex: regexOf(template), item: item as Json }];
    });
}

/** `{scope}` and parent paths stand for any number of segments. */
function regexOf(template: string): RegExp {
    const source = template
        .replace(/\/$/, "")
        .replaceAll(/[.+?^$()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/\/\{(scope|parentResourcePath)\}/g, "(?:/.+)?")
        .replaceAll(/\{\w+\}/g, "[^/]+");
    return new RegExp(`^${source}/?$`, "i");
}

function distance(document: string, version: string): number {
    return Math.abs(Date.parse(versionOf(document).slice(0, 10)) - Date.parse(version.slice(0, 10))) || 0;
}

function operationOf({ document, template, item }: Template, verb: string): Operation {
    const operation = item[verb] as Json;
    const parameters = [...((item["parameters"] as Json[]) ?? []), ...((operation["parameters"] as Json[]) ?? [])];
    return {
        document,
        version: versionOf(document),
        template,
        parameters: parameters.map((parameter) => parameterOf(document, parameter)),
        responses: operation["responses"] as Record<string, Json>,
    };
}

function parameterOf(document: string, parameter: Json): Parameter {
    const ref = parameter["$ref"];
    const { path, value } = typeof ref === "string" ? target(document, ref) : { path: document, value: parameter };
    return { name: String(value["name"]), in: String(value["in"]), required: value["required"] === true, definition: value, path };
}
