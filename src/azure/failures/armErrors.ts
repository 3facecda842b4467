import { parseArmId } from "../armId.ts";
import { armRules } from "./armRules.ts";
import { type Failure, isAccessError } from "../errors.ts";
import { evidenceOf, firstMatch } from "./failureRule.ts";
import type { Identity } from "../identity.ts";
import { tokenFailure } from "./identityErrors.ts";
import { causes, type HeadersLike, type Observed, observe, retryAfter, shown } from "./observedError.ts";

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
interface Answer {
    statusCode?: number;
    status?: number;
    code?: string;
    message?: string;
    headers?: HeadersLike;
    body?: unknown;
    response?: { status?: number; headers?: HeadersLike; bodyAsText?: string | null };
}

/** Why Resource Manager did not do it, by its status and code; by the text only for the names in it. */
export function armFailure({ what, error, who, identity }: ArmObservation): Failure {
    const known = [...causes(error)].find(isAccessError);
    if (known) {
        return known.failure;
    }
    const isTokenFailure = [...causes(error)].some(({ name }) => tokenErrors.has(name));
    if (identity && isTokenFailure) {
        return tokenFailure({ identity, audience: "Azure Resource Manager", error });
    }
    const answer = (isTokenFailure ? {} : error ?? {}) as Answer;
    const status = answer.response?.status ?? answer.statusCode ?? answer.status;
    const seen = observe({ status, headers: answer.response?.headers ?? answer.headers, body: bodyOf(answer), error });
    const facts = factsOf(seen, what, who, identity);
    return firstMatch(armRules, facts, { retryAfterMs: facts.retryAfterMs, evidence: evidence(facts) });
}

/** Clients of the new generation parse an error's body and leave its text out of the response: they keep code and message. */
function bodyOf({ response, body, code, message }: Answer): unknown {
    const isParsed = response !== undefined && !response.bodyAsText && code !== undefined;
    return isParsed ? { error: { code, message } } : response?.bodyAsText ?? body;
}

/** What a credential throws; `status` on them is not Resource Manager's. */
const tokenErrors = new Set([
    "ManagedIdentityFailure", "CredentialUnavailableError", "AuthenticationError", "AuthenticationRequiredError",
    "AggregateAuthenticationError",
]);

function factsOf(seen: Observed, what: string, who = "You", identity: Identity | undefined): ArmFacts {
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

function evidence(facts: ArmFacts) {
    return evidenceOf({
        "Status": facts.status,
        "Code": shown(facts.code),
        "Azure says": facts.json ? shown(facts.message) : undefined,
        "Network": facts.network,
        "Principal": facts.principalId,
        "Action": facts.action,
        "Scope": facts.scope,
        "Request id": facts.header("x-ms-request-id") ?? facts.header("x-ms-correlation-request-id"),
    });
}
