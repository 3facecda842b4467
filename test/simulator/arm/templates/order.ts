/** Which resource waits for which: `dependsOn`, and every `reference()` to another resource of the template. */
import { type Environment, isJson } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { evaluate, evaluateTree } from "./evaluate.ts";
import { type Expression, isExpression, parseExpression } from "./parse.ts";
import { findInTemplate } from "./resourceFunctions.ts";
import type { TemplateResource } from "./template.ts";

export type Order = Map<TemplateResource, TemplateResource[]>;

/** Throws `TemplateError` for a dependency that is not in the template, and for a circle. */
export async function dependenciesOf(env: Environment): Promise<Order> {
    const order: Order = new Map();
    for (const resource of env.resources) {
        const named = await namedIn(resource);
        const { dependsOn: _, copy: __, condition: ___, ...body } = resource.definition;
        const read = await referencesIn(body, resource);
        order.set(resource, [...new Set([...named, ...read])].filter((other) => other !== resource));
    }
    refuseCircles(order);
    return order;
}

async function namedIn({ definition, env, name }: TemplateResource): Promise<TemplateResource[]> {
    const listed = Array.isArray(definition["dependsOn"]) ? definition["dependsOn"] : [];
    const found: TemplateResource[] = [];
    for (const each of listed) {
        const wanted = String(await evaluateOrUndefined(each, env));
        const inLoop = env.resources.filter(({ loop, symbol }) => loop !== undefined && (loop.name === wanted || symbol === wanted));
        const one = findInTemplate(env, wanted);
        const fitting = inLoop.length > 0 ? inLoop : one ? [one] : [];
        if (fitting.length === 0 && !isConditional(env, wanted)) {
            throw new TemplateError(`Deployment template validation failed: 'The resource '${wanted}' is not defined in the template, though '${name}' depends on it. Please see https://aka.ms/arm-syntax for usage details.'.`);
        }
        found.push(...fitting);
    }
    return found;
}

/** What a false condition left out may still be depended on. */
function isConditional(env: Environment, wanted: string): boolean {
    return env.template.resources.some(({ symbol, definition }) => definition["condition"] !== undefined && (symbol === wanted || wanted.includes("/"))) || env.template.resources.some(({ definition }) => isJson(definition["copy"]) && definition["copy"]["name"] === wanted);
}

async function evaluateOrUndefined(value: unknown, env: Environment): Promise<unknown> {
    try {
        return await evaluate(value, env);
    } catch (error) {
        if (error instanceof Deferred) {
            return undefined;
        }
        throw error;
    }
}

/** A nested template with an inner scope has references of its own, which are not ours. */
async function referencesIn(value: unknown, resource: TemplateResource): Promise<TemplateResource[]> {
    if (typeof value === "string") {
        return isExpression(value) ? await referencesInTree(parseExpression(value), resource.env) : [];
    }
    if (Array.isArray(value)) {
        return (await Promise.all(value.map((item) => referencesIn(item, resource)))).flat();
    }
    if (!isJson(value)) {
        return [];
    }
    const inner = isJson(value["expressionEvaluationOptions"]) && String(value["expressionEvaluationOptions"]["scope"]).toLowerCase() === "inner";
    const own = inner ? Object.entries(value).filter(([name]) => name !== "template") : Object.entries(value);
    return (await Promise.all(own.map(([name, item]) => referencesIn([name, item], resource)))).flat();
}

async function referencesInTree(tree: Expression, env: Environment): Promise<TemplateResource[]> {
    const parts = tree.kind === "call" ? tree.args : tree.kind === "literal" ? [] : tree.kind === "member" ? [tree.of] : [tree.of, tree.index];
    const below = (await Promise.all(parts.map((part) => referencesInTree(part, env)))).flat();
    if (tree.kind === "call" && /^(reference|list.+)$/i.test(tree.name) && tree.args[0]) {
        const wanted = await idIn(tree.args[0], env);
        const found = wanted === undefined ? undefined : findInTemplate(env, wanted);
        return found ? [found, ...below] : below;
    }
    if (tree.kind === "call" && tree.name.toLowerCase() === "variables" && tree.args[0]?.kind === "literal") {
        const name = String(tree.args[0].value).toLowerCase();
        const text = Object.entries(env.template.variables).find(([key]) => key.toLowerCase() === name)?.[1];
        return typeof text === "string" && isExpression(text) ? [...below, ...(await referencesInTree(parseExpression(text), env))] : below;
    }
    return below;
}

async function idIn(tree: Expression, env: Environment): Promise<string | undefined> {
    try {
        const value = await evaluateTree(tree, { ...env, phase: { running: false } });
        return typeof value === "string" ? value : undefined;
    } catch {
        // An id that cannot be known yet is of no resource of this template; running it will say what is wrong with it.
        return undefined;
    }
}

function refuseCircles(order: Order): void {
    const done = new Set<TemplateResource>();
    const visit = (resource: TemplateResource, path: TemplateResource[]): void => {
        if (path.includes(resource)) {
            const names = [...path.slice(path.indexOf(resource)), resource].map(({ name }) => name).join(" -> ");
            throw new TemplateError(`Deployment template validation failed: 'Circular dependency detected on resource: ${names}. Please see https://aka.ms/arm-syntax-resources for usage details.'.`);
        }
        if (!done.has(resource)) {
            (order.get(resource) ?? []).forEach((next) => visit(next, [...path, resource]));
            done.add(resource);
        }
    };
    [...order.keys()].forEach((resource) => visit(resource, []));
}
