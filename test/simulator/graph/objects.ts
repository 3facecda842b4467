/** `me`, `users`, `groups`, `servicePrincipals` and `applications`: lists and single objects. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { findPrincipal } from "../state.ts";
import type { Principal } from "../state.ts";
import { applicationBody, bodyOf, kindOf, userDefaults } from "./bodies.ts";
import { graphRoute } from "./call.ts";
import type { GraphCall } from "./call.ts";
import { badRequest, notFound } from "./errors.ts";
import { listOf, oneOf } from "./lists.ts";
import type { Collection } from "./lists.ts";
import type { Kind } from "./permissions.ts";

const collections: Record<Kind, Collection> = {
    user: { context: "users", type: "User", defaults: userDefaults },
    group: { context: "groups", type: "Group" },
    servicePrincipal: { context: "servicePrincipals", type: "ServicePrincipal" },
    application: { context: "applications", type: "Application" },
};

export function objectRoutes(context: SimContext): Route[] {
    return [
        graphRoute(context, "GET", "me", me),
        ...(["user", "group", "servicePrincipal"] as const).flatMap((kind) => [
            graphRoute(context, "GET", `${kind}s`, (call) => list(call, kind)),
            graphRoute(context, "GET", `${kind}s/{key}`, (call, key) => read(call, kind, key)),
            graphRoute(context, "GET", `${kind}s({key})`, (call, key) => read(call, kind, key)),
        ]),
        graphRoute(context, "GET", "applications", applications),
        graphRoute(context, "GET", "applications/{key}", (call, key) => oneOf(call, registeredAs(call, key), collections.application)),
        graphRoute(context, "GET", "applications({key})", (call, key) => oneOf(call, registeredAs(call, key), collections.application)),
    ];
}

/** The signed-in user; an application is none. */
export function signedIn(call: GraphCall): Principal {
    const principal = findPrincipal(call.state, call.claims.oid);
    if (call.claims.idtyp !== "user") {
        throw badRequest(call.request, "/me request is only valid with delegated authentication flow.");
    }
    call.demand(call.permissions.readSelf());
    if (!principal) {
        throw notFound(call.request, call.claims.oid);
    }
    return principal;
}

/** By object id; a user also by UPN, a service principal also as `appId='…'`. Throws 403 and 404. */
export function named(call: GraphCall, kind: Kind, key: string): Principal {
    const appId = /^appId='?([^']*)'?$/i.exec(key)?.[1]?.toLowerCase();
    const text = key.toLowerCase();
    const found = call.principals().find((p) => kindOf(p) === kind && (appId ? p.appId?.toLowerCase() === appId : p.oid === text || p.upn?.toLowerCase() === text));
    call.demand(call.permissions.read(kind) || (found?.oid === call.claims.oid && call.permissions.readSelf()));
    if (!found) {
        throw notFound(call.request, appId ?? key);
    }
    return found;
}

function me(call: GraphCall): SimResponse {
    return oneOf(call, bodyOf(signedIn(call)), collections.user);
}

function list(call: GraphCall, kind: Kind): SimResponse {
    call.demand(call.permissions.list(kind));
    return listOf(call, call.principals().filter((p) => kindOf(p) === kind).map(bodyOf), collections[kind]);
}

function read(call: GraphCall, kind: Kind, key: string): SimResponse {
    return oneOf(call, bodyOf(named(call, kind, key)), collections[kind]);
}

function registered(call: GraphCall): ReturnType<typeof applicationBody>[] {
    call.demand(call.permissions.read("application"));
    return call.principals().filter((p) => p.kind === "servicePrincipal").map(applicationBody);
}

function applications(call: GraphCall): SimResponse {
    return listOf(call, registered(call), collections.application);
}

/** By its own object id, or as `appId='…'`. Throws 403 and 404. */
export function registeredAs(call: GraphCall, key: string): ReturnType<typeof applicationBody> {
    const appId = /^appId='?([^']*)'?$/i.exec(key)?.[1];
    const found = registered(call).find((body) => (appId ? body["appId"] === appId : body["id"] === key.toLowerCase()));
    if (!found) {
        throw notFound(call.request, appId ?? key);
    }
    return found;
}
