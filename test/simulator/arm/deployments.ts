/** Model deployments of an account (03-arm, 3.9): synchronous, as recorded. */
import { touch } from "../changes.ts";
import type { SimContext } from "../context.ts";
import { type Route, type SimResponse, azureError } from "../http.ts";
import type { Account, Deployment, Json } from "../state.ts";
import { etagOf } from "./accountBody.ts";
import { ACCOUNTS, ACCOUNT_PATH, accountId, requireAccount } from "./accounts.ts";
import { isObject, objectBody, systemData } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, resourceNotFound } from "./errors.ts";
import { listOf } from "./lists.ts";
import { running } from "./operations.ts";
import { deployable, quotaName, quotas, skusOf } from "./quota.ts";

const TYPE = `${ACCOUNTS}/deployments`;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;

export function deploymentRoutes(context: SimContext): Route[] {
    const all = `${ACCOUNT_PATH}/deployments`;
    return [
        armRoute(context, "GET", all, { action: `${TYPE}/read`, scope: accountId }, list),
        armRoute(context, "GET", `${all}/{deployment}`, { action: `${TYPE}/read` }, get),
        armRoute(context, "PUT", `${all}/{deployment}`, { action: `${TYPE}/write` }, put),
        armRoute(context, "DELETE", `${all}/{deployment}`, { action: `${TYPE}/delete` }, remove),
    ];
}

function list(call: ArmCall): SimResponse {
    const account = requireAccount(call);
    return listOf(call, account.deployments, (deployment) => deploymentBody(account, deployment));
}

function get(call: ArmCall): SimResponse {
    return { status: 200, body: deploymentBody(requireAccount(call), deploymentIn(call)) };
}

function find(call: ArmCall): Deployment | undefined {
    const wanted = (call.params["deployment"] ?? "").toLowerCase();
    return requireAccount(call).deployments.find(({ name }) => name.toLowerCase() === wanted);
}

function deploymentIn(call: ArmCall): Deployment {
    const found = find(call);
    if (!found) {
        const { name = "", group = "", deployment = "" } = call.params;
        throw resourceNotFound(TYPE, `${name}/${deployment}`, group);
    }
    return found;
}

/** `capacity` is thousands of tokens a minute, and requests in ten seconds. */
function deploymentBody(account: Account, deployment: Deployment): Json {
    const { name, sku, properties, createdAt } = deployment;
    const id = `${account.id}/deployments/${name}`;
    return {
        id,
        type: TYPE,
        name,
        sku,
        properties: {
            currentCapacity: sku.capacity,
            rateLimits: [
                { key: "request", renewalPeriod: 10, count: sku.capacity },
                { key: "token", renewalPeriod: 60, count: sku.capacity * 1000 },
            ],
            ...properties,
        },
        systemData: systemData(createdAt),
        etag: etagOf(id, createdAt),
    };
}

function put(call: ArmCall): SimResponse {
    const account = requireAccount(call);
    const existing = find(call);
    if (running(call.state, account.id)) {
        throw azureError(409, "RequestConflict", `Another operation is being performed on the parent resource '${account.id}'. Please try again later.`);
    }
    const deployment = checked(call, account, objectBody(call.request), existing);
    account.deployments = [...account.deployments.filter((other) => other !== existing), deployment];
    touch(call.state, account);
    return { status: existing ? 200 : 201, body: deploymentBody(account, deployment) };
}

function checked(call: ArmCall, account: Account, body: Json, existing?: Deployment): Deployment {
    const name = existing?.name ?? call.params["deployment"] ?? "";
    if (!NAME.test(name)) {
        throw badRequest("InvalidResourceName", `The deployment name '${name}' is invalid.`);
    }
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    const wanted = modelOf(properties);
    const model = deployable(account.kind, wanted);
    const sku = skuOf(body, existing);
    if (!model || !skusOf(model).includes(sku.name)) {
        const which = `Format:${wanted.format},Name:${wanted.name},Version:${wanted.version ?? ""}`;
        throw badRequest("DeploymentModelNotSupported", `The model '${which}' of account deployment is not supported with SKU '${sku.name}'.`);
    }
    checkQuota(call, account, quotaName(sku.name, model), sku.capacity - (existing?.sku.capacity ?? 0));
    return {
        name,
        sku,
        properties: {
            versionUpgradeOption: "OnceNewDefaultVersionAvailable",
            ...properties,
            model: { format: model.format, name: model.name, version: model.version },
            capabilities: model.capabilities,
            provisioningState: "Succeeded",
        },
        createdAt: existing?.createdAt ?? call.state.clock.now(),
    };
}

function modelOf(properties: Json): { format: string; name: string; version?: string } {
    const model = isObject(properties["model"]) ? properties["model"] : {};
    const { format, name, version } = model;
    if (typeof format !== "string" || typeof name !== "string") {
        throw badRequest("InvalidResourceProperties", "The deployment's model needs a format and a name.");
    }
    return { format, name, version: typeof version === "string" ? version : undefined };
}

/** Before there were SKUs (to 2022-12-01, az 2.45) the same was in `properties.scaleSettings`; that it is still taken is UNCONFIRMED. */
function skuOf(body: Json, existing?: Deployment): { name: string; capacity: number } {
    const sku = isObject(body["sku"]) ? body["sku"] : {};
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    const scale = isObject(properties["scaleSettings"]) ? properties["scaleSettings"] : {};
    const name = sku["name"] ?? scale["scaleType"] ?? existing?.sku.name ?? "Standard";
    const capacity = sku["capacity"] ?? scale["capacity"] ?? existing?.sku.capacity ?? 1;
    if (typeof name !== "string" || typeof capacity !== "number" || !(capacity >= 1)) {
        throw badRequest("InvalidResourceProperties", "The deployment's SKU needs a name, and a capacity of 1 or more.");
    }
    return { name, capacity };
}

function checkQuota(call: ArmCall, account: Account, name: string, more: number): void {
    const quota = quotas(call.state, call.subscription?.subscriptionId ?? "", account.location).find((row) => row.name === name);
    if (quota && more > quota.limit - quota.used) {
        const numbers = `The current quota usage is ${quota.used} and the quota limit is ${quota.limit} for quota ${name}.`;
        const wish = `This operation require ${more} new capacity in quota ${name},`;
        throw badRequest("InsufficientQuota", `${wish} which is bigger than the current available capacity ${quota.limit - quota.used}. ${numbers}`);
    }
}

function remove(call: ArmCall): SimResponse {
    const account = call.state.accounts.get(accountId(call.params));
    const deployment = account && find(call);
    if (!deployment) {
        return { status: 204 };
    }
    account.deployments = account.deployments.filter((other) => other !== deployment);
    touch(call.state, account);
    return { status: 200 };
}
