import { type Identity, identityName } from "../../identity.ts";
import { causes, networkCode, type Observed, observe, shown } from "../observedError.ts";

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

/** What is known of a token that did not come. */
export function tokenFacts({ identity, audience, error }: { identity: Identity; audience: string; error: unknown }): TokenFacts {
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
