/** From the `properties` of a deployment's body to resources in order: everything that can be known before it runs. */
import type { Json } from "../../state.ts";
import type { ArmCall } from "../call.ts";
import type { Dispatch } from "./dispatch.ts";
import { type Environment, isJson } from "./environment.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { evaluate, evaluateKnown } from "./evaluate.ts";
import { expandResources } from "./expand.ts";
import { type Order, dependenciesOf } from "./order.ts";
import { type TemplateResource, readParameters, readTemplate } from "./template.ts";

export interface Prepared {
    env: Environment;
    order: Order;
}

export interface Deployed {
    call: ArmCall;
    dispatch: Dispatch;
    scope: string;
    name: string;
    location?: string;
    /** `properties` of the body: `mode`, `template`, `parameters`. */
    properties: Json;
}

/** Throws `TemplateError` for everything that Azure would not take; `Deferred` where even the number of resources is not known yet. */
export async function prepare({ call, dispatch, scope, name, location, properties }: Deployed): Promise<Prepared> {
    refuseUnserved(properties);
    const template = readTemplate(properties["template"]);
    const env: Environment = {
        call, dispatch, scope, template,
        deployment: { name, location },
        parameters: new Map(),
        variables: new Map(),
        resources: [],
        loops: [],
        lambda: new Map(),
        phase: { running: false },
    };
    await readParameters(properties["parameters"], env);
    await expandResources(env);
    const order = await dependenciesOf(env);
    for (const resource of env.resources) {
        await lookThrough(resource);
    }
    return { env, order };
}

function refuseUnserved(properties: Json): void {
    const { mode } = properties;
    if (typeof mode !== "string" || !/^(incremental|complete)$/i.test(mode)) {
        throw new TemplateError("The request content was invalid: the 'mode' of a deployment must be 'Incremental' or 'Complete'.", "InvalidRequestContent");
    }
    const unserved = mode.toLowerCase() === "complete" ? "The deployment mode 'Complete'" : ["templateLink", "parametersLink", "onErrorDeployment"].find((name) => isJson(properties[name]));
    if (unserved) {
        throw new TemplateError(`${unserved} is not in the sandbox, though Azure has it.`, "NotInSandbox");
    }
}

/** Mistakes in expressions are told before anything is deployed. */
async function lookThrough(resource: TemplateResource): Promise<void> {
    const { definition, env, name } = resource;
    const { copy: _, dependsOn: __, ...own } = isNested(resource) ? withoutTemplate(definition) : definition;
    try {
        await evaluateKnown(own, env);
    } catch (error) {
        throw error instanceof TemplateError ? inResource(error, name) : error;
    }
}

function withoutTemplate(definition: Json): Json {
    const { template: _, ...properties } = isJson(definition["properties"]) ? definition["properties"] : {};
    return { ...definition, properties };
}

export function inResource(error: TemplateError, name: string): TemplateError {
    const message = `Unable to process template language expressions for resource '${name}' at line '1' and column '1'. '${error.message}'`;
    return error.code === "InvalidTemplate" && !error.message.startsWith("Unable to process template") ? new TemplateError(message) : error;
}

export function isNested({ type }: TemplateResource): boolean {
    return type.toLowerCase() === "microsoft.resources/deployments";
}

/** `properties` for the nested deployment, its parameters worked out; an unknown one is a `Deferred` while nothing runs. */
export async function nestedProperties({ definition, env }: TemplateResource): Promise<Json> {
    const { template, parameters, expressionEvaluationOptions: options, mode, ...rest } = isJson(definition["properties"]) ? definition["properties"] : {};
    const inner = isJson(options) && String(options["scope"]).toLowerCase() === "inner";
    const known = inner ? template : env.phase.running ? await evaluate(template, env) : await evaluateKnown(template, env);
    const entries = await Promise.all(Object.entries(isJson(parameters) ? parameters : {}).map(async ([name, value]) => [name, await given(value, env)] as const));
    return { ...rest, mode: mode ?? "Incremental", template: known, parameters: Object.fromEntries(entries) };
}

async function given(value: unknown, env: Environment): Promise<unknown> {
    try {
        return await evaluate(value, env);
    } catch (error) {
        if (error instanceof Deferred) {
            return { value: error };
        }
        throw error;
    }
}

/** The scope of the nested deployment with that id. */
export function scopeOfDeployment(id: string): string {
    return id.replace(/\/providers\/Microsoft\.Resources\/deployments\/[^/]+$/i, "");
}

/** A nested deployment, prepared as far as can be; undefined where its shape depends on what only running tells. */
export async function prepareNested(resource: TemplateResource): Promise<Prepared | undefined> {
    const { env, id, name } = resource;
    try {
        const properties = await nestedProperties(resource);
        return id ? await prepare({ call: env.call, dispatch: env.dispatch, scope: scopeOfDeployment(id), name, location: env.deployment.location, properties }) : undefined;
    } catch (error) {
        if (error instanceof Deferred) {
            return undefined;
        }
        throw error;
    }
}
