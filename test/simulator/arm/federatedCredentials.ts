/** Federated credentials of a user-assigned identity (03-arm, 3.6). */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import type { Json } from "../state.ts";
import { isObject, objectBody } from "./bodies.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, resourceNotFound } from "./errors.ts";
import { requireIdentity } from "./identities.ts";
import { identityId } from "./identityBody.ts";
import { limitsOf } from "./limits.ts";
import { listOf } from "./lists.ts";

const TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

export function federatedCredentialRoutes(context: SimContext): Route[] {
    const all = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}/federatedIdentityCredentials";
    return [
        armRoute(context, "GET", all, { action: `${TYPE}/read` }, list),
        armRoute(context, "GET", `${all}/{credential}`, { action: `${TYPE}/read` }, get),
        armRoute(context, "PUT", `${all}/{credential}`, { action: `${TYPE}/write` }, put),
        armRoute(context, "DELETE", `${all}/{credential}`, { action: `${TYPE}/delete` }, remove),
    ];
}

function list(call: ArmCall): SimResponse {
    return listOf(call, Object.entries(requireIdentity(call).federatedCredentials ?? {}), ([name, properties]) => body(call, name, properties));
}

function body(call: ArmCall, name: string, properties: Json): object {
    return { id: `${identityId(requireIdentity(call))}/federatedIdentityCredentials/${name}`, name, type: TYPE, properties };
}

function get(call: ArmCall): SimResponse {
    const { name = "", group = "", credential = "" } = call.params;
    const properties = requireIdentity(call).federatedCredentials?.[credential];
    if (!properties) {
        throw resourceNotFound(TYPE, `${name}/${credential}`, group);
    }
    return { status: 200, body: body(call, credential, properties) };
}

function put(call: ArmCall): SimResponse {
    const identity = requireIdentity(call);
    const { credential = "" } = call.params;
    const properties = checked(objectBody(call.request)["properties"]);
    const known = (identity.federatedCredentials ??= {});
    const isNew = known[credential] === undefined;
    // UNCONFIRMED: code and text of the limit.
    if (isNew && Object.keys(known).length >= limitsOf(call.state).federatedCredentials) {
        throw badRequest("FederatedIdentityCredentialLimitExceeded", "The limit of federated identity credentials for this identity has been reached.");
    }
    known[credential] = properties;
    return { status: isNew ? 201 : 200, body: body(call, credential, properties) };
}

function checked(properties: unknown): Json {
    const { issuer, subject, audiences } = isObject(properties) ? properties : {};
    if (typeof issuer !== "string" || typeof subject !== "string" || !Array.isArray(audiences) || audiences.length === 0) {
        throw badRequest("BadRequest", "The request format was unexpected, properties 'issuer', 'subject' and 'audiences' are required.");
    }
    return { issuer, subject, audiences };
}

function remove(call: ArmCall): SimResponse {
    const known = requireIdentity(call).federatedCredentials ?? {};
    const { credential = "" } = call.params;
    const existed = known[credential] !== undefined;
    delete known[credential];
    return { status: existed ? 200 : 204 };
}
