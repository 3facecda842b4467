import type { FailureKind } from "../../../src/azure/errors.ts";
import type { Identity } from "../../../src/azure/identity.ts";
import { ManagedIdentityFailure } from "../../../src/azure/imds/imds.ts";
import type { InferenceObservation } from "../../../src/azure/failures/inferenceErrors.ts";

/** Bodies are verbatim from 05-openai-data-plane.md, 5.4 and 5.5, except where that file marks them UNCONFIRMED. */
export interface InferenceFixture {
    sees: string;
    kind: FailureKind;
    row?: string;
    seen: Omit<InferenceObservation, "connection" | "principal">;
    cause: RegExp;
    /** Kinds of the actions, in order. */
    actions: string[];
    retryAfterMs?: number;
}

const gateway = { "apim-request-id": "11111111-2222-3333-4444-555555555555", "content-type": "application/json" };

function answered(status: number, body: string, headers: Record<string, string> = {}) {
    return { status, body, headers: { ...gateway, ...headers } };
}

function systemError(code: string, message = code): Error {
    return Object.assign(new Error(message), { code });
}

/** As `fetch` throws it: the code is two causes deep. */
function fetchFailed(code: string): { error: Error } {
    return { error: new Error("Connection error.", { cause: new TypeError("fetch failed", { cause: systemError(code) }) }) };
}

export const html = "<!DOCTYPE html><html><head><title>Blocked</title></head><body>ACME Web Gateway</body></html>";

