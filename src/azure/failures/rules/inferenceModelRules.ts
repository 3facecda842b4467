import { chooseDeployment, chooseIdentity, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import type { InferenceFacts } from "../facts/inferenceFacts.ts";
import { objectOf } from "../observedError.ts";

/** A wait that no burst explains: the request alone is larger than the quota, or the subscription is restricted (K1). */
const absurdWaitMs = 3_600_000;

/** Deployment, parameters, quota and content: what is wrong once the caller is admitted (failures.md, 9). */
export const modelRules: readonly Rule<InferenceFacts>[] = [
    {
        kind: "deploymentNotFound",
        row: "I1",
        when: ({ code }) => code === "DeploymentNotFound" || code === "model_not_found",
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${where} has no deployment named ${what}. Most likely that is a model's name, the deployment is in another account, or it is younger than 5 minutes.`,
            remedy: "Choose one of the account's deployments.",
            actions: [chooseDeployment, retry],
        }),
    },
    {
        kind: "operationNotSupported",
        row: "I2",
        when: ({ code }) => code === "OperationNotSupported",
        words: ({ what, target }) => ({
            summary: `${what} can't chat`,
            cause: `Chat completions do not work with the model ${target.modelName ?? `behind ${what}`}: it is of another kind, or retired.`,
            remedy: "Choose a deployment of a chat model.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "modelRetired",
        row: "I3",
        when: ({ code }) => code === "ServiceModelDeprecated" || code === "ServiceModelDeprecating",
        words: ({ what, target }) => ({
            summary: `${what} no longer answers`,
            cause: `Its model${target.modelName ? ` ${target.modelName}` : ""} is being retired.`,
            remedy: "Deploy a newer version of the model, or choose another deployment.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "suspended",
        row: "L2",
        when: ({ status, message }) => status === 403 && /temporarily blocked/i.test(message),
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `Azure has blocked ${where} because of how it was used. The role is not the reason.`,
            remedy: "Open a support request for the account.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "contentFiltered",
        row: "L1",
        when: ({ code, json }) => code === "content_filter" || innerErrorOf(json)["code"] === "ResponsibleAIPolicyViolation",
        words: (facts) => ({
            summary: `${facts.what} refused the question of ${facts.who}`,
            cause: filtered(facts.json).length > 0
                ? `The content filter found: ${filtered(facts.json).join(", ")}.`
                : "The content filter of the deployment stopped it, without naming a category.",
            remedy: "Change the question or the system prompt, or the filter of the deployment.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "contextTooLong",
        when: ({ code }) => code === "context_length_exceeded",
        words: ({ what, message, target }) => ({
            summary: `The conversation is too long for ${what}`,
            cause: tooLong(message, target.maxContextTokens),
            remedy: "Start a new conversation, or leave out attachments.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "parameterRejected",
        row: "J1",
        when: ({ code, param, status, message }) => code === "unsupported_parameter" || code === "unsupported_value"
            || (status === 400 && (param !== undefined || /unsupported parameter|unrecognized request argument/i.test(message))),
        words: ({ who, what, param }) => ({
            summary: `${who} could not call ${what}`,
            cause: `The model does not take ${param ?? "a parameter of the request"}.`,
            remedy: "Change that parameter, or choose another deployment.",
            actions: [retry, chooseDeployment, showLog],
        }),
    },
    {
        kind: "rateLimited",
        row: "K1",
        when: ({ status, code }) => status === 429 || code === "RateLimitReached" || code === "rate_limit_exceeded",
        words: (facts) => ({
            summary: `Rate limit of ${facts.what}`,
            cause: (facts.retryAfterMs ?? 0) >= absurdWaitMs
                ? "Azure names a wait that no burst explains: most likely this request alone needs more than the deployment's quota, or the subscription is restricted."
                : `The ${limited(facts)} per minute of the deployment are used up, by whomever.`,
            remedy: (facts.retryAfterMs ?? 0) >= absurdWaitMs
                ? "Shorten the conversation, or raise the deployment's capacity."
                : `Try again${waitOf(facts)}, raise the deployment's capacity, or use another deployment.`,
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "serverTimedOut",
        when: ({ status, code }) => status === 408 || code === "Timeout",
        words: ({ what, who }) => ({
            summary: `${what} did not answer ${who} in time`,
            cause: "Azure gave up waiting for the model.",
            remedy: "Try again; shorter questions are quicker.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "serverError",
        when: ({ status, code }) => (status ?? 0) >= 500 || code === "server_error" || code === "ServiceUnavailable" || code === "NoCapacity",
        words: ({ what, who, code, status }) => ({
            summary: `${what} could not answer ${who}`,
            cause: code === "NoCapacity" || code === "ServiceUnavailable" || status === 503
                ? "The service is overloaded at the moment."
                : "The service failed on its own side.",
            remedy: "Try again in a moment.",
            actions: [retry, chooseDeployment],
        }),
    },
];

/** What is said when nothing more precise is known. */
export const lastRules: readonly Rule<InferenceFacts>[] = [
    {
        kind: "brokenOff",
        when: ({ problem }) => problem?.kind === "brokenOff",
        words: ({ what, who }) => ({
            summary: `${what} broke off its answer to ${who}`,
            cause: "The service reported an error in the middle of the answer.",
            remedy: "What came is kept; try again for a whole answer.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "networkDenied",
        row: "F8",
        when: ({ status }) => status === 403,
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${where} refuses the call. A missing role would be a 401: most likely a network rule or perimeter of the account is the reason.`,
            remedy: "Look at the account's networking, and at what Azure says below.",
            actions: [retry, chooseDeployment, chooseIdentity],
        }),
    },
    {
        kind: "unexpected",
        when: () => true,
        words: ({ who, what, status }) => ({
            summary: `${who} could not call ${what}`,
            cause: status === undefined ? "The call failed in a way that is not in the catalogue." : `Azure answered ${status} for a reason that is not in the catalogue.`,
            remedy: "Try again; the details are below and in the log.",
            actions: [retry, chooseDeployment, showLog],
        }),
    },
];

function innerErrorOf(json: Record<string, unknown> | undefined): Record<string, unknown> {
    const error = objectOf(json?.["error"]) ?? json ?? {};
    // The wire says `innererror`, the specification `inner_error` (05-openai-data-plane.md, 5.5).
    return objectOf(error["innererror"]) ?? objectOf(error["inner_error"]) ?? {};
}

/** The categories that the filter acted on, for example `violence (medium)`. */
function filtered(json: Record<string, unknown> | undefined): string[] {
    const inner = innerErrorOf(json);
    const categories = objectOf(inner["content_filter_result"]) ?? objectOf(inner["content_filter_results"]) ?? {};
    return Object.entries(categories).flatMap(([category, value]) => {
        const result = objectOf(value) ?? {};
        const severity = typeof result["severity"] === "string" ? ` (${result["severity"]})` : "";
        return result["filtered"] === true ? [category.replaceAll("_", "-") + severity] : [];
    });
}

function tooLong(message: string, maxContextTokens: number | undefined): string {
    const limit = /maximum context length is (\d+)/i.exec(message)?.[1] ?? maxContextTokens;
    const used = /resulted in (\d+) tokens/i.exec(message)?.[1];
    return `It has ${used ? `${used} tokens` : "more tokens than the model takes"}${limit ? `; the model takes ${limit}` : ""}.`;
}

/** `token` and `call` quotas have policies and words of their own (05-openai-data-plane.md, 5.3 and 5.4). */
function limited({ policy, message }: InferenceFacts): string {
    return /call/i.test(policy ?? "") || /call rate limit/i.test(message) ? "calls" : "tokens";
}

function waitOf({ retryAfterMs }: InferenceFacts): string {
    return retryAfterMs === undefined || retryAfterMs >= absurdWaitMs ? " later" : ` in ${Math.ceil(retryAfterMs / 1000)} s`;
}
