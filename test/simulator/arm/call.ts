/** What every ARM route goes through before its handler: api-version, token, tenant, registration, rights, group. */
import type { Claims, SimContext } from "../context.ts";
import { type Route, type SimRequest, type SimResponse, SimError, route } from "../http.ts";
import { isAllowed, scopesAbove } from "../rbac.ts";
import { type State, type Subscription, findPrincipal, resourceGroupOf, subscriptionIdOf } from "../state.ts";
import { type Access, accessForLists, hasAnyAccess } from "./access.ts";
import { authorizationFailed, missingApiVersion, notRegistered, resourceGroupNotFound, subscriptionNotFound } from "./errors.ts";
import { checkLocks } from "./lockCheck.ts";
import { commonHeaders } from "./headers.ts";
import { acceptToken } from "./tokenErrors.ts";

/** An authenticated request to ARM. */
export interface ArmCall {
    request: SimRequest;
    params: Record<string, string>;
    context: SimContext;
    state: State;
    claims: Claims;
    /** The subscription in the path. */
    subscription?: Subscription;
    /** For lists; see `accessForLists`. */
    access: Access;
    /** Throws 403 `AuthorizationFailed` unless the caller has the action at the scope. */
    demand(action: string, scope: string): void;
}

type ArmHandler = (call: ArmCall) => SimResponse | Promise<SimResponse>;

export interface Needs {
    /** Demanded at `scope`; a list that shows what the caller can read names no action but `listed`. */
    action?: string;
    /** The action of a list: 403 only for a caller with no access at all in the scope. */
    listed?: string;
    /** Scope of the action; the path itself unless given. */
    scope?: (params: Record<string, string>) => string;
}

/** A route of ARM: `handler` runs only for a caller that Azure would let through. */
export function armRoute(context: SimContext, method: string, pattern: string, needs: Needs, handler: ArmHandler): Route {
    return route(method, pattern, (request) => answer(request, async (note) => {
        const call = await authenticate(context, request, note);
        const scope = needs.scope?.(call.params) ?? decodeURIComponent(request.path).replace(/(.)\/$/, "$1");
        authorize(call, needs, scope);
        requireGroup(call);
        return await handler(call);
    }));
}

/** Adds ARM's headers to the answer, also to one that is thrown. `note` keeps the claims for them. */
export async function answer(request: SimRequest, handle: (note: (claims: Claims) => void) => Promise<SimResponse>): Promise<SimResponse> {
    let claims: Claims | undefined;
    const finish = (response: SimResponse): SimResponse => ({ ...response, headers: { ...commonHeaders(request, claims), ...response.headers } });
    try {
        return finish(await handle((known) => (claims = known)));
    } catch (error) {
        if (error instanceof SimError) {
            return finish(error.response);
        }
        throw error;
    }
}

async function authenticate(context: SimContext, request: SimRequest, note: (claims: Claims) => void): Promise<ArmCall> {
    const { state } = context;
    if (!request.query.get("api-version")) {
        throw missingApiVersion();
    }
    settle(state);
    const id = subscriptionIdOf(request.path);
    const subscription = id === undefined ? undefined : state.subscriptions.get(`/subscriptions/${id}`);
    const claims = acceptToken(request, await context.verify(request), state.clock.now(), subscription?.tenantId);
    note(claims);
    if (id !== undefined && !subscription) {
        throw subscriptionNotFound(id);
    }
    return newCall(context, request, claims, subscription);
}

function newCall(context: SimContext, request: SimRequest, claims: Claims, subscription?: Subscription): ArmCall {
    const { state } = context;
    let access: Access | undefined;
    return {
        request,
        params: request.params,
        context,
        state,
        claims,
        subscription,
        access: (action, scope) => (access ??= accessForLists(state, claims.oid))(action, scope),
        demand: (action, scope) => {
            if (!isAllowed(state, claims.oid, action, scope, "actions")) {
                throw authorizationFailed(callerOf(state, claims), action, scope);
            }
        },
    };
}

function callerOf(state: State, claims: Claims): { name: string; oid: string } {
    return { name: findPrincipal(state, claims.oid)?.upn ?? claims.appid ?? claims.oid, oid: claims.oid };
}

function authorize(call: ArmCall, needs: Needs, scope: string): void {
    const namespace = /\/providers\/([^/]+)\/(?!register$)/i.exec(call.request.path)?.[1];
    if (namespace && call.subscription?.unregistered?.some((name) => name.toLowerCase() === namespace.toLowerCase())) {
        throw notRegistered(namespace);
    }
    if (needs.action) {
        call.demand(needs.action, scope);
    }
    checkLocks(call.state, call.request.method, call.request.path, scope);
    if (needs.listed && !hasAnyAccess(call.state, call.claims.oid, scope, scopesAbove(call.state, scope))) {
        throw authorizationFailed(callerOf(call.state, call.claims), needs.listed, scope);
    }
}

function requireGroup(call: ArmCall): void {
    const name = resourceGroupOf(call.request.path);
    const inGroup = /\/resourceGroups\/[^/]+\/(?:providers|resources)/i.test(call.request.path);
    if (name && inGroup && call.subscription && !call.state.resourceGroups.has(`${call.subscription.id}/resourceGroups/${name}`)) {
        throw resourceGroupNotFound(decodeURIComponent(name));
    }
}

/** Ends the operations whose time has come. */
export function settle(state: State): void {
    for (const operation of state.operations.values()) {
        if (!operation.done && operation.endsAt <= state.clock.now()) {
            operation.done = true;
            operation.finish?.();
        }
    }
}
