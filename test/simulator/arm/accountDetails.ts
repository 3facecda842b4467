/** What else can be asked of accounts: models, quota, SKUs, private links, names, soft-deleted ones (03-arm, 3.9). */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { type Account, resourceGroupOf } from "../state.ts";
import { accountBody } from "./accountBody.ts";
import { subdomainHolder } from "./accountChanges.ts";
import { ACCOUNTS, ACCOUNT_PATH, accountId, requireAccount } from "./accounts.ts";
import { isObject, objectBody, textOf, timeText } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, resourceNotFound } from "./errors.ts";
import { listOf } from "./lists.ts";
import { locationModels, modelBody, modelsFor, quotaBody, quotaName, quotas } from "./quota.ts";

const SUBSCRIPTION = "/subscriptions/{subscription}/providers/Microsoft.CognitiveServices";
const DELETED = `${SUBSCRIPTION}/locations/{location}/resourceGroups/{group}/deletedAccounts/{name}`;

export function accountDetailRoutes(context: SimContext): Route[] {
    return [...ofAccount(context), ...ofSubscription(context)];
}

function ofAccount(context: SimContext): Route[] {
    const part = (name: string, handler: (call: ArmCall) => SimResponse): Route =>
        armRoute(context, "GET", `${ACCOUNT_PATH}/${name}`, { action: `${ACCOUNTS}/${name}/read`, scope: accountId }, handler);
    return [
        part("models", (call) => listOf(call, modelsFor(requireAccount(call).kind), modelBody)),
        part("skus", (call) => listOf(call, [requireAccount(call)], ({ sku }) => ({ resourceType: ACCOUNTS, sku }))),
        part("usages", accountUsages),
        part("projects", (call) => listOf(call, requireAccount(call) && [], () => ({}))),
        part("privateEndpointConnections", (call) => listOf(call, requireAccount(call).properties.privateEndpointConnections ?? [], (connection) => connection)),
        part("privateLinkResources", (call) => listOf(call, [requireAccount(call)], privateLink)),
    ];
}

function ofSubscription(context: SimContext): Route[] {
    const scope = ({ subscription = "" }: Record<string, string>): string => `/subscriptions/${subscription}`;
    const needs = (action: string): { action: string; scope: typeof scope } => ({ action: `Microsoft.CognitiveServices/${action}`, scope });
    const deleted = "locations/resourceGroups/deletedAccounts";
    return [
        armRoute(context, "GET", `${SUBSCRIPTION}/locations/{location}/models`, needs("locations/models/read"), (call) => listOf(call, locationModels(), (model) => model)),
        armRoute(context, "GET", `${SUBSCRIPTION}/locations/{location}/usages`, needs("locations/usages/read"), regionUsages),
        armRoute(context, "POST", `${SUBSCRIPTION}/checkDomainAvailability`, needs("checkDomainAvailability/action"), checkDomain),
        armRoute(context, "GET", `${SUBSCRIPTION}/deletedAccounts`, needs("deletedAccounts/read"), (call) => listOf(call, deletedIn(call), deletedBody)),
        armRoute(context, "GET", DELETED, needs(`${deleted}/read`), (call) => ({ status: 200, body: deletedBody(requireDeleted(call)) })),
        armRoute(context, "DELETE", DELETED, needs(`${deleted}/delete`), purge),
    ];
}

function regionUsages(call: ArmCall): SimResponse {
    return listOf(call, quotasOf(call, call.params["location"] ?? ""), quotaBody);
}

function quotasOf(call: ArmCall, location: string): ReturnType<typeof quotas> {
    return quotas(call.state, call.subscription?.subscriptionId ?? "", location);
}

/** Only the quota that deployments of this account take part in. */
function accountUsages(call: ArmCall): SimResponse {
    const account = requireAccount(call);
    const names = new Set(account.deployments.map(({ sku, properties }) => quotaName(sku.name, properties.model)));
    return listOf(call, quotasOf(call, account.location).filter(({ name }) => names.has(name)), quotaBody);
}

function privateLink(account: Account): object {
    const zones = ["privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com"];
    const requiredZoneNames = account.kind === "AIServices" ? [...zones, "privatelink.services.ai.azure.com"] : zones;
    return {
        id: `${account.id}/privateLinkResources/account`,
        name: "account",
        type: `${ACCOUNTS}/privateLinkResources`,
        properties: { displayName: "Cognitive Service API", groupId: "account", requiredMembers: ["default", "secondary", "third"], requiredZoneNames },
    };
}

function checkDomain(call: ArmCall): SimResponse {
    const body = objectBody(call.request);
    const subdomainName = textOf(body, "subdomainName");
    const type = textOf(body, "type");
    if (!subdomainName || !type) {
        throw badRequest("InvalidRequestContent", "'subdomainName' and 'type' are required.");
    }
    const taken = subdomainHolder(call, subdomainName) !== undefined;
    const reason = taken ? { reason: `Sub domain name '${subdomainName}' is already used. Please pick a different name.` } : {};
    return { status: 200, body: { isSubdomainAvailable: !taken, subdomainName, type, ...reason } };
}

function deletedIn(call: ArmCall): Account[] {
    const prefix = `/subscriptions/${call.subscription?.subscriptionId ?? ""}/`.toLowerCase();
    return call.state.deletedAccounts.filter(({ id }) => id.toLowerCase().startsWith(prefix));
}

function deletedBody(account: Account): object {
    const body = accountBody(account);
    const subscription = account.id.split("/")[2] ?? "";
    const region = `/subscriptions/${subscription}/providers/Microsoft.CognitiveServices/locations/${account.location}`;
    const id = `${region}/resourceGroups/${resourceGroupOf(account.id) ?? ""}/deletedAccounts/${account.name}`;
    const deletionDate = timeText(account.changedAt ?? account.createdAt);
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    return { ...body, id, properties: { ...properties, deletionDate } };
}

function requireDeleted(call: ArmCall): Account {
    const found = call.state.deletedAccounts.get(accountId(call.params));
    if (!found) {
        throw resourceNotFound("Microsoft.CognitiveServices/locations/deletedAccounts", call.params["name"] ?? "", call.params["group"] ?? "");
    }
    return found;
}

function purge(call: ArmCall): SimResponse {
    return { status: call.state.deletedAccounts.delete(accountId(call.params)) ? 200 : 204 };
}
