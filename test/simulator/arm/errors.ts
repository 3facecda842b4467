/** ARM's refusals, in the words of 03-arm, 3.3 and 3.8; those marked UNCONFIRMED there are so here too. */
import { type SimError, azureError } from "../http.ts";

/** Errors of ARM's own gateway say so in a header; a provider's errors do not. */
const gateway = { "x-ms-failure-cause": "gateway" };

export function gatewayError(status: number, code: string, message: string, error: object = {}): SimError {
    return azureError(status, code, message, { headers: gateway, error });
}

export function missingApiVersion(): SimError {
    return gatewayError(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
}

export function invalidContent(message: string): SimError {
    return gatewayError(400, "InvalidRequestContent", `The request content was invalid and could not be deserialized: '${message}'.`);
}

export function subscriptionNotFound(id: string): SimError {
    return gatewayError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`);
}

export function resourceGroupNotFound(name: string): SimError {
    return gatewayError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** `type` as `Namespace/type[/child]`, `name` as `name[/child]`. */
export function resourceNotFound(type: string, name: string, group: string): SimError {
    const what = `The Resource '${type}/${name}' under resource group '${group}' was not found.`;
    return gatewayError(404, "ResourceNotFound", `${what} For more details please go to https://aka.ms/ARMResourceNotFoundFix`);
}

export function notRegistered(namespace: string): SimError {
    const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
    return gatewayError(409, "MissingSubscriptionRegistration", message);
}

export function authorizationFailed(caller: { name: string; oid: string }, action: string, scope: string): SimError {
    const who = `The client '${caller.name}' with object id '${caller.oid}'`;
    const what = `does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
    return gatewayError(403, "AuthorizationFailed", `${who} ${what} If access was recently granted, please refresh your credentials.`);
}

export function linkedAuthorizationFailed(oid: string, action: string, scope: string, linked: { action: string; ids: string[] }): SimError {
    const has = `The client '${oid}' with object id '${oid}' has permission to perform action '${action}' on scope '${scope}';`;
    const lacks = `however, it does not have permission to perform action '${linked.action}' on the linked scope(s) '${linked.ids.join(",")}' or the linked scope(s) are invalid.`;
    return gatewayError(403, "LinkedAuthorizationFailed", `${has} ${lacks}`);
}

export function preconditionFailed(): SimError {
    return azureError(412, "PreconditionFailed", "The condition specified using HTTP conditional header(s) is not met.");
}

/** Another change of the same resource is under way (UNCONFIRMED: recalled wording). */
export function conflict(): SimError {
    const message = "The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.";
    return azureError(409, "Conflict", message);
}

export function badRequest(code: string, message: string, error: object = {}): SimError {
    return azureError(400, code, message, { error });
}
