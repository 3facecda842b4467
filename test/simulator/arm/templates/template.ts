/** A template as it is sent: its parts found, its parameters filled in. */
import type { Json } from "../../state.ts";
import { type Environment, isJson } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { evaluate, evaluateLoop } from "./evaluate.ts";

export interface Template {
    parameters: Record<string, Json>;
    variables: Json;
    /** With a symbol where the template names them (language version 2.0). */
    resources: { symbol?: string; definition: Json }[];
    outputs: Record<string, Json>;
    raw: Json;
}

/** A resource of a template with its expressions worked out, as far as that is possible yet. */
export interface TemplateResource {
    symbol?: string;
    /** Name of the loop that it comes from. */
    loop?: { name: string; index: number };
    definition: Json;
    type: string;
    name: string;
    id: string;
    apiVersion: string;
    /** Only read, not written. */
    existing: boolean;
    env: Environment;
}

function record(value: unknown, what: string): Record<string, Json> {
    if (value === undefined || value === null) {
        return {};
    }
    if (!isJson(value) || !Object.values(value).every(isJson)) {
        throw new TemplateError(`The template's '${what}' is not an object of objects.`);
    }
    return value as Record<string, Json>;
}

/** Throws `TemplateError` where the template is none. */
export function readTemplate(raw: unknown): Template {
    if (!isJson(raw)) {
        throw new TemplateError("The request content was invalid: the deployment has no template.", "InvalidRequestContent");
    }
    for (const name of ["$schema", "contentVersion", "resources"]) {
        if (raw[name] === undefined) {
            throw new TemplateError(`Required property '${name}' not found in JSON. Path 'properties.template'.`, "InvalidRequestContent");
        }
    }
    if (raw["functions"] !== undefined || raw["imports"] !== undefined || raw["extensions"] !== undefined) {
        throw new TemplateError("User-defined functions, imports and extensions of templates are not in the sandbox.", "NotInSandbox");
    }
    const variables = isJson(raw["variables"]) ? raw["variables"] : {};
    return { parameters: record(raw["parameters"], "parameters"), variables, resources: resourcesIn(raw["resources"]), outputs: record(raw["outputs"], "outputs"), raw };
}

function resourcesIn(resources: unknown): Template["resources"] {
    const found = Array.isArray(resources)
        ? resources.filter(isJson).flatMap((definition) => withChildren(definition))
        : Object.entries(record(resources, "resources")).map(([symbol, definition]) => ({ symbol, definition }));
    return found.map((each): Template["resources"][number] => each);
}

/** Children inside a resource have the last parts of type and name only. */
function withChildren(definition: Json): { definition: Json }[] {
    const { resources, ...own } = definition;
    const children = Array.isArray(resources) ? resources.filter(isJson) : [];
    return [{ definition: own }, ...children.flatMap((child) => withChildren({ ...child, type: `${String(own["type"])}/${String(child["type"])}`, name: joined(own["name"], child["name"]) }))];
}

function joined(parent: unknown, child: unknown): string {
    const inside = (name: unknown): string => (typeof name === "string" && name.startsWith("[") ? name.slice(1, -1) : `'${String(name)}'`);
    return `[format('{0}/{1}', ${inside(parent)}, ${inside(child)})]`;
}

/** Values for all parameters; throws for one that is missing, unknown, of the wrong type or not allowed. */
export async function readParameters(given: unknown, env: Environment): Promise<void> {
    const values = record(given, "parameters");
    const declared = env.template.parameters;
    const unknown = Object.keys(values).filter((name) => !has(declared, name));
    if (unknown.length > 0) {
        const known = Object.keys(declared).join(", ");
        throw invalid(`The following parameters were supplied, but do not correspond to any parameters defined in the template: '${unknown.join(", ")}'. The parameters defined in the template are: '${known}'.`);
    }
    for (const [name, definition] of Object.entries(declared)) {
        env.parameters.set(name.toLowerCase(), checked(name, definition, await valueOf(name, definition, member(values, name), env)));
    }
}

