import type { FailureAction, FailureKind } from "../../errors.ts";
import type { ArmFacts } from "../facts/armFacts.ts";
import { openSettings, retry, showLog, signIn, signInAsSomebodyElse } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { hasCode } from "../observedError.ts";

interface Row {
    codes: readonly string[];
    /** Where the code alone says too little: what its text must have. */
    text?: RegExp;
    /** Others use the code, too: it is believed only with Azure's own marks. */
    isCommon?: true;
    kind: FailureKind;
    row?: string;
    cause: string;
    remedy: string;
    actions?: FailureAction[];
}

const quotaOfMachine = "The quota of the region for this size of machine is used up.";

/**
 * What Resource Manager and the services behind it refuse by a code of their own. Sources: 03-arm.md, 3.3 and 3.8;
 * 07-vm-create.md; failures.md, 5, 7 and 9; learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors.
 */
const rows: readonly Row[] = [
    {
        codes: ["InvalidAuthenticationTokenAudience"], kind: "wrongAudience",
        cause: "The token is not for Azure Resource Manager: most likely the custom cloud names another audience.",
        remedy: "Check resourceManagerAudience of keyless.customCloud.", actions: [openSettings("keyless.customCloud"), retry],
    },
    {
        codes: ["RequestDisallowedByPolicy"], kind: "policyDenied",
        cause: "A policy of the organisation forbids it.", remedy: "The details below name it; ask its owner for an exception.",
    },
    {
        codes: ["ScopeLocked"], kind: "locked",
        cause: "A lock on the resource, its group or its subscription forbids it.", remedy: "Remove the lock, if you may, and try again.",
    },
    {
        codes: ["SubscriptionNotFound"], kind: "subscriptionNotFound",
        cause: "The subscription is gone, or it is not visible with this sign-in.", remedy: "Refresh, or sign in to its tenant.", actions: [retry, signIn(), showLog],
    },
    {
        codes: ["ReadOnlyDisabledSubscription", "DisabledSubscription", "SubscriptionDisabled"], kind: "subscriptionDisabled",
        cause: "The subscription is disabled, so that nothing in it can be changed.",
        remedy: "Its owner can reactivate it in the portal: most likely a spending limit or an unpaid bill is the reason.",
    },
    { codes: ["ResourceGroupNotFound"], kind: "notFound", cause: "Its resource group is gone.", remedy: "Refresh the list." },
    {
        codes: ["ResourceNotFound", "ParentResourceNotFound"], kind: "notFound",
        cause: "The resource is gone, or was made a moment ago.", remedy: "Refresh the list.",
    },
    {
        codes: ["NotFound"], isCommon: true, kind: "notFound",
        cause: "The resource is gone, or was made a moment ago.", remedy: "Refresh the list.",
    },
    {
        codes: ["MissingSubscriptionRegistration", "SubscriptionNotRegistered"], kind: "providerNotRegistered",
        cause: "The subscription is not registered for this kind of resource.", remedy: "Register the resource provider that is named below.",
    },
    {
        codes: ["NoRegisteredProviderFound", "InvalidApiVersionParameter", "MissingApiVersionParameter", "UnsupportedApiVersion"], kind: "apiVersionUnsupported",
        cause: "This cloud or region does not serve the API version that Keyless asks for.",
        remedy: "What Azure says below names those that are served. In a custom cloud, look for a newer one; otherwise for a newer Keyless.",
    },
    {
        codes: ["AnotherOperationInProgress", "RequestConflict", "OperationInProgress"], kind: "operationInProgress",
        cause: "Another operation on the same resource is still going on.", remedy: "Try again when it is done, in a minute or so.",
    },
    {
        codes: ["Conflict"], text: /another operation|operation is in progress|operation in progress/i, kind: "operationInProgress",
        cause: "Another operation on the same resource is still going on.", remedy: "Try again when it is done, in a minute or so.",
    },
    {
        codes: ["RoleAssignmentExists"], kind: "alreadyExists",
        cause: "The principal has this role on this scope already.", remedy: "Nothing is left to do; a new assignment takes up to 10 minutes to come into force.",
    },
    {
        codes: ["PrincipalNotFound"], kind: "principalNotFound", row: "G7",
        cause: "The directory does not know the principal yet: most likely it was created a moment ago.", remedy: "Try again in a minute.",
    },
    {
        codes: ["RoleAssignmentUpdateNotPermitted"], kind: "alreadyExists", row: "G8",
        cause: "An assignment of that name exists for another principal: most likely one that was deleted and created again.",
        remedy: "Assign the role again, under a new name.",
    },
    {
        codes: ["RoleAssignmentLimitExceeded"], kind: "roleLimitReached", row: "G10",
        cause: "The subscription has as many role assignments as it may have.", remedy: "Remove some, or assign the role to a group.",
    },
    {
        codes: ["CustomDomainInUse"], kind: "nameTaken", row: "E2",
        cause: "The subdomain is taken, perhaps by an account that was deleted in the last 48 hours.", remedy: "Choose another, or purge the deleted account.",
    },
    {
        codes: ["FlagMustBeSetForRestore"], kind: "softDeleted", row: "E3",
        cause: "An account of this name was deleted and can still be restored.", remedy: "Restore or purge it, or choose another name.",
    },
    {
        codes: ["InsufficientQuota"], kind: "quotaExceeded", row: "I4",
        cause: "The quota of the region for this model is used up.", remedy: "Lower the capacity, or choose another SKU or region.",
    },
    { codes: ["QuotaExceeded"], kind: "quotaExceeded", cause: quotaOfMachine, remedy: "Choose another size or region, or ask for more quota." },
    { codes: ["OperationNotAllowed"], text: /\b(v?cpus?|cores?)\b/i, kind: "quotaExceeded", cause: quotaOfMachine, remedy: "Choose another size or region, or ask for more quota." },
    {
        codes: ["OperationNotAllowed"], text: /quota|\blimit\b/i, kind: "quotaExceeded",
        cause: "A limit or quota of Azure is reached; the details below name it.", remedy: "Remove what is no longer needed, or ask for more.",
    },
    {
        codes: ["SpecialFeatureOrQuotaIdRequired"], kind: "subscriptionNotEligible", row: "I5",
        cause: "This kind of subscription may not use the model.", remedy: "Use another subscription.", actions: [signInAsSomebodyElse(), retry, showLog],
    },
    {
        codes: ["ServiceModelDeprecated"], kind: "modelRetired", row: "I3",
        cause: "The model's version is retired: it can't be deployed any more.", remedy: "Choose a newer version of the model.",
    },
    {
        codes: ["ServiceModelDeprecating"], kind: "modelRetiring", row: "I3",
        cause: "The model's version is about to be retired: it can't be deployed anew.", remedy: "Choose a newer version of the model.",
    },
];

export const armCodeRules: readonly Rule<ArmFacts>[] = rows.map(({ codes, text, isCommon, kind, row, cause, remedy, actions = [retry, showLog] }) => ({
    kind, row,
    when: (facts) => hasCode(facts, ...codes) && (!isCommon || facts.responder === "azure") && (text === undefined || text.test(facts.message)),
    words: ({ who, what }) => ({ summary: `${who} could not ${what}`, cause, remedy, actions }),
}));
