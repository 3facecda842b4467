/** The data plane of one account, or of a region for accounts without a host of their own. */
import { route } from "../http.ts";
import type { Handler, Route, SimRequest, SimResponse } from "../http.ts";
import { isReasoning } from "../models.ts";
import type { Service } from "../server/listen.ts";
import type { Account, Deployment, Json } from "../state.ts";
import { admit, admitRegional } from "./access.ts";
import type { Admitted, Demand } from "./access.ts";
import { checkReasoningVersion, checkVersion } from "./apiVersions.ts";
import * as errors from "./errors.ts";
import { quotaTokens, readBody } from "./input.ts";
import { listModels } from "./modelList.ts";
import { actions, chat, embeddings, onModels, responses } from "./operations.ts";
import type { DataPlane, Operation } from "./operations.ts";
import type { Allowance } from "./quota.ts";
import { regionName } from "./region.ts";

/** Routes of the account's own host; without an account, of the regional one. */
export function openAiRoutes(plane: DataPlane, account?: Account): Route[] {
    const enter = (request: SimRequest, demand?: Demand) =>
        account ? admit(plane.context, account, request, demand) : Promise.resolve(admitRegional(plane.context, request));

    const post = (operation: Operation, pattern: string): Route => {
        const text = `POST ${pattern.replace("{deployment}", "{deployment-id}")}`;
        return route("POST", pattern, async (request) => {
            const admitted = await enter(request, { dataAction: operation.dataAction, operation: text });
            checkVersion(admitted.account, request, operation.api);
            return perform(plane, operation, admitted, request);
        });
    };

    const list = (pattern: string): Route =>
        route("GET", pattern, async (request) => {
            const admitted = await enter(request, { dataAction: `${actions}/OpenAI/models/read`, operation: `GET ${pattern}` });
            checkVersion(admitted.account, request, "models");
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
        post(embeddings, "/openai/v1/embeddings"),
        post(embeddings, "/openai/deployments/{deployment}/embeddings"),
        ...(account?.kind === "AIServices" ? [
            post(onModels(chat, "chat/completions"), "/models/chat/completions"),
            post(onModels(embeddings, "embeddings"), "/models/embeddings"),
        ] : []),
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
    // A deployment in the path is looked for before the body is read.
    const named = request.params.deployment === undefined ? undefined : deploymentNamed(admitted.account, request.params.deployment);
    const body = readBody(request);
    const deployment = named ?? deploymentNamed(admitted.account, modelOf(request, body));
    const { capabilities, model } = deployment.properties;
    if (capabilities[operation.capability] !== "true") {
        throw errors.wrongModel(operation.short, model.name);
    }
    if (isReasoning(model.name)) {
        checkReasoningVersion(request);
    }
    const allowance = takeQuota(plane, operation, admitted.account, deployment, request, body);
    const response = await operation.answer({ plane, admitted, deployment, body, request });
    return { ...response, headers: { ...quotaHeaders(deployment, allowance), ...response.headers } };
}

/** `/models` also takes the name from a header, and says so where there is none. */
function modelOf(request: SimRequest, body: Json): unknown {
    if (!/^\/models\//i.test(request.path)) {
        return body.model;
    }
    const name = body.model ?? request.headers["x-ms-model-mesh-model-name"];
    if (name === undefined || name === "") {
        throw errors.noModelName();
    }
    return name;
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
