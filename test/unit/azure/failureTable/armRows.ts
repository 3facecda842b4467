import { armMarks, type ArmRow, betweens, type Expected, html, json, page, socketErrors, type Wrapping } from "./rows.ts";

const scope = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/acct1";
const identity = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai1";
const machine = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1";
const oid = "aaaaaaaa-0000-0000-0000-00000000000b";
const client = `The client 'dev@contoso.com' with object id '${oid}'`;
const wrappings: Wrapping[] = ["answer", "old client", "new client"];

interface Body extends Expected { status: number; code?: string; message?: string; more?: object; body?: string; headers?: Record<string, string>; only?: Wrapping[]; identity?: "cli" }

const assigning = "Microsoft.Authorization/roleAssignments/write";

/** Bodies of 03-arm.md, 3.3 and 3.8, of 07-vm-create.md, and of Azure's list of deployment errors. */
const bodies: Body[] = [
    {
        name: "a missing right", status: 403, kind: "forbidden", code: "AuthorizationFailed",
        message: `${client} does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/deployments/read' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        says: /accounts\/deployments\/read is missing on acct1.*Reader on acct1/s, shows: { Action: "Microsoft.CognitiveServices/accounts/deployments/read", Scope: scope, Principal: oid },
        offers: ["signIn", "adminScripts"],
    },
    {
        name: "the missing right to assign", status: 403, kind: "forbidden", code: "AuthorizationFailed",
        message: `${client} does not have authorization to perform action '${assigning}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        says: /roleAssignments\/write is missing on acct1/, offers: ["signIn", "adminScripts"], shows: { Action: assigning },
    },
    {
        name: "the missing right to assign, or a condition", status: 403, kind: "forbidden", code: "AuthorizationFailed",
        message: `${client} does not have authorization or an ABAC condition not fulfilled to perform action '${assigning}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
        says: /condition/, offers: ["signIn", "adminScripts"],
    },
    {
        name: "several missing rights", status: 403, kind: "forbidden", code: "AuthorizationFailed",
        message: `${client} does not have permission to perform action(s) 'Microsoft.Compute/virtualMachines/write', 'Microsoft.Compute/disks/write' on scope '${machine}'.`,
        says: /virtualMachines\/write and Microsoft\.Compute\/disks\/write are missing on vm1/, shows: { Action: "Microsoft.Compute/virtualMachines/write, Microsoft.Compute/disks/write", Scope: machine },
    },
    {
        name: "a deny assignment", status: 403, kind: "forbidden", code: "DenyAssignmentAuthorizationFailed", says: /deny assignment/, never: /for a role|is missing/, shows: { Scope: machine },
        message: `${client} has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '${machine}'; however, the access is denied because of the deny assignment with name 'System deny assignment' and Id 'd1' at scope '${machine}'.`,
    },
    {
        name: "a deny assignment in the code of a missing right", status: 403, kind: "forbidden", code: "AuthorizationFailed", says: /deny assignment.*no role/s, never: /for a role|is missing/,
        message: `${client} has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '${machine}'; however, the access is denied because of the deny assignment with name 'Created by a managed application' and Id 'd1' at scope '${machine}'.`,
    },
    {
        name: "multi-factor authentication that a policy demands", status: 401, kind: "challenged", code: "RequestDisallowedByPolicy", message: "Resource 'x' was disallowed by policy. Users must use MFA for Create operation.",
        headers: { "www-authenticate": 'Bearer authorization_uri="https://login", error="insufficient_claims", claims="eyJhIjoxfQ=="' }, says: /multi-factor/, never: /exception/, offers: ["signIn"],
    },
    {
        name: "a token that was lost on the way", status: 401, kind: "tokenRejected", code: "AuthenticationFailed", message: "Authentication failed. The 'Authorization' header is missing.",
        says: /without a token.*proxy/s, never: /Sign in|does not accept/, offers: ["retry", "openSettings"],
    },
    { name: "more identities than a machine may have", status: 409, kind: "quotaExceeded", code: "OperationNotAllowed", message: "The limit of identities per VM (quota 1000) is reached.", never: /size/ },
    { name: "a missing right with the code in lower case", status: 403, kind: "forbidden", code: "authorizationfailed", message: "…", offers: ["signIn"] },
    {
        name: "a missing right inside a deployment", status: 403, kind: "forbidden", code: "InvalidTemplateDeployment", message: "The template deployment failed with multiple errors. Please see details for more information.",
        more: { details: [{ code: "AuthorizationFailed", message: `${client} does not have permission to perform action(s) '${assigning}' at scope '${scope}'.` }] }, says: /roleAssignments\/write is missing on acct1/,
        only: ["answer", "old client"],
    },
    {
        name: "a missing right inside a text", status: 409, kind: "forbidden", code: "DeploymentFailed", message: "At least one resource deployment operation failed.",
        more: { details: [{ code: "Forbidden", message: JSON.stringify({ error: { code: "AuthorizationFailed", message: `${client} does not have authorization to perform action '${assigning}' over scope '${scope}'.` } }) }] },
        says: /roleAssignments\/write is missing on acct1/, only: ["answer", "old client"],
    },
    {
        name: "a missing right to the linked identity", status: 403, kind: "linkedForbidden", code: "LinkedAuthorizationFailed",
        message: `${client} has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '${machine}'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${identity}' or the linked scope(s) are invalid.`,
        says: /userAssignedIdentities\/assign\/action on uai1.*Managed Identity Operator/s, shows: { Scope: identity },
    },
    {
        name: "a missing right to the linked identity, in the plural", status: 403, kind: "linkedForbidden", code: "LinkedAuthorizationFailed",
        message: `${client} has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '${machine}'; however, it does not have permission to perform action(s) 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${identity},${identity}2' (respectively) or the linked scope(s) are invalid.`,
        says: /assign\/action on uai1/,
    },
    {
        name: "another tenant", status: 401, kind: "wrongTenant", code: "InvalidAuthenticationTokenTenant",
        message: "The access token is from the wrong issuer 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/'. It must match the tenant 'https://sts.windows.net/22222222-2222-2222-2222-222222222222/' associated with this subscription.",
        says: /22222222-2222-2222-2222-222222222222/,
    },
    { name: "an expired token", status: 401, kind: "tokenRejected", code: "ExpiredAuthenticationToken", message: "The access token expiry UTC time '…' is earlier than current UTC time '…'.", says: /expired/ },
    { name: "an invalid token", status: 401, kind: "tokenRejected", code: "InvalidAuthenticationToken", message: "The access token is invalid." },
    { name: "a missing token", status: 401, kind: "tokenRejected", code: "AuthenticationFailed", message: "Authentication failed. The 'Authorization' header is missing." },
    { name: "another audience", status: 401, kind: "wrongAudience", code: "InvalidAuthenticationTokenAudience", message: "The access token has been obtained for wrong audience or resource 'x'." },
    {
        name: "a claims challenge", status: 401, kind: "challenged", code: "AuthenticationFailed", message: "…", offers: ["signIn"], only: ["answer", "old client"],
        headers: { "www-authenticate": 'Bearer authorization_uri="https://login.windows.net/", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="' },
    },
    {
        name: "a claims challenge of the Azure CLI's sign-in", status: 401, kind: "challenged", code: "AuthenticationFailed", message: "…", offers: ["copy"], only: ["answer", "old client"], identity: "cli",
        headers: { "www-authenticate": 'Bearer authorization_uri="https://login.windows.net/", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="' },
    },
    { name: "too many requests", status: 429, kind: "throttled", code: "SubscriptionRequestsThrottled", message: "…" },
    { name: "too many requests in other words", status: 429, kind: "throttled", code: "TooManyRequests", message: "…" },
    { name: "a policy", status: 403, kind: "policyDenied", code: "RequestDisallowedByPolicy", message: "Resource 'x' was disallowed by policy." },
    { name: "a lock", status: 409, kind: "locked", code: "ScopeLocked", message: "The scope 'x' cannot perform delete operation because following scope(s) are locked: 'x'. Please remove the lock and try again." },
    { name: "a subscription that is gone", status: 404, kind: "subscriptionNotFound", code: "SubscriptionNotFound", message: "The subscription 's1' could not be found." },
    { name: "a disabled subscription", status: 409, kind: "subscriptionDisabled", code: "ReadOnlyDisabledSubscription", message: "The subscription 's1' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.", says: /disabled/ },
    { name: "a disabled subscription in other words", status: 403, kind: "subscriptionDisabled", code: "DisabledSubscription", message: "…" },
    { name: "a group that is gone", status: 404, kind: "notFound", code: "ResourceGroupNotFound", message: "Resource group 'g' could not be found." },
    { name: "a resource that is gone", status: 404, kind: "notFound", code: "ResourceNotFound", message: "The Resource 'Microsoft.Compute/virtualMachines/vm1' under resource group 'g' was not found." },
    { name: "a parent that is gone", status: 404, kind: "notFound", code: "ParentResourceNotFound", message: "Failed to perform 'write' on resource(s)…, because the parent resource '…' could not be found." },
    { name: "a provider that is not registered", status: 409, kind: "providerNotRegistered", code: "MissingSubscriptionRegistration", message: "The subscription is not registered to use namespace 'Microsoft.CognitiveServices'." },
    { name: "an unsupported api-version", status: 400, kind: "apiVersionUnsupported", code: "NoRegisteredProviderFound", message: "No registered resource provider found for location 'westus' and API version '2099-01-01' for type 'virtualMachines'." },
    { name: "an invalid api-version", status: 400, kind: "apiVersionUnsupported", code: "InvalidApiVersionParameter", message: "The api-version '2099-01-01' is invalid." },
    { name: "a missing api-version", status: 400, kind: "apiVersionUnsupported", code: "MissingApiVersionParameter", message: "The api-version query parameter (?api-version=) is required for all requests." },
    { name: "another operation in progress", status: 409, kind: "operationInProgress", code: "AnotherOperationInProgress", message: "Another operation on this or dependent resource is in progress." },
    { name: "another operation on the account", status: 409, kind: "operationInProgress", code: "RequestConflict", message: `Another operation is being performed on the parent resource '${scope}'. Please try again later.` },
    { name: "another operation, by a common code", status: 409, kind: "operationInProgress", code: "Conflict", message: "Cannot modify this resource because there is another operation in progress." },
    { name: "an assignment that is there", status: 409, kind: "alreadyExists", code: "RoleAssignmentExists", message: "The role assignment already exists." },
    { name: "a principal that is not known yet", status: 400, kind: "principalNotFound", code: "PrincipalNotFound", message: "Principal x does not exist in the directory y." },
    { name: "an assignment of somebody else", status: 400, kind: "alreadyExists", code: "RoleAssignmentUpdateNotPermitted", message: "Tenant ID, application ID, principal ID, and scope are not allowed to be updated." },
    { name: "too many assignments", status: 400, kind: "roleLimitReached", code: "RoleAssignmentLimitExceeded", message: "The role assignment limit is reached." },
    { name: "a subdomain that is taken", status: 409, kind: "nameTaken", code: "CustomDomainInUse", message: "Please pick a different name." },
    { name: "an account that was deleted", status: 409, kind: "softDeleted", code: "FlagMustBeSetForRestore", message: "An existing resource has been soft-deleted." },
    { name: "a model's quota used up", status: 400, kind: "quotaExceeded", code: "InsufficientQuota", message: "This operation require 30 new capacity in quota Tokens Per Minute (thousands) - gpt-4o, which is bigger than the current available capacity 0." },
    { name: "cores used up", status: 400, kind: "quotaExceeded", code: "QuotaExceeded", message: "Operation could not be completed as it results in exceeding approved Total Regional Cores quota." },
    {
        name: "cores used up inside a deployment", status: 400, kind: "quotaExceeded", code: "InvalidTemplateDeployment", message: "The template deployment 'x' is not valid according to the validation procedure. See inner errors for details.",
        more: { details: [{ code: "QuotaExceeded", message: "…" }] }, only: ["answer", "old client"],
    },
    { name: "cores used up, in a machine's own words", status: 409, kind: "quotaExceeded", code: "OperationNotAllowed", message: "Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details…" },
    { name: "a subscription that is not eligible", status: 400, kind: "subscriptionNotEligible", code: "SpecialFeatureOrQuotaIdRequired", message: "…" },
    { name: "a model that is retired", status: 400, kind: "modelRetired", code: "ServiceModelDeprecated", message: "The model 'Format: OpenAI, Name: gpt-35-turbo, Version: 0301' has been deprecated since 02/13/2025." },
    { name: "a model about to be retired", status: 400, kind: "modelRetiring", code: "ServiceModelDeprecating", message: "The model 'Format: OpenAI, Name: gpt-4, Version: 0613' will be deprecated.", says: /about to be retired/ },
    { name: "a request that is too large", status: 413, kind: "requestTooLarge", code: "RequestContentTooLarge", message: "…" },
    { name: "an error of Azure", status: 500, kind: "serverError", code: "InternalServerError", message: "…", shows: { Code: "InternalServerError" } },
    { name: "an overloaded Azure", status: 503, kind: "serverError", code: "ServerUnavailable", message: "…" },
    { name: "a gateway of Azure without an answer", status: 504, kind: "serverError", code: "GatewayTimeout", message: "The gateway did not receive a response from 'Microsoft.Compute' within the specified time period." },
];

