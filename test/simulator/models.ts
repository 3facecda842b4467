/** The models that the sandbox knows, with the capabilities that their deployments show (strings, as Azure sends them). */

export interface Model {
    format: string;
    name: string;
    version: string;
    capabilities: Record<string, string>;
    /** Kinds of accounts that offer it. */
    kinds: string[];
}

const chat = { area: "US", assistants: "true", chatCompletion: "true", jsonObjectResponse: "true", responses: "true" };
const bothKinds = ["OpenAI", "AIServices"];

export const models: Model[] = [
    openAi("gpt-4o", "2024-11-20", { ...chat, maxContextToken: "128000", maxOutputToken: "16384" }),
    openAi("gpt-4o-mini", "2024-07-18", { ...chat, maxContextToken: "128000", maxOutputToken: "16384" }),
    openAi("gpt-4.1", "2025-04-14", { ...chat, maxContextToken: "1047576", maxOutputToken: "32768" }),
    openAi("gpt-5", "2025-08-07", { ...chat, maxContextToken: "400000", maxOutputToken: "128000" }),
    openAi("o4-mini", "2025-04-16", { ...chat, maxContextToken: "200000", maxOutputToken: "100000" }),
    openAi("gpt-35-turbo", "0125", { completion: "true", chatCompletion: "true", assistants: "true", maxContextToken: "16385", maxOutputToken: "4096" }),
    openAi("text-embedding-3-large", "1", { embeddings: "true", embeddingsMaxInputs: "2048" }),
    openAi("text-embedding-3-small", "1", { embeddings: "true", embeddingsMaxInputs: "2048" }),
    openAi("text-embedding-ada-002", "2", { embeddings: "true", embeddingsMaxInputs: "2048" }),
    openAi("dall-e-3", "3.0", { imageGenerations: "true" }),
    { format: "Microsoft", name: "Phi-4", version: "7", kinds: ["AIServices"], capabilities: { chatCompletion: "true", maxContextToken: "16384", maxOutputToken: "4096" } },
];

/** Models that think before they answer and refuse `max_tokens` and sampling parameters. */
export function isReasoning(modelName: string): boolean {
    return /^(o\d|gpt-5)/i.test(modelName);
}

export function findModel(name: string, version?: string): Model | undefined {
    const named = models.filter((m) => m.name.toLowerCase() === name.toLowerCase());
    return version ? named.find((m) => m.version === version) : named.at(-1);
}

function openAi(name: string, version: string, capabilities: Record<string, string>): Model {
    return { format: "OpenAI", name, version, capabilities, kinds: bothKinds };
}
