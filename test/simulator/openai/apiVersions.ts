/**
 * The api-versions that users' code names, and what answers to them. Anything that is not in the table is 404
 * "Resource not found". What is marked UNCONFIRMED is served, so that code which runs in Azure runs here too.
 */
import type { SimRequest } from "../http.ts";
import type { Account } from "../state.ts";
import * as errors from "./errors.ts";

export type Api = "chat" | "embeddings" | "responses" | "models";

interface Dated {
    apis: Api[];
    /** Where it is written that Azure serves it; or UNCONFIRMED, and why it is believed. */
    source: string;
}

const early: Api[] = ["embeddings", "models"];
const classic: Api[] = ["chat", ...early];
const withResponses: Api[] = [...classic, "responses"];
const lifecycle = "api-version-deprecation (Microsoft Learn)";
const older = "UNCONFIRMED: announced as retiring after the next three previews, yet still named by code that runs";

/** Retired on 2024-07-01, and so absent: 2023-03-15-preview, 2023-07-01-preview, 2023-08-01-preview, 2023-09-01-preview, 2023-12-01-preview. */
const dated: Record<string, Dated> = {
    "2022-12-01": { apis: early, source: "UNCONFIRMED: the first GA version, before chat completions" },
    "2023-05-15": { apis: classic, source: "answered in Azure-Samples/azure-search-openai-demo-csharp#379 (2024-11)" },
    "2023-06-01-preview": { apis: classic, source: `${lifecycle}: "still supported"` },
    "2023-10-01-preview": { apis: classic, source: `${lifecycle}: "still supported"` },
    "2024-02-01": { apis: classic, source: "05-openai-data-plane, 5.2 (GA)" },
    "2024-02-15-preview": { apis: classic, source: older },
    "2024-03-01-preview": { apis: classic, source: older },
    "2024-04-01-preview": { apis: classic, source: older },
    "2024-05-01-preview": { apis: classic, source: older },
    "2024-06-01": { apis: classic, source: "specs/cognitiveservices/data-plane (GA)" },
    "2024-07-01-preview": { apis: classic, source: older },
    "2024-08-01-preview": { apis: classic, source: "named by a 429 of Azure (05-openai-data-plane, 5.4)" },
    "2024-09-01-preview": { apis: classic, source: lifecycle },
    "2024-10-01-preview": { apis: classic, source: lifecycle },
    "2024-10-21": { apis: classic, source: "05-openai-data-plane, 5.2 (GA)" },
    "2024-12-01-preview": { apis: classic, source: "named by Azure's own refusal of older versions (langchain4j/langchain4j#2636)" },
    "2025-01-01-preview": { apis: classic, source: "UNCONFIRMED: shown by the portal's code samples" },
    "2025-02-01-preview": { apis: classic, source: "UNCONFIRMED" },
    "2025-03-01-preview": { apis: withResponses, source: "named by a 429 and by Azure's refusal of older versions (Aider-AI/aider#4029)" },
    "2025-04-01-preview": { apis: withResponses, source: "05-openai-data-plane, 5.2 (the last preview; UNCONFIRMED as the last)" },
};

/** On `/openai/v1`. That `latest` and `v1` are taken is UNCONFIRMED. */
const v1Names = ["", "v1", "preview", "latest"];

/** Of `/models` on `services.ai.azure.com`. That other versions than the SDKs' (the first) are served is UNCONFIRMED. */
const modelInference = ["2024-05-01-preview", "2024-08-01-preview", "2025-04-01"];

/** Throws what Azure says to a version that it does not serve on this path. */
export function checkVersion(account: Account, request: SimRequest, api: Api): void {
    const version = request.query.get("api-version") ?? "";
    if (/^\/openai\/v1\//i.test(request.path)) {
        checkV1(account, version);
    } else if (/^\/models\//i.test(request.path)) {
        demand(modelInference.includes(version));
    } else {
        demand(dated[version] !== undefined && (dated[version].apis.includes(api) || api === "responses"));
        if (!dated[version]?.apis.includes(api)) {
            throw errors.responsesTooEarly();
        }
    }
}

/** Reasoning models answer to no dated version before 2024-12-01-preview; `{modelName}` is Azure's own slip. */
export function checkReasoningVersion(request: SimRequest): void {
    const version = request.query.get("api-version") ?? "";
    if (dated[version] && /^\/openai\/deployments\//i.test(request.path) && version < "2024-12-01") {
        throw errors.reasoningTooEarly();
    }
}

/** A version of the dated API on the v1 path is refused in words (hotovo/aider-desk#460). */
function checkV1(account: Account, version: string): void {
    demand(account.sandbox.servesV1 !== false);
    if (!v1Names.includes(version.toLowerCase())) {
        throw errors.versionNotSupported();
    }
}

function demand(served: boolean): void {
    if (!served) {
        throw errors.noRoute();
    }
}
