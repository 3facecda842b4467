import { createTokens } from "../../src/azure/credentials.ts";
import { parseCustomCloud } from "../../src/azure/cloud.ts";
import type { Connection } from "../../src/azure/connection.ts";
import { createStreamChat } from "../../src/azure/inference/streamChat.ts";

export interface SendOrder {
    connection: Connection;
    customCloud: Record<string, unknown>;
    count: number;
}

/** So many questions at the same moment, with the product's own tokens and inference, from an empty token cache. */
export async function sendTogether({ connection, customCloud, count }: SendOrder): Promise<{ ms: number; answers: number }> {
    const cloud = () => parseCustomCloud(customCloud);
    const getToken = createTokens({ cloud, accountToken: () => Promise.reject(new Error("No account is needed here.")) });
    const streamChat = createStreamChat({
        cloud, getToken, apiVersion: () => undefined, memory: new Map(), allowHost: () => Promise.resolve(false), log: () => undefined,
    });
    const start = performance.now();
    const texts = await Promise.all(Array.from({ length: count }, async (_, index) => {
        let text = "";
        const messages = [{ role: "user" as const, content: `Hello ${index}` }];
        for await (const event of streamChat({ connection, messages, signal: new AbortController().signal })) {
            text += event.kind === "text" ? event.text : "";
        }
        return text;
    }));
    return { ms: performance.now() - start, answers: texts.filter((text) => text !== "").length };
}