const coded = bodies.flatMap(({ status, code, message, more, headers, only, identity: as, name, ...expected }) => (only ?? wrappings).map((wrapping): ArmRow => ({
    ...expected, on: "arm", wrapping, identity: as, name: `${name}, as ${wrapping}`,
    seen: { status, headers: { ...armMarks, ...headers }, body: JSON.stringify({ error: { code, message, ...more } }) },
})));

const answeredElsewhere = betweens.flatMap(({ what, headers, body, shows }) => [200, 401, 403, 404, 407, 429, 502].map((status): ArmRow => ({
    on: "arm", wrapping: status % 2 ? "answer" : "old client", name: `${what} with ${status}`, kind: "proxyAnswered", seen: { status, headers, body },
    says: status === 407 ? /proxy asks for a sign-in/ : /Something else answered/, shows: { Status: String(status), ...shows },
    never: /is missing on|does not accept the token|no more requests|is gone|own side/,
})));

/** What gateways write in the place of Azure: their statuses say something, but not of whom. */
const unmarked = ([
    [502, undefined, "no healthy upstream", "serverError"], [503, "503", "backend unreachable", "serverError"], [408, undefined, "client timed out", "serverError"],
    [429, undefined, "API rate limit exceeded", "throttled"], [404, "NotFound", "no Route matched with those values", "unexpected"],
] as const).map(([status, code, message, kind]): ArmRow => ({
    on: "arm", wrapping: "answer", name: `${status} of a gateway, in JSON`, kind, seen: { status, headers: { ...json, server: "kong/3.4" }, body: JSON.stringify({ error: { code, message } }) },
    says: /[Ww]ho answered is not known|gateway on the way may have written it/, never: /Resource Manager (failed|takes)|is gone|Azure gave up/, shows: { "Answered by": "kong/3.4" },
}));

