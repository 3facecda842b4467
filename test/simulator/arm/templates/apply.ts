/** A deployment at work: each resource is put through the sandbox's own routes once those it depends on are there. */
import { setTimeout } from "node:timers/promises";
import { SimError, type SimResponse } from "../../http.ts";
import type { DeploymentStep, Json, TemplateDeployment } from "../../state.ts";
import { type Environment, isJson } from "./environment.ts";
import { TemplateError } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import { type Prepared, inResource, isNested, nestedProperties } from "./prepare.ts";
import { addStep, endStep, failedError } from "./records.ts";
import { ReadError } from "./resourceFunctions.ts";
import { type TemplateResource, outputsOf } from "./template.ts";

/** How often a long-running operation is asked for its end. */
const POLL_MS = 25;

/** Runs to its end, and never rejects: what fails is told by the record. */
export async function run(record: TemplateDeployment, { env, order }: Prepared): Promise<void> {
    record.state = "Running";
    env.phase.running = true;
    const tasks = new Map<TemplateResource, Promise<Json | undefined>>();
    const task = (resource: TemplateResource): Promise<Json | undefined> => {
        const known = tasks.get(resource) ?? afterOthers(record, resource, (order.get(resource) ?? []).map(task));
        tasks.set(resource, known);
        return known;
    };
    const errors = (await Promise.all([...order.keys()].map(task))).filter((error) => error !== undefined && error !== NOT_RUN);
    if (record.state !== "Running") {
        return;
    }
    const details = errors.length > 0 ? (errors as Json[]) : await evaluateOutputs(record, env);
    record.endedAt = env.call.state.clock.now();
    record.error = details.length > 0 ? failedError(record, details) : undefined;
    record.state = details.length > 0 ? "Failed" : "Succeeded";
}

/** Stands for the error of a resource that was not tried, as another one failed. */
const NOT_RUN: Json = {};

async function afterOthers(record: TemplateDeployment, resource: TemplateResource, others: Promise<Json | undefined>[]): Promise<Json | undefined> {
    const before = await Promise.all(others);
    if (before.some((error) => error !== undefined) || record.state !== "Running") {
        return NOT_RUN;
    }
    const step = addStep(record, resource, resource.env.call.state.clock.now());
    try {
        const answer = await deployOne(record, resource);
        endStep(step, resource.env.call.state.clock.now(), answer.status);
        return undefined;
    } catch (error) {
        return failed(step, resource, error);
    }
}

function failed(step: DeploymentStep, resource: TemplateResource, error: unknown): Json {
    const told = errorOf(error, resource);
    endStep(step, resource.env.call.state.clock.now(), statusOf(error), told);
    return told;
}

function statusOf(error: unknown): number {
    return error instanceof SimError || error instanceof ReadError || error instanceof Answer ? error.response.status : 400;
}

/** An answer that is an error, on its way to the record. */
class Answer extends Error {
    readonly response: SimResponse;

    constructor(response: SimResponse) {
        super(`HTTP ${response.status}`);
        this.response = response;
    }
}

/** The error as it is told in the record; a fault of the sandbox itself says so. */
function errorOf(error: unknown, resource: TemplateResource): Json {
    if (error instanceof TemplateError) {
        const { code, message } = inResource(error, resource.name);
        return { code, message };
    }
    if (error instanceof SimError || error instanceof ReadError || error instanceof Answer) {
        const { body } = error.response;
        return isJson(body) && isJson(body["error"]) ? body["error"] : { code: String(error.response.status), message: "The provider's answer has no error in it." };
    }
    return { code: "SandboxFault", message: `The sandbox failed: ${String(error)}` };
}

