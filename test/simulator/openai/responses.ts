/** The Responses API, whole and as named events; there is no `[DONE]` (05-openai-data-plane, 5.6). */
import { setTimeout as sleep } from "node:timers/promises";
import type { SimRequest, SimResponse, Stream, Write } from "../http.ts";
import type { Json } from "../state.ts";
import { eventStream } from "./chat.ts";
import type { Generation } from "./generation.ts";
import { pace } from "./pace.ts";

export async function answerResponse(body: Json, generation: Generation, request: SimRequest): Promise<SimResponse> {
    if (body.stream === true) {
        return { status: 200, headers: eventStream, stream: events(body, generation, request.signal) };
    }
    const { rate, firstTokenMs, tokens } = generation;
    await sleep(firstTokenMs + (rate > 0 ? (tokens.length / rate) * 1000 : 0), undefined, { signal: request.signal });
    return { status: 200, body: response(body, generation, true) };
}

function events(body: Json, generation: Generation, signal: AbortSignal): Stream {
    return async (write) => {
        const send = numbered(write);
        const place = { item_id: `msg_${generation.id}`, output_index: 0, content_index: 0 };
        await send("response.created", { response: response(body, generation, false) });
        await send("response.in_progress", { response: response(body, generation, false) });
        await send("response.output_item.added", { output_index: 0, item: message(generation, false) });
        await send("response.content_part.added", { ...place, part: part("") });
        await pace(generation.tokens, { ...generation, signal }, async (tokens) => {
            for (const delta of tokens) {
                await send("response.output_text.delta", { ...place, delta });
            }
        });
        const text = generation.tokens.join("");
        await send("response.output_text.done", { ...place, text });
        await send("response.content_part.done", { ...place, part: part(text) });
        await send("response.output_item.done", { output_index: 0, item: message(generation, true) });
        const last = generation.finish === "stop" ? "response.completed" : "response.incomplete";
        await send(last, { response: response(body, generation, true) });
    };
}

function numbered(write: Write): (type: string, data: object) => void | Promise<void> {
    let sequence_number = 0;
    return (type, data) => write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data, sequence_number: sequence_number++ })}\n\n`);
}

function response(body: Json, generation: Generation, done: boolean): object {
    const { tokens, promptTokens, reasoningTokens, finish } = generation;
    const complete = finish === "stop";
    const output_tokens = tokens.length + reasoningTokens;
    const usage = {
        input_tokens: promptTokens,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens,
        output_tokens_details: { reasoning_tokens: reasoningTokens },
        total_tokens: promptTokens + output_tokens,
    };
    return {
        id: `resp_${generation.id}`,
        object: "response",
        created_at: generation.created,
        status: !done ? "in_progress" : complete ? "completed" : "incomplete",
        error: null,
        incomplete_details: done && !complete ? { reason: finish === "length" ? "max_output_tokens" : "content_filter" } : null,
        instructions: body.instructions ?? null,
        max_output_tokens: body.max_output_tokens ?? null,
        model: body.model,
        output: done ? [message(generation, true)] : [],
        parallel_tool_calls: true,
        previous_response_id: null,
        store: body.store ?? true,
        temperature: body.temperature ?? 1,
        text: { format: { type: "text" } },
        tool_choice: "auto",
        tools: [],
        top_p: body.top_p ?? 1,
        truncation: "disabled",
        usage: done ? usage : null,
        metadata: body.metadata ?? {},
    };
}

function message(generation: Generation, done: boolean): object {
    const content = done ? [part(generation.tokens.join(""))] : [];
    return { id: `msg_${generation.id}`, type: "message", status: done ? "completed" : "in_progress", role: "assistant", content };
}

function part(text: string): object {
    return { type: "output_text", annotations: [], text };
}
