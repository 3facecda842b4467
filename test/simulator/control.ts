/** Lets test code in another process look into the simulator and change it: JSON over plain HTTP on loopback. */
import { applyChange } from "./stateChanges.ts";
import type { Change, ChangeTools } from "./stateChanges.ts";
import type { FaultRule, Faults } from "./faults.ts";
import { azureError, route, SimError } from "./http.ts";
import type { Handler, Route, SimResponse } from "./http.ts";
import type { Recorder } from "./recorder.ts";
import { ById } from "./state.ts";

export interface TokenOrder {
    /** UPN, display name, application id or object id. */
    principal: string;
    /** The audience, without `/.default`. */
    resource: string;
    /** Id or domain; left out, the principal's own tenant. */
    tenantId?: string;
    /** The user is there to answer a prompt. */
    interactive?: boolean;
    /** Claims of a challenge: a user gets a token with them only once a prompt has answered it. */
    claims?: string;
    /** Application that asks for a user's token; VS Code unless given. */
    clientId?: string;
    /** Permissions that the application asks for by name, at Microsoft Graph; all that it has unless given. */
    permissions?: string[];
}

export interface IssuedToken {
    accessToken: string;
    /** Milliseconds since the epoch. */
    expiresOn: number;
    oid: string;
    tenantId: string;
}

export interface ControlParts extends ChangeTools {
    recorder: Recorder;
    faults: Faults;
    issueToken(order: TokenOrder): Promise<IssuedToken>;
}

export function controlRoutes(parts: ControlParts): Route[] {
    const { recorder, faults } = parts;
    const { state } = parts.context;
    return [
        route("GET", "/requests", () => ok(recorder.requests)),
        route("DELETE", "/requests", () => {
            recorder.requests.length = 0;
            return done;
        }),
        route("POST", "/faults", (request) => ok({ id: faults.add(request.json() as FaultRule).id })),
        route("DELETE", "/faults", () => {
            faults.clear();
            return done;
        }),
        route("DELETE", "/faults/{id}", (request) => (faults.remove(Number(request.params.id)) ? done : { status: 404 })),
        route("GET", "/state", () => ({ status: 200, text: serialize(state), headers: { "content-type": "application/json" } })),
        route("POST", "/state", explained(async (request) => ok((await applyChange(parts, request.json() as Change)) ?? {}))),
        route("POST", "/clock", (request) => {
            state.clock.advance((request.json() as { advanceMs: number }).advanceMs);
            return ok({ now: state.clock.now() });
        }),
        route("POST", "/tokens", explained(async (request) => ok(await parts.issueToken(request.json() as TokenOrder)))),
    ];
}

const done: SimResponse = { status: 204 };

function ok(body: unknown): SimResponse {
    return { status: 200, body };
}

/** A change or token that cannot be made is told as 400, in the words of its error. */
function explained(handler: Handler): Handler {
    return async (request) => {
        try {
            return await handler(request);
        } catch (error) {
            throw error instanceof Error && !(error instanceof SimError) ? azureError(400, "BadRequest", error.message) : error;
        }
    };
}

/** The collections as arrays; what is no data (clock, functions) is left out. */
function serialize(state: object): string {
    return JSON.stringify(state, (_name, value: unknown) => {
        if (value instanceof ById) {
            return [...(value as Iterable<unknown>)];
        }
        return value instanceof Map ? [...(value as Map<string, unknown>).values()] : value;
    });
}