function invalid(message: string): TemplateError {
    return new TemplateError(`Deployment template validation failed: '${message}'.`);
}

function has(object: Json, name: string): boolean {
    return Object.keys(object).some((key) => key.toLowerCase() === name.toLowerCase());
}

function member(object: Record<string, Json>, name: string): Json | undefined {
    return Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

async function valueOf(name: string, definition: Json, given: Json | undefined, env: Environment): Promise<unknown> {
    if (given && "reference" in given) {
        throw new TemplateError("Parameters from a key vault are not in the sandbox.", "NotInSandbox");
    }
    if (given && "value" in given) {
        return given["value"];
    }
    if ("defaultValue" in definition) {
        return await evaluate(definition["defaultValue"], env);
    }
    if (definition["nullable"] === true) {
        return null;
    }
    throw invalid(`The value for the template parameter '${name}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.`);
}

const types: Record<string, (value: unknown) => boolean> = {
    string: (value) => typeof value === "string",
    securestring: (value) => typeof value === "string",
    int: (value) => Number.isInteger(value),
    bool: (value) => typeof value === "boolean",
    array: Array.isArray,
    object: isJson,
    secureobject: isJson,
};

export function isSecure(definition: Json | undefined): boolean {
    return /^secure/i.test(String(definition?.["type"] ?? ""));
}

/** Values of a nested deployment may still be expressions while nothing runs. */
function checked(name: string, definition: Json, value: unknown): unknown {
    const type = String(definition["type"] ?? "");
    if (value instanceof Deferred || (value === null && definition["nullable"] === true) || (type === "" && definition["$ref"] !== undefined)) {
        return value;
    }
    const test = types[type.toLowerCase()];
    if (!test) {
        throw invalid(`The template parameter '${name}' has the type '${type}', which is not valid.`);
    }
    if (!test(value)) {
        throw invalid(`Template parameter JToken type is not valid. Expected '${type}'. Actual '${value === null ? "Null" : typeof value}' for the parameter '${name}'. Please see https://aka.ms/resource-manager-parameter-files for usage details.`);
    }
    const allowed = definition["allowedValues"];
    if (Array.isArray(allowed) && !(Array.isArray(value) ? value : [value]).every((each) => allowed.includes(each))) {
        throw invalid(`The provided value for the template parameter '${name}' is not valid. The value '${String(value)}' is not part of the allowed value(s): '${allowed.join(",")}'.`);
    }
    checkLimits(name, definition, value);
    return value;
}

function checkLimits(name: string, definition: Json, value: unknown): void {
    const { minLength, maxLength, minValue, maxValue } = definition as Record<string, number | undefined>;
    const size = typeof value === "string" || Array.isArray(value) ? value.length : undefined;
    const outside = (amount: number | undefined, least?: number, most?: number): boolean => amount !== undefined && ((least !== undefined && amount < least) || (most !== undefined && amount > most));
    if (outside(size, minLength, maxLength) || outside(typeof value === "number" ? value : undefined, minValue, maxValue)) {
        throw invalid(`The provided value for the template parameter '${name}' is not valid: its length or amount is outside of what the template allows.`);
    }
}

/** Outputs of a deployment; those of secure types have no value that is shown. */
export async function outputsOf(env: Environment): Promise<Json> {
    const outputs: Json = {};
    for (const [name, definition] of Object.entries(env.template.outputs)) {
        if (definition["condition"] !== undefined && (await evaluate(definition["condition"], env)) === false) {
            continue;
        }
        const type = capital(String(definition["type"] ?? "Object"));
        const value = isJson(definition["copy"]) ? await evaluateLoop({ name, ...definition["copy"] }, env) : await evaluate(definition["value"], env);
        outputs[name] = isSecure(definition) ? { type } : { type, value };
    }
    return outputs;
}

/** `String`, `SecureString`, `Int`: how answers write types. */
export function capital(type: string): string {
    return ({ securestring: "SecureString", secureobject: "SecureObject" } as Record<string, string>)[type.toLowerCase()] ?? type.charAt(0).toUpperCase() + type.slice(1).toLowerCase();
}
