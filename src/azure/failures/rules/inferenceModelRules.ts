import { chooseDeployment, chooseIdentity, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { type InferenceFacts, isDeploymentMissing } from "../facts/inferenceFacts.ts";
import { hasCode, objectOf } from "../observedError.ts";

/** A wait that no burst explains: the request alone is larger than the quota, or the subscription is restricted (K1). */
const absurdWaitMs = 3_600_000;
const rateCodes = ["RateLimitReached", "rate_limit_exceeded"];

/** Deployment, parameters, quota and content: what is wrong once the caller is admitted (failures.md, 9). */
export const modelRules: readonly Rule<InferenceFacts>[] = [
    {
        kind: "deploymentNotFound",
        row: "I1",
        when: isDeploymentMissing,
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
        when: (facts) => hasCode(facts, "OperationNotSupported"),
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
        when: (facts) => hasCode(facts, "ServiceModelDeprecated", "ModelDeprecated", "model_deprecated"),
        words: ({ what, target }) => ({
            summary: `${what} no longer answers`,
            cause: `Its model${target.modelName ? ` ${target.modelName}` : ""} is retired.`,
            remedy: "Deploy a newer version of the model, or choose another deployment.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "modelRetiring",
        row: "I3",
        when: (facts) => hasCode(facts, "ServiceModelDeprecating"),
        words: ({ what, target }) => ({
            summary: `${what} does not answer any more`,
            cause: `Its model${target.modelName ? ` ${target.modelName}` : ""} is about to be retired, and Azure limits it already.`,
            remedy: "Deploy a newer version of the model, or choose another deployment.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "quotaExceeded",
        row: "I4",
        when: (facts) => hasCode(facts, "insufficient_quota", "InsufficientQuota", "QuotaExceeded") || errorOf(facts.json)["type"] === "insufficient_quota",
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `The quota of ${where} or of its plan is used up: waiting for a minute does not bring it back.`,
            remedy: "Raise the quota or the budget, or use another deployment.",
            actions: [chooseDeployment, retry],
        }),
    },
    {
        kind: "noCapacity",
        when: (facts) => hasCode(facts, "NoCapacity"),
        words: ({ who, what }) => ({
            summary: `${what} could not answer ${who}`,
            cause: "Azure has no capacity left for the model at the moment. The deployment's own limit is not the reason.",
            remedy: "Try again in a few minutes, or use a deployment in another region or of another kind.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "suspended",
        row: "L2",
        when: ({ status, message }) => status === 403 && /resource has been temporarily blocked/i.test(message),
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `Azure has blocked ${where} because of how it was used. The role is not the reason.`,
            remedy: "Open a support request for the account.",
            actions: [chooseDeployment],
        }),
    },
    {
        // No document has its words (05-openai-data-plane.md is silent): any that say so are taken.
        kind: "subscriptionDisabled",
        when: ({ status, message }) => status === 403 && /subscription\b.{0,120}\b(suspended|disabled|deactivated)/is.test(message),
        words: ({ who, what, where }) => ({
            summary: `${who} could not call ${what}`,
            cause: `The subscription of ${where} is suspended or disabled. Neither the role nor the network is the reason.`,
            remedy: "Its owner can reactivate it in the portal: most likely a spending limit or an unpaid bill is the reason.",
            actions: [chooseDeployment, retry],
        }),
    },
    {
        kind: "subscriptionNotEligible",
        when: ({ status, message }) => status === 403 && /requires? (registration|approval)|limited access|not (registered|approved) for/i.test(message),
        words: ({ who, what, target }) => ({
            summary: `${who} could not call ${what}`,
            cause: `Azure gives access to the model${target.modelName ? ` ${target.modelName}` : ""} on registration only, and the subscription lacks it. The role is not the reason.`,
            remedy: "Register the subscription for the model, or use another deployment.",
            actions: [chooseDeployment, retry],
        }),
    },
    {
        kind: "contentFiltered",
        row: "L1",
        when: (facts) => hasCode(facts, "content_filter", "ResponsibleAIPolicyViolation") || innerErrorOf(facts.json)["code"] === "ResponsibleAIPolicyViolation",
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
        when: (facts) => hasCode(facts, "context_length_exceeded") || lengthLimit.test(facts.message),
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
        when: (facts) => hasCode(facts, "unsupported_parameter", "unsupported_value", "unknown_parameter")
            || (facts.status === 400 && /unsupported (parameter|value)|unrecognized request argument|unknown parameter/i.test(facts.message)),
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
        when: (facts) => facts.status === 429 || hasCode(facts, ...rateCodes),
        words: (facts) => ({
            summary: `Rate limit of ${facts.what}`,
            cause: (facts.retryAfterMs ?? 0) >= absurdWaitMs
                ? "Azure names a wait that no burst explains: most likely this request alone needs more than the deployment's quota, or the subscription is restricted."
                : limited(facts),
            remedy: rateRemedy(facts),
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "serverTimedOut",
        when: (facts) => facts.status === 408 || hasCode(facts, "Timeout"),
        words: (facts) => ({
            summary: `${facts.what} did not answer ${facts.who} in time`,
            cause: isNobodys(facts, "Timeout") ? nobodyKnown(facts) : "Azure gave up waiting for the model.",
            remedy: "Try again; shorter questions are quicker.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "serverError",
        when: (facts) => (facts.status ?? 0) >= 500 || hasCode(facts, "server_error", "ServiceUnavailable"),
        words: (facts) => ({
            summary: `${facts.what} could not answer ${facts.who}`,
            cause: failed(facts),
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
        kind: "unexpected",
        when: () => true,
        words: (facts) => ({
            summary: `${facts.who} could not call ${facts.what}`,
            cause: unknown(facts),
            remedy: "Try again; the details are below and in the log.",
            actions: facts.status === 401 ? [retry, chooseIdentity, chooseDeployment] : [retry, chooseDeployment, showLog],
        }),
    },
];

/** What is told of an answer that no rule knows: what its status and its responder let one conclude, and no more. */
function unknown({ status, responder, host }: InferenceFacts): string {
    if (status === undefined) {
        return "The call failed in a way that is not in the catalogue.";
    }
    if (responder !== "azure") {
        return `${host} answered ${status} for a reason that is not in the catalogue, and without the header of Azure's AI gateway: a gateway on the way may have written it.`;
    }
    // Most often with 401, but not always (05-openai-data-plane.md, 5.4): what tells a missing role is its code.
    const hint = status === 403 ? " For a missing role it would say PermissionDenied: look at the account's networking, and at its subscription." : "";
    return `Azure answered ${status} for a reason that is not in the catalogue.${hint}`;
}

function failed(facts: InferenceFacts): string {
    if (isNobodys(facts, "server_error", "ServiceUnavailable", "InternalServerError")) {
        return nobodyKnown(facts);
    }
    return hasCode(facts, "ServiceUnavailable") || facts.status === 503 ? "The service is overloaded at the moment." : "The service failed on its own side.";
}

/** Neither a header nor a code is Azure's: there is but a status, which anybody between here and there may have written. */
function isNobodys(facts: InferenceFacts, ...ownCodes: string[]): boolean {
    return facts.responder !== "azure" && !hasCode(facts, ...ownCodes);
}

function nobodyKnown({ host, status }: InferenceFacts): string {
    return `${host} answered ${status}, without the header of Azure's AI gateway: who answered is not known, a gateway on the way or Azure behind one.`;
}

function errorOf(json: Record<string, unknown> | undefined): Record<string, unknown> {
    return objectOf(json?.["error"]) ?? json ?? {};
}

function innerErrorOf(json: Record<string, unknown> | undefined): Record<string, unknown> {
    const error = errorOf(json);
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

/** The two wordings that name the model's limit. */
const lengthLimit = /(?:maximum context length is|input tokens exceed the configured limit of) (\d+)/i;

function tooLong(message: string, maxContextTokens: number | undefined): string {
    const limit = lengthLimit.exec(message)?.[1] ?? maxContextTokens;
    const used = /resulted in (\d+) tokens/i.exec(message)?.[1];
    return `It has ${used ? `${used} tokens` : "more tokens than the model takes"}${limit ? `; the model takes ${limit}` : ""}.`;
}

/** `token` and `call` quotas have policies and words of their own (05-openai-data-plane.md, 5.3 and 5.4). */
function limited(facts: InferenceFacts): string {
    const { policy, message, host } = facts;
    const said = `${policy ?? ""} ${message}`;
    const limit = /ratelimit-call|call rate limit/i.test(said) ? "calls" : /ratelimit-token|token rate limit/i.test(said) ? "tokens" : undefined;
    if (!limit && isNobodys(facts, ...rateCodes)) {
        return `${nobodyKnown(facts)} It takes no more calls for the moment.`;
    }
    return limit ? `The ${limit} per minute of the deployment are used up, by whomever.` : `${host} takes no more calls for the moment: a limit is reached, by whomever.`;
}

function rateRemedy(facts: InferenceFacts): string {
    if ((facts.retryAfterMs ?? 0) >= absurdWaitMs) {
        return "Shorten the conversation, or raise the deployment's capacity.";
    }
    const isOfDeployment = facts.responder === "azure" || hasCode(facts, ...rateCodes) || /(call|token) rate limit/i.test(facts.message);
    return `Try again${waitOf(facts)}, ${isOfDeployment ? "raise the deployment's capacity, " : ""}or use another deployment.`;
}

function waitOf({ retryAfterMs }: InferenceFacts): string {
    return retryAfterMs === undefined || retryAfterMs >= absurdWaitMs ? " later" : ` in ${Math.ceil(retryAfterMs / 1000)} s`;
}
