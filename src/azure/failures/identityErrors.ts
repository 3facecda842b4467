import { type Failure, isAccessError } from "../errors.ts";
import { strangerEvidence } from "./facts/responder.ts";
import { type FailedToken, type TokenFacts, tokenFacts } from "./facts/tokenFacts.ts";
import { evidenceOf, firstMatch, type Rule } from "./failureRule.ts";
import type { Identity } from "../identity.ts";
import { causes, shown } from "./observedError.ts";
import { imdsRules } from "./rules/imdsRules.ts";
import { signInRules } from "./rules/signInRules.ts";

const rules: readonly Rule<TokenFacts>[] = [...imdsRules, ...signInRules];

/** Why an identity got no token: IMDS by responder and status, Entra by its error number, the rest by its source. */
export function tokenFailure(failed: FailedToken): Failure {
    const known = [...causes(failed.error)].find(isAccessError);
    if (known) {
        return known.failure;
    }
    const facts = tokenFacts(failed);
    return firstMatch(rules, facts, {
        retryAfterMs: facts.retryAfterMs,
        evidence: evidenceOf({
            "Status": facts.status,
            "Code": facts.aadsts ? `AADSTS${facts.aadsts}` : shown(facts.code),
            "Azure says": facts.json && !facts.isStranger ? shown(facts.message) : undefined,
            "Network": facts.network ?? (facts.isTimeout ? "no answer in time" : undefined),
            ...answeredBy(facts),
            "Correlation id": /Correlation ID: ([0-9a-f-]{36})/i.exec(facts.texts)?.[1],
            "Audience": failed.audience,
            ...selector(failed.identity),
        }),
    });
}

/** The responder is what tells a proxy from the real endpoint (failures.md, 0); a stranger's page says more of it. */
function answeredBy(facts: TokenFacts): Record<string, string | undefined> {
    if (facts.status === undefined) {
        return {};
    }
    return facts.isStranger ? strangerEvidence(facts) : { "Answered by": facts.server ?? "no Server header" };
}

function selector(identity: Identity): Record<string, string | undefined> {
    return identity.kind === "userAssigned"
        ? { "Client id": identity.clientId, "Principal": identity.principalId, "Identity": identity.resourceId }
        : {};
}
