/** Deny assignments (03-arm, 3.8): read only, as for everyone but Azure's own services. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { scopesAbove } from "../rbac.ts";
import { type DenyAssignment, type Json, type State, findPrincipal, key } from "../state.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { badRequest, gatewayError } from "./errors.ts";
import { listOf } from "./lists.ts";

const TYPE = "Microsoft.Authorization/denyAssignments";
const EVERYONE = { id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" };

export function denyAssignmentRoutes(context: SimContext): Route[] {
    const needs = { action: `${TYPE}/read`, scope: (params: Record<string, string>) => params["scope"] ?? "/" };
    return [
        armRoute(context, "GET", `{*scope}/providers/${TYPE}`, needs, list),
        armRoute(context, "GET", `{*scope}/providers/${TYPE}/{name}`, needs, get),
    ];
}

function list(call: ArmCall): SimResponse {
    const scope = call.params["scope"] ?? "/";
    const filter = call.request.query.get("$filter") ?? "";
    const name = /^denyAssignmentName eq '([^']*)'$/i.exec(filter)?.[1];
    if (filter && name === undefined && !/^atScope\(\)$/i.test(filter)) {
        throw badRequest("UnsupportedQuery", `The filter '${filter}' is not supported.`);
    }
    const above = scopesAbove(call.state, scope);
    const reaches = (deny: DenyAssignment): boolean =>
        above.includes(key(deny.scope)) || (filter === "" && key(deny.scope).startsWith(`${key(scope)}/`));
    const found = call.state.denyAssignments.filter((deny) => (name === undefined ? reaches(deny) : deny.displayName.toLowerCase() === name.toLowerCase()));
    return listOf(call, found, (deny) => body(call.state, deny));
}

function get(call: ArmCall): SimResponse {
    const { scope = "/", name = "" } = call.params;
    const found = call.state.denyAssignments.get(`${scope === "/" ? "" : scope}/providers/${TYPE}/${name}`);
    if (!found) {
        throw gatewayError(404, "DenyAssignmentNotFound", `The deny assignment '${name}' is not found.`);
    }
    return { status: 200, body: body(call.state, found) };
}

function body(state: State, deny: DenyAssignment): Json {
    const named = (oid: string): object => {
        const kind = findPrincipal(state, oid)?.kind;
        return oid === "*" ? EVERYONE : { id: oid, type: kind === "user" ? "User" : kind === "group" ? "Group" : "ServicePrincipal" };
    };
    return {
        properties: {
            denyAssignmentName: deny.displayName,
            description: "",
            permissions: deny.permissions.map(({ actions, notActions, dataActions, notDataActions }) => ({ actions, notActions, dataActions, notDataActions })),
            scope: deny.scope,
            doNotApplyToChildScopes: deny.doNotApplyToChildScopes,
            principals: deny.principals.map(named),
            excludePrincipals: deny.excludePrincipals.map(named),
            isSystemProtected: true,
        },
        id: deny.id,
        type: TYPE,
        name: deny.name,
    };
}
