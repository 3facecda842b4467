/** `Microsoft.Resources/deployments` at groups, subscriptions and management groups (07-vm-create, 7.2, 7.6 and 7.7). */
import type { SimContext } from "../../context.ts";
import { type Route, type SimResponse, SimError, azureError } from "../../http.ts";
import { type Json, type TemplateDeployment, key, subscriptionIdOf } from "../../state.ts";
import { isObject, textOf } from "../bodies.ts";
import { type ArmCall, armRoute } from "../call.ts";
import { gatewayError } from "../errors.ts";
import { listOf } from "../lists.ts";
import { isRegion, normalizeLocation } from "../locations.ts";
import { begin, retryAfter, statusUrl } from "../operations.ts";
import { notInSandbox } from "../refusals.ts";
import { run } from "./apply.ts";
import { dispatchAs } from "./dispatch.ts";
import { Deferred, TemplateError } from "./errors.ts";
import { deploymentBody } from "./lenientJson.ts";
import { preflight } from "./preflight.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { DEPLOYMENTS, newRecord, recordBody, stepBody } from "./records.ts";
import { ReadError } from "./resourceFunctions.ts";
import { changesOf } from "./whatIf.ts";

const NAME = /^[\w.()-]{1,64}$/;

type Routes = (context: SimContext) => Route[];

/** `allRoutes` are all of ARM's, through which a deployment makes its resources. */
export function templateRoutes(context: SimContext, allRoutes: Routes): Route[] {
    const all = `{*scope}/providers/${DEPLOYMENTS}`;
    const one = `${all}/{name}`;
    const needs = (what: string): { action: string; scope(params: Record<string, string>): string } => ({
        action: `${DEPLOYMENTS}/${what}`,
        scope: ({ scope = "", name }) => (name === undefined ? scope : `${scope === "/" ? "" : scope}/providers/${DEPLOYMENTS}/${name}`),
    });
    return [
        armRoute(context, "GET", all, needs("read"), list),
        armRoute(context, "GET", one, needs("read"), (call) => ({ status: 200, body: recordBody(required(call), call.state.clock.now()) })),
        armRoute(context, "HEAD", one, needs("read"), (call) => ({ status: find(call) ? 204 : 404 })),
        armRoute(context, "PUT", one, needs("write"), (call) => put(call, allRoutes)),
        armRoute(context, "DELETE", one, needs("delete"), remove),
        armRoute(context, "POST", `${one}/validate`, needs("validate/action"), (call) => validate(call, allRoutes)),
        armRoute(context, "POST", `${one}/whatIf`, needs("whatIf/action"), (call) => whatIf(call, allRoutes)),
        armRoute(context, "POST", `${one}/cancel`, needs("cancel/action"), cancel),
        armRoute(context, "POST", `${one}/exportTemplate`, needs("exportTemplate/action"), (call) => ({ status: 200, body: { template: required(call).template } })),
        armRoute(context, "GET", `${one}/operationStatuses/{operation}`, needs("operationstatuses/read"), status),
        // The operations of a group's deployment have a path without the provider.
        ...[`${one}/operations`, "/subscriptions/{subscription}/resourceGroups/{group}/deployments/{name}/operations"].flatMap((path) => [
            armRoute(context, "GET", path, operationNeeds, (call) => listOf(call, required(call).steps, (step) => stepBody(required(call), step, call.state.clock.now()))),
            armRoute(context, "GET", `${path}/{operation}`, operationNeeds, operation),
        ]),
    ];
}

const operationNeeds = {
    action: `${DEPLOYMENTS}/operations/read`,
    scope: (params: Record<string, string>): string => scopeIn(params),
};

function scopeIn({ scope, subscription = "", group = "" }: Record<string, string>): string {
    return scope ?? `/subscriptions/${subscription}/resourceGroups/${group}`;
}

function idOf(call: ArmCall): string {
    const scope = scopeIn(call.params);
    return `${scope === "/" ? "" : scope}/providers/${DEPLOYMENTS}/${call.params["name"] ?? ""}`;
}