async function deployOne(record: TemplateDeployment, resource: TemplateResource): Promise<SimResponse> {
    const { id, apiVersion, existing, env } = resource;
    if (existing) {
        return required(await env.dispatch("GET", id, { apiVersion }));
    }
    const body = isNested(resource) ? await nestedBody(resource) : await bodyOf(resource);
    const answer = required(await env.dispatch("PUT", id, { apiVersion, body }));
    if (isNested(resource)) {
        await followNested(record, resource);
    } else {
        await follow(env, answer);
        record.outputResources.push(id);
    }
    return answer;
}

function required(answer: SimResponse): SimResponse {
    if (answer.status >= 400) {
        throw new Answer(answer);
    }
    return answer;
}

/** Everything of the definition that is the resource's own. */
export async function bodyOf({ definition, env }: TemplateResource): Promise<Json> {
    return (await evaluate(ownPart(definition), env)) as Json;
}

export function ownPart(definition: Json): Json {
    const { type: _, name: __, apiVersion: ___, condition: ____, copy: _____, dependsOn: ______, scope: _______, subscriptionId: ________, resourceGroup: _________, existing: __________, comments: ___________, metadata: ____________, ...own } = definition;
    return own;
}

async function nestedBody(resource: TemplateResource): Promise<Json> {
    const { definition, env } = resource;
    const atGroup = /\/resourceGroups\//i.test(resource.id);
    const location = definition["location"] === undefined ? env.deployment.location : await evaluate(definition["location"], env);
    return { ...(!atGroup && { location }), properties: await nestedProperties(resource) };
}

async function followNested(record: TemplateDeployment, { id, env }: TemplateResource): Promise<void> {
    for (;;) {
        const nested = env.call.state.templateDeployments.get(id);
        if (!nested || ["Succeeded", "Failed", "Canceled"].includes(nested.state)) {
            record.outputResources.push(...(nested?.outputResources ?? []));
            return nested?.state === "Succeeded" ? undefined : refuseNested(id, nested);
        }
        await setTimeout(POLL_MS, undefined, { ref: false });
    }
}

function refuseNested(id: string, nested: TemplateDeployment | undefined): never {
    const state = nested?.state ?? "Deleted";
    const message = `The resource write operation failed to complete successfully, because it reached terminal provisioning state '${state}'.`;
    throw new Answer({ status: 409, body: { error: { code: "ResourceDeploymentFailure", target: id, message, details: nested?.error ? [nested.error] : [] } } });
}

/** Asks the status document, or the `Location` of an answer without a body, until it has ended. */
async function follow(env: Environment, { status, headers = {} }: SimResponse): Promise<void> {
    const url = headers["azure-asyncoperation"] ?? (status === 202 ? headers["location"] : undefined);
    if (!url) {
        return;
    }
    const { pathname, search } = new URL(url);
    for (;;) {
        const answer = required(await env.dispatch("GET", `${decodeURIComponent(pathname)}${search}`));
        const state = isJson(answer.body) ? String(answer.body["status"]) : undefined;
        if (state === "Failed" || state === "Canceled") {
            throw new Answer({ status: 409, body: answer.body });
        }
        if (answer.status !== 202 && (state === undefined || state === "Succeeded")) {
            return;
        }
        await setTimeout(POLL_MS, undefined, { ref: false });
    }
}

async function evaluateOutputs(record: TemplateDeployment, env: Environment): Promise<Json[]> {
    const step = addStep(record, undefined, env.call.state.clock.now());
    try {
        record.outputs = await outputsOf(env);
        endStep(step, env.call.state.clock.now(), 200);
        return [];
    } catch (error) {
        const message = error instanceof TemplateError ? error.message : JSON.stringify(error instanceof ReadError ? error.response.body : String(error));
        const told = { code: "DeploymentOutputEvaluationFailed", message: `Unable to evaluate template outputs: '${Object.keys(env.template.outputs).join(",")}'. Please see error details and deployment operations. Please see https://aka.ms/arm-common-errors for usage details.`, details: [{ code: "DeploymentOutputEvaluationFailed", message }] };
        endStep(step, env.call.state.clock.now(), 400, told);
        return [told];
    }
}
