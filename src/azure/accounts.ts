import { type ArmAccess, armClient } from "./arm.ts";
import { parseArmId } from "./armId.ts";
import type { Target } from "./connection.ts";
import type { Account, Deployment } from "./resources.ts";

/** The deployments of an account, by name. They are not in Resource Graph; ARM lists them. */
export async function listDeployments(access: ArmAccess, accountId: string, signal?: AbortSignal): Promise<Deployment[]> {
    const { CognitiveServicesManagementClient } = await import("@azure/arm-cognitiveservices");
    const { subscriptionId = "", resourceGroup = "", name } = parseArmId(accountId) ?? { name: "" };
    const client = await armClient(access, (credential, options) => new CognitiveServicesManagementClient(credential, subscriptionId, options));
    const found: Deployment[] = [];
    for await (const { id, name: deployment, properties, sku } of client.deployments.list(resourceGroup, name, { abortSignal: signal })) {
        found.push({
            id: id ?? "",
            name: deployment ?? "",
            modelName: properties?.model?.name ?? "",
            modelFormat: properties?.model?.format ?? "",
            modelVersion: properties?.model?.version ?? "",
            skuName: sku?.name ?? "",
            capacity: sku?.capacity,
            rateLimits: properties?.rateLimits,
            state: properties?.provisioningState ?? "",
            capabilities: properties?.capabilities ?? {},
        });
    }
    return found.sort((left, right) => left.name.localeCompare(right.name));
}

/** Can this deployment answer a chat? Accounts that tell no capabilities are given the benefit of the doubt. */
export function canChat(deployment: Deployment): boolean {
    const { chatCompletion, responses } = deployment.capabilities;
    return chatCompletion === "true" || (chatCompletion === undefined && responses === undefined
        && deployment.capabilities["embeddings"] !== "true");
}

/** What a connection to this deployment calls. */
export function targetOf(account: Account, deployment: Deployment): Target {
    const maxContextTokens = Number(deployment.capabilities["maxContextToken"]);
    return {
        endpoint: inferenceEndpoint(account),
        deployment: deployment.name,
        accountName: account.name,
        accountId: account.id,
        tenantId: account.tenantId,
        modelName: deployment.modelName,
        modelFormat: deployment.modelFormat,
        maxContextTokens: maxContextTokens > 0 ? maxContextTokens : undefined,
    };
}

/** Key of `endpoints` that names the Azure OpenAI host of an `AIServices` account (03-arm.md, 3.9). */
const openAiEndpoint = "OpenAI Language Model Instance API";

/** The host that serves `/openai/`: the OpenAI one of an AIServices account where ARM tells it, else its endpoint. */
export function inferenceEndpoint(account: Account): string {
    const endpoint = (account.customSubDomainName && account.endpoints[openAiEndpoint]) || account.endpoint;
    return endpoint.endsWith("/") ? endpoint : `${endpoint}/`;
}
