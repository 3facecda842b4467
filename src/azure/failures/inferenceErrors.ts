import type { Evidence, Failure } from "../errors.ts";
import { type InferenceFacts, inferenceFacts, type InferenceObservation } from "./facts/inferenceFacts.ts";
import { strangerEvidence } from "./facts/responder.ts";
import { evidenceOf, firstMatch, mostTelling, type Rule } from "./failureRule.ts";
import { nested, observe, shown, shownHeader } from "./observedError.ts";
import { accessRules } from "./rules/inferenceAccessRules.ts";
import { lastRules, modelRules } from "./rules/inferenceModelRules.ts";
import { networkRules } from "./rules/inferenceNetworkRules.ts";
import { problemRules } from "./rules/inferenceProblemRules.ts";

export type { CallProblem, InferenceObservation } from "./facts/inferenceFacts.ts";

const rules: readonly Rule<InferenceFacts>[] = [
    ...problemRules, ...networkRules, ...accessRules, ...modelRules, ...lastRules,
];

/** Why a call of a deployment failed, judged by responder and headers first, then by code, by text last. */
export function inferenceFailure(observation: InferenceObservation): Failure {
    return mostTelling(nested(observe(observation)).map((seen) => {
        const facts = inferenceFacts(observation, seen);
        return firstMatch(rules, facts, { evidence: evidence(facts, observation.secrets), retryAfterMs: facts.retryAfterMs });
    }));
}

function evidence(facts: InferenceFacts, secrets: readonly string[] = []): Evidence[] {
    return evidenceOf({
        "Status": facts.status,
        "Code": shown(facts.code, secrets),
        "Azure says": facts.responder === "azure" ? shown(facts.message, secrets) : undefined,
        "Data action": facts.dataAction,
        "Network": facts.network,
        "Request id": shownHeader(facts, ["apim-request-id", "x-ms-request-id", "x-request-id"], secrets),
        "Host": facts.host,
        "Account": facts.target.accountId,
        ...(facts.status === undefined || facts.responder === "azure" ? {} : strangerEvidence(facts, secrets)),
        "Policy": shownHeader(facts, ["policy-id"], secrets),
        "Principal": facts.principal?.oid,
        "Tenant": facts.principal?.tid,
        "Audience": facts.principal?.aud,
    });
}
