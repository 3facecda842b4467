import type { ArmFacts } from "../facts/armFacts.ts";
import { isBrokenJson } from "../facts/responder.ts";
import type { FailureAction } from "../../errors.ts";
import { adminScripts, azLogin, chooseIdentity, openSettings, retry, showLog, signIn, signInAsSomebodyElse } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { hasCode } from "../observedError.ts";
import { roleCatalog } from "../../roles/roleCatalog.ts";
import { armCodeRules } from "./armCodeRules.ts";
import { connectionRules, type Speech, strangerRule } from "./networkRules.ts";

const did = ({ who, what }: ArmFacts) => `${who} could not ${what}`;

const speech: Speech<ArmFacts> = {
    summary: did,
    host: () => "Azure Resource Manager",
    address: "the network and, in a custom cloud, its resourceManagerEndpointUrl",
    elsewhere: [],
};

/** Who answered, before anything is believed of what was answered. */
const responderRules: readonly Rule<ArmFacts>[] = [
    ...connectionRules(speech),
    {
        kind: "unexpectedAnswer",
        when: (facts) => facts.isStrangeSuccess && isBrokenJson(facts),
        words: (facts) => ({
            summary: did(facts),
            cause: "The answer is not whole: it breaks off in the middle. Most likely something on the way cut it.",
            remedy: "Try again; if it persists, look for a proxy that limits the size of answers.",
            actions: [retry, openSettings("http.proxy"), showLog],
        }),
    },
    {
        kind: "requestTooLarge",
        when: ({ status }) => status === 413,
        words: (facts) => ({
            summary: did(facts), cause: "The request is larger than whoever answered takes.", remedy: "Do less at a time; the details below tell who answered.", actions: [retry, showLog],
        }),
    },
    strangerRule(speech, ({ status, responder, isStrangeSuccess }) => status !== undefined && (status < 300 ? isStrangeSuccess : responder === "stranger"), "every mark of Azure"),
];

/** Whatever the code says: with a challenge, what is asked for is another sign-in. */
const challengeRule: Rule<ArmFacts> = {
    kind: "challenged", row: "A3",
    when: ({ status, header }) => status === 401 && /claims=/.test(header("www-authenticate") ?? ""),
    words: (facts) => ({
        summary: did(facts),
        cause: "A policy of the tenant no longer accepts this sign-in: it was revoked, the address changed, or multi-factor authentication is asked for.",
        remedy: facts.identity?.kind === "cli" ? "Run the copied command in a terminal there: it answers what the policy asks for." : "Sign in again.",
        actions: [...signInAgain(facts), retry],
    }),
};

const rightRules: readonly Rule<ArmFacts>[] = [
    {
        kind: "forbidden",
        when: (facts) => facts.status === 403 && (hasCode(facts, "DenyAssignmentAuthorizationFailed") || /because of the deny assignment/i.test(facts.message)),
        words: (facts) => ({
            summary: did(facts),
            cause: `A deny assignment${facts.scope ? ` on ${facts.scopeName}` : ""} forbids it, which no role outweighs. Most likely a managed application, a deployment stack or an Azure service made it to protect what it manages.`,
            remedy: "Change it through what manages it, or ask its owner: the details below name the deny assignment.",
            actions: [signInAsSomebodyElse(), retry, showLog],
        }),
    },
    {
        kind: "linkedForbidden", row: "C8",
        when: (facts) => hasCode(facts, "LinkedAuthorizationFailed"),
        words: (facts) => ({
            summary: did(facts),
            cause: `The right to use what it is linked with is missing: ${facts.actions.join(" and ") || "an action"} on ${facts.scopeName}.`,
            remedy: allow(facts),
            actions: waysOut(facts),
        }),
    },
    {
        kind: "forbidden", row: "G9",
        when: (facts) => hasCode(facts, "AuthorizationFailed") || (facts.status === 403 && facts.actions.length > 0),
        words: (facts) => ({
            summary: did(facts),
            cause: `${missing(facts)}${/ABAC condition/i.test(facts.message) ? ", or a condition of the role excludes it" : ""}.`,
            remedy: `${allow(facts)} A right given a moment ago takes up to 10 minutes.`,
            actions: waysOut(facts),
        }),
    },
];

const tokenRules: readonly Rule<ArmFacts>[] = [
    {
        kind: "wrongTenant", row: "A8",
        when: (facts) => hasCode(facts, "InvalidAuthenticationTokenTenant"),
        words: (facts) => ({
            summary: did(facts),
            cause: `The sign-in is for another tenant than the subscription's${facts.tenantId ? `, which is ${facts.tenantId}` : ""}.`,
            remedy: "Sign in to that tenant. After a transfer of the subscription this may take an hour to settle.",
            actions: [...signInAgain(facts), retry],
        }),
    },
    {
        kind: "tokenRejected",
        // The gate sends every request with a token.
        when: ({ status, message }) => status === 401 && /'?Authorization'? header is missing/i.test(message),
        words: (facts) => ({
            summary: did(facts),
            cause: "Azure saw the request without a token, although one was sent. Most likely a proxy on the way removed the Authorization header.",
            remedy: "Except Azure's addresses from that proxy (NO_PROXY), or ask whoever runs it to pass the header on.",
            actions: [retry, openSettings("http.proxy"), showLog],
        }),
    },
    {
        kind: "tokenRejected",
        when: (facts) => hasCode(facts, "ExpiredAuthenticationToken", "InvalidAuthenticationToken", "AuthenticationFailed"),
        words: (facts) => ({
            summary: did(facts),
            cause: hasCode(facts, "ExpiredAuthenticationToken") ? "The token has expired." : "Azure does not accept the token.",
            remedy: "Sign in again.",
            actions: [...signInAgain(facts), retry],
        }),
    },
];

