/** The record of a deployment: how it is made, told, and listed step by step. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { DeploymentStep, Json, TemplateDeployment } from "../../state.ts";
import { timeText } from "../bodies.ts";
import { isJson } from "./environment.ts";
import { Deferred } from "./errors.ts";
import type { Prepared } from "./prepare.ts";
import { type TemplateResource, capital, isSecure } from "./template.ts";

export const DEPLOYMENTS = "Microsoft.Resources/deployments";

export function newRecord(id: string, body: Json, { env, order }: Prepared): TemplateDeployment {
    return {
        id,
        name: env.deployment.name,
        scope: env.scope,
        location: typeof body["location"] === "string" ? body["location"] : undefined,
        tags: isJson(body["tags"]) ? (body["tags"] as Record<string, string>) : undefined,
        createdAt: env.call.state.clock.now(),
        state: "Accepted",
        correlationId: randomUUID(),
        template: env.template.raw,
        templateHash: hashOf(env.template.raw),
        parameters: shownParameters(env),
        outputResources: [],
        steps: [],
        dependencies: [...order].filter(([, others]) => others.length > 0).map(([resource, others]) => ({ dependsOn: others.map(referenceTo), ...referenceTo(resource) })),
        providers: providersOf(env.resources),
    };
}

/** A number, as Azure's is; of the text of the template. */
function hashOf(template: Json): string {
    return BigInt(`0x${createHash("sha256").update(JSON.stringify(template)).digest("hex").slice(0, 15)}`).toString();
}

function referenceTo({ id, type, name }: TemplateResource): Json {
    return { id, resourceType: type, resourceName: name };
}

function providersOf(resources: TemplateResource[]): Json[] {
    const byNamespace = new Map<string, Map<string, string[]>>();
    for (const { type, definition } of resources) {
        const [namespace = "", ...rest] = type.split("/");
        const types = byNamespace.get(namespace) ?? new Map<string, string[]>();
        const location = definition["location"];
        types.set(rest.join("/"), typeof location === "string" && !location.startsWith("[") ? [location] : []);
        byNamespace.set(namespace, types);
    }
    return [...byNamespace].map(([namespace, types]) => ({ namespace, resourceTypes: [...types].map(([resourceType, locations]) => ({ resourceType, locations })) }));
}

/** Types, and the values of those that are no secrets. */
function shownParameters({ template, parameters }: Prepared["env"]): Json {
    return Object.fromEntries(Object.entries(template.parameters).map(([name, definition]) => {
        const value = parameters.get(name.toLowerCase());
        const type = capital(String(definition["type"] ?? "Object"));
        return [name, isSecure(definition) || value instanceof Deferred ? { type } : { type, value }];
    }));
}

function duration(from: number, to: number): string {
    return `PT${((to - from) / 1000).toFixed(7)}S`;
}

/** The record as GET and PUT answer it. */
export function recordBody(record: TemplateDeployment, now: number): Json {
    const { id, name, location, tags, state, correlationId, createdAt, endedAt, templateHash, parameters, outputs, outputResources, error, dependencies, providers } = record;
    const over = endedAt !== undefined;
    return {
        id,
        name,
        type: DEPLOYMENTS,
        ...(location && { location }),
        ...(tags && { tags }),
        properties: {
            templateHash,
            parameters,
            mode: "Incremental",
            provisioningState: state,
            timestamp: timeText(endedAt ?? createdAt),
            duration: duration(createdAt, endedAt ?? now),
            correlationId,
            providers,
            dependencies,
            ...(outputs && { outputs }),
            ...(over && { outputResources: [...new Set(outputResources)].map((resource) => ({ id: resource })) }),
            ...(error && { error }),
        },
    };
}

/** `target` is undefined for the outputs, which are the last step. */
export function addStep(record: TemplateDeployment, target: TemplateResource | undefined, now: number): DeploymentStep {
    const kind = target === undefined ? "EvaluateDeploymentOutput" : target.existing ? "Read" : "Create";
    const step: DeploymentStep = { id: randomBytes(8).toString("hex").toUpperCase(), kind, target: target && referenceTo(target), state: "Running", startedAt: now };
    record.steps.push(step);
    return step;
}

const words: Record<number, string> = { 200: "OK", 201: "Created", 202: "Accepted", 400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 412: "PreconditionFailed", 429: "TooManyRequests", 500: "InternalServerError", 501: "NotImplemented" };

export function endStep(step: DeploymentStep, now: number, status: number, error?: Json): void {
    step.endedAt = now;
    step.state = error ? "Failed" : "Succeeded";
    step.statusCode = words[status] ?? String(status);
    step.error = error;
}

export function stepBody(record: TemplateDeployment, step: DeploymentStep, now: number): Json {
    const { id, kind, target, state, startedAt, endedAt, statusCode, error } = step;
    return {
        id: `${record.id}/operations/${id}`,
        operationId: id,
        properties: {
            provisioningOperation: kind,
            provisioningState: state,
            timestamp: timeText(endedAt ?? startedAt),
            duration: duration(startedAt, endedAt ?? now),
            ...(statusCode && { serviceRequestId: record.correlationId, statusCode }),
            ...(error && { statusMessage: { status: "Failed", error } }),
            ...(target && { targetResource: target }),
        },
    };
}

/** What a failed deployment says; the errors of its resources are in `details`, those of nested ones further in. */
export function failedError(record: TemplateDeployment, details: Json[]): Json {
    const message = "At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.";
    return { code: "DeploymentFailed", target: record.id, message, details };
}
