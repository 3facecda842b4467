import { parseArmId } from "../../armId.ts";
import type { Identity } from "../../identity.ts";
import { type HeadersLike, type Observed, retryAfter } from "../observedError.ts";

/** A failed call of Azure Resource Manager. */
export interface ArmObservation {
    /** What was to be done, after "could not": `list the deployments of ai-services-playground`. */
    what: string;
    /** A `RestError`, an answer of `fetch` with its body read, or what the credential threw. */
    error: unknown;
    /** Whose rights were used, for people. */
    who?: string;
    /** The same as an identity; failures to get its token are then told as such. */
    identity?: Identity;
}

/** What the rules of Resource Manager see and speak of. */
export interface ArmFacts extends Observed {
    who: string;
    what: string;
    identity?: Identity;
    retryAfterMs?: number;
    /** From the text of a 403: the principal's object id, the action, and the scope that it is missing on. */
    principalId?: string;
    action?: string;
    scope?: string;
    scopeName: string;
    /** The tenant that the message names as the right one (failures.md, A8). */
    tenantId?: string;
}

/** The parts of a `RestError`, and of an answer of `fetch`, that tell what was answered. */
export interface Answer {
    statusCode?: number;
    status?: number;
    code?: string;
    message?: string;
    headers?: HeadersLike;
    body?: unknown;
    response?: { status?: number; headers?: HeadersLike; bodyAsText?: string | null };
}

/** What the answer says, and the names that its text has in it. */
export function armFacts(seen: Observed, what: string, who = "You", identity: Identity | undefined): ArmFacts {
    const { message } = seen;
    const scope = /(?:over scope|linked scope\(s\)|on scope) '([\w./,() -]+)'/i.exec(linkedPart(message))?.[1]?.split(",")[0];
    return {
        ...seen, what, who, identity, scope,
        retryAfterMs: retryAfter(seen),
        principalId: /object id '([0-9a-f-]+)'/i.exec(message)?.[1],
        action: /perform action '([\w./*-]+)'/i.exec(linkedPart(message))?.[1],
        scopeName: (scope && parseArmId(scope)?.name) ?? scope ?? "it",
        tenantId: /must match the tenant 'https:\/\/[^/]+\/([0-9a-f-]{36})/i.exec(message)?.[1],
    };
}

/** A LinkedAuthorizationFailed first says what is allowed; what is not comes after "however". */
function linkedPart(message: string): string {
    const at = message.indexOf("however");
    return at < 0 ? message : message.slice(at);
}
