/** What the data plane does with a deployment: which role each call needs, which model, and how it answers. */
import type { SimContext } from "../context.ts";
import type { SimRequest, SimResponse } from "../http.ts";
import type { Deployment, Json } from "../state.ts";
import type { Admitted } from "./access.ts";
import type { Api } from "./apiVersions.ts";
import { answerChat } from "./chat.ts";
import { answerEmbeddings } from "./embeddings.ts";
import { generate } from "./generation.ts";
import type { Asked, Generation } from "./generation.ts";
import { checkContent, readChat, readResponse } from "./input.ts";
import type { Quota } from "./quota.ts";
import { answerResponse } from "./responses.ts";

export interface DataPlane {
    context: SimContext;
    quota: Quota;
    /** Tokens a second where nothing else says so; 0 is as fast as possible. */
    tokenRate: number;
}

export interface Operation {
    api: Api;
    name: string;
    /** As `OperationNotSupported` names it. */
    short: string;
    dataAction: string;
    /** What the deployment's model has to be able to do. */
    capability: "chatCompletion" | "embeddings";
    /** The answer, once the quota has been taken; throws for what the model does not take. */
    answer(call: Call): SimResponse | Promise<SimResponse>;
}

export interface Call {
    plane: DataPlane;
    admitted: Admitted;
    deployment: Deployment;
    body: Json;
    request: SimRequest;
}

export const actions = "Microsoft.CognitiveServices/accounts";

export const chat: Operation = {
    api: "chat",
    name: "ChatCompletions_Create",
    short: "chatCompletion",
    dataAction: `${actions}/OpenAI/deployments/chat/completions/action`,
    capability: "chatCompletion",
    answer: generating(readChat, answerChat),
};

export const responses: Operation = {
    api: "responses",
    name: "Responses_Create",
    short: "responses",
    dataAction: `${actions}/OpenAI/responses/write`,
    capability: "chatCompletion",
    answer: generating(readResponse, answerResponse),
};

export const embeddings: Operation = {
    api: "embeddings",
    name: "Embeddings_Create",
    short: "embeddings",
    dataAction: `${actions}/OpenAI/deployments/embeddings/action`,
    capability: "embeddings",
    answer: ({ body, deployment }) => answerEmbeddings(body, deployment),
};

/** The same on `/models`; only `MaaS/*` is known (04-roles), the names of its actions are UNCONFIRMED. */
export const onModels = (operation: Operation, path: string): Operation => ({ ...operation, dataAction: `${actions}/MaaS/${path}/action` });

/** How an operation whose answer is written token by token answers. */
function generating(
    read: (body: Json, deployment: Deployment) => Asked,
    write: (body: Json, generation: Generation, request: SimRequest) => Promise<SimResponse>,
): Operation["answer"] {
    return ({ plane, admitted, deployment, body, request }) => {
        const asked = read(body, deployment);
        checkContent(asked);
        const defaults = { tokenRate: plane.tokenRate, now: plane.context.state.clock.now() };
        return write(body, generate(admitted, deployment, asked, defaults), request);
    };
}
