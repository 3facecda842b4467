import type { Connection } from "./connection.ts";

export interface ChatMessage {
    role: "system" | "user" | "assistant";
    content: string;
}

export interface Usage {
    promptTokens: number;
    completionTokens: number;
    totalTokens: number;
}

/** What a streamed answer consists of, in the order of arrival. */
export type InferenceEvent =
    /** What the call waits for; shown when it lasts. `untilMs` (epoch) is set while it waits before a retry. */
    | { kind: "waiting"; for: "token" | "firstByte" }
    | { kind: "retrying"; reason: string; untilMs: number }
    | { kind: "text"; text: string }
    | { kind: "reasoning"; text: string }
    | { kind: "usage"; usage: Usage }
    /** `length`, `content_filter` and so on, as the service sends it. */
    | { kind: "finish"; reason: string };

/** What the user asks of the model beyond the messages; what a model does not take is left out (failures.md, J1). */
export interface ChatParameters {
    /** Upper bound of the answer in tokens, reasoning included. */
    maxTokens?: number;
    temperature?: number;
    topP?: number;
}

export interface ChatRequest {
    connection: Connection;
    messages: ChatMessage[];
    parameters?: ChatParameters;
    signal: AbortSignal;
}

/** Calls a deployment and streams its answer. Throws `AccessError`; ends silently when the signal is aborted. */
export type StreamChat = (request: ChatRequest) => AsyncIterable<InferenceEvent>;

/** What calls have taught about an account or a deployment. Plain data, so that it can be kept. */
export interface Learned {
    /** Audience that the account took a token for. */
    audience?: string;
    /** Which of its two APIs the account serves. */
    api?: "v1" | "dated";
    /** Request member → the one to send instead; empty where it is to be left out. */
    parameters?: Record<string, string>;
}

/** Where lessons are kept, by account and by deployment. A `Map` will do. */
export interface InferenceMemory {
    get(key: string): Learned | undefined;
    set(key: string, learned: Learned): void;
}
