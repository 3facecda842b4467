/** Template functions that make ids of resources, and those that read resources while a deployment runs. */
import type { SimResponse } from "../../http.ts";
import { key } from "../../state.ts";
import { text } from "./arguments.ts";
import { type Environment, groupOf, isJson, subscriptionOf } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import type { TemplateFunction } from "./functions.ts";
import { isGuid } from "../roleIds.ts";
import type { TemplateResource } from "./template.ts";

/** An answer to a read that the deployment needed and that failed; told as the resource's own error. */
export class ReadError extends Error {
    readonly response: SimResponse;

    constructor(response: SimResponse) {
        super("A resource could not be read.");
        this.response = response;
    }
}

/** `Microsoft.Network/virtualNetworks/subnets` with two names: `Microsoft.Network/virtualNetworks/a/subnets/b`. */
export function pathOf(type: string, names: string[]): string {
    const [namespace = "", ...types] = type.split("/");
    if (types.length !== names.length || types.length === 0) {
        throw new TemplateError(`Unable to evaluate template language function 'resourceId': the type '${type}' requires '${types.length}' resource name argument(s).`);
    }
    return [namespace, ...types.flatMap((part, index) => [part, names[index] ?? ""])].join("/");
}

/** Arguments before the type are a subscription and a group, by their number and form. */
function split(args: unknown[]): { before: string[]; type: string; names: string[] } {
    const texts = args.map(text);
    const at = texts.findIndex((part) => part.includes("/"));
    if (at < 0) {
        throw new TemplateError("Unable to evaluate template language function 'resourceId': the type of the resource is not given.");
    }
    return { before: texts.slice(0, at), type: texts[at] ?? "", names: texts.slice(at + 1) };
}

function resourceId(args: unknown[], env: Environment): string {
    const { before, type, names } = split(args);
    const path = pathOf(type, names);
    if (!env.scope.startsWith("/subscriptions/")) {
        return `/providers/${path}`;
    }
    const [first, second] = before;
    const subscription = first !== undefined && (second !== undefined || isGuid(first)) ? first : subscriptionOf(env);
    const group = second ?? (first !== undefined && !isGuid(first) ? first : groupOf(env));
    return `/subscriptions/${subscription}${group ? `/resourceGroups/${group}` : ""}/providers/${path}`;
}

function subscriptionResourceId(args: unknown[], env: Environment): string {
    const { before, type, names } = split(args);
    return `/subscriptions/${before[0] ?? subscriptionOf(env)}/providers/${pathOf(type, names)}`;
}

function extensionResourceId([scope, type, ...names]: unknown[]): string {
    return `${text(scope).replace(/\/$/, "")}/providers/${pathOf(text(type), names.map(text))}`;
}

/** The resource of this template that a symbol, an id (whole, or from the namespace on), or a name is of. */
export function findInTemplate(env: Environment, wanted: string): TemplateResource | undefined {
    // `subscriptionResourceId` writes a group's id in a form that no group has.
    const id = key(wanted).replace("/providers/microsoft.resources/resourcegroups/", "/resourcegroups/");
    const isSymbol = ({ symbol, loop }: TemplateResource): boolean => symbol !== undefined && (loop ? `${symbol}[${loop.index}]` : symbol) === wanted;
    return env.resources.find((each) => isSymbol(each) || key(each.id) === id || each.name === wanted || key(pathFor(each.type, each.name)) === id);
}

function pathFor(type: string, name: string): string {
    const names = name.split("/");
    return names.length === type.split("/").length - 1 ? pathOf(type, names) : name;
}

/** `properties` of a resource, or with `'Full'` all of it. */
async function reference([what, version, full]: unknown[], env: Environment): Promise<unknown> {
    const wanted = text(what);
    if (!env.phase.running) {
        throw new Deferred(wanted);
    }
    const own = findInTemplate(env, wanted);
    const id = own?.id ?? wanted;
    if (!id.startsWith("/")) {
        throw new TemplateError(`The template resource '${wanted}' is not found: 'reference' needs the id of a resource, or the name of one of this template.`);
    }
    const apiVersion = version === undefined ? own?.apiVersion : text(version);
    const answer = await env.dispatch("GET", id, { apiVersion });
    if (answer.status !== 200 || !isJson(answer.body)) {
        throw new ReadError(answer);
    }
    const { properties, ...rest } = answer.body;
    return typeof full === "string" && full.toLowerCase() === "full" ? { apiVersion, ...rest, properties } : properties;
}

/** `listKeys(id, version)` and its like: a POST of that name. */
export function listFunction(name: string): TemplateFunction {
    return async ([what, version], env) => {
        const wanted = text(what);
        if (!env.phase.running) {
            throw new Deferred(wanted);
        }
        const id = findInTemplate(env, wanted)?.id ?? wanted;
        const answer = await env.dispatch("POST", `${id}/${name}`, { apiVersion: version === undefined ? undefined : text(version) });
        if (answer.status !== 200) {
            throw new ReadError(answer);
        }
        return answer.body;
    };
}

export const resourceFunctions: Record<string, TemplateFunction> = {
    resourceId,
    subscriptionResourceId,
    extensionResourceId,
    tenantResourceId: (args) => {
        const { type, names } = split(args);
        return `/providers/${pathOf(type, names)}`;
    },
    managementGroupResourceId: (args, env) => {
        const { before, type, names } = split(args);
        const group = before[0] ? `/providers/Microsoft.Management/managementGroups/${before[0]}` : env.scope;
        return `${group}/providers/${pathOf(type, names)}`;
    },
    reference,
    resourceInfo: ([symbol], env) => {
        const { id, name, type, apiVersion } = findInTemplate(env, text(symbol)) ?? {};
        return { id, name, type, apiVersion };
    },
};
