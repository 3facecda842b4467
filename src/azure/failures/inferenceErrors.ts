import type { Evidence, Failure } from "../errors.ts";
import { type InferenceFacts, inferenceFacts, type InferenceObservation } from "./facts/inferenceFacts.ts";
import { evidenceOf, firstMatch, type Rule } from "./failureRule.ts";
import { shown, shownHeader } from "./observedError.ts";
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
    const facts = inferenceFacts(observation);
    return firstMatch(rules, facts, { evidence: evidence(facts, observation.secrets), retryAfterMs: facts.retryAfterMs });
}

function evidence(facts: InferenceFacts, secrets: readonly string[] = []): Evidence[] {
    const responder = shownHeader(facts, ["server", "via"], secrets) ?? "not Azure's AI gateway";
    return evidenceOf({
        "Status": facts.status,
        "Code": shown(facts.code, secrets),
        "Azure says": facts.fromGateway || facts.json ? shown(facts.message, secrets) : undefined,
        "Data action": facts.dataAction,
        "Network": facts.network,
        "Request id": shownHeader(facts, ["apim-request-id", "x-ms-request-id", "x-request-id"], secrets),
        "Host": facts.host,
        "Account": facts.target.accountId,
        "Answered by": facts.status === undefined || facts.fromGateway ? undefined : responder,
        "Policy": shownHeader(facts, ["policy-id"], secrets),
        "Principal": facts.principal?.oid,
        "Tenant": facts.principal?.tid,
        "Audience": facts.principal?.aud,
    });
}
