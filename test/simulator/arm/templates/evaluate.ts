/** Values of template expressions, and of objects and lists that contain them. */
import type { Json } from "../../state.ts";
import { type Environment, isJson, withLoop } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { callFunction } from "./functions.ts";
import { type Expression, isExpression, parseExpression, plainText } from "./parse.ts";

/** A value of the template with all its expressions worked out. Throws `TemplateError`, `Deferred`, or what a read answers. */
export async function evaluate(value: unknown, env: Environment): Promise<unknown> {
    if (typeof value === "string") {
        return isExpression(value) ? await evaluateTree(parseExpression(value), env) : plainText(value);
    }
    if (Array.isArray(value)) {
        return await Promise.all(value.map((item) => evaluate(item, env)));
    }
    return isJson(value) ? await evaluateObject(value, env) : value;
}

/** As `evaluate`; what only a running deployment can know stays as it is written. */
export async function evaluateKnown(value: unknown, env: Environment): Promise<unknown> {
    if (Array.isArray(value)) {
        return await Promise.all(value.map((item) => evaluateKnown(item, env)));
    }
    if (isJson(value) && !Array.isArray(value["copy"])) {
        const entries = await Promise.all(Object.entries(value).map(async ([name, item]) => [await nameOf(name, env), await evaluateKnown(item, env)] as const));
        return Object.fromEntries(entries);
    }
    try {
        return await evaluate(value, env);
    } catch (error) {
        if (error instanceof Deferred) {
            return value;
        }
        throw error;
    }
}

async function evaluateObject(value: Json, env: Environment): Promise<Json> {
    const { copy, ...rest } = value;
    const loops = Array.isArray(copy) ? copy.filter(isJson) : [];
    const own = loops.length > 0 ? rest : value;
    const entries = await Promise.all(Object.entries(own).map(async ([name, item]) => [await nameOf(name, env), await evaluate(item, env)] as const));
    const made = await Promise.all(loops.map(async (loop) => [String(loop["name"]), await evaluateLoop(loop, env)] as const));
    return Object.fromEntries([...entries, ...made]);
}

/** Names can be expressions too: `"[parameters('id')]": {}`. */
async function nameOf(name: string, env: Environment): Promise<string> {
    return isExpression(name) ? String(await evaluate(name, env)) : plainText(name);
}

/** `{ name, count, input }` of a property, a variable or an output. */
export async function evaluateLoop(loop: Json, env: Environment): Promise<unknown[]> {
    const count = await evaluate(loop["count"], env);
    if (typeof count !== "number" || count < 0 || count > 800) {
        throw new TemplateError(`The copy count '${String(count)}' of '${String(loop["name"] ?? "")}' is not valid: it must be an integer from 0 to 800.`);
    }
    return await Promise.all(Array.from({ length: count }, (_, index) => evaluate(loop["input"], withLoop(env, String(loop["name"] ?? ""), index))));
}

export async function evaluateTree(tree: Expression, env: Environment): Promise<unknown> {
    switch (tree.kind) {
        case "literal":
            return tree.value;
        case "call":
            return await callFunction(tree.name, tree.args, env, evaluateTree);
        case "member":
            return memberOf(await evaluateTree(tree.of, env), tree.name);
        case "index":
            return memberOf(await evaluateTree(tree.of, env), await evaluateTree(tree.index, env));
    }
}

/** Members have no letter case. Throws where there is none. */
export function memberOf(value: unknown, name: unknown): unknown {
    const found = findMember(value, name);
    if (found.exists) {
        return found.value;
    }
    if (Array.isArray(value)) {
        throw new TemplateError(`The language expression property array index '${String(name)}' is out of bounds.`);
    }
    const known = isJson(value) ? Object.keys(value).join(", ") : "";
    throw new TemplateError(`The language expression property '${String(name)}' doesn't exist, available properties are '${known}'.`);
}

export function findMember(value: unknown, name: unknown): { exists: boolean; value?: unknown } {
    if (Array.isArray(value)) {
        const at = Number(name);
        return Number.isInteger(at) && at >= 0 && at < value.length ? { exists: true, value: value[at] } : { exists: false };
    }
    const key = isJson(value) ? Object.keys(value).find((candidate) => candidate.toLowerCase() === String(name).toLowerCase()) : undefined;
    return key === undefined ? { exists: false } : { exists: true, value: (value as Json)[key] };
}