export const inferenceFixtures: InferenceFixture[] = [
    {
        sees: "the two tenants when the token is of another one (A7)", kind: "wrongTenant", row: "A7",
        seen: answered(400, '{"error":{"code":"Tenant provided in token does not match resource token","message":"Token tenant 72f988bf does not match resource tenant."}}'),
        cause: /token is of tenant tenant-1, ai-services-playground is in another one/, actions: ["chooseIdentity"],
    },
    {
        sees: "that another audience is expected (D1)", kind: "wrongAudience", row: "D1",
        seen: answered(401, '{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://ai.azure.com), or have expired." }'),
        cause: /token is for https:\/\/cognitiveservices\.azure\.com, ai-services.* expects https:\/\/ai\.azure\.com/, actions: ["chooseDeployment", "openSettings"],
    },
    {
        sees: "every audience that the 2026 variant names (D1)", kind: "wrongAudience", row: "D1",
        seen: answered(401, '{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (urn:ms.scopedToken or urn:ms.faceSessionToken), or have expired." }'),
        cause: /expects urn:ms\.scopedToken or urn:ms\.faceSessionToken/, actions: ["chooseDeployment", "openSettings"],
    },
    {
        sees: "that the token looked right when it was refused nevertheless (D1)", kind: "tokenRejected", row: "D1",
        seen: answered(401, '{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired." }'),
        cause: /does not accept the token, although it looks valid/, actions: ["retry", "chooseIdentity"],
    },
    {
        sees: "that the service took the call for one with a key (D3)", kind: "keyRejected", row: "D3",
        seen: answered(401, '{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}'),
        cause: /took the call for one with a key/, actions: ["chooseDeployment", "retry"],
    },
    {
        sees: "that the account needs a custom subdomain (E1)", kind: "customSubdomainMissing", row: "E1",
        seen: answered(400, '{"error":{"code":"BadRequest","message":"Please provide a custom subdomain for token authentication, otherwise API key is required. (Please see https://aka.ms/cogsvc-authenticatewithtoken)"}}'),
        cause: /regional address/, actions: ["chooseDeployment", "copy"],
    },
    {
        sees: "that a key arrived where keys are off (E4)", kind: "keysDisabled", row: "E4",
        seen: answered(403, '{"error":{"code":"AuthenticationTypeDisabled","message": "Key based authentication is disabled for this resource."}}'),
        cause: /takes no keys, and a key arrived/, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that nothing is served at the address (E5)", kind: "notServed", row: "E5",
        seen: answered(404, '{"error":{"code":"404","message": "Resource not found"}}'),
        cause: /serves nothing at this address/, actions: ["chooseDeployment", "openSettings"],
    },
    {
        sees: "that the account is private (F1)", kind: "publicAccessDisabled", row: "F1",
        seen: answered(403, '{"error":{"code":"403","message": "Public access is disabled. Please configure private endpoint."}}', { "policy-id": "ThrowExceptionDueToTrafficDenied" }),
        cause: /private endpoint only/, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that the network rules are the reason (F2)", kind: "networkDenied", row: "F2",
        seen: answered(403, '{"error":{"code":"403","message": "Access denied due to Virtual Network/Firewall rules."}}', { "policy-id": "ThrowExceptionDueToTrafficDenied" }),
        cause: /network rules of ai-services-playground/, actions: ["retry", "copy", "chooseDeployment"],
    },
    {
        sees: "the network rules even if the text says something else, by the policy's id (F2)", kind: "networkDenied", row: "F2",
        seen: answered(403, '{"error":{"code":"403","message":"No."}}', { "policy-id": "ThrowExceptionDueToTrafficDenied" }),
        cause: /network rules of ai-services-playground/, actions: ["retry", "copy", "chooseDeployment"],
    },
    {
        sees: "that the regional address does not go with network rules (F3)", kind: "regionalEndpoint", row: "F3",
        seen: answered(403, '{"error":{"code":"403","message":"A Virtual Network is configured for this resource. Please use the correct endpoint for making requests. Check https://aka.ms/cogsvc-vnet for more details."}}'),
        cause: /regional address/, actions: ["chooseDeployment"],
    },
    {
        sees: "that the host's name has no address (F5)", kind: "hostNotFound", row: "F5",
        seen: fetchFailed("ENOTFOUND"), cause: /has no address on this machine/, actions: ["retry", "chooseDeployment", "showLog"],
    },
    {
        sees: "the missing role and the data action (G1)", kind: "roleMissing", row: "G1",
        seen: answered(401, '{"error":{"code":"PermissionDenied","message":"The principal `aaaaaaaa-0000-0000-0000-00000000000a` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action` to perform `POST /openai/deployments/{deployment-id}/chat/completions` operation."}}'),
        cause: /role Cognitive Services OpenAI User is missing on ai-services-playground.*OpenAI\/deployments\/chat\/completions\/action/,
        actions: ["assignRole", "chooseIdentity", "retry", "copy"],
    },
    {
        sees: "the missing role in the older wording too (G1)", kind: "roleMissing", row: "G1",
        seen: answered(401, '{"error":{"code":"PermissionDenied","message":"Principal does not have access to API/Operation."}}'),
        cause: /role Cognitive Services OpenAI User is missing on ai-services-playground/, actions: ["assignRole", "chooseIdentity", "retry", "copy"],
    },
    {
        sees: "the Foundry role when an agent's action is missing (G4)", kind: "roleMissing", row: "G1",
        seen: answered(401, '{"error":{"code":"PermissionDenied","message":"The principal `aaaaaaaa-0000-0000-0000-00000000000a` lacks the required data action `Microsoft.CognitiveServices/accounts/AIServices/agents/read` to perform `GET /api/projects/{projectName}/assistants/{assistantId}` operation. For instructions on granting the necessary permissions, see https://aka.ms/FoundryPermissions."}}'),
        cause: /role Foundry User is missing/, actions: ["assignRole", "chooseIdentity", "retry", "copy"],
    },
    {
        sees: "that there is no such deployment (I1)", kind: "deploymentNotFound", row: "I1",
        seen: answered(404, '{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."}}'),
        cause: /no deployment named gpt-4o/, actions: ["chooseDeployment", "retry"],
    },
    {
        sees: "that the model can't chat (I2)", kind: "operationNotSupported", row: "I2",
        seen: answered(400, '{"error":{"code":"OperationNotSupported","message":"The chatCompletion operation does not work with the specified model, text-embedding-3-large. Please choose different model and try again."}}'),
        cause: /do not work with the model/, actions: ["chooseDeployment"],
    },
    {
        sees: "that the model is retired (I3)", kind: "modelRetired", row: "I3",
        seen: answered(410, '{"error":{"code":"ServiceModelDeprecated","message":"The model is deprecated."}}'),
        cause: /is retired/, actions: ["chooseDeployment"],
    },
    {
        sees: "which parameter the model does not take (J1)", kind: "parameterRejected", row: "J1",
        seen: answered(400, '{"error":{"message":"Unsupported parameter: \'max_tokens\' is not supported with this model. Use \'max_completion_tokens\' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}'),
        cause: /does not take max_tokens/, actions: ["retry", "chooseDeployment", "showLog"],
    },
    {
        sees: "how long the rate limit lasts, from the header (K1)", kind: "rateLimited", row: "K1",
        seen: answered(429, '{"error":{"code":"RateLimitReached","message":"Your requests to gpt-5.1 for gpt-5.1 in East US 2 have exceeded the token rate limit for your current AIServices S0 pricing tier."}}', { "retry-after": "12", "policy-id": "DeploymentRatelimit-Token" }),
        cause: /tokens per minute/, actions: ["retry", "chooseDeployment"], retryAfterMs: 12_000,
    },
    {
        sees: "how long it lasts from the text where no header says it (K1)", kind: "rateLimited", row: "K1",
        seen: answered(429, '{"error":{"code":"RateLimitReached","message":"Your requests to gpt-5.1 for gpt-5.1 in East US 2 have exceeded the call rate limit for your current AIServices S0 pricing tier. This request was for ChatCompletions_Create under Azure OpenAI API version 2025-03-01-preview. Please retry after 60 seconds."}}'),
        cause: /calls per minute/, actions: ["retry", "chooseDeployment"], retryAfterMs: 60_000,
    },
    {
        sees: "that a wait of a day is no burst (K1)", kind: "rateLimited", row: "K1",
        seen: answered(429, '{"error":{"code":"429","message": "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-08-01-preview have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 86400 seconds. Please go here: https://aka.ms/oai/quotaincrease if you would like to further increase the default rate limit."}}'),
        cause: /no burst explains/, actions: ["retry", "chooseDeployment"], retryAfterMs: 86_400_000,
    },
    {
        sees: "the category of the content filter (L1)", kind: "contentFiltered", row: "L1",
        seen: answered(400, '{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI\'s content management policy. Please modify your prompt and retry. To learn more about our content filtering policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":true,"detected":true},"self_harm":{"filtered":true,"severity":"medium"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}}}}'),
        cause: /found: jailbreak, self-harm \(medium\)\./, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that the account is suspended, not the role (L2)", kind: "suspended", row: "L2",
        seen: answered(403, '{"error":{"code":"403","message":"Your resource has been temporarily blocked because we detected behavior that may violate our content policy."}}'),
        cause: /has blocked ai-services-playground/, actions: ["chooseDeployment"],
    },
    {
        sees: "an unknown 403 as unknown, and where to look first (F8)", kind: "unexpected",
        seen: answered(403, '{"error":{"code":"Forbidden","message":"Not allowed."}}'),
        cause: /For a missing role it would say PermissionDenied/, actions: ["retry", "chooseDeployment", "showLog"],
    },
    {
        sees: "how long the conversation is and may be", kind: "contextTooLong",
        seen: answered(400, '{"error":{"message":"This model\'s maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}'),
        cause: /has 9001 tokens; the model takes 8192/, actions: ["chooseDeployment"],
    },
    {
        sees: "that Azure gave up on the model (408)", kind: "serverTimedOut",
        seen: answered(408, '{"error":{"code":"Timeout","message":"The operation was timeout."}}'),
        cause: /gave up waiting/, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that the service failed (500)", kind: "serverError",
        seen: answered(500, '{"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}'),
        cause: /failed on its own side/, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that there is no capacity (503)", kind: "noCapacity",
        seen: answered(503, '{"error":{"code":"NoCapacity","message":"The system is currently experiencing high demand and cannot process your request."}}'),
        cause: /no capacity left/, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that the session must be renewed on a claims challenge (A3)", kind: "challenged", row: "A3",
        seen: answered(401, "", { "www-authenticate": 'Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="' }),
        cause: /no longer accepts this token/, actions: ["retry", "chooseIdentity"],
    },
    {
        sees: "that a proxy asks for a sign-in (407)", kind: "proxyAnswered", row: "C1",
        seen: { status: 407, headers: { server: "squid/6.1" }, body: "" }, cause: /proxy asks for a sign-in/, actions: ["retry", "openSettings", "chooseDeployment"],
    },
    {
        sees: "that a proxy answered, by its page and the missing header", kind: "proxyAnswered", row: "C1",
        seen: { status: 403, headers: { "content-type": "text/html", server: "ACME" }, body: html }, cause: /Something else answered/, actions: ["retry", "openSettings", "chooseDeployment"],
    },
    {
        sees: "that a proxy answered when it speaks plain text", kind: "proxyAnswered", row: "C1",
        seen: { status: 502, headers: { "content-type": "text/plain" }, body: "cannotconnect" }, cause: /Something else answered/, actions: ["retry", "openSettings", "chooseDeployment"],
    },
    {
        sees: "NODE_EXTRA_CA_CERTS when the certificate is not trusted", kind: "certificateUntrusted",
        seen: fetchFailed("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), cause: /does not trust the certificate/, actions: ["retry", "showLog"],
    },
    {
        sees: "that the certificate is another host's", kind: "certificateWrongHost",
        seen: fetchFailed("ERR_TLS_CERT_ALTNAME_INVALID"), cause: /is not for ai-services/, actions: ["retry", "chooseDeployment", "openSettings", "showLog"],
    },
    {
        sees: "that the connection was reset", kind: "connectionReset",
        seen: fetchFailed("ECONNRESET"), cause: /broke before an answer came/, actions: ["retry", "showLog"],
    },
    {
        sees: "that nothing listens", kind: "connectionRefused",
        seen: { error: new Error("x", { cause: new AggregateError([systemError("ECONNREFUSED"), systemError("ECONNREFUSED")]) }) },
        cause: /not reachable from this machine/, actions: ["retry", "chooseDeployment", "openSettings"],
    },
    {
        sees: "that the connection timed out", kind: "connectionTimedOut",
        seen: fetchFailed("UND_ERR_CONNECT_TIMEOUT"), cause: /did not answer in time/, actions: ["retry", "showLog"],
    },
    {
        sees: "that the stream went silent", kind: "stalled",
        seen: { status: 200, headers: gateway, problem: { kind: "stalled", afterMs: 60_000 } }, cause: /Nothing came for 60 s/, actions: ["retry", "showLog"],
    },
    {
        sees: "that the answer was cut off", kind: "cut",
        seen: { status: 200, headers: gateway, problem: { kind: "cut" } }, cause: /ended before the answer did/, actions: ["retry"],
    },
    {
        sees: "what came instead of a stream", kind: "unexpectedAnswer",
        seen: { status: 200, headers: { "content-type": "text/html" }, problem: { kind: "unexpectedAnswer", contentType: "text/html" } },
        cause: /answered 200 with text\/html/, actions: ["retry", "chooseDeployment", "chooseIdentity"],
    },
    {
        sees: "where a redirect would have sent the token", kind: "redirected",
        seen: { status: 302, headers: {}, problem: { kind: "redirected", to: "login.acme.example" } },
        cause: /sent the call on to login\.acme\.example/, actions: ["retry", "chooseDeployment"],
    },
    {
        sees: "that an error came in the middle of the answer", kind: "brokenOff",
        seen: { status: 200, headers: gateway, body: { error: { message: "Something", type: "odd", code: "odd" } }, problem: { kind: "brokenOff" } },
        cause: /in the middle of the answer/, actions: ["retry", "showLog"],
    },
    {
        sees: "the status of an answer that is in no catalogue", kind: "unexpected",
        seen: answered(418, '{"error":{"code":"Teapot","message":"Short and stout."}}'), cause: /Azure answered 418/, actions: ["retry", "chooseDeployment", "showLog"],
    },
];

export interface TokenFixture {
    sees: string;
    kind: FailureKind;
    row?: string;
    identity: Identity;
    error: unknown;
    cause: RegExp;
    actions: string[];
}

export const uai: Identity = { kind: "userAssigned", name: "uai-playground", clientId: "40ef", resourceId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-playground" };
const system: Identity = { kind: "systemAssigned", name: "vm-playground" };
const account: Identity = { kind: "account", accountId: "1", name: "dev@contoso.com", tenantId: "t1" };
const cli: Identity = { kind: "cli" };
const environment: Identity = { kind: "environment" };

const imds = "IMDS/150.870.65.512";

function metadata(status: number, body: string, serverHeader?: string): Error {
    return new ManagedIdentityFailure("ManagedIdentityCredential: Authentication failed.", { status, body, serverHeader });
}

/** As MSAL phrases Entra's errors (01-entra-msal.md, 1.5). */
function entra(code: number, text: string, errorCode = "invalid_grant"): Error {
    const message = `${errorCode}: Error(s): ${code} - Timestamp: 2026-01-01 00:00:00Z - Description: AADSTS${code}: ${text} - Correlation ID: 5fc87507-4086-4e77-b415-cee677eb232e - Trace ID: t`;
    return Object.assign(new Error(message), { name: "AuthenticationRequiredError", cause: Object.assign(new Error(message), { name: "ServerError", errorCode }) });
}

export const tokenFixtures: TokenFixture[] = [
    {
        sees: "that the identity is not attached (C3)", kind: "identityNotAttached", row: "C3", identity: uai,
        error: metadata(400, '{"error":"invalid_request","error_description":"Identity not found"}', imds),
        cause: /uai-playground is not attached to this machine/, actions: ["attachIdentity", "chooseIdentity", "retry"],
    },
    {
        sees: "that the machine has no identity of its own (C3)", kind: "identityNotAttached", row: "C3", identity: system,
        error: metadata(400, '{"error":"invalid_request","error_description":"Identity not found"}', imds),
        cause: /no system-assigned identity/, actions: ["chooseIdentity", "retry"],
    },
    {
        sees: "that one of several identities must be chosen (C4)", kind: "identityAmbiguous", row: "C4", identity: system,
        error: metadata(400, '{"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"}', imds),
        cause: /Several user-assigned identities/, actions: ["chooseIdentity"],
    },
    {
        sees: "that a proxy's 400 is no missing identity (C1)", kind: "imdsProxied", row: "C1", identity: uai,
        error: metadata(400, "Fail to directly connect", "McAfee Web Gateway"), cause: /Something other than the metadata service answered for it \(McAfee Web Gateway\)/,
        actions: ["retry", "openSettings", "chooseIdentity"],
    },
    {
        sees: "that a proxy answered with a gateway error (C1)", kind: "imdsProxied", row: "C1", identity: uai,
        error: metadata(502, "cannotconnect"), cause: /Most likely it is a proxy/, actions: ["retry", "openSettings", "chooseIdentity"],
    },
    {
        sees: "that Docker answered (B6)", kind: "containerWithoutImds", row: "B6", identity: uai,
        error: metadata(403, "connecting to 169.254.169.254:80: connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connect: A socket operation was attempted to an unreachable network."),
        cause: /Docker answered/, actions: ["chooseIdentity", "signIn", "retry"],
    },
    {
        sees: "that the machine's agent denies it (B10)", kind: "metadataDenied", row: "B10", identity: uai,
        error: metadata(403, ""), cause: /Metadata Security Protocol/, actions: ["retry", "chooseIdentity"],
    },
    {
        sees: "that this is no Azure machine (B5)", kind: "notOnAzure", row: "B5", identity: uai,
        error: new ManagedIdentityFailure("connect EHOSTUNREACH 169.254.169.254:80", { code: "EHOSTUNREACH" }),
        cause: /most likely it is not an Azure VM/, actions: ["chooseIdentity", "signIn", "retry"],
    },
    {
        sees: "that the metadata service is silent (C2)", kind: "imdsSilent", row: "C2", identity: uai,
        error: new ManagedIdentityFailure("No answer within 10000 ms.", { timedOut: true }),
        cause: /did not answer/, actions: ["retry", "chooseIdentity", "signIn"],
    },
    {
        sees: "that the subscription moved (C10)", kind: "identityMoved", row: "C10", identity: uai,
        error: metadata(400, `{"error":"invalid_request","error_description":"Azure resource '/subscriptions/s/x' does not have access to identity 'uai-playground'."}`, imds),
        cause: /moved to another tenant/, actions: ["attachIdentity", "chooseIdentity"],
    },
    {
        sees: "that the service is being updated (C11)", kind: "imdsBusy", row: "C11", identity: uai,
        error: metadata(410, '{"error":"gone"}', imds), cause: /up to 70 s/, actions: ["retry", "chooseIdentity"],
    },
    {
        sees: "that the machine asked too often (C11)", kind: "imdsBusy", row: "C11", identity: uai,
        error: metadata(429, '{"error":"too_many_requests"}', imds), cause: /too much at a time/, actions: ["retry", "chooseIdentity"],
    },
    {
        sees: "that the header was stripped (C12)", kind: "metadataHeaderStripped", row: "C12", identity: uai,
        error: metadata(400, '{"error":"bad_request_102","error_description":"Required metadata header not specified"}', imds),
        cause: /did not see the header Metadata/, actions: ["retry", "chooseIdentity"],
    },
    {
        sees: "that the audience is unknown (D4)", kind: "audienceUnknown", row: "D4", identity: uai,
        error: metadata(400, '{"error":"invalid_resource","error_description":"AADSTS50001: The application named https://x.openai.azure.com was not found in the tenant."}', imds),
        cause: /no resource that the identity's tenant knows/, actions: ["chooseIdentity", "openSettings"],
    },
    {
        sees: "the identity's trouble by the SDK's words where nothing was on the wire (App Service)", kind: "identityNotAttached", row: "C3", identity: uai,
        error: Object.assign(new Error("ManagedIdentityCredential: Authentication failed. Message : Error(s): Not Available - Timestamp: Not Available - Description: No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId. - Correlation ID: Not Available - Trace ID: Not Available"), { name: "CredentialUnavailableError" }),
        cause: /is not attached/, actions: ["attachIdentity", "chooseIdentity", "retry"],
    },
    {
        sees: "the status of an unknown answer of IMDS", kind: "unexpected", identity: uai,
        error: metadata(405, '{"error":"method_not_allowed"}', imds), cause: /answered 405/, actions: ["retry", "chooseIdentity", "showLog"],
    },
    {
        sees: "that the CLI is not installed", kind: "cliMissing", identity: cli,
        error: Object.assign(new Error("Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions and then, once installed, authenticate to your Azure account using 'az login'."), { name: "CredentialUnavailableError" }),
        cause: /no Azure CLI on the PATH/, actions: ["chooseIdentity", "signIn", "retry"],
    },
    {
        sees: "that nobody is signed in to the CLI", kind: "cliSignedOut", identity: cli,
        error: Object.assign(new Error("Please run 'az login' from a command prompt to authenticate before using this credential."), { name: "CredentialUnavailableError" }),
        cause: /Nobody is signed in/, actions: ["copy", "chooseIdentity", "retry"],
    },
    {
        sees: "that VS Code has no session", kind: "signedOut", identity: account,
        error: new Error("User did not consent to login."), cause: /no session of dev@contoso\.com/, actions: ["signIn", "chooseIdentity"],
    },
    {
        sees: "that Conditional Access blocks the sign-in (A1)", kind: "accessBlocked", row: "A1", identity: account,
        error: entra(53003, "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."),
        cause: /Conditional Access/, actions: ["signIn", "chooseIdentity"],
    },
    {
        sees: "that the device is not compliant (A2)", kind: "deviceNotCompliant", row: "A2", identity: account,
        error: entra(530003, "Your device is required to be managed."), cause: /compliant devices only/, actions: ["signIn", "chooseIdentity"],
    },
    {
        sees: "that the client is not authorised for the resource (A5)", kind: "clientNotPreauthorized", row: "A5", identity: account,
        error: entra(65002, "Consent between first party application 'aebc6443' and first party resource 'x' must be configured via preauthorization"),
        cause: /not authorised for this resource/, actions: ["signIn", "chooseIdentity"],
    },
    {
        sees: "that the account is not in the tenant (A6)", kind: "userNotInTenant", row: "A6", identity: account,
        error: entra(50020, "User account 'x' from identity provider 'live.com' does not exist in tenant 'Contoso'"),
        cause: /does not exist in the resource's tenant/, actions: ["signIn", "chooseIdentity"],
    },
    {
        sees: "that more proof is asked for", kind: "mfaRequired", identity: cli,
        error: entra(50076, "Due to a configuration change made by your administrator, you must use multi-factor authentication to access 'x'."),
        cause: /multi-factor/, actions: ["copy", "chooseIdentity"],
    },
    {
        sees: "that consent is missing", kind: "consentMissing", identity: account,
        error: entra(65001, "The user or administrator has not consented to use the application"), cause: /has consented/, actions: ["signIn", "chooseIdentity"],
    },
    {
        sees: "that the tenant does not know the application", kind: "applicationUnknown", identity: environment,
        error: entra(700016, "Application with identifier 'x' was not found in the directory 'y'.", "unauthorized_client"), cause: /does not know the application/, actions: ["chooseIdentity"],
    },
    {
        sees: "that there is no such tenant", kind: "tenantNotFound", identity: cli,
        error: entra(90002, "Tenant 'x' not found.", "invalid_request"), cause: /no such tenant/, actions: ["copy", "chooseIdentity"],
    },
    {
        sees: "that the clock may be wrong (D5)", kind: "assertionExpired", row: "D5", identity: environment,
        error: entra(700024, "Client assertion is not within its valid time range.", "invalid_client"), cause: /clock/, actions: ["chooseIdentity"],
    },
    {
        sees: "that the environment's secret is wrong", kind: "secretRejected", identity: environment,
        error: entra(7000215, "Invalid client secret provided.", "invalid_client"), cause: /AZURE_CLIENT_SECRET/, actions: ["chooseIdentity"],
    },
    {
        sees: "which sources the environment default tried", kind: "noCredential", identity: environment,
        error: Object.assign(new Error("ChainedTokenCredential authentication failed.\nCredentialUnavailableError: EnvironmentCredential is unavailable. No underlying credential could be used.\nCredentialUnavailableError: ManagedIdentityCredential: Authentication failed."), {
            name: "AggregateAuthenticationError", errors: [new Error("EnvironmentCredential is unavailable."), new Error("ManagedIdentityCredential: Authentication failed.")],
        }),
        cause: /DefaultAzureCredential tries gave a token: EnvironmentCredential, ManagedIdentityCredential/, actions: ["chooseIdentity", "retry", "showLog"],
    },
    {
        sees: "that the sign-in service is out of reach", kind: "loginUnreachable", identity: cli,
        error: new Error("x", { cause: systemError("ENOTFOUND") }), cause: /not reachable/, actions: ["retry", "chooseIdentity", "showLog"],
    },
];

export interface ArmFixture {
    sees: string;
    kind: FailureKind;
    row?: string;
    error: unknown;
    cause: RegExp;
    actions: string[];
}

/** As `@azure/core-rest-pipeline` throws it. */
function restError(status: number, body: string, headers: Record<string, string> = {}): Error {
    const error = Object.assign(new Error("RestError"), { name: "RestError", statusCode: status, code: "Ignored" });
    return Object.defineProperty(error, "response", { value: { status, headers: new Headers(headers), bodyAsText: body }, enumerable: false });
}

const scope = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/acct1";
const client = "The client 'dev@contoso.com' with object id 'aaaaaaaa-0000-0000-0000-00000000000b'";

export const armFixtures: ArmFixture[] = [
    {
        sees: "which right is missing where, and a role that has it", kind: "forbidden", row: "G9",
        error: restError(403, `{"error":{"code":"AuthorizationFailed","message":"${client} does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."}}`, { "x-ms-request-id": "r1" }),
        cause: /Microsoft\.Authorization\/roleAssignments\/write is missing on acct1\./, actions: ["signIn", "adminScripts", "retry"],
    },
    {
        sees: "that a condition may be in the way (G9)", kind: "forbidden", row: "G9",
        error: restError(403, `{"error":{"code":"AuthorizationFailed","message":"${client} does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${scope}' or the scope is invalid."}}`),
        cause: /or a condition of the role excludes it/, actions: ["signIn", "adminScripts", "retry"],
    },
    {
        sees: "that the linked identity may not be used (C8)", kind: "linkedForbidden", row: "C8",
        error: restError(403, `{"error":{"code":"LinkedAuthorizationFailed","message":"${client} has permission to perform action 'Microsoft.Compute/virtualMachines/write' on scope '/subscriptions/s1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '/subscriptions/s1/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai1' or the linked scope(s) are invalid."}}`),
        cause: /userAssignedIdentities\/assign\/action on uai1/, actions: ["signIn", "adminScripts", "retry"],
    },
    {
        sees: "the right tenant (A8)", kind: "wrongTenant", row: "A8",
        error: restError(401, `{"error":{"code":"InvalidAuthenticationTokenTenant","message":"The access token is from the wrong issuer 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/'. It must match the tenant 'https://sts.windows.net/22222222-2222-2222-2222-222222222222/' associated with this subscription."}}`),
        cause: /which is 22222222-2222-2222-2222-222222222222/, actions: ["signIn", "retry"],
    },
    {
        sees: "that the session must be renewed (A3, A4)", kind: "challenged", row: "A3",
        error: restError(401, '{"error":{"code":"AuthenticationFailed","message":"x"}}', { "www-authenticate": 'Bearer authorization_uri="https://login.windows.net/", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="' }),
        cause: /no longer accepts/, actions: ["signIn", "retry"],
    },
    {
        sees: "that the token is for something else", kind: "wrongAudience",
        error: restError(401, '{"error":{"code":"InvalidAuthenticationTokenAudience","message":"The access token has been obtained for wrong audience."}}'),
        cause: /not for Azure Resource Manager/, actions: ["openSettings", "retry"],
    },
    {
        sees: "that the token has expired", kind: "tokenRejected",
        error: restError(401, '{"error":{"code":"ExpiredAuthenticationToken","message":"The access token expiry UTC time is earlier than current UTC time."}}'),
        cause: /has expired/, actions: ["signIn", "retry"],
    },
    {
        sees: "when to try again (429)", kind: "throttled", row: "C11",
        error: restError(429, '{"error":{"code":"SubscriptionRequestsThrottled","message":"x"}}', { "retry-after": "7" }),
        cause: /no more requests/, actions: ["retry"],
    },
    {
        sees: "that a policy forbids it", kind: "policyDenied",
        error: restError(403, `{"error":{"code":"RequestDisallowedByPolicy","message":"Resource 'x' was disallowed by policy."}}`), cause: /policy of the organisation/, actions: ["retry", "showLog"],
    },
    {
        sees: "that a lock forbids it", kind: "locked",
        error: restError(409, '{"error":{"code":"ScopeLocked","message":"The scope cannot perform delete operation because following scope(s) are locked."}}'), cause: /lock/, actions: ["retry", "showLog"],
    },
    {
        sees: "that the subscription is gone", kind: "subscriptionNotFound",
        error: restError(404, `{"error":{"code":"SubscriptionNotFound","message":"The subscription 's' could not be found."}}`), cause: /gone, or it is not visible/, actions: ["retry", "signIn", "showLog"],
    },
    {
        sees: "that the resource is gone", kind: "notFound",
        error: restError(404, `{"error":{"code":"ResourceNotFound","message":"The Resource 'x' was not found."}}`), cause: /gone/, actions: ["retry", "showLog"],
    },
    {
        sees: "that the directory does not know the principal yet (G7)", kind: "principalNotFound", row: "G7",
        error: restError(400, '{"error":{"code":"PrincipalNotFound","message":"Principal x does not exist in the directory y."}}'), cause: /created a moment ago/, actions: ["retry", "showLog"],
    },
    {
        sees: "that ARM failed", kind: "serverError",
        error: { status: 500, headers: new Headers(), body: '{"error":{"code":"InternalServerError","message":"x"}}' }, cause: /own side/, actions: ["retry", "showLog"],
    },
    {
        sees: "that ARM's name has no address", kind: "hostNotFound",
        error: Object.assign(systemError("ENOTFOUND"), { name: "RestError" }), cause: /no address/, actions: ["retry", "showLog"],
    },
    {
        sees: "that the certificate is not trusted", kind: "certificateUntrusted",
        error: Object.assign(systemError("SELF_SIGNED_CERT_IN_CHAIN"), { name: "RestError" }), cause: /does not trust/, actions: ["retry", "showLog"],
    },
    {
        sees: "that ARM can't be reached", kind: "connectionRefused",
        error: Object.assign(systemError("ECONNREFUSED"), { name: "RestError" }), cause: /not reachable/, actions: ["retry", "openSettings"],
    },
    {
        sees: "the status of an answer that is in no catalogue", kind: "unexpected",
        error: restError(418, '{"error":{"code":"Teapot","message":"x"}}'), cause: /answered 418/, actions: ["retry", "showLog"],
    },
];
