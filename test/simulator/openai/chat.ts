/** Chat completions, whole and streamed (05-openai-data-plane, 5.2 and 5.6). */
import { setTimeout as sleep } from "node:timers/promises";
import type { SimRequest, SimResponse, Stream } from "../http.ts";
import type { Json } from "../state.ts";
import { safe, safePrompt } from "./errors.ts";
import type { Generation } from "./generation.ts";
import { pace } from "./pace.ts";

const fingerprint = "fp_ee1d74bde0";
export const eventStream = { "content-type": "text/event-stream; charset=utf-8" };

export async function answerChat(body: Json, generation: Generation, request: SimRequest): Promise<SimResponse> {
    if (body.stream === true) {
        const withUsage = (body.stream_options as Json | undefined)?.include_usage === true;
        return { status: 200, headers: eventStream, stream: chunks(generation, withUsage, request.signal) };
    }
    const { rate, firstTokenMs, tokens } = generation;
    await sleep(firstTokenMs + (rate > 0 ? (tokens.length / rate) * 1000 : 0), undefined, { signal: request.signal });
    return { status: 200, body: completion(generation) };
}

function completion(generation: Generation): object {
    const message = { annotations: [], content: generation.tokens.join(""), refusal: null, role: "assistant" };
    const filters = { ...safe(), protected_material_code: { detected: false, filtered: false }, protected_material_text: { detected: false, filtered: false } };
    return {
        choices: [{ content_filter_results: filters, finish_reason: generation.finish, index: 0, logprobs: null, message }],
        created: generation.created,
        id: `chatcmpl-${generation.id}`,
        model: generation.model,
        object: "chat.completion",
        prompt_filter_results: safePrompt(),
        system_fingerprint: fingerprint,
        usage: usage(generation),
    };
}

function chunks(generation: Generation, withUsage: boolean, signal: AbortSignal): Stream {
    return async (write) => {
        const shared = { created: generation.created, id: `chatcmpl-${generation.id}`, model: generation.model, object: "chat.completion.chunk" };
        const chunk = (choices: object[], more: object = {}) => event({ choices, ...shared, system_fingerprint: fingerprint, ...more });
        const choice = (delta: object, filters: object, finish: string | null = null) => [
            { content_filter_results: filters, delta, finish_reason: finish, index: 0, logprobs: null },
        ];
        await write(event({ choices: [], created: 0, id: "", model: "", object: "", prompt_filter_results: safePrompt() }));
        await write(chunk(choice({ content: "", refusal: null, role: "assistant" }, {})));
        // A long answer has thousands of chunks that differ in their text alone: the rest is written once.
        const [before = "", after = ""] = chunk(choice({ content: "\0" }, safe())).split(JSON.stringify("\0"));
        await pace(generation.tokens, { ...generation, signal }, (tokens) => {
            let events = "";
            for (const token of tokens) {
                events += before + JSON.stringify(token) + after;
            }
            return write(events);
        });
        await write(chunk(choice({}, {}, generation.finish)));
        if (withUsage) {
            await write(chunk([], { usage: usage(generation) }));
        }
        await write("data: [DONE]\n\n");
    };
}

function usage({ tokens, promptTokens, reasoningTokens }: Generation): object {
    const completionTokens = tokens.length + reasoningTokens;
    return {
        completion_tokens: completionTokens,
        completion_tokens_details: { accepted_prediction_tokens: 0, audio_tokens: 0, reasoning_tokens: reasoningTokens, rejected_prediction_tokens: 0 },
        prompt_tokens: promptTokens,
        prompt_tokens_details: { audio_tokens: 0, cached_tokens: 0 },
        total_tokens: promptTokens + completionTokens,
    };
}

function event(data: object): string {
    return `data: ${JSON.stringify(data)}\n\n`;
}
