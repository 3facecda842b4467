import { parseArmId } from "../../armId.ts";
import type { FailureAction } from "../../errors.ts";
import { assignRole, azCommand, azLogin, chooseDeployment, chooseIdentity, openSettings, retry, signIn } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { expectedAudiences, type InferenceFacts, isDeploymentMissing } from "../facts/inferenceFacts.ts";
import { hasCode } from "../observedError.ts";

/** Token, tenant, endpoint and role: what Azure checks before it looks at the request (failures.md, 1, 4, 5, 7). */
export const accessRules: readonly Rule<InferenceFacts>[] = [
    {
        kind: "wrongTenant",
        row: "A7",
        when: ({ code, message }) => /^Tenant provided in token/i.test(code) || /does not match resource tenant/i.test(message),
        words: (facts) => ({
            summary: `${facts.who} may not call ${facts.what}`,
            cause: `The token is of tenant ${facts.principal?.tid ?? "unknown"}, ${facts.where} is in ${facts.target.tenantId && facts.target.tenantId !== facts.principal?.tid ? `tenant ${facts.target.tenantId}` : "another one"}.`,
            remedy: isManaged(facts)
                ? "A managed identity works in its own tenant only: choose an identity of the resource's tenant."
                : "Sign in to the tenant of the resource.",
            actions: [...signInAgain(facts), chooseIdentity],
        }),
    },
    {
        kind: "challenged",
        row: "A3",
        when: ({ status, header }) => status === 401 && /insufficient_claims/.test(header("www-authenticate") ?? ""),
        words: (facts) => ({
            summary: `${facts.who} must sign in again to call ${facts.what}`,
            cause: "A policy of the tenant no longer accepts this token: the session was revoked, the address changed, or more proof is asked for.",
            remedy: isManaged(facts) ? "Try again in a few minutes, or choose another identity." : "Sign in again.",
            actions: [...signInAgain(facts), retry, chooseIdentity],
        }),
    },
    {
        kind: "unexpectedPrincipal",
        row: "C6",
        when: (facts) => isPermissionDenied(facts) && expectedPrincipal(facts) !== undefined
            && facts.principal?.oid !== undefined && !same(facts.principal.oid, expectedPrincipal(facts)),
        words: (facts) => ({
            summary: `The call of ${facts.what} was not made as ${facts.who}`,
            cause: `The token is of principal ${facts.principal?.oid}, but ${facts.who} was ${expectedPrincipal(facts)} when it was chosen. Most likely the identity was deleted and created again.`,
            remedy: "Choose the identity again.",
            actions: [chooseIdentity, retry],
        }),
    },
    {
        kind: "roleMissing",
        row: "G1",
        when: isPermissionDenied,
        words: (facts) => ({
            summary: `${facts.who} may not call ${facts.what}`,
            cause: `Most likely the role ${facts.role.name} is missing on ${facts.where}, or not in force yet: ${missing(facts)}`,
            remedy: `Assign ${facts.role.name} on ${facts.where}. A new assignment takes up to 10 minutes to come into force; Owner and Contributor do not include it.`,
            actions: [
                assignRole(facts.role.id, facts.principal?.oid, facts.target.accountId), chooseIdentity, retry,
                ...assignCommand(facts),
            ],
        }),
    },
    {
        kind: "wrongAudience",
        row: "D1",
        when: (facts) => isTokenRejected(facts) && facts.principal?.aud !== undefined && !isExpired(facts)
            && expectedAudiences(facts.message).length > 0
            && !expectedAudiences(facts.message).some((audience) => same(trimmed(audience), trimmed(facts.principal?.aud))),
        words: (facts) => ({
            summary: `${facts.who} could not call ${facts.what}`,
            cause: `The token is for ${facts.principal?.aud}, ${facts.host} expects ${expectedAudiences(facts.message).join(" or ")}.`,
            remedy: "Check that the endpoint is of this cloud; in a custom cloud, that keyless.customCloud names this audience.",
            actions: [chooseDeployment, openSettings("keyless.customCloud")],
        }),
    },
    {
        kind: "tokenRejected",
        when: (facts) => facts.responder !== "azure" && isGatewayPolicy(facts) && !isExpired(facts),
        words: (facts) => ({
            summary: `${facts.who} could not call ${facts.what}`,
            cause: `${facts.host} is behind a gateway, whose own policy refuses the token: most likely it wants another audience than ${
                facts.principal?.aud ?? "the token's"}, or another issuer than tenant ${facts.principal?.tid ?? "of the token"}.`,
            remedy: "Ask whoever runs the gateway to admit this audience, issuer and identity (in API Management: validate-jwt), or call the account's own endpoint.",
            actions: [chooseDeployment, chooseIdentity, retry],
        }),
    },
    {
        kind: "tokenRejected",
        row: "D1",
        when: isTokenRejected,
        words: (facts) => ({
            summary: `${facts.who} could not call ${facts.what}`,
            cause: isExpired(facts)
                ? "The token has expired. Most likely the clock of this machine is slow."
                : `${facts.host} does not accept the token, although it looks valid. Most likely something on the way removed or changed it.`,
            remedy: isExpired(facts) ? "Set the clock, then try again." : "Try again; then look for a proxy that changes the Authorization header.",
            actions: [retry, ...signInAgain(facts), chooseIdentity],
        }),
    },
    {
        kind: "subscriptionKeyMissing",
        when: ({ status, message }) => status === 401 && /access denied due to (missing|invalid) subscription key\b/i.test(message) && !/wrong API endpoint/i.test(message),
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${host} is behind API Management, which wants a subscription key of its own. This extension sends tokens only.`,
            remedy: "Ask whoever runs that gateway to admit tokens without a subscription key, or call the account's own endpoint.",
            actions: [chooseDeployment, retry],
        }),
    },
    {
        kind: "keyRejected",
        row: "D3",
        when: ({ status, message }) => status === 401 && /invalid subscription key or wrong API endpoint/i.test(message),
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${host} took the call for one with a key, although a token was sent. Most likely the endpoint is not this account's, or it is reached publicly where only its private address knows the account.`,
            remedy: "Choose the deployment again, and check what its host resolves to on this machine.",
            actions: [chooseDeployment, retry],
        }),
    },
    {
        kind: "customSubdomainMissing",
        row: "E1",
        when: ({ status, message }) => status === 400 && /custom subdomain for token authentication/i.test(message),
        words: ({ who, what, where, target }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${where} is called by its regional address, where Azure takes keys only: it has no subdomain of its own, or the endpoint does not use it.`,
            remedy: "Give the account a custom subdomain, which can't be changed afterwards, and use the new endpoint.",
            actions: [chooseDeployment, ...subdomainCommand(target.accountId)],
        }),
    },
    {
        kind: "keysDisabled",
        row: "E4",
        when: ({ status, code, message }) => status === 403 && (hasCode({ code }, "AuthenticationTypeDisabled") || /key based authentication is disabled/i.test(message)),
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${where} takes no keys, and a key arrived. This extension sends none: most likely a gateway or proxy on the way adds one.`,
            remedy: "Remove the api-key header there.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "apiVersionUnsupported",
        when: (facts) => hasCode(facts, "UnsupportedApiVersion", "InvalidApiVersionParameter", "MissingApiVersionParameter", "InvalidApiVersion")
            || ((facts.status === 400 || facts.status === 404) && /\bapi[- ]version\b.*\b(not supported|unsupported|invalid|required)/i.test(facts.message)),
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${host} does not serve the API version that was asked for.`,
            remedy: "Set keyless.apiVersion to a version that it serves, or leave it empty.",
            actions: [openSettings("keyless.apiVersion"), chooseDeployment, retry],
        }),
    },
    {
        kind: "notServed",
        row: "E5",
        when: ({ status, code, message }) => status === 404 && (code === "404" || (code === "" && message === "") || /^resource not found/i.test(message)) && !isDeploymentMissing({ code, message }),
        words: ({ who, what, host, responder }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${host} serves nothing at this address. Most likely the endpoint has a path too many, or the API version is not served there${
                responder === "azure" ? "" : ", or a gateway before it has no route for it"}.`,
            remedy: "Check the endpoint, or set keyless.apiVersion to a version that it serves.",
            actions: [chooseDeployment, openSettings("keyless.apiVersion")],
        }),
    },
];

