/**
 * OpenAPI 2 schemas as JSON schema for ajv. What needs translation: `x-nullable`; `readOnly` members, which requests
 * may leave out though they are required; formats; and members that a schema does not list, which JSON schema lets
 * pass: here they are violations (`unevaluatedProperties`), so that a misspelt member is found.
 */
import { Ajv2019 } from "ajv/dist/2019.js";
import type { ValidateFunction } from "ajv";
import { type Json, target } from "./documents.ts";

export type Direction = "request" | "response";

const formats: Record<string, RegExp | true> = {
    "date-time": /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
    uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    uri: /^https?:\/\/\S+$/,
    "arm-id": /^\/\S+$/,
    int32: true,
    int64: true,
    float: true,
    double: true,
    decimal: true,
    byte: true,
    password: true,
    duration: true,
    char: true,
};

const compiled = new Map<string, ValidateFunction>();

/** A validator of the schema that stands at `name` (anything unique) in the document at `path`. */
export function validatorOf(path: string, name: string, schema: Json, direction: Direction): ValidateFunction {
    const id = `${direction} ${path} ${name}`;
    const known = compiled.get(id) ?? compile(path, schema, direction);
    compiled.set(id, known);
    return known;
}

/** Definitions are translated and compiled once for all operations: those of the network refer to nearly all others. */
function compile(path: string, schema: Json, direction: Direction): ValidateFunction {
    const translation = (translations[direction] ??= new Translation(direction));
    return translation.compile(translation.closed(path, schema));
}

const translations: Partial<Record<Direction, Translation>> = {};

class Translation {
    readonly #definitions = new Map<string, Json>();
    readonly #added = new Set<string>();
    // Unions of `null` and a type are what x-nullable says; ajv's strict mode would call them a mistake.
    readonly #ajv = new Ajv2019({ allErrors: true, strict: false, formats });
    readonly #direction: Direction;

    constructor(direction: Direction) {
        this.#direction = direction;
    }

    compile(schema: Json): ValidateFunction {
        for (const [name, definition] of this.#definitions) {
            if (!this.#added.has(name)) {
                this.#added.add(name);
                this.#ajv.addSchema(definition, name, undefined, false);
            }
        }
        return this.#ajv.compile(schema, false);
    }

    /** The schema with nothing beside what it lists; where it lists nothing, or names its subtypes, anything goes. */
    closed(path: string, schema: Json): Json {
        const ref = schema["$ref"];
        if (typeof ref === "string") {
            return nullable(schema, { $ref: this.#define(path, ref, true) });
        }
        const open = this.#open(path, schema);
        const lists = schema["properties"] !== undefined || schema["allOf"] !== undefined;
        return lists && schema["discriminator"] === undefined ? { ...open, unevaluatedProperties: schema["additionalProperties"] === undefined ? false : true } : open;
    }

    #open(path: string, schema: Json): Json {
        const ref = schema["$ref"];
        if (typeof ref === "string") {
            return { $ref: this.#define(path, ref, false) };
        }
        const kept = ["type", "enum", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];
        const out: Json = Object.fromEntries(kept.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]]));
        if (schema["properties"]) {
            out["properties"] = mapValues(schema["properties"] as Json, (member) => this.closed(path, member));
            out["required"] = this.#required(path, schema);
        }
        if (schema["allOf"]) {
            out["allOf"] = (schema["allOf"] as Json[]).map((part) => this.#open(path, part));
        }
        if (schema["items"]) {
            out["items"] = this.closed(path, schema["items"] as Json);
        }
        if (typeof schema["additionalProperties"] === "object") {
            out["additionalProperties"] = this.closed(path, schema["additionalProperties"] as Json);
        }
        return nullable(schema, out);
    }

    #required(path: string, schema: Json): unknown[] {
        const names = (schema["required"] ?? []) as string[];
        const members = schema["properties"] as Record<string, Json>;
        return this.#direction === "request" ? names.filter((name) => !isReadOnly(path, members[name])) : names;
    }

    /** Each definition once, open for `allOf` and closed for use; schemas refer to each other in circles. */
    #define(path: string, ref: string, closed: boolean): string {
        const found = target(path, ref);
        const name = `${closed ? "closed" : "open"} ${found.path}#${found.pointer}`.replaceAll(/[^\w.]/g, "_");
        if (!this.#definitions.has(name)) {
            this.#definitions.set(name, {});
            this.#definitions.set(name, closed ? this.closed(found.path, found.value) : this.#open(found.path, found.value));
        }
        return name;
    }
}

function isReadOnly(path: string, member: Json | undefined): boolean {
    const ref = member?.["$ref"];
    return member?.["readOnly"] === true || (typeof ref === "string" && target(path, ref).value["readOnly"] === true);
}

function nullable(schema: Json, translated: Json): Json {
    return schema["x-nullable"] === true ? { anyOf: [translated, { type: "null" }] } : translated;
}

function mapValues(object: Json, change: (value: Json) => Json): Json {
    return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value as Json)]));
}
