import { parseArmId } from "../armId.ts";
import type { Connection, Target } from "../connection.ts";
import type { TokenClaims } from "../credentials.ts";
import type { Evidence, Failure } from "../errors.ts";
import { evidenceOf, firstMatch, type Rule } from "./failureRule.ts";
import { type Identity, identityName } from "../identity.ts";
import { accessRules } from "./inferenceAccessRules.ts";
import { modelRules, lastRules } from "./inferenceModelRules.ts";
import { networkRules } from "./inferenceNetworkRules.ts";
import { problemRules } from "./inferenceProblemRules.ts";
import { callingRole, type CatalogRole } from "../roles/roleCatalog.ts";
import { type HeadersLike, type Observed, observe, retryAfter, shown } from "./observedError.ts";

/** What the client itself noticed, where no answer of the service tells it. */
export type CallProblem =
    | { kind: "stalled"; afterMs: number }
    | { kind: "cut" }
    | { kind: "brokenOff" }
    | { kind: "unexpectedAnswer"; contentType: string }
    | { kind: "redirected"; to: string }
    | { kind: "hostNotAllowed" }
    | { kind: "insecureEndpoint" }
    | { kind: "endpointInvalid" };

/** Everything that was observed of one failed call of a deployment. */
export interface InferenceObservation {
    connection: Connection;
    /** Claims of the token that was sent; undefined where none was. */
    principal: TokenClaims | undefined;
    status?: number;
    headers?: HeadersLike;
    /** Parsed or text. */
    body?: unknown;
    error?: unknown;
    problem?: CallProblem;
    /** Texts that must not be shown although the service quotes them: the token, the prompt. */
    secrets?: readonly string[];
}

/** What the rules of the data plane see and speak of. */
export interface InferenceFacts extends Observed {
    problem?: CallProblem;
    identity: Identity;
    target: Target;
    principal: TokenClaims | undefined;
    /** Names for people: the identity, the deployment, the account, the endpoint's host. */
    who: string;
    what: string;
    where: string;
    host: string;
    /** The AI gateway answered: no proxy and no other host sends this header (failures.md, 0). */
    fromGateway: boolean;
    policy?: string;
    retryAfterMs?: number;
    /** The data action that Azure says is missing, where it says so. */
    dataAction?: string;
    role: CatalogRole;
}

const rules: readonly Rule<InferenceFacts>[] = [
    ...problemRules, ...networkRules, ...accessRules, ...modelRules, ...lastRules,
];

/** Why a call of a deployment failed, judged by responder and headers first, then by code, by text last. */
export function inferenceFailure(observation: InferenceObservation): Failure {
    const facts = factsOf(observation);
    return firstMatch(rules, facts, { evidence: evidence(facts, observation.secrets), retryAfterMs: facts.retryAfterMs });
}

function factsOf(observation: InferenceObservation): InferenceFacts {
    const { identity, target } = observation.connection;
    const seen = observe(observation);
    const dataAction = /data action `([\w./*-]+)`/.exec(seen.message)?.[1];
    return {
        ...seen,
        problem: observation.problem,
        identity,
        target,
        principal: observation.principal,
        who: callerName(identity, observation.principal),
        what: target.deployment,
        where: target.accountName,
        host: URL.canParse(target.endpoint) ? new URL(target.endpoint).host : target.endpoint,
        fromGateway: seen.header("apim-request-id") !== undefined,
        policy: seen.header("policy-id"),
        retryAfterMs: retryAfter(seen),
        dataAction,
        role: callingRole(target.modelFormat, dataAction),
    };
}

/** The identity's name; for the environment's, which may be anyone, the one that the token names as well. */
function callerName(identity: Identity, principal: TokenClaims | undefined): string {
    const name = identityName(identity);
    const actual = principal && (principal.upn ?? (principal.xms_mirid && parseArmId(principal.xms_mirid)?.name) ?? principal.appid);
    return identity.kind === "environment" && actual ? `${name} (${actual})` : name;
}

function evidence(facts: InferenceFacts, secrets: readonly string[] = []): Evidence[] {
    const requestId = ["apim-request-id", "x-ms-request-id", "x-request-id"].map(facts.header).find(Boolean);
    const responder = facts.header("server") ?? facts.header("via") ?? "not Azure's AI gateway";
    return evidenceOf({
        "Status": facts.status,
        "Code": shown(facts.code, secrets),
        "Azure says": facts.fromGateway || facts.json ? shown(facts.message, secrets) : undefined,
        "Data action": facts.dataAction,
        "Network": facts.network,
        "Request id": requestId,
        "Host": facts.host,
        "Account": facts.target.accountId,
        "Answered by": facts.status === undefined || facts.fromGateway ? undefined : shown(responder, secrets),
        "Policy": facts.policy,
        "Principal": facts.principal?.oid,
        "Tenant": facts.principal?.tid,
        "Audience": facts.principal?.aud,
    });
}
