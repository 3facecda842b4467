import { betweens, type Expected, gateway, html, json, type ModelRow, page, socketErrors } from "./rows.ts";

const oid = "aaaaaaaa-0000-0000-0000-000000000001";
const chat = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";
const coded = (code: unknown, message: string, more = {}) => JSON.stringify({ error: { code, message, ...more } });

interface Body extends Expected { status: number; body: string; headers?: Record<string, string> }

/** Bodies of 05-openai-data-plane.md, 5.4 and 5.5, and of failures.md. */
const bodies: Body[] = [
    {
        name: "a missing role", status: 401, kind: "roleMissing",
        body: coded("PermissionDenied", `The principal \`${oid}\` lacks the required data action \`${chat}\` to perform \`POST /openai/deployments/{deployment-id}/chat/completions\` operation.`),
        says: /Cognitive Services OpenAI User.*ai-services-playground/s, shows: { "Data action": chat }, offers: ["assignRole"],
    },
    { name: "a missing role in the older words", status: 401, kind: "roleMissing", body: coded("PermissionDenied", "Principal does not have access to API/Operation."), offers: ["assignRole"] },
    {
        name: "a missing role for the responses API", status: 401, kind: "roleMissing",
        body: coded("PermissionDenied", `The principal \`${oid}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/OpenAI/responses/write\` to perform \`POST /openai/v1/responses\` operation.`),
        says: /responses\/write/,
    },
    {
        name: "a missing role of a project", status: 401, kind: "roleMissing",
        body: coded("PermissionDenied", `The principal \`${oid}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/AIServices/agents/read\` to perform \`GET /api/projects/{projectName}/assistants/{assistantId}\` operation. For instructions on granting the necessary permissions, see https://aka.ms/FoundryPermissions.`),
        says: /Foundry User/,
    },
    { name: "a missing role with the code in lower case", status: 401, kind: "roleMissing", body: coded("permissiondenied", "…") },
    {
        name: "another tenant", status: 400, kind: "wrongTenant",
        body: coded("Tenant provided in token does not match resource token", "Token tenant 72f988bf does not match resource tenant."), says: /tenant/,
    },
    {
        name: "another audience", status: 401, kind: "wrongAudience", says: /expects https:\/\/ai\.azure\.com/,
        body: '{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://ai.azure.com), or have expired." }',
    },
    {
        name: "a token that looks right", status: 401, kind: "tokenRejected",
        body: '{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired." }',
    },
    {
        name: "a call taken for one with a key", status: 401, kind: "keyRejected",
        body: coded("401", "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."),
    },
    {
        name: "a missing subscription key of API Management", status: 401, kind: "subscriptionKeyMissing", says: /API Management.*subscription key/s,
        body: '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }',
    },
    {
        name: "an invalid subscription key of API Management", status: 401, kind: "subscriptionKeyMissing",
        body: '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." }',
    },
    {
        name: "no custom subdomain", status: 400, kind: "customSubdomainMissing",
        body: coded("BadRequest", "Please provide a custom subdomain for token authentication, otherwise API key is required. (Please see https://aka.ms/cogsvc-authenticatewithtoken)"),
    },
    { name: "keys switched off", status: 403, kind: "keysDisabled", body: coded("AuthenticationTypeDisabled", "Key based authentication is disabled for this resource.") },
    {
        name: "the account's network rules", status: 403, kind: "networkDenied", headers: { "policy-id": "ThrowExceptionDueToTrafficDenied" },
        body: coded("403", "Access denied due to Virtual Network/Firewall rules."), says: /network rules of ai-services-playground/, shows: { Policy: "ThrowExceptionDueToTrafficDenied" },
    },
    { name: "public access switched off", status: 403, kind: "publicAccessDisabled", body: coded("403", "Public access is disabled. Please configure private endpoint.") },
    {
        name: "a regional address with network rules", status: 403, kind: "regionalEndpoint",
        body: coded("403", "A Virtual Network is configured for this resource. Please use the correct endpoint for making requests. Check https://aka.ms/cogsvc-vnet for more details."),
    },
    { name: "an account that is blocked", status: 403, kind: "suspended", body: coded("403", "Your resource has been temporarily blocked because we detected behavior that may violate our content policy.") },
    {
        name: "an unknown deployment", status: 404, kind: "deploymentNotFound", offers: ["chooseDeployment"],
        body: coded("DeploymentNotFound", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."),
    },
    {
        name: "an unknown deployment without a code", status: 404, kind: "deploymentNotFound",
        body: coded(null, "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."),
    },
    {
        name: "an unknown deployment with the status for a code", status: 404, kind: "deploymentNotFound",
        body: coded("404", "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."),
    },
    { name: "an unknown model", status: 404, kind: "deploymentNotFound", body: coded("model_not_found", "The model `gpt-9` does not exist or you do not have access to it.", { type: "invalid_request_error" }) },
    { name: "an unknown address", status: 404, kind: "notServed", body: coded("404", "Resource not found") },
    { name: "an unsupported api-version", status: 400, kind: "apiVersionUnsupported", body: coded("BadRequest", "API version not supported"), offers: ["openSettings"] },
    { name: "an unsupported api-version by code", status: 404, kind: "apiVersionUnsupported", body: coded("UnsupportedApiVersion", "The requested api-version is not supported.") },
    { name: "a missing api-version", status: 400, kind: "apiVersionUnsupported", body: coded("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.") },
    {
        name: "an operation that the model has not", status: 400, kind: "operationNotSupported",
        body: coded("OperationNotSupported", "The chatCompletion operation does not work with the specified model, text-embedding-3-small. Please choose different model and try again."),
    },
    { name: "an operation that the model has not, in lower case", status: 400, kind: "operationNotSupported", body: coded("operationnotsupported", "…") },
    { name: "a retired model", status: 410, kind: "modelRetired", body: coded("ServiceModelDeprecated", "The model 'gpt-35-turbo, 0301' has been deprecated.") },
    { name: "a model about to be retired", status: 400, kind: "modelRetiring", body: coded("ServiceModelDeprecating", "The model 'gpt-4, 0613' will be deprecated soon."), says: /about to be retired/ },
    {
        name: "a parameter's new name", status: 400, kind: "parameterRejected", says: /max_tokens/,
        body: coded("unsupported_parameter", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", { type: "invalid_request_error", param: "max_tokens" }),
    },
    {
        name: "a value that the model has not", status: 400, kind: "parameterRejected", says: /temperature/,
        body: coded("unsupported_value", "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.", { type: "invalid_request_error", param: "temperature" }),
    },
    { name: "a parameter that the model has not", status: 400, kind: "parameterRejected", body: coded(null, "Unrecognized request argument supplied: stream_options", { type: "invalid_request_error", param: null }) },
    {
        name: "a conversation that is too long", status: 400, kind: "contextTooLong", says: /9001 tokens; the model takes 8192/,
        body: coded("context_length_exceeded", "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.", { type: "invalid_request_error", param: "messages" }),
    },
    {
        name: "a conversation that is too long, without a code", status: 400, kind: "contextTooLong", says: /8192/,
        body: coded(null, "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.", { type: "invalid_request_error", param: "messages" }),
    },
    {
        name: "a conversation that is too long, with a nested code", status: 400, kind: "contextTooLong",
        body: coded("BadRequest", "The request is not valid.", { innererror: { code: "context_length_exceeded", message: "This model's maximum context length is 8192 tokens." } }),
    },
    { name: "a request that is too large", status: 413, kind: "requestTooLarge", body: coded("RequestEntityTooLarge", "Request is too large.") },
    {
        name: "tokens per minute used up", status: 429, kind: "rateLimited", says: /tokens per minute/, headers: { "policy-id": "DeploymentRatelimit-Token", "retry-after": "12" },
        body: coded("429", "Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-08-01-preview have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 12 seconds."),
    },
    {
        name: "calls per minute used up", status: 429, kind: "rateLimited", says: /calls per minute/,
        body: coded("RateLimitReached", "Your requests to gpt-5.1 for gpt-5.1 in East US 2 have exceeded the call rate limit for your current AIServices S0 pricing tier. Please retry after 60 seconds."),
    },
    {
        name: "a quota that is used up", status: 429, kind: "quotaExceeded", never: /per minute/,
        body: coded("insufficient_quota", "You exceeded your current quota, please check your plan and billing details.", { type: "insufficient_quota" }),
    },
    { name: "a quota that is used up, named by the type only", status: 429, kind: "quotaExceeded", body: coded(null, "You exceeded your current quota, please check your plan and billing details.", { type: "insufficient_quota" }) },
    { name: "no capacity", status: 503, kind: "noCapacity", never: /per minute/, body: coded("NoCapacity", "The system is currently experiencing high demand and cannot process your request.") },
    { name: "no capacity as a 429", status: 429, kind: "noCapacity", never: /per minute/, body: coded("NoCapacity", "The system is currently experiencing high demand and cannot process your request. Your request exceeds the maximum usage size allowed during peak load.") },
    {
        name: "the content filter", status: 400, kind: "contentFiltered", says: /jailbreak/,
        body: coded("content_filter", "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", {
            param: "prompt", innererror: { code: "ResponsibleAIPolicyViolation", content_filter_result: { hate: { filtered: false, severity: "safe" }, jailbreak: { filtered: true, detected: true } } },
        }),
    },
    { name: "the content filter in the words of the specification", status: 400, kind: "contentFiltered", body: coded(null, "…", { inner_error: { code: "ResponsibleAIPolicyViolation", content_filter_results: { violence: { filtered: true, severity: "medium" } } } }), says: /violence \(medium\)/ },
    { name: "a time limit of the service", status: 408, kind: "serverTimedOut", body: coded("Timeout", "The operation was timeout.") },
    { name: "an error of the service", status: 500, kind: "serverError", body: coded(null, "The server had an error while processing your request. Sorry about that!", { type: "server_error", param: null }) },
    { name: "a service that is overloaded", status: 503, kind: "serverError", body: coded("ServiceUnavailable", "The service is temporarily unavailable.") },
];

/** Whatever the letters' case or the headers' order: the same words from Azure mean the same. */
const known = bodies.flatMap((body): ModelRow[] => [
    row(body, `${body.name}, from Azure's gateway`, { ...gateway, ...body.headers }),
    row(body, `${body.name}, through a gateway that drops Azure's headers`, { ...json, via: "1.1 gw", ...body.headers }),
]);

function row({ status, body, name: _name, headers: _headers, ...expected }: Body, name: string, headers: Record<string, string>): ModelRow {
    return { ...expected, on: "model", name, seen: { status, headers, body } };
}

const answeredElsewhere = betweens.flatMap(({ what, headers, body, shows }) => [401, 403, 404, 407, 429, 502].map((status): ModelRow => ({
    on: "model", name: `${what} with ${status}`, kind: "proxyAnswered", seen: { status, headers, body }, never: /network rules|role is missing|per minute|no deployment named/,
    says: status === 407 ? /proxy asks for a sign-in/ : /Something else answered/, shows: { Status: String(status), ...shows },
})));

const noAnswer = socketErrors.map(({ code, kind, says }): ModelRow => ({
    on: "model", name: code, kind, says, shows: { Network: code },
    seen: { error: new Error("Connection error.", { cause: new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) }) }) },
}));

