/** What every route of Microsoft Graph goes through: the token, its audience, the tenant's directory. */
import type { Claims, SimContext, Verified } from "../context.ts";
import { isGraph } from "../entra/resources.ts";
import { route } from "../http.ts";
import type { Route, SimError, SimRequest, SimResponse } from "../http.ts";
import type { Principal, State } from "../state.ts";
import { graphError, requestDenied } from "./errors.ts";
import { permissionsOf } from "./permissions.ts";
import type { Permissions } from "./permissions.ts";

export interface GraphCall {
    request: SimRequest;
    state: State;
    claims: Claims;
    permissions: Permissions;
    /** `https://localhost:PORT/v1.0` */
    base: string;
    /** What the caller's tenant has and Graph shows by now. */
    principals(): Principal[];
    /** Throws 403 unless. */
    demand(allowed: boolean): void;
}

export type GraphHandler = (call: GraphCall, key: string) => SimResponse;

/** A route below `/v1.0`; `{key}` of the pattern is handed over without quotes. */
export function graphRoute(context: SimContext, method: string, pattern: string, handler: GraphHandler): Route {
    return route(method, `/v1.0/${pattern}`, async (request) => {
        const call = await authenticate(context, request);
        return handler(call, (request.params["key"] ?? "").replace(/^'(.*)'$/, "$1"));
    });
}

export async function authenticate(context: SimContext, request: SimRequest): Promise<GraphCall> {
    const { state } = context;
    const claims = accept(context, request, await context.verify(request));
    return {
        request,
        state,
        claims,
        permissions: permissionsOf(state, claims),
        base: `${request.origin}/v1.0`,
        principals: () => {
            const shown = state.clock.now() - state.delays.principalReplicationMs;
            return [...state.principals.values()].filter((p) => p.tenantId === claims.tid && p.createdAt <= shown);
        },
        demand: (allowed) => {
            if (!allowed) {
                throw requestDenied(request);
            }
        },
    };
}

function accept(context: SimContext, request: SimRequest, verified: Verified): Claims {
    if (verified.failure) {
        throw refused(context, request, words[verified.failure]);
    }
    if (!isGraph(context, verified.claims.aud)) {
        throw refused(context, request, "Access token validation failure. Invalid audience.");
    }
    return verified.claims;
}

/** The text for a garbled token differs with what is wrong with it; this is the general one. */
const words: Record<NonNullable<Verified["failure"]>, string> = {
    missing: "Access token is empty.",
    invalid: "Access token validation failure.",
    expired: "Lifetime validation failed, the token is expired.",
};

function refused(context: SimContext, request: SimRequest, message: string): SimError {
    const challenge = `Bearer realm="", authorization_uri="${context.origin()}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`;
    return graphError(request, 401, "InvalidAuthenticationToken", message, { "WWW-Authenticate": challenge });
}
