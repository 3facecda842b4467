import { parseArmId } from "../../armId.ts";
import type { Identity } from "../../identity.ts";
import { allowingRoleOfAll, type CatalogRole } from "../../roles/roleCatalog.ts";
import { type HeadersLike, type Observed, retryAfter } from "../observedError.ts";
import { isOwnSuccess, type Responder, resourceManagerSignature, responderOf } from "./responder.ts";

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
    responder: Responder;
    /** A success that Resource Manager did not write, or did not finish. */
    isStrangeSuccess: boolean;
    /** From the text of a 403: the principal's object id, the actions, and the scope that they are missing on. */
    principalId?: string;
    actions: readonly string[];
    scope?: string;
    scopeName: string;
    /** A known role that allows the actions. */
    role?: CatalogRole;
    /** The tenant that the message names as the right one (failures.md, A8). */
    tenantId?: string;
    /** The claims of a challenge, in base64 (failures.md, A3). */
    challenge?: string;
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
    const { message, status = 0 } = seen;
    const part = linkedPart(message);
    const scope = /(?:(?:over|on|at) scope|linked scope\(s\)) '([\w./,() -]+)'/i.exec(part)?.[1]?.split(",")[0];
    const actions = [...(/perform actions?(?:\(s\))? ((?:'[\w./*-]+'(?:, ?| and )?)+)/i.exec(part)?.[1] ?? "").matchAll(/'([^']+)'/g)].map((match) => match[1]!);
    return {
        ...seen, what, who, identity, scope, actions,
        retryAfterMs: retryAfter(seen),
        responder: responderOf(seen, resourceManagerSignature),
        isStrangeSuccess: status >= 200 && status < 300 && !isOwnSuccess(seen),
        principalId: /object id '([0-9a-f-]+)'/i.exec(message)?.[1],
        scopeName: (scope && parseArmId(scope)?.name) ?? scope ?? "it",
        role: allowingRoleOfAll(actions),
        tenantId: /must match the tenant 'https:\/\/[^/]+\/([0-9a-f-]{36})/i.exec(message)?.[1],
        challenge: /\bclaims="([A-Za-z0-9+/=_-]+)"/.exec(seen.header("www-authenticate") ?? "")?.[1],
    };
}

/** A LinkedAuthorizationFailed first says what is allowed; what is not comes after "however". */
function linkedPart(message: string): string {
    const at = message.indexOf("however");
    return at < 0 ? message : message.slice(at);
}
