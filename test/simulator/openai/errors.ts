/** Error bodies of the data plane, with their odd spacing (05-openai-data-plane, 5.4 and 5.5). */
import { azureError, SimError } from "../http.ts";

const denied = { "policy-id": "ThrowExceptionDueToTrafficDenied" };

export const publicAccessDisabled = () =>
    verbatim(403, `{"error":{"code":"403","message": "Public access is disabled. Please configure private endpoint."}}`, denied);

export const firewall = () => verbatim(403, `{"error":{"code":"403","message": "Access denied due to Virtual Network/Firewall rules."}}`, denied);

export const regionalWithNetworkRules = () =>
    azureError(
        403,
        "403",
        "A Virtual Network is configured for this resource. Please use the correct endpoint for making requests. Check https://aka.ms/cogsvc-vnet for more details.",
        { headers: denied },
    );

export const keysDisabled = () =>
    verbatim(403, `{"error":{"code":"AuthenticationTypeDisabled","message": "Key based authentication is disabled for this resource."}}`);

export const wrongKey = () =>
    azureError(
        401,
        "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
    );

/** `audience`: what the account accepts, as it is named in the text. */
export const badToken = (audience: string) =>
    verbatim(
        401,
        `{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (${audience}), or have expired." }`,
    );

/** Envelope UNCONFIRMED. */
export const needsSubdomain = () =>
    azureError(
        400,
        "BadRequest",
        "Please provide a custom subdomain for token authentication, otherwise API key is required. (Please see https://aka.ms/cogsvc-authenticatewithtoken)",
    );

export const wrongTenant = (tokenTenant: string) =>
    azureError(400, "Tenant provided in token does not match resource token", `Token tenant ${tokenTenant} does not match resource tenant.`);

export const permissionDenied = (oid: string, dataAction: string, operation: string) =>
    azureError(401, "PermissionDenied", `The principal \`${oid}\` lacks the required data action \`${dataAction}\` to perform \`${operation}\` operation.`);

/** Spacing UNCONFIRMED. */
export const noRoute = () => verbatim(404, `{"error":{"code":"404","message": "Resource not found"}}`);

/** 198 bytes, as the trace of microsoft/chat-copilot#111 counts them: there is a space before the message. */
export const noDeployment = () =>
    verbatim(404, `{"error":{"code":"DeploymentNotFound","message": "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."}}`);

/** A dated version on the v1 path (hotovo/aider-desk#460). */
export const versionNotSupported = () => azureError(400, "BadRequest", "API version not supported");

/** Aider-AI/aider#4029. */
export const responsesTooEarly = () => azureError(400, "BadRequest", "Azure OpenAI Responses API is enabled only for api-version 2025-03-01-preview and later");

/** `{modelName}` is literal (langchain4j/langchain4j#2636, egoist/chatwise-releases#258). */
export const reasoningTooEarly = () => azureError(400, "BadRequest", "Model {modelName} is enabled only for api versions 2024-12-01-preview and later");

/** Of `/models`, which has no deployment in its path (microsoft/AI-Red-Teaming-Playground-Labs#14). */
export function noModelName(): SimError {
    const details = "No model specified in request. Please provide a model name in the request body or as a x-ms-model-mesh-model-name header.";
    return azureError(400, "no_model_name", details, { error: { details } });
}

/** Wording UNCONFIRMED. */
export const wrongModel = (operation: string, model: string) =>
    azureError(
        400,
        "OperationNotSupported",
        `The ${operation} operation does not work with the specified model, ${model}. Please choose different model and try again. ` +
            "You can learn more about which models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.",
    );

export interface RateLimit {
    kind: "Token" | "Call";
    deployment: string;
    model: string;
    region: string;
    accountKind: string;
    operation: string;
    apiVersion: string;
    retryAfterMs: number;
    remainingRequests: number;
}

/** The wording since late 2025; its code is UNCONFIRMED. */
export function rateLimited(limit: RateLimit): SimError {
    const seconds = Math.max(1, Math.ceil(limit.retryAfterMs / 1000));
    const message =
        `Your requests to ${limit.deployment} for ${limit.model} in ${limit.region} have exceeded the ${limit.kind.toLowerCase()} rate limit ` +
        `for your current ${limit.accountKind} S0 pricing tier. This request was for ${limit.operation} under Azure OpenAI API version ${limit.apiVersion}. ` +
        `Please retry after ${seconds} seconds. To increase your default rate limit, visit: https://aka.ms/oai/quotaincrease.`;
    const headers = {
        "retry-after": String(seconds),
        "retry-after-ms": String(Math.ceil(limit.retryAfterMs)),
        "policy-id": `DeploymentRatelimit-${limit.kind}`,
        "x-rate-limit-reset-tokens": String(seconds),
        "x-ratelimit-remaining-requests": String(limit.remainingRequests),
    };
    return azureError(429, "RateLimitReached", message, { headers });
}

/** The shape of OpenAI's own validation errors. */
export function invalid(message: string, param: string | null, code: string | null): SimError {
    return new SimError({ status: 400, body: { error: { message, type: "invalid_request_error", param, code } } });
}

export function promptFiltered(): SimError {
    const content_filter_result = { ...safe(), jailbreak: { filtered: true, detected: true } };
    const message =
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. " +
        "To learn more about our content filtering policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766";
    const innererror = { code: "ResponsibleAIPolicyViolation", content_filter_result };
    return new SimError({ status: 400, body: { error: { message, type: null, param: "prompt", code: "content_filter", status: 400, innererror } } });
}

/** The four categories, none of them found. */
export function safe(): Record<"hate" | "self_harm" | "sexual" | "violence", { filtered: boolean; severity: string }> {
    const none = { filtered: false, severity: "safe" };
    return { hate: none, self_harm: none, sexual: none, violence: none };
}

/** Categories of a prompt, for `prompt_filter_results`. */
export function safePrompt(): object[] {
    const { hate, ...others } = safe();
    return [{ prompt_index: 0, content_filter_results: { hate, jailbreak: { detected: false, filtered: false }, ...others } }];
}

function verbatim(status: number, text: string, headers: Record<string, string> = {}): SimError {
    return new SimError({ status, text, headers: { "content-type": "application/json", ...headers } });
}
