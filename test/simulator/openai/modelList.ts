/** `GET /openai/models`: the base models behind the account's deployments, not the deployments. */
import type { Account } from "../state.ts";

export function listModels(account: Account): object {
    const rows = new Map(account.deployments.map((d) => [`${d.properties.model.name}-${d.properties.model.version}`, d]));
    const data = [...rows].map(([id, { properties, createdAt }]) => ({
        id,
        object: "model",
        created_at: Math.floor(createdAt / 1000),
        status: "succeeded",
        capabilities: {
            chat_completion: properties.capabilities.chatCompletion === "true",
            completion: properties.capabilities.completion === "true",
            embeddings: properties.capabilities.embeddings === "true",
            fine_tune: false,
            inference: true,
        },
        lifecycle_status: "generally-available",
    }));
    return { object: "list", data };
}
