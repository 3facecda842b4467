/** Who belongs to which group, and directory objects of any kind by their ids. */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import { membershipOf } from "../state.ts";
import type { Json, Principal } from "../state.ts";
import { bodyOf, kindOf, userDefaults } from "./bodies.ts";
import { graphRoute } from "./call.ts";
import type { GraphCall } from "./call.ts";
import { badRequest, notFound } from "./errors.ts";
import { listOf } from "./lists.ts";
import { named, registeredAs, signedIn } from "./objects.ts";

const objects = { context: "directoryObjects", type: "DirectoryObject" };

export function memberRoutes(context: SimContext): Route[] {
    return [
        graphRoute(context, "POST", "directoryObjects/getByIds", byIds),
        graphRoute(context, "GET", "directoryObjects/{key}", one),
        graphRoute(context, "POST", "directoryObjects/{key}/checkMemberGroups", (call, key) => check(call, anyone(call, key))),
        graphRoute(context, "GET", "me/ownedObjects", (call) => (signedIn(call), listOf(call, [], objects))),
        graphRoute(context, "GET", "groups/{key}/members", (call, key) => listOf(call, typed(call, membersOf(call, named(call, "group", key))), objects)),
        // Nobody owns anything in the sandbox.
        graphRoute(context, "GET", "groups/{key}/owners", (call, key) => (named(call, "group", key), listOf(call, [], objects))),
        graphRoute(context, "GET", "servicePrincipals/{key}/owners", (call, key) => (named(call, "servicePrincipal", key), listOf(call, [], objects))),
        graphRoute(context, "GET", "applications/{key}/owners", (call, key) => (registeredAs(call, key), listOf(call, [], objects))),
        ...["users/{key}", "groups/{key}", "servicePrincipals/{key}", "me"].flatMap((path) => ofOne(context, path)),
    ];
}

/** What can be asked about the groups of one object. */
function ofOne(context: SimContext, path: string): Route[] {
    const who = (call: GraphCall, key: string) => (path === "me" ? signedIn(call) : named(call, path.startsWith("u") ? "user" : path.startsWith("g") ? "group" : "servicePrincipal", key));
    return [
        graphRoute(context, "GET", `${path}/memberOf`, (call, key) => listOf(call, typed(call, directGroups(call, who(call, key))), objects)),
        graphRoute(context, "GET", `${path}/transitiveMemberOf`, (call, key) => listOf(call, typed(call, allGroups(call, who(call, key))), objects)),
        ...["getMemberGroups", "getMemberObjects"].map((name) =>
            graphRoute(context, "POST", `${path}/${name}`, (call, key) => ids(call, allGroups(call, who(call, key)))),
        ),
        graphRoute(context, "POST", `${path}/checkMemberGroups`, (call, key) => check(call, who(call, key))),
    ];
}

/** Ids that are not there are left out; kinds that the caller may not read come with their ids only. */
function byIds(call: GraphCall): SimResponse {
    call.demand(call.permissions.lookUp());
    const { ids: wanted, types } = (call.request.json() ?? {}) as { ids?: unknown; types?: string[] };
    if (!Array.isArray(wanted) || wanted.length === 0 || wanted.length > 1000) {
        throw badRequest(call.request, "Invalid value specified for property 'ids' of resource 'DirectoryObject'.", "Request_BadRequest");
    }
    const asked = new Set(wanted.map((id) => String(id).toLowerCase()));
    const kinds = types?.map((type) => type.toLowerCase());
    const all = !kinds || kinds.includes("directoryobject");
    const found = call.principals().filter((p) => asked.has(p.oid.toLowerCase()) && (all || kinds.includes(kindOf(p).toLowerCase())));
    return { status: 200, body: { "@odata.context": `${call.base}/$metadata#directoryObjects`, value: typed(call, found) } };
}

function one(call: GraphCall, key: string): SimResponse {
    const [body] = typed(call, [anyone(call, key)]);
    return { status: 200, body: { "@odata.context": `${call.base}/$metadata#directoryObjects/$entity`, ...body } };
}

function anyone(call: GraphCall, key: string): Principal {
    call.demand(call.permissions.lookUp());
    const found = call.principals().find((p) => p.oid === key.toLowerCase());
    if (!found) {
        throw notFound(call.request, key);
    }
    return found;
}

function typed(call: GraphCall, principals: Principal[]): Json[] {
    return principals.map((principal) => {
        const kind = kindOf(principal);
        const body = bodyOf(principal);
        const shown = kind === "user" ? Object.fromEntries(userDefaults.map((name) => [name, body[name]])) : body;
        const hidden = !call.permissions.read(kind) && principal.oid !== call.claims.oid;
        const values = hidden ? Object.fromEntries(Object.keys(shown).map((name) => [name, name === "id" ? principal.oid : null])) : shown;
        return { "@odata.type": `#microsoft.graph.${kind}`, ...values };
    });
}

function membersOf(call: GraphCall, group: Principal): Principal[] {
    return call.principals().filter((p) => p.memberOf.some((id) => id.toLowerCase() === group.oid.toLowerCase()));
}

function directGroups(call: GraphCall, principal: Principal): Principal[] {
    const direct = principal.memberOf.map((id) => id.toLowerCase());
    return call.principals().filter((p) => direct.includes(p.oid.toLowerCase()));
}

function allGroups(call: GraphCall, principal: Principal): Principal[] {
    const all = membershipOf(call.state, principal.oid);
    return call.principals().filter((p) => p.oid !== principal.oid && all.has(p.oid.toLowerCase()));
}

function ids(call: GraphCall, principals: Principal[]): SimResponse {
    return { status: 200, body: { "@odata.context": `${call.base}/$metadata#Collection(Edm.String)`, value: principals.map((p) => p.oid) } };
}

function check(call: GraphCall, principal: Principal): SimResponse {
    const { groupIds = [] } = (call.request.json() ?? {}) as { groupIds?: string[] };
    const asked = new Set(groupIds.map((id) => id.toLowerCase()));
    return ids(call, allGroups(call, principal).filter((group) => asked.has(group.oid.toLowerCase())));
}