function isPermissionDenied({ status, code, message }: InferenceFacts): boolean {
    return (status === 401 || status === 403)
        && (hasCode({ code }, "PermissionDenied") || /lacks the required data action|does not have access to API\/Operation/i.test(message));
}

/** One text, four causes: no token, a garbled one, another audience, an expired one (failures.md, D1 and D2). */
function isTokenRejected({ status, message }: InferenceFacts): boolean {
    return status === 401 && /access token is (missing|invalid)|audience is incorrect|token (has|is|have) expired/i.test(message);
}

/** API Management's words where its policies validate-jwt and validate-azure-ad-token refuse; Azure's own name audiences. */
function isGatewayPolicy({ status, message }: InferenceFacts): boolean {
    return status === 401 && /access token is missing or invalid|\bJWT (not present|validation failed)|invalid JWT/i.test(message);
}

function isExpired({ principal }: InferenceFacts): boolean {
    return principal?.exp !== undefined && principal.exp * 1000 < Date.now();
}

function missing({ dataAction, who }: InferenceFacts): string {
    return dataAction
        ? `no role of ${who} there grants ${dataAction}.`
        : `Azure says that ${who} has no access to this operation.`;
}

function expectedPrincipal({ identity }: InferenceFacts): string | undefined {
    return identity.kind === "userAssigned" || identity.kind === "systemAssigned" ? identity.principalId : undefined;
}

function isManaged({ identity }: InferenceFacts): boolean {
    return identity.kind === "userAssigned" || identity.kind === "systemAssigned";
}

function signInAgain({ identity, target }: InferenceFacts): FailureAction[] {
    switch (identity.kind) {
        case "account":
            return [signIn(target.tenantId ?? identity.tenantId, identity.accountId)];
        case "cli":
            return azLogin(target.tenantId ?? identity.tenantId);
        default:
            return [];
    }
}

function assignCommand({ principal, identity, role, target }: InferenceFacts): FailureAction[] {
    if (!principal?.oid || !target.accountId) {
        return [];
    }
    const isUser = identity.kind === "account" || principal.upn !== undefined;
    return azCommand`az role assignment create --assignee-object-id=${principal.oid} --assignee-principal-type=${
        isUser ? "User" : "ServicePrincipal"} --role=${role.id} --scope=${target.accountId}`;
}

function subdomainCommand(accountId: string | undefined): FailureAction[] {
    const account = accountId === undefined ? undefined : parseArmId(accountId);
    if (!account?.resourceGroup) {
        return [];
    }
    return azCommand`az cognitiveservices account update --subscription=${account.subscriptionId ?? ""} --resource-group=${
        account.resourceGroup} --name=${account.name} --custom-domain=${account.name.toLowerCase()}`;
}

function trimmed(audience: string | undefined): string | undefined {
    return audience?.replace(/\/+$/, "");
}

function same(left: string | undefined, right: string | undefined): boolean {
    return left?.toLowerCase() === right?.toLowerCase();
}
