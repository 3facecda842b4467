import { type Failure, isAccessError } from "../errors.ts";
import { type Answer, armFacts, type ArmFacts, type ArmObservation } from "./facts/armFacts.ts";
import { strangerEvidence } from "./facts/responder.ts";
import { evidenceOf, firstMatch, mostTelling } from "./failureRule.ts";
import { tokenFailure } from "./identityErrors.ts";
import { causes, nested, observe, shown, shownHeader } from "./observedError.ts";
import { armRules } from "./rules/armRules.ts";

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
    return mostTelling(nested(seen).map((each) => {
        const facts = armFacts(each, what, who, identity);
        return firstMatch(armRules, facts, { retryAfterMs: facts.retryAfterMs, evidence: evidence(facts) });
    }));
}

/**
 * Clients of the new generation parse an error's body and leave its text out of the response: they keep code and
 * message. Of an operation that failed later, only a sentence is left (03-arm.md, 3.5).
 */
function bodyOf({ response, body, code, message }: Answer): unknown {
    const later = response === undefined ? /^The long-running operation has failed\. (\w+)\. (.*)$/s.exec(message ?? "") : null;
    if (later) {
        return { error: { code: later[1], message: later[2] } };
    }
    const isParsed = response !== undefined && !response.bodyAsText && code !== undefined;
    return isParsed ? { error: { code, message } } : response?.bodyAsText ?? body;
}

/** What a credential throws; `status` on them is not Resource Manager's. */
const tokenErrors = new Set([
    "ManagedIdentityFailure", "CredentialUnavailableError", "AuthenticationError", "AuthenticationRequiredError",
    "AggregateAuthenticationError",
]);

function evidence(facts: ArmFacts) {
    const isStranger = facts.status !== undefined && (facts.responder !== "azure" || facts.isStrangeSuccess);
    return evidenceOf({
        "Status": facts.status,
        "Code": shown(facts.code),
        "Azure says": isStranger ? undefined : shown(facts.json ? facts.message : ""),
        "Network": facts.network,
        "Principal": facts.principalId,
        "Action": facts.actions.join(", "),
        "Scope": facts.scope,
        ...(isStranger ? strangerEvidence(facts) : {}),
        "Request id": shownHeader(facts, ["x-ms-request-id", "x-ms-correlation-request-id"]),
    });
}