const webGateways: Record<string, string>[] = [{ server: "Zscaler/6.2" }, { via: "1.1 mwg.corp.example (Skyhigh)" }];

const blocked = webGateways.map((mark, index): ArmRow => ({
    on: "arm", wrapping: "answer", name: `a web gateway that blocks in Azure's words, ${index}`, kind: "proxyAnswered", never: /is missing/,
    seen: { status: 403, headers: { ...json, ...mark }, body: JSON.stringify({ error: { code: "AuthorizationFailed", message: "Blocked by corporate policy." } }) },
}));

const noAnswer = socketErrors.map(({ code, kind, says }): ArmRow => ({
    on: "arm", wrapping: "answer", name: code, kind, says, shows: { Network: code },
    seen: { error: Object.assign(new Error(code, { cause: new TypeError("fetch failed") }), { name: "RestError", code }) },
}));

export const armRows: ArmRow[] = [
    ...coded, ...answeredElsewhere, ...noAnswer,
    ...unmarked, ...blocked,
    { on: "arm", wrapping: "old client", name: "a list that breaks off", kind: "unexpectedAnswer", seen: { status: 200, headers: armMarks, body: '{"value":[{"id":"/subscriptions/s1","na' }, says: /not whole/ },
    { on: "arm", wrapping: "answer", name: "a list that breaks off, through a gateway", kind: "unexpectedAnswer", seen: { status: 200, headers: json, body: '{"value":[{"id":"/subscriptions/s1"' }, says: /not whole/ },
    { on: "arm", wrapping: "answer", name: "an empty answer for nothing there", kind: "notFound", seen: { status: 404, headers: { "x-ms-failure-cause": "gateway", "x-ms-correlation-request-id": "r" }, body: "" } },
    { on: "arm", wrapping: "answer", name: "an answer of Azure's own front door", kind: "serverError", seen: { status: 503, headers: { ...html, "x-azure-ref": "20260101T000000Z-x" }, body: page("Service unavailable", "Our services aren't available right now") } },
    { on: "arm", wrapping: "answer", name: "a redirect to a sign-in page", kind: "proxyAnswered", seen: { status: 511, headers: html, body: page("Network Authentication Required", "Sign in") } },
];