/** What the status alone tells, where no reason is known. */
const statusRules: readonly Rule<ArmFacts>[] = [
    {
        kind: "throttled", row: "C11",
        when: ({ status }) => status === 429,
        words: (facts) => ({
            summary: did(facts),
            cause: facts.responder === "azure" ? "Azure Resource Manager takes no more requests for the moment." : `${nobodyKnown(facts)} It takes no more requests for the moment.`,
            remedy: `Try again${facts.retryAfterMs === undefined ? " in a minute" : ` in ${Math.ceil(facts.retryAfterMs / 1000)} s`}.`,
            actions: [retry],
        }),
    },
    {
        kind: "notFound",
        when: ({ status, code, responder }) => status === 404 && responder === "azure" && (code === "" || /NotFound$/i.test(code)),
        words: (facts) => ({
            summary: did(facts), cause: "Azure Resource Manager does not have it.", remedy: "Refresh the list.", actions: [retry, showLog],
        }),
    },
    {
        kind: "serverError",
        when: ({ status }) => (status ?? 0) >= 500 || status === 408,
        words: (facts) => ({
            summary: did(facts),
            cause: isAzures(facts) ? "Azure Resource Manager failed on its own side." : nobodyKnown(facts),
            remedy: `Try again in a moment${isAzures(facts) ? "" : "; if it persists, the details below may tell who answered"}.`,
            actions: [retry, showLog],
        }),
    },
    {
        kind: "unexpected",
        when: () => true,
        words: (facts) => ({
            summary: did(facts),
            cause: unknown(facts),
            remedy: "Try again; the details are below and in the log.",
            actions: facts.status === 401 ? [retry, ...signInAgain(facts), showLog] : [retry, showLog],
        }),
    },
];

/** What Azure Resource Manager answers, by who answers, then by code, by status last (failures.md, 11). The last rule always matches. */
export const armRules: readonly Rule<ArmFacts>[] = [...responderRules, challengeRule, ...rightRules, ...armCodeRules, ...tokenRules, ...statusRules];

function isAzures(facts: ArmFacts): boolean {
    return facts.responder === "azure" || hasCode(facts, "InternalServerError", "ServerUnavailable", "GatewayTimeout");
}

function nobodyKnown({ status }: ArmFacts): string {
    return `The address of Azure Resource Manager answered ${status}, without Azure's marks: who answered is not known, a gateway on the way or Azure behind one.`;
}

function unknown({ status, responder }: ArmFacts): string {
    if (status === undefined) {
        return "The call failed in a way that is not in the catalogue.";
    }
    return responder === "azure"
        ? `Azure answered ${status} for a reason that is not in the catalogue.`
        : `The address of Azure Resource Manager answered ${status} for a reason that is not in the catalogue, and without Azure's marks: a gateway on the way may have written it.`;
}

function missing({ actions, scope, scopeName }: ArmFacts): string {
    const where = scope ? ` on ${scopeName}` : "";
    if (actions.length === 0) {
        return `A right that it needs is missing${where}`;
    }
    return actions.length > 1 ? `The rights ${actions.join(" and ")} are missing${where}` : `The right ${actions[0]} is missing${where}`;
}

function allow({ role, scope, scopeName }: ArmFacts): string {
    return role && scope
        ? `${role.name} on ${scopeName} allows it: sign in as somebody who has that, or hand an administrator the script.`
        : `Ask an owner${scope ? ` of ${scopeName}` : ""} for a role that allows it, or sign in as somebody who has one.`;
}

/**
 * Who was refused can't give itself the right: somebody else must sign in, or run a script. The right to assign roles
 * is never part of that script: it would make, say, a machine's identity an administrator.
 */
function waysOut({ role, scope, principalId, actions }: ArmFacts): FailureAction[] {
    const isAboutRoles = actions.length === 0 || actions.some((action) => /^Microsoft\.Authorization\//i.test(action) && !/\/read$/i.test(action));
    const isGrantable = role !== undefined && role.id !== roleCatalog.owner.id && !isAboutRoles;
    return [signInAsSomebodyElse(), adminScripts(isGrantable && scope ? { roleId: role.id, principalId, scope } : undefined), retry];
}

function signInAgain({ identity, tenantId, challenge }: ArmFacts): FailureAction[] {
    if (identity?.kind === "cli") {
        return azLogin(tenantId ?? identity.tenantId, { claims: challenge });
    }
    if (identity?.kind === "account") {
        return [signIn(tenantId ?? identity.tenantId, identity.accountId)];
    }
    return identity ? [chooseIdentity] : [signIn(tenantId)];
}
