import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { withoutTokens } from "../foreignText.ts";
import type { InferenceEvent, Usage } from "../inference.ts";
import { eventData } from "./serverSentEvents.ts";

/** An event `data: {"error":{…}}` in the middle of a stream (05-openai-data-plane.md, 5.6). */
export class StreamError extends Error {
    override readonly name = "StreamError";
    readonly error: unknown;

    constructor(error: unknown) {
        super("The service reported an error in the stream.");
        this.error = error;
    }
}

/** What the network delivered together: the events in it, with text and reasoning joined. */
export interface Batch {
    events: InferenceEvent[];
    /** The service has said that the stream is complete. */
    isDone: boolean;
}

/**
 * A stream of chat completion chunks as events.
 * @throws StreamError for an error in the stream, after all that came before it; SyntaxError for what is no JSON.
 */
export async function* chatBatches(body: ReadableStream<Uint8Array>): AsyncGenerator<Batch, void, undefined> {
    for await (const data of eventData(body)) {
        const events: InferenceEvent[] = [];
        let failure: unknown;
        for (const item of data) {
            failure ??= item === "[DONE]" ? undefined : addItem(events, item);
        }
        yield { events, isDone: data.at(-1) === "[DONE]" };
        if (failure) {
            throw failure;
        }
    }
}

/** @returns what is to be thrown once the events so far are handed out. */
function addItem(events: InferenceEvent[], item: string): unknown {
    let chunk: (ChatCompletionChunk & { error?: unknown }) | null;
    try {
        chunk = JSON.parse(item) as typeof chunk;
    } catch (error) {
        return error;
    }
    if (chunk?.error) {
        return new StreamError(chunk.error);
    }
    addEvents(events, chunk);
    return undefined;
}

/** `reasoning_content` is what Azure calls the thoughts of the models that show them; the SDK's types lack it. */
type Delta = ChatCompletionChunk["choices"][number]["delta"] & { reasoning_content?: string | null };

/** The first and the last chunk have no choices; a filter's chunks have empty deltas. */
function addEvents(events: InferenceEvent[], chunk: ChatCompletionChunk | null): void {
    const choice = chunk?.choices?.[0];
    const delta = choice?.delta as Delta | undefined;
    addText(events, "reasoning", delta?.reasoning_content);
    addText(events, "text", delta?.content || delta?.refusal);
    if (choice?.finish_reason) {
        events.push({ kind: "finish", reason: finishReason(choice.finish_reason) });
    }
    const usage = usageOf(chunk);
    if (usage) {
        events.push({ kind: "usage", usage });
    }
}

/** The service's word, where it is one: a foreign host may send anything. */
function finishReason(reason: unknown): string {
    return typeof reason === "string" && /^[\w-]{1,40}$/.test(reason) && withoutTokens(reason) === reason ? reason : "other";
}

function usageOf(chunk: ChatCompletionChunk | null): Usage | undefined {
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens } = chunk?.usage ?? {};
    return typeof promptTokens === "number" && typeof completionTokens === "number" && typeof totalTokens === "number"
        ? { promptTokens, completionTokens, totalTokens }
        : undefined;
}

function addText(events: InferenceEvent[], kind: "text" | "reasoning", text: unknown): void {
    if (typeof text !== "string" || text === "") {
        return;
    }
    const last = events.at(-1);
    if (last?.kind === kind) {
        last.text += text;
    } else {
        events.push({ kind, text });
    }
}
