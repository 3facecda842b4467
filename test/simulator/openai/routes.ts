/** The data plane of one account, or of a region for accounts without a host of their own. */
import type { SimContext } from "../context.ts";
import { route } from "../http.ts";
import type { Handler, Route, SimRequest, SimResponse } from "../http.ts";
import type { Service } from "../server/listen.ts";
import type { Account, Deployment, Json } from "../state.ts";
import { admit, admitRegional } from "./access.ts";
import type { Admitted, Demand } from "./access.ts";
import { answerChat } from "./chat.ts";
import * as errors from "./errors.ts";
import { generate } from "./generation.ts";
import type { Asked, Generation } from "./generation.ts";
import { checkContent, quotaTokens, readBody, readChat, readResponse } from "./input.ts";
import { listModels } from "./modelList.ts";
import type { Allowance, Quota } from "./quota.ts";
import { regionName } from "./region.ts";
import { answerResponse } from "./responses.ts";

export interface DataPlane {
    context: SimContext;
    quota: Quota;
    /** Tokens a second where nothing else says so; 0 is as fast as possible. */
    tokenRate: number;
}

interface Operation {
    name: string;
    /** As `OperationNotSupported` names it. */
    short: string;
    dataAction: string;
    apiVersions: string[];
    read(body: Json, deployment: Deployment): Asked;
    answer(body: Json, generation: Generation, request: SimRequest): Promise<SimResponse>;
}

const actions = "Microsoft.CognitiveServices/accounts/OpenAI";
const previews = ["2024-10-01-preview", "2024-12-01-preview", "2025-01-01-preview", "2025-02-01-preview", "2025-03-01-preview", "2025-04-01-preview"];

/** UNCONFIRMED as complete. */
const datedVersions = ["2024-02-01", "2024-06-01", "2024-10-21", "2024-08-01-preview", "2024-09-01-preview", ...previews];

const chat: Operation = {
    name: "ChatCompletions_Create",
    short: "chatCompletion",
    dataAction: `${actions}/deployments/chat/completions/action`,
    apiVersions: datedVersions,
    read: readChat,
    answer: answerChat,
};

const responses: Operation = {
    name: "Responses_Create",
    short: "responses",
    dataAction: `${actions}/responses/write`,
    apiVersions: ["2025-03-01-preview", "2025-04-01-preview"],
    read: readResponse,
    answer: answerResponse,
};

/** Routes of the account's own host; without an account, of the regional one. */
export function openAiRoutes(plane: DataPlane, account?: Account): Route[] {
    const enter = (request: SimRequest, demand?: Demand) =>
        account ? admit(plane.context, account, request, demand) : Promise.resolve(admitRegional(plane.context, request));

    const post = (operation: Operation, pattern: string): Route => {
        const text = `POST ${pattern.replace("{deployment}", "{deployment-id}")}`;
        return route("POST", pattern, async (request) => {
            const admitted = await enter(request, { dataAction: operation.dataAction, operation: text });
            checkVersion(admitted.account, request, operation.apiVersions);
            return perform(plane, operation, admitted, request);
        });
    };

    const list = (pattern: string): Route =>
        route("GET", pattern, async (request) => {
            const admitted = await enter(request, { dataAction: `${actions}/models/read`, operation: `GET ${pattern}` });
            checkVersion(admitted.account, request, datedVersions);
            return { status: 200, body: listModels(admitted.account) };
        });

    const nothing: Handler = async (request) => {
        await enter(request);
        throw errors.noRoute();
    };

    return [
        post(chat, "/openai/v1/chat/completions"),
        post(chat, "/openai/deployments/{deployment}/chat/completions"),
        post(responses, "/openai/v1/responses"),
        post(responses, "/openai/responses"),
        list("/openai/v1/models"),
        list("/openai/models"),
        route("*", account ? "{*path}" : "/openai/{*path}", nothing),
    ];
}

/** Headers of every answer (5.3). */
export function openAiHeaders(account?: Account): Service["headers"] {
    return (request, response) => ({
        "apim-request-id": request.id,
        "x-request-id": request.id,
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
        ...(account ? { "x-ms-region": regionName(account.location) } : {}),
        ...(response.body === undefined ? {} : { "content-type": "application/json" }),
        ...(typeof request.headers["x-ms-client-request-id"] === "string" ? { "x-ms-client-request-id": request.headers["x-ms-client-request-id"] } : {}),
    });
}

async function perform(plane: DataPlane, operation: Operation, admitted: Admitted, request: SimRequest): Promise<SimResponse> {
    const body = readBody(request);
    const deployment = deploymentNamed(admitted.account, request.params.deployment ?? body.model);
    const { capabilities, model } = deployment.properties;
    if (capabilities.chatCompletion !== "true") {
        throw errors.wrongModel(operation.short, model.name);
    }
    const allowance = takeQuota(plane, operation, admitted.account, deployment, request, body);
    const asked = operation.read(body, deployment);
    checkContent(asked);
    const defaults = { tokenRate: plane.tokenRate, now: plane.context.state.clock.now() };
    const response = await operation.answer(body, generate(admitted, deployment, asked, defaults), request);
    return { ...response, headers: { ...quotaHeaders(deployment, allowance), ...response.headers } };
}

/** The v1 path needs no version; the others need one that the service knows. */
function checkVersion(account: Account, request: SimRequest, known: string[]): void {
    const v1 = /^\/openai\/v1\//i.test(request.path);
    const served = v1 ? account.sandbox.servesV1 !== false : known.includes(request.query.get("api-version") ?? "");
    if (!served) {
        throw errors.noRoute();
    }
}

function deploymentNamed(account: Account, name: unknown): Deployment {
    const found = account.deployments.find((d) => d.name.toLowerCase() === String(name ?? "").toLowerCase());
    if (!found || found.properties.provisioningState !== "Succeeded") {
        throw errors.noDeployment();
    }
    return found;
}

function takeQuota(plane: DataPlane, operation: Operation, account: Account, deployment: Deployment, request: SimRequest, body: Json): Allowance {
    const taken = plane.quota.take(deployment, quotaTokens(body));
    if ("kind" in taken) {
        throw errors.rateLimited({
            ...taken,
            deployment: deployment.name,
            model: deployment.properties.model.name,
            region: regionName(account.location),
            accountKind: account.kind,
            operation: operation.name,
            apiVersion: request.query.get("api-version") ?? "v1",
        });
    }
    return taken;
}

function quotaHeaders(deployment: Deployment, allowance: Allowance): Record<string, string> {
    return {
        "x-ms-deployment-name": deployment.name,
        "x-ms-rai-invoked": "true",
        "x-ratelimit-limit-requests": String(allowance.limitRequests),
        "x-ratelimit-limit-tokens": String(allowance.limitTokens),
        "x-ratelimit-remaining-requests": String(allowance.remainingRequests),
        "x-ratelimit-remaining-tokens": String(allowance.remainingTokens),
    };
}
