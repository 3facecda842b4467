import type { ArmFacts } from "../facts/armFacts.ts";
import type { FailureAction } from "../../errors.ts";
import { assignRole, azLogin, chooseIdentity, openSettings, retry, showLog, signIn } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { allowingRole } from "../../roles/roleCatalog.ts";

const did = ({ who, what }: ArmFacts) => `${who} could not ${what}`;

/** What Azure Resource Manager refuses, by its code (03-arm.md, 3.3 and 3.8). The last rule always matches. */
export const armRules: readonly Rule<ArmFacts>[] = [
    {
        kind: "linkedForbidden", row: "C8",
        when: ({ code }) => code === "LinkedAuthorizationFailed",
        words: (facts) => ({
            summary: did(facts),
            cause: `The right to use what it is linked with is missing: ${facts.action ?? "an action"} on ${facts.scopeName}.`,
            remedy: allow(facts),
            actions: [...assign(facts), ...signInActions(facts), retry],
        }),
    },
    {
        kind: "forbidden", row: "G9",
        when: ({ status, code }) => code === "AuthorizationFailed" || (status === 403 && code === ""),
        words: (facts) => ({
            summary: did(facts),
            cause: `The right ${facts.action ?? "for it"} is missing on ${facts.scopeName}${/ABAC condition/i.test(facts.message) ? ", or a condition of the role excludes it" : ""}.`,
            remedy: `${allow(facts)} A right given a moment ago takes up to 10 minutes.`,
            actions: [...assign(facts), ...signInActions(facts), retry],
        }),
    },
    {
        kind: "wrongTenant", row: "A8",
        when: ({ code }) => code === "InvalidAuthenticationTokenTenant",
        words: (facts) => ({
            summary: did(facts),
            cause: `The sign-in is for another tenant than the subscription's${facts.tenantId ? `, which is ${facts.tenantId}` : ""}.`,
            remedy: "Sign in to that tenant. After a transfer of the subscription this may take an hour to settle.",
            actions: [...signInActions(facts), retry],
        }),
    },
    {
        kind: "challenged", row: "A3",
        when: ({ status, header }) => status === 401 && /claims=/.test(header("www-authenticate") ?? ""),
        words: (facts) => ({
            summary: did(facts),
            cause: "A policy of the tenant no longer accepts this sign-in: it was revoked, the address changed, or multi-factor authentication is asked for.",
            remedy: "Sign in again.",
            actions: [...signInActions(facts), retry],
        }),
    },
    {
        kind: "wrongAudience",
        when: ({ code }) => code === "InvalidAuthenticationTokenAudience",
        words: (facts) => ({
            summary: did(facts),
            cause: "The token is not for Azure Resource Manager: most likely the custom cloud names another audience.",
            remedy: "Check resourceManagerAudience of keyless.customCloud.",
            actions: [openSettings("keyless.customCloud"), retry],
        }),
    },
    {
        kind: "tokenRejected",
        when: ({ status }) => status === 401,
        words: (facts) => ({
            summary: did(facts),
            cause: facts.code === "ExpiredAuthenticationToken" ? "The token has expired." : "Azure does not accept the token.",
            remedy: "Sign in again.",
            actions: [...signInActions(facts), retry],
        }),
    },
    {
        kind: "throttled", row: "C11",
        when: ({ status }) => status === 429,
        words: (facts) => ({
            summary: did(facts),
            cause: "Azure Resource Manager takes no more requests for the moment.",
            remedy: `Try again${facts.retryAfterMs === undefined ? " in a minute" : ` in ${Math.ceil(facts.retryAfterMs / 1000)} s`}.`,
            actions: [retry],
        }),
    },
    ...coded({
        RequestDisallowedByPolicy: {
            kind: "policyDenied",
            cause: "A policy of the organisation forbids it.",
            remedy: "The details below name it; ask its owner for an exception.",
        },
        ScopeLocked: {
            kind: "locked",
            cause: "A lock on the resource, its group or its subscription forbids it.",
            remedy: "Remove the lock, if you may, and try again.",
        },
        SubscriptionNotFound: {
            kind: "subscriptionNotFound",
            cause: "The subscription is gone, or it is not visible with this sign-in.",
            remedy: "Refresh, or sign in to its tenant.",
        },
        ResourceGroupNotFound: { kind: "notFound", cause: "Its resource group is gone.", remedy: "Refresh the list." },
        ResourceNotFound: { kind: "notFound", cause: "The resource is gone, or was made a moment ago.", remedy: "Refresh the list." },
        NotFound: { kind: "notFound", cause: "It is gone, or was made a moment ago.", remedy: "Refresh the list." },
        MissingSubscriptionRegistration: {
            kind: "providerNotRegistered",
            cause: "The subscription is not registered for this kind of resource.",
            remedy: "Register the resource provider that is named below.",
        },
        RoleAssignmentExists: {
            kind: "alreadyExists",
            cause: "The principal has this role on this scope already.",
            remedy: "Nothing is left to do; a new assignment takes up to 10 minutes to come into force.",
        },
        PrincipalNotFound: {
            kind: "principalNotFound", row: "G7",
            cause: "The directory does not know the principal yet: most likely it was created a moment ago.",
            remedy: "Try again in a minute.",
        },
        RoleAssignmentUpdateNotPermitted: {
            kind: "alreadyExists", row: "G8",
            cause: "An assignment of that name exists for another principal: most likely one that was deleted and created again.",
            remedy: "Assign the role again, under a new name.",
        },
        RoleAssignmentLimitExceeded: {
            kind: "roleLimitReached", row: "G10",
            cause: "The subscription has as many role assignments as it may have.",
            remedy: "Remove some, or assign the role to a group.",
        },
        CustomDomainInUse: {
            kind: "nameTaken", row: "E2",
            cause: "The subdomain is taken, perhaps by an account that was deleted in the last 48 hours.",
            remedy: "Choose another, or purge the deleted account.",
        },
        FlagMustBeSetForRestore: {
            kind: "softDeleted", row: "E3",
            cause: "An account of this name was deleted and can still be restored.",
            remedy: "Restore or purge it, or choose another name.",
        },
        InsufficientQuota: {
            kind: "quotaExceeded", row: "I4",
            cause: "The quota of the region for this model is used up.",
            remedy: "Lower the capacity, or choose another SKU or region.",
        },
        SpecialFeatureOrQuotaIdRequired: {
            kind: "subscriptionNotEligible", row: "I5",
            cause: "This kind of subscription may not use the model.",
            remedy: "Use another subscription.",
        },
    }),
    {
        kind: "notFound",
        when: ({ status }) => status === 404,
        words: (facts) => ({
            summary: did(facts), cause: "Azure Resource Manager does not have it.", remedy: "Refresh the list.", actions: [retry, showLog],
        }),
    },
    {
        kind: "serverError",
        when: ({ status }) => (status ?? 0) >= 500 || status === 408,
        words: (facts) => ({
            summary: did(facts), cause: "Azure Resource Manager failed on its own side.", remedy: "Try again in a moment.", actions: [retry, showLog],
        }),
    },
    {
        kind: "hostNotFound",
        when: ({ network }) => network === "ENOTFOUND" || network === "EAI_AGAIN",
        words: (facts) => ({
            summary: did(facts),
            cause: "The name of Azure Resource Manager has no address on this machine.",
            remedy: "Check the network and, in a custom cloud, its resourceManagerEndpointUrl.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "certificateUntrusted",
        when: ({ network }) => /CERT|LEAF_SIGNATURE|^ERR_TLS/.test(network ?? ""),
        words: (facts) => ({
            summary: did(facts),
            cause: "This machine does not trust the certificate that answered. Most likely a proxy inspects TLS, or the certificate is of a private authority.",
            remedy: "Set NODE_EXTRA_CA_CERTS to that authority's certificate before VS Code (or its server) starts.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "connectionReset",
        when: ({ network, status }) => network !== undefined && status === undefined,
        words: (facts) => ({
            summary: did(facts),
            cause: "Azure Resource Manager is not reachable from the machine where the extension runs.",
            remedy: "Check the network and http.proxy there.",
            actions: [retry, openSettings("http.proxy"), showLog],
        }),
    },
    {
        kind: "unexpected",
        when: () => true,
        words: (facts) => ({
            summary: did(facts),
            cause: facts.status === undefined ? "The call failed in a way that is not in the catalogue." : `Azure answered ${facts.status} for a reason that is not in the catalogue.`,
            remedy: "Try again; the details are below and in the log.",
            actions: [retry, showLog],
        }),
    },
];

function coded(entries: Record<string, Pick<Rule<ArmFacts>, "kind" | "row"> & { cause: string; remedy: string }>): Rule<ArmFacts>[] {
    return Object.entries(entries).map(([code, { kind, row, cause, remedy }]) => ({
        kind, row,
        when: (facts) => facts.code === code,
        words: (facts) => ({ summary: did(facts), cause, remedy, actions: [retry, showLog] }),
    }));
}

function allow({ action, scopeName }: ArmFacts): string {
    const role = allowingRole(action);
    return role ? `${role.name} on ${scopeName} allows it; its owner can assign that.` : `Ask an owner of ${scopeName} for a role that allows it.`;
}

function assign({ action, principalId, scope }: ArmFacts): FailureAction[] {
    const role = allowingRole(action);
    return role && scope ? [assignRole(role.id, principalId, scope)] : [];
}

function signInActions({ identity, tenantId }: ArmFacts): FailureAction[] {
    if (identity?.kind === "cli") {
        return azLogin(tenantId);
    }
    return identity && identity.kind !== "account" ? [chooseIdentity] : [signIn(tenantId)];
}