function find(call: ArmCall): TemplateDeployment | undefined {
    return call.state.templateDeployments.get(idOf(call));
}

function required(call: ArmCall): TemplateDeployment {
    const found = find(call);
    if (!found) {
        throw gatewayError(404, "DeploymentNotFound", `Deployment '${call.params["name"] ?? ""}' could not be found.`);
    }
    return found;
}

function list(call: ArmCall): SimResponse {
    const filter = call.request.query.get("$filter");
    const [, wanted] = /^\s*provisioningState\s+eq\s+'([^']*)'\s*$/i.exec(filter ?? "") ?? [];
    if (filter && wanted === undefined) {
        throw gatewayError(400, "InvalidFilterInQueryString", `Invalid $filter '${filter}' specified in the query string.`);
    }
    const at = key(scopeIn(call.params));
    const found = call.state.templateDeployments.filter(({ scope, state }) => key(scope) === at && (!wanted || state.toLowerCase() === wanted.toLowerCase()));
    return listOf(call, found.toReversed(), (record) => recordBody(record, call.state.clock.now()));
}

/** The template with the caller's rights checked; throws Azure's 400 and 403. */
async function prepared(call: ArmCall, allRoutes: Routes, body: Json): Promise<Prepared> {
    const name = call.params["name"] ?? "";
    if (!NAME.test(name)) {
        throw gatewayError(400, "InvalidDeploymentName", `The deployment name '${name}' is invalid: 1 to 64 letters, digits, '-', '_', '.', '(' and ')'.`);
    }
    const scope = scopeIn(call.params);
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    const dispatch = dispatchAs(call, allRoutes);
    try {
        const ready = await prepare({ call, dispatch, scope, name, location: locationOf(call, body), properties });
        await preflight(call, ready, allRoutes(call.context));
        return ready;
    } catch (error) {
        throw answerOf(error);
    }
}

function answerOf(error: unknown): unknown {
    if (error instanceof TemplateError) {
        return error.code === "NotInSandbox" ? new SimError({ ...notInSandbox("").response, body: { error: { code: error.code, message: error.message } } }) : gatewayError(400, error.code, error.message);
    }
    if (error instanceof Deferred) {
        return gatewayError(400, "InvalidTemplate", "Deployment template validation failed: 'The template function 'reference' is not expected at this location. Please see https://aka.ms/arm-functions for usage details.'.");
    }
    return error instanceof ReadError ? new SimError(error.response) : error;
}

/** Where the record lies: named above groups, and never changed. */
function locationOf(call: ArmCall, body: Json): string | undefined {
    const location = textOf(body, "location");
    if (/\/resourceGroups\//i.test(scopeIn(call.params))) {
        return undefined;
    }
    if (!location || !isRegion(location)) {
        throw gatewayError(400, location ? "LocationNotAvailableForDeployment" : "LocationRequired", location ? `The specified location '${location}' is not available for deployments.` : "The 'location' property is required for this definition.");
    }
    const existing = find(call)?.location;
    if (existing && normalizeLocation(existing) !== normalizeLocation(location)) {
        throw gatewayError(409, "InvalidDeploymentLocation", `Invalid deployment location '${location}'. The deployment '${call.params["name"] ?? ""}' already exists in location '${existing}'.`);
    }
    return normalizeLocation(location);
}

const isOver = ({ state }: TemplateDeployment): boolean => ["Succeeded", "Failed", "Canceled"].includes(state);

async function put(call: ArmCall, allRoutes: Routes): Promise<SimResponse> {
    const body = deploymentBody(call.request);
    const ready = await prepared(call, allRoutes, body);
    const existing = find(call);
    if (existing && !isOver(existing)) {
        const message = `Unable to edit or replace deployment '${existing.name}': previous deployment from '${new Date(existing.createdAt).toISOString()}' is still active. Please see https://aka.ms/arm-deploy for usage details.`;
        throw gatewayError(409, "DeploymentActive", message);
    }
    const record = call.state.templateDeployments.add(newRecord(idOf(call), body, ready));
    const answer = recordBody(record, call.state.clock.now());
    void run(record, ready);
    const path = `${call.request.origin}${record.id}/operationStatuses/${record.templateHash}`;
    const headers = { "azure-asyncoperation": `${path}?api-version=${call.request.query.get("api-version") ?? ""}`, "retry-after": "1", "x-ms-deployment-engine-version": "1.280.0" };
    return { status: existing ? 200 : 201, headers, body: answer };
}

