import { foreignText, holdsToken } from "./foreignText.ts";

/**
 * Every kind of failure that the product can name; the letters are the rows of failures.md. What a row says is
 * in the table of the service that shows it: `accessRules`, `networkRules`, `modelRules`, `imdsRules`,
 * `signInRules`, `armRules`.
 */
export type FailureKind =
    // Calling a model: who calls, and with which token (A7, C6, D, E, G)
    | "wrongTenant" | "unexpectedPrincipal" | "wrongAudience" | "tokenRejected" | "challenged" | "keyRejected"
    | "customSubdomainMissing" | "keysDisabled" | "notServed" | "apiVersionUnsupported" | "subscriptionKeyMissing"
    | "requestTooLarge" | "roleMissing"
    // The way to it (F and the transport)
    | "publicAccessDisabled" | "networkDenied" | "regionalEndpoint" | "hostNotFound" | "connectionRefused"
    | "connectionReset" | "connectionTimedOut" | "certificateUntrusted"
    | "certificateExpired" | "certificateWrongHost" | "tlsFailed" | "proxyAnswered" | "redirected"
    | "hostNotAllowed" | "insecureEndpoint" | "endpointInvalid"
    // The model itself (I, J, K, L)
    | "deploymentNotFound" | "operationNotSupported" | "modelRetired" | "modelRetiring" | "quotaExceeded" | "noCapacity" | "subscriptionNotEligible"
    | "parameterRejected" | "contextTooLong" | "rateLimited" | "contentFiltered" | "suspended"
    | "serverTimedOut" | "serverError" | "stalled" | "cut" | "brokenOff" | "unexpectedAnswer"
    // Getting a managed identity's token (B, C)
    | "notOnAzure" | "containerWithoutImds" | "metadataDenied" | "imdsProxied" | "imdsSilent" | "identityNotAttached"
    | "identityAmbiguous" | "identityMoved" | "imdsBusy" | "metadataHeaderStripped" | "audienceUnknown"
    | "arcKeyDenied" | "cloudShell"
    // Signing in (A)
    | "cliMissing" | "cliSignedOut" | "signedOut" | "accessBlocked" | "deviceNotCompliant" | "clientNotPreauthorized"
    | "consentMissing" | "userNotInTenant" | "mfaRequired" | "applicationUnknown" | "tenantNotFound"
    | "assertionExpired" | "assertionRejected" | "secretRejected" | "secretMissing" | "federationMismatch" | "noCredential"
    | "loginUnreachable" | "loginFailing" | "accountLocked" | "accountDisabled" | "passwordExpired" | "passwordRejected"
    | "userNotAssigned" | "applicationDisabled" | "tenantRestricted"
    // Azure Resource Manager
    | "forbidden" | "linkedForbidden" | "throttled" | "policyDenied" | "locked" | "subscriptionNotFound" | "notFound"
    | "providerNotRegistered" | "alreadyExists" | "principalNotFound" | "roleLimitReached" | "nameTaken" | "softDeleted"
    | "operationInProgress" | "subscriptionDisabled"
    // Here
    | "settingInvalid" | "cloudChanged"
    | "unexpected";

/** Something that the user can do next. The rim turns it into a button; `label` is the button's text. */
export type FailureAction =
    | { kind: "retry"; label: string }
    | { kind: "chooseIdentity"; label: string }
    | { kind: "chooseDeployment"; label: string }
    /** `accountId`: the account that lacks a session. `asSomebodyElse`: whoever is signed in now lacks the right, so that the same sign-in would lead back here. */
    | { kind: "signIn"; label: string; tenantId?: string; accountId?: string; asSomebodyElse?: true }
    | { kind: "assignRole"; label: string; principalId?: string; roleId: string; scope?: string }
    /**
     * A script for whoever has the right. `grant` is what the refused principal would need; it is absent where that is
     * the right to assign roles, which nobody should get for this: the script is then that of the interrupted task.
     */
    | { kind: "adminScripts"; label: string; grant?: { roleId: string; principalId?: string; scope: string } }
    | { kind: "attachIdentity"; label: string; resourceId?: string }
    | { kind: "consentHost"; label: string; host: string }
    | { kind: "openSettings"; label: string; setting: string }
    | { kind: "openUrl"; label: string; url: string }
    | { kind: "copy"; label: string; text: string }
    | { kind: "diagnose"; label: string }
    | { kind: "showLog"; label: string };

/** One observed fact, for the folded part of an error card: `{ name: "Status", value: "401" }`. Never a token. */
export interface Evidence {
    name: string;
    value: string;
}

/** A failure in the user's words: who could not do what to what, why, and what to do. */
export interface Failure {
    kind: FailureKind;
    /** Row of the failure catalogue, for example `G1`, where there is one. */
    row?: string;
    /** One line: who could not do what to what. */
    summary: string;
    /** The most likely cause, one or two sentences. */
    cause: string;
    /** What mends it, one sentence. */
    remedy: string;
    actions: FailureAction[];
    evidence: Evidence[];
    /** When a retry makes sense at the earliest, in milliseconds from now. */
    retryAfterMs?: number;
}

/** Longer than any sentence of the tables, and than any resource id. */
const longestSentence = 600;
const longestEvidence = 420;
/** Longer than a command with the claims of a challenge. */
const longestValue = 4_000;

/**
 * The failure as it may be shown and stored, whatever of an answer became part of it: bounded lines without tokens,
 * control and direction characters, and without the buttons whose command or id would need one.
 */
export function fitToShow(failure: Failure): Failure {
    return {
        ...failure,
        summary: foreignText(failure.summary, longestSentence),
        cause: foreignText(failure.cause, longestSentence),
        remedy: foreignText(failure.remedy, longestSentence),
        actions: failure.actions.filter(isFit).map((action) => ({ ...action, label: foreignText(action.label) })),
        evidence: failure.evidence.map(({ name, value }) => ({ name: foreignText(name), value: foreignText(value, longestEvidence) })),
    };
}

function isFit({ label: _label, ...values }: FailureAction): boolean {
    return Object.values(values).flatMap((value) => (typeof value === "object" ? Object.values(value) : [value])).every((value) =>
        typeof value !== "string" || (value.length <= longestValue && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value) && !holdsToken(value)));
}

/** An expected failure, already phrased for the user, and fit to show. */
export class AccessError extends Error {
    override readonly name = "AccessError";
    readonly failure: Failure;

    constructor(failure: Failure, options?: ErrorOptions) {
        const fit = fitToShow(failure);
        super(`${fit.summary}: ${fit.cause}`, options);
        this.failure = fit;
    }
}

export function isAccessError(error: unknown): error is AccessError {
    return error instanceof AccessError;
}
