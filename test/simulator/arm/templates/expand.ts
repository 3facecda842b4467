/** The resources of a template, one by one: loops unrolled, conditions asked, names and ids worked out. */
import type { Json } from "../../state.ts";
import { type Environment, isJson, withLoop } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import { text } from "./arguments.ts";
import { pathOf } from "./resourceFunctions.ts";
import type { TemplateResource } from "./template.ts";

const DEPLOYMENTS = "microsoft.resources/deployments";

/** Fills `env.resources`; a resource whose name is not known yet has an empty id. */
export async function expandResources(env: Environment): Promise<void> {
    for (const { symbol, definition } of env.template.resources) {
        for (const at of await loopsOf(definition, env)) {
            if (await isWanted(definition, at.env)) {
                env.resources.push(await identified(symbol, definition, at));
            }
        }
    }
    refuseTwins(env.resources);
}

interface Place {
    env: Environment;
    loop?: { name: string; index: number };
}

async function loopsOf(definition: Json, env: Environment): Promise<Place[]> {
    const { copy } = definition;
    if (!isJson(copy)) {
        return [{ env }];
    }
    const count = await evaluate(copy["count"], env);
    if (typeof count !== "number" || count < 0 || count > 800) {
        throw new TemplateError(`The copy count of the resource '${String(definition["name"])}' is not valid: it must be an integer from 0 to 800.`);
    }
    const name = String(copy["name"]);
    return Array.from({ length: count }, (_, index) => ({ env: withLoop(env, name, index), loop: { name, index } }));
}

async function isWanted(definition: Json, env: Environment): Promise<boolean> {
    return definition["condition"] === undefined || (await evaluate(definition["condition"], env)) === true;
}

async function identified(symbol: string | undefined, definition: Json, { env, loop }: Place): Promise<TemplateResource> {
    const type = text(definition["type"]);
    const apiVersion = text(definition["apiVersion"]);
    const existing = definition["existing"] === true;
    const common = { symbol, loop, definition, type, apiVersion, existing, env };
    try {
        const name = text(await evaluate(definition["name"], env));
        return { ...common, name, id: await idOf(type, name, definition, env) };
    } catch (error) {
        if (error instanceof Deferred) {
            return { ...common, name: String(definition["name"]), id: "" };
        }
        throw error;
    }
}

async function idOf(type: string, name: string, definition: Json, env: Environment): Promise<string> {
    if (type.toLowerCase() === "microsoft.resources/resourcegroups") {
        return `/subscriptions/${String(definition["subscriptionId"] ?? env.scope.split("/")[2])}/resourceGroups/${name}`;
    }
    const names = name.split("/");
    const parts = type.split("/").length - 1;
    if (names.length !== parts) {
        throw new TemplateError(`The template resource '${name}' of type '${type}' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-syntax-resources for usage details.`);
    }
    return `${await scopeOf(type, definition, env)}/providers/${pathOf(type, names)}`;
}

/** Where a resource lies: the deployment's scope, another group or subscription, or the resource that it extends. */
async function scopeOf(type: string, definition: Json, env: Environment): Promise<string> {
    const [scope, subscription, group] = await Promise.all([definition["scope"], definition["subscriptionId"], definition["resourceGroup"]].map((each) => (each === undefined ? undefined : evaluate(each, env))));
    if (scope !== undefined) {
        const at = text(scope);
        return at === "/" ? "" : absolute(at, type, env);
    }
    if (group !== undefined) {
        return `/subscriptions/${text(subscription ?? env.scope.split("/")[2])}/resourceGroups/${text(group)}`;
    }
    return subscription === undefined ? env.scope : `/subscriptions/${text(subscription)}`;
}

/** `Microsoft.X/y/name` lies in the deployment's scope; of a deployment it is the name of a management group. */
function absolute(scope: string, type: string, env: Environment): string {
    if (scope.startsWith("/")) {
        return scope.replace(/\/$/, "");
    }
    const above = type.toLowerCase() === DEPLOYMENTS || /^Microsoft\.Management\//i.test(scope);
    return above ? `/providers/${scope}` : `${env.scope}/providers/${scope}`;
}

function refuseTwins(resources: TemplateResource[]): void {
    const seen = new Set<string>();
    for (const { id, name, existing } of resources) {
        if (id && !existing && seen.has(id.toLowerCase())) {
            throw new TemplateError(`Deployment template validation failed: 'The resource '${name}' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.'.`);
        }
        if (!existing) {
            seen.add(id.toLowerCase());
        }
    }
}