/** What gateways write in the place of Azure: their statuses say something, but not of whom. */
const unmarked = ([
    [502, undefined, "no healthy upstream", "serverError"], [503, "503", "backend unreachable", "serverError"], [500, undefined, "Internal server error", "serverError"],
    [408, undefined, "client timed out reading body", "serverTimedOut"], [429, undefined, "API rate limit exceeded", "rateLimited"],
] as const).map(([status, code, message, kind]): ModelRow => ({
    on: "model", name: `${status} of a gateway, in JSON`, kind, seen: { status, headers: { ...json, server: "nginx" }, body: coded(code, message) },
    says: /[Ww]ho answered is not known/, never: /The service |Azure gave up|of the deployment are used up|deployment's capacity/, shows: { "Answered by": "nginx" },
}));

const webGateways: Record<string, string>[] = [{ server: "Zscaler/6.2" }, { via: "1.1 mwg.corp.example (Skyhigh)" }];

const blocked = webGateways.map((mark, index): ModelRow => ({
    on: "model", name: `a web gateway that blocks in Azure's words, ${index}`, kind: "proxyAnswered", never: /role/,
    seen: { status: 403, headers: { ...json, ...mark }, body: coded("PermissionDenied", "Blocked: category Generative AI") },
}));

export const modelRows: ModelRow[] = [
    ...known, ...answeredElsewhere, ...noAnswer, ...unmarked, ...blocked,
    ...["Unauthorized. Access token is missing or invalid.", "JWT not present.", "JWT Validation Failed: Claim value mismatch: aud=x."].map((message): ModelRow => ({
        on: "model", name: `a gateway's policy about tokens: ${message}`, kind: "tokenRejected", seen: { status: 401, headers: json, body: JSON.stringify({ statusCode: 401, message }) },
        says: /gateway.*own policy.*audience.*issuer/s, never: /removed or changed/,
    })),
    { on: "model", name: "a subscription that is suspended", kind: "subscriptionDisabled", seen: { status: 403, headers: gateway, body: coded("Forbidden", "The subscription 'x' is suspended / disabled.") }, never: /networking/ },
    { on: "model", name: "a model that wants a registration", kind: "subscriptionNotEligible", seen: { status: 403, headers: gateway, body: coded("AccessDenied", "Access to this model requires registration. Learn more https://aka.ms/oai/access") }, never: /networking/ },
    { on: "model", name: "a 404 of a gateway without a route", kind: "notServed", seen: { status: 404, headers: { ...json, server: "kong/3.4" }, body: coded("404", "no Route matched with those values") }, says: /gateway before it has no route/ },
    { on: "model", name: "a page that asks for a token of its own", kind: "proxyAnswered", seen: { status: 401, headers: { ...html, "www-authenticate": "Bearer realm=corp" }, body: page("Contoso Gateway", "access token is missing") } },
    { on: "model", name: "a 403 that nobody knows", kind: "unexpected", seen: { status: 403, headers: gateway, body: coded("Forbidden", "No.") }, says: /PermissionDenied/, never: /would be a 401/ },
    { on: "model", name: "no answer for the request's size, by a web server on the way", kind: "requestTooLarge", seen: { status: 413, headers: { ...html, server: "nginx" }, body: page("413 Request Entity Too Large", "nginx") }, shows: { "Answered by": "nginx" } },
    { on: "model", name: "a proxy that wants a sign-in, as fetch tells it", kind: "proxyAnswered", seen: { error: new TypeError("fetch failed", { cause: new Error() }) }, says: /proxy asks for a sign-in/, shows: { Status: "407" } },
    { on: "model", name: "a proxy that opens no tunnel", kind: "proxyAnswered", seen: { error: new TypeError("fetch failed", { cause: Object.assign(new Error("Proxy response (403) !== 200 when HTTP Tunneling"), { code: "UND_ERR_ABORTED" }) }) }, shows: { Status: "403" } },
    { on: "model", name: "a proxy that opens no tunnel, in an agent's words", kind: "proxyAnswered", seen: { error: new TypeError("fetch failed", { cause: Object.assign(new Error("tunneling socket could not be established, statusCode=502"), { code: "ECONNRESET" }) }) }, shows: { Status: "502" } },
    { on: "model", name: "a captive portal's 200", kind: "unexpectedAnswer", seen: { status: 200, headers: html, body: page("Guest network", "Sign in"), problem: { kind: "unexpectedAnswer", contentType: "text/html" } }, says: /text\/html/, shows: { "Page title": "Guest network" } },
    { on: "model", name: "a conversation that is too long, in newer words", kind: "contextTooLong", seen: { status: 400, headers: gateway, body: coded(null, "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300018 tokens. Please reduce the length of the messages.") }, says: /300018 tokens; the model takes 272000/ },
    { on: "model", name: "a web firewall that blocks an address", kind: "unexpected", seen: { status: 403, headers: json, body: coded("1006", "Your IP has been temporarily blocked.") }, shows: { "The answer says": "Your IP has been temporarily blocked." }, never: /how it was used/ },
    { on: "model", name: "a claims challenge", kind: "challenged", seen: { status: 401, headers: { ...gateway, "www-authenticate": 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="' }, body: "{}" } },
];
