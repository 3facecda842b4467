import { parseArmId } from "../../armId.ts";
import type { Connection, Target } from "../../connection.ts";
import type { TokenClaims } from "../../credentials.ts";
import { type Identity, identityName } from "../../identity.ts";
import { callingRole, type CatalogRole } from "../../roles/roleCatalog.ts";
import { hasCode, type HeadersLike, type Observed, retryAfter } from "../observedError.ts";
import { dataPlaneSignature, type Responder, responderOf } from "./responder.ts";

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
    responder: Responder;
    policy?: string;
    retryAfterMs?: number;
    /** The data action that Azure says is missing, where it says so. */
    dataAction?: string;
    role: CatalogRole;
}

/** What is known of a failed call of a deployment, with names for people. */
export function inferenceFacts(observation: InferenceObservation, seen: Observed): InferenceFacts {
    const { identity, target } = observation.connection;
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
        responder: responderOf(seen, dataPlaneSignature),
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

/** The audiences that a 401 names in brackets after "audience is incorrect"; they may be joined by "or". */
export function expectedAudiences(message: string): string[] {
    const list = /audience is incorrect \(([^)]*)\)/i.exec(message)?.[1] ?? "";
    return list.split(/\s+or\s+|,\s*/).map((audience) => audience.trim()).filter((audience) => /^[\w:./-]+$/.test(audience));
}

/** Some answers have the text without its code, or with the status in its place (I1). */
export function isDeploymentMissing(seen: Pick<Observed, "code" | "message">): boolean {
    return hasCode(seen, "DeploymentNotFound", "model_not_found") || /API deployment for this resource does not exist/i.test(seen.message);
}
