/** Cognitive Services accounts: lists, reading, creating, changing, deleting, keys (03-arm, 3.9). */
import { randomBytes } from "node:crypto";
import { touch } from "../changes.ts";
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import type { Account } from "../state.ts";
import { accountBody } from "./accountBody.ts";
import { createAccount, updateAccount } from "./accountChanges.ts";
import { softDelete } from "./allResources.ts";
import { objectBody, textOf } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, conflict, resourceNotFound } from "./errors.ts";
import { beforeChange } from "./graphLag.ts";
import { isListed, listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { begin, retryAfter, running, statusUrl } from "./operations.ts";

export const ACCOUNTS = "Microsoft.CognitiveServices/accounts";
export const ACCOUNT_PATH = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${ACCOUNTS}/{name}`;

export function accountRoutes(context: SimContext): Route[] {
    const reads = { listed: `${ACCOUNTS}/read`, scope: listScope };
    return [
        armRoute(context, "GET", `/subscriptions/{subscription}/providers/${ACCOUNTS}`, reads, list),
        armRoute(context, "GET", `/subscriptions/{subscription}/resourceGroups/{group}/providers/${ACCOUNTS}`, reads, list),
        armRoute(context, "GET", ACCOUNT_PATH, { action: `${ACCOUNTS}/read` }, (call) => ({ status: 200, body: currentBody(call, requireAccount(call)) })),
        armRoute(context, "PUT", ACCOUNT_PATH, { action: `${ACCOUNTS}/write` }, put),
        armRoute(context, "PATCH", ACCOUNT_PATH, { action: `${ACCOUNTS}/write` }, patch),
        armRoute(context, "DELETE", ACCOUNT_PATH, { action: `${ACCOUNTS}/delete` }, remove),
        armRoute(context, "POST", `${ACCOUNT_PATH}/listKeys`, { action: `${ACCOUNTS}/listKeys/action`, scope: accountId }, (call) => keys(requireAccount(call))),
        armRoute(context, "POST", `${ACCOUNT_PATH}/regenerateKey`, { action: `${ACCOUNTS}/regenerateKey/action`, scope: accountId }, regenerate),
    ];
}

/** The account's id as the path names it. */
export function accountId(params: Record<string, string>): string {
    const { subscription = "", group = "", name = "" } = params;
    return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${ACCOUNTS}/${name}`;
}

/** The account in the path; throws 404 `ResourceNotFound`. */
export function requireAccount(call: ArmCall): Account {
    const found = call.state.accounts.get(accountId(call.params));
    if (!found) {
        throw resourceNotFound(ACCOUNTS, call.params["name"] ?? "", call.params["group"] ?? "");
    }
    return found;
}

function list(call: ArmCall): SimResponse {
    const isBelow = isListed(call.params);
    const found = call.state.accounts.filter((resource) => isBelow(resource) && call.access(`${ACCOUNTS}/read`, resource.id));
    return listOf(call, found, (account) => currentBody(call, account));
}

function currentBody(call: ArmCall, account: Account): object {
    return accountBody(account, running(call.state, account.id) ? "Creating" : undefined);
}

async function put(call: ArmCall): Promise<SimResponse> {
    const existing = call.state.accounts.get(accountId(call.params));
    if (existing) {
        return await change(call, existing);
    }
    const account = await createAccount(call, accountId(call.params), objectBody(call.request));
    const operation = begin(call, { kind: "createAccount", location: account.location, target: account.id });
    const status = statusUrl(call, operation, `Microsoft.CognitiveServices/locations/${account.location}/operationResults`);
    const headers = { "azure-asyncoperation": status, "retry-after": retryAfter(operation, call.state, 10) };
    return { status: 201, headers, body: accountBody(account, "Creating") };
}

async function patch(call: ArmCall): Promise<SimResponse> {
    return await change(call, requireAccount(call));
}

/** Answers at once, as the recorded traffic of other changes does; UNCONFIRMED for PATCH. */
async function change(call: ArmCall, account: Account): Promise<SimResponse> {
    if (running(call.state, account.id)) {
        throw conflict();
    }
    beforeChange(call.state, account);
    await updateAccount(call, account, objectBody(call.request));
    return { status: 200, body: accountBody(account) };
}

async function remove(call: ArmCall): Promise<SimResponse> {
    const account = call.state.accounts.get(accountId(call.params));
    if (!account) {
        return { status: 204 };
    }
    touch(call.state, account);
    softDelete(call.state, account);
    await call.context.unlisten(account);
    return { status: 200 };
}

/** The other key goes on working, so that it can be used meanwhile. */
function regenerate(call: ArmCall): SimResponse {
    const account = requireAccount(call);
    const name = textOf(objectBody(call.request), "keyName");
    const index = ["key1", "key2"].indexOf(name?.toLowerCase() ?? "");
    if (index < 0) {
        throw badRequest("InvalidKeyName", `The key name '${name ?? ""}' is not one of Key1, Key2.`);
    }
    keys(account);
    account.keys[index] = randomBytes(16).toString("hex");
    return keys(account);
}

/** UNCONFIRMED: an account without local authentication has no keys to list. */
function keys(account: Account): SimResponse {
    if (account.properties.disableLocalAuth) {
        throw badRequest("BadRequest", "Failed to list key. disableLocalAuth is set to be true");
    }
    return { status: 200, body: { key1: account.keys[0], key2: account.keys[1] } };
}
