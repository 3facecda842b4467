import type { FailureKind } from "../../errors.ts";
import type { TokenFacts } from "../facts/tokenFacts.ts";
import { attachIdentity, chooseIdentity, openSettings, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { entraRows } from "./entraRows.ts";

interface ManagedRow {
    kinds: readonly FailureKind[];
    cause(facts: TokenFacts): string;
    remedy: string;
}

const anew = "Create it again (a system-assigned one: switch it off and on), give it its roles, or choose another identity.";

/**
 * What Entra's refusal means where a managed identity signs in: nobody types a secret there, and no variable of the
 * environment has a part in it. Sources: failures.md, 2; 02-managed-identity.md; learn.microsoft.com/entra/identity/
 * managed-identities-azure-resources/managed-identities-faq.
 */
const rows: readonly ManagedRow[] = [
    {
        kinds: ["applicationUnknown"], remedy: anew,
        cause: ({ who }) => `The tenant does not know ${who}: most likely it was deleted, or its subscription was moved to another tenant.`,
    },
    {
        kinds: ["applicationDisabled"], remedy: "Ask an administrator to enable its enterprise application, or choose another identity.",
        cause: ({ who }) => `${who} is disabled in the tenant.`,
    },
    {
        kinds: ["secretRejected", "secretMissing", "assertionRejected", "assertionExpired"],
        remedy: "Try again in a few minutes; if it persists, detach the identity from this machine and attach it again (a system-assigned one: switch it off and on).",
        cause: ({ who }) => `Entra does not accept the certificate of ${who}, which Azure itself renews: most likely the renewal failed, or the identity was moved or created again.`,
    },
    {
        kinds: ["accessBlocked", "deviceNotCompliant", "tenantRestricted", "mfaRequired"],
        remedy: "Ask an administrator to except the identity from the policy, or choose another identity.",
        cause: ({ who }) => `A policy of the tenant blocks ${who}.`,
    },
    {
        kinds: ["consentMissing", "clientNotPreauthorized", "userNotAssigned"],
        remedy: "Ask an administrator of the tenant to admit it, or choose another identity.",
        cause: ({ who, audience }) => `The tenant does not admit ${who} to ${audience}.`,
    },
    {
        kinds: ["tenantNotFound"], remedy: anew,
        cause: ({ who }) => `The tenant of ${who} is gone: most likely it was deleted, or the subscription was moved to another tenant.`,
    },
    {
        kinds: ["loginFailing"], remedy: "Try again in a few minutes.",
        cause: () => "The sign-in service of Entra fails at the moment, or takes no more requests.",
    },
    {
        kinds: ["audienceUnknown"], remedy: "Check the cloud; in a custom cloud, the audiences of keyless.customCloud.",
        cause: ({ audience }) => `${audience} is no resource that the identity's tenant knows.`,
    },
];

const known = entraRows.map(({ codes, kind, row }): Rule<TokenFacts> => ({
    kind, row,
    when: ({ aadsts }) => aadsts !== undefined && codes.includes(aadsts),
    words: (facts) => wordsOf(facts, rows.find(({ kinds }) => kinds.includes(kind)), kind),
}));

/** Entra's numbers in the answers of a machine's endpoint. The last one takes every number. */
export const managedEntraRules: readonly Rule<TokenFacts>[] = [
    ...known,
    { kind: "unexpected", when: ({ aadsts }) => aadsts !== undefined, words: (facts) => wordsOf(facts, undefined, "unexpected") },
];

function wordsOf(facts: TokenFacts, row: ManagedRow | undefined, kind: FailureKind) {
    const { who, audience, identity } = facts;
    const remedies = kind === "applicationUnknown" && identity.kind === "userAssigned" ? [attachIdentity()] : [];
    return {
        summary: `${who} could not get a token for ${audience}`,
        cause: row?.cause(facts) ?? `Entra refused ${who} for a reason that is not in the catalogue of managed identities.`,
        remedy: row?.remedy ?? "Try again, or choose another identity; the log has the details.",
        actions: [...remedies, chooseIdentity, retry, kind === "audienceUnknown" ? openSettings("keyless.customCloud") : showLog],
    };
}