function status(call: ArmCall): SimResponse {
    const { state, error } = required(call);
    return { status: 200, headers: ["Succeeded", "Failed", "Canceled"].includes(state) ? {} : { "retry-after": "1" }, body: { status: state, ...(error && { error }) } };
}

async function validate(call: ArmCall, allRoutes: Routes): Promise<SimResponse> {
    const body = deploymentBody(call.request);
    const ready = await prepared(call, allRoutes, body);
    const { id: _, properties } = recordBody(newRecord(idOf(call), body, ready), call.state.clock.now()) as { id: string; properties: Json };
    const validatedResources = ready.env.resources.filter(({ existing, id }) => !existing && id !== "").map(({ id }) => ({ id }));
    return { status: 200, body: { properties: { ...properties, provisioningState: "Succeeded", validatedResources } } };
}

/** A failure is told in the result, not by the status of the request. */
async function whatIf(call: ArmCall, allRoutes: Routes): Promise<SimResponse> {
    const body = deploymentBody(call.request);
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    const settings = isObject(properties["whatIfSettings"]) ? properties["whatIfSettings"] : {};
    const result = await resultOf(async () => {
        const ready = await prepared(call, allRoutes, body);
        return await changesOf(ready, settings["resultFormat"] === "ResourceIdOnly");
    });
    if (!subscriptionIdOf(scopeIn(call.params))) {
        return { status: 200, body: result };
    }
    const begun = begin(call, { kind: "whatIf", location: "global", target: idOf(call) });
    begun.result = result;
    const headers = { location: statusUrl(call, begun, "Microsoft.Resources/locations/global/operationResults"), "retry-after": retryAfter(begun, call.state, 15) };
    return { status: 202, headers };
}

async function resultOf(changes: () => Promise<Json[]>): Promise<Json> {
    try {
        return { status: "Succeeded", properties: { changes: await changes() } };
    } catch (error) {
        const told = answerOf(error);
        if (!(told instanceof SimError)) {
            throw told;
        }
        return { status: "Failed", error: (told.response.body as { error: Json }).error };
    }
}

/** What is under way is finished; nothing else is begun. UNCONFIRMED wording of the refusal. */
function cancel(call: ArmCall): SimResponse {
    const record = required(call);
    if (isOver(record)) {
        throw azureError(409, "DeploymentCannotBeCancelled", `The deployment '${record.name}' cannot be cancelled because its provisioning state is '${record.state}'.`);
    }
    record.state = "Canceled";
    record.endedAt = call.state.clock.now();
    return { status: 204 };
}

/** Only the record goes; its resources stay. */
function remove(call: ArmCall): SimResponse {
    const record = find(call);
    if (!record) {
        return { status: 204 };
    }
    if (!isOver(record)) {
        throw gatewayError(409, "DeploymentActive", `The deployment '${record.name}' cannot be deleted: it is still active.`);
    }
    call.state.templateDeployments.delete(record.id);
    if (!subscriptionIdOf(record.id)) {
        return { status: 204 };
    }
    const begun = begin(call, { kind: "deleteDeployment", location: "global", target: record.id });
    return { status: 202, headers: { location: statusUrl(call, begun, "Microsoft.Resources/locations/global/operationResults"), "retry-after": retryAfter(begun, call.state, 15) } };
}

function operation(call: ArmCall): SimResponse {
    const record = required(call);
    const step = record.steps.find(({ id }) => id.toLowerCase() === (call.params["operation"] ?? "").toLowerCase());
    if (!step) {
        throw gatewayError(404, "DeploymentOperationNotFound", `Deployment operation '${call.params["operation"] ?? ""}' could not be found.`);
    }
    return { status: 200, body: stepBody(record, step, call.state.clock.now()) };
}
