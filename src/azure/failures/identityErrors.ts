import type { Failure } from "../errors.ts";
import { evidenceOf, firstMatch, type Rule } from "./failureRule.ts";
import { type Identity, identityName } from "../identity.ts";
import { imdsRules } from "./imdsRules.ts";
import { causes, networkCode, type Observed, observe, shown } from "./observedError.ts";
import { signInRules } from "./signInRules.ts";

/** What the rules about tokens see and speak of. */
export interface TokenFacts extends Observed {
    identity: Identity;
    /** Names for people: the identity, and the host of the audience. */
    who: string;
    audience: string;
    /** Number of the Entra error, for example `53003`. */
    aadsts?: number;
    /** Messages of the error and its causes; matched, never shown. */
    texts: string;
    isAggregate: boolean;
    /** `IMDS/…` where the real metadata service answered. */
    server?: string;
    isTimeout: boolean;
    retryAfterMs?: number;
}

/** The members of `ManagedIdentityFailure` (imds.ts), which says what was on the wire. */
interface ManagedIdentityObservation {
    status?: number;
    body?: string;
    serverHeader?: string;
    timedOut?: boolean;
    retryAfterMs?: number;
}

const rules: readonly Rule<TokenFacts>[] = [...imdsRules, ...signInRules];

/** Why an identity got no token: IMDS by responder and status, Entra by its error number, the rest by its source. */
export function tokenFailure(failed: { identity: Identity; audience: string; error: unknown }): Failure {
    const facts = factsOf(failed);
    return firstMatch(rules, facts, {
        retryAfterMs: facts.retryAfterMs,
        evidence: evidenceOf({
            "Status": facts.status,
            "Code": facts.aadsts ? `AADSTS${facts.aadsts}` : shown(facts.code),
            "Azure says": facts.json ? shown(facts.message) : undefined,
            "Network": facts.network ?? (facts.isTimeout ? "no answer in time" : undefined),
            "Answered by": facts.status === undefined ? undefined : facts.server ?? "no Server header",
            "Correlation id": /Correlation ID: ([0-9a-f-]{36})/i.exec(facts.texts)?.[1],
            "Audience": failed.audience,
            ...selector(failed.identity),
        }),
    });
}

function factsOf({ identity, audience, error }: { identity: Identity; audience: string; error: unknown }): TokenFacts {
    const wire = [...causes(error)].find((cause) => cause.name === "ManagedIdentityFailure") as ManagedIdentityObservation | undefined;
    const texts = [...causes(error)].map((cause) => cause.message).join("\n");
    const seen = observe({ status: wire?.status, body: wire?.body, error });
    const aadsts = /AADSTS(\d+)/.exec(`${texts}\n${seen.message}`)?.[1] ?? /Error\(s\): (\d+)/.exec(texts)?.[1];
    return {
        ...seen,
        identity,
        who: identityName(identity),
        audience: URL.canParse(audience) ? new URL(audience).host : audience,
        aadsts: aadsts === undefined ? undefined : Number(aadsts),
        texts,
        isAggregate: error instanceof Error && error.name === "AggregateAuthenticationError",
        server: wire?.serverHeader === undefined ? undefined : shown(wire.serverHeader),
        isTimeout: wire?.timedOut === true || networkCode(error) === "ETIMEDOUT",
        retryAfterMs: wire?.retryAfterMs,
    };
}

function selector(identity: Identity): Record<string, string | undefined> {
    return identity.kind === "userAssigned"
        ? { "Client id": identity.clientId, "Principal": identity.principalId, "Identity": identity.resourceId }
        : {};
}
