/** Template functions that tell of the deployment itself: its parameters, variables, loops, scope. */
import { type State, sameId } from "../../state.ts";
import { groupBody } from "../bodies.ts";
import { integer, text } from "./arguments.ts";
import { type Environment, groupOf, isJson, subscriptionOf } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { evaluate, evaluateLoop } from "./evaluate.ts";
import type { TemplateFunction } from "./functions.ts";

function parameter(name: string, env: Environment): unknown {
    const value = env.parameters.get(name.toLowerCase());
    if (value === undefined) {
        const message = `The template parameter '${name}' is not found. Please see https://aka.ms/arm-syntax-parameters for usage details.`;
        throw new TemplateError(message);
    }
    if (value instanceof Deferred) {
        throw value;
    }
    return value;
}

/** Worked out when first asked for. */
async function variable(name: string, env: Environment): Promise<unknown> {
    const wanted = name.toLowerCase();
    if (!env.variables.has(wanted)) {
        env.variables.set(wanted, await made(name, env));
    }
    return env.variables.get(wanted);
}

async function made(name: string, env: Environment): Promise<unknown> {
    const { copy, ...plain } = env.template.variables;
    const found = Object.entries(plain).find(([key]) => key.toLowerCase() === name.toLowerCase());
    if (found) {
        return await evaluate(found[1], { ...env, loops: [], lambda: new Map() });
    }
    const loop = (Array.isArray(copy) ? copy.filter(isJson) : []).find((each) => String(each["name"]).toLowerCase() === name.toLowerCase());
    if (!loop) {
        throw new TemplateError(`The template variable '${name}' is not found. Please see https://aka.ms/arm-syntax-variables for usage details.`);
    }
    return await evaluateLoop(loop, { ...env, loops: [], lambda: new Map() });
}

/** `copyIndex()`, `copyIndex(1)`, `copyIndex('name', 1)`. */
function copyIndex([name, more]: unknown[], env: Environment): number {
    const named = typeof name === "string" ? env.loops.findLast((loop) => loop.name.toLowerCase() === name.toLowerCase()) : env.loops.at(-1);
    if (!named) {
        throw new TemplateError("The template function 'copyIndex' is not expected at this location. The function can only be used in a resource with copy specified.");
    }
    const offset = typeof name === "string" ? more : name;
    return named.index + (offset === undefined ? 0 : integer(offset));
}

function resourceGroup(args: unknown[], env: Environment): unknown {
    if (args.length > 0) {
        const [subscription, name] = args.length > 1 ? args.map(text) : [subscriptionOf(env), text(args[0])];
        return { id: `/subscriptions/${subscription ?? ""}/resourceGroups/${name ?? ""}`, name };
    }
    const group = env.call.state.resourceGroups.get(env.scope);
    if (!group && groupOf(env) === "") {
        throw new TemplateError("The template function 'RESOURCEGROUP' is not expected at this location: the deployment is not at a resource group.");
    }
    return group ? groupBody(group) : { id: env.scope, name: groupOf(env) };
}

function subscription([id]: unknown[], env: Environment): unknown {
    const subscriptionId = id === undefined ? subscriptionOf(env) : text(id);
    const { displayName, tenantId } = byId(env.call.state, `/subscriptions/${subscriptionId}`) ?? {};
    return { id: `/subscriptions/${subscriptionId}`, subscriptionId, ...(tenantId && { tenantId, displayName }) };
}

function byId(state: State, id: string): { displayName: string; tenantId: string } | undefined {
    return state.subscriptions.find((each) => sameId(each.id, id));
}

function tenant(_: unknown[], env: Environment): unknown {
    const { tid } = env.call.claims;
    return { countryCode: "US", displayName: env.call.state.tenants.get(tid)?.displayName, id: `/tenants/${tid}`, tenantId: tid };
}

export const deploymentFunctions: Record<string, TemplateFunction> = {
    parameters: ([name], env) => parameter(text(name), env),
    variables: ([name], env) => variable(text(name), env),
    copyIndex,
    resourceGroup,
    subscription,
    tenant,
    deployment: (_, env) => {
        const { name, location } = env.deployment;
        const id = `${env.scope}/providers/Microsoft.Resources/deployments/${name}`;
        return { name, ...(location && { location }), id, properties: { template: { contentVersion: env.template.raw["contentVersion"] }, mode: "Incremental", provisioningState: "Accepted" } };
    },
};
