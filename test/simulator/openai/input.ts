/** Reads and checks what a client asks for; throws what the service answers to bad requests. */
import type { SimRequest } from "../http.ts";
import { isReasoning } from "../models.ts";
import type { Deployment, Json } from "../state.ts";
import { invalid, promptFiltered } from "./errors.ts";
import type { Asked } from "./generation.ts";
import { countTokens } from "./tokenize.ts";

const roles = ["system", "developer", "user", "assistant", "tool", "function"];
/** Stands for a prompt that the content filter blocks. */
const filterPhrase = /\[\[filter\]\]/i;

/** The body, which has to be a JSON object. */
export function readBody(request: SimRequest): Json {
    const fail = () => invalid("We could not parse the JSON body of your request.", null, null);
    let body: unknown;
    try {
        body = JSON.parse(request.text);
    } catch {
        throw fail();
    }
    if (typeof body !== "object" || body === null || Array.isArray(body)) {
        throw fail();
    }
    return body as Json;
}

/** A request of chat completions; throws for what the deployment's model does not take. */
export function readChat(body: Json, deployment: Deployment): Asked {
    const messages = readMessages(body.messages);
    checkParameters(body, deployment);
    const maxTokens = readMaxTokens(body, deployment, isReasoning(deployment.properties.model.name) ? "max_completion_tokens" : "max_tokens");
    const format = (body.response_format as Json | undefined)?.type;
    const asked = {
        conversation: messages.map((m) => textOf(m.content)).join("\n"),
        prompt: textOf(messages.findLast((m) => m.role === "user")?.content),
        maxTokens,
        reasoningEffort: body.reasoning_effort as string | undefined,
        json: format === "json_object" || format === "json_schema",
    };
    checkContext(asked, deployment, "messages");
    return asked;
}

/** A request of the Responses API. */
export function readResponse(body: Json, deployment: Deployment): Asked {
    if (body.previous_response_id) {
        throw invalid(`Previous response with id '${String(body.previous_response_id)}' not found.`, "previous_response_id", "previous_response_not_found");
    }
    const { input } = body;
    if (typeof input !== "string" && !Array.isArray(input)) {
        throw invalid("Missing required parameter: 'input'.", "input", "missing_required_parameter");
    }
    const items = typeof input === "string" ? [{ role: "user", content: input }] : (input as Json[]);
    checkSampling(body, deployment);
    const maxTokens = readMaxTokens(body, deployment, "max_output_tokens");
    const asked = {
        conversation: [body.instructions ?? "", ...items.map((item) => textOf(item.content))].join("\n"),
        prompt: textOf(items.findLast((item) => item.role === "user")?.content),
        maxTokens,
        reasoningEffort: (body.reasoning as Json | undefined)?.effort as string | undefined,
    };
    checkContext(asked, deployment, "input");
    return asked;
}

/** Refuses a prompt that the content filter would block; the last of the checks. */
export function checkContent(asked: Asked): void {
    if (filterPhrase.test(asked.conversation)) {
        throw promptFiltered();
    }
}

/** Tokens that count against the quota when the request comes in: the prompt, and what the answer may take. */
export function quotaTokens(body: Json): number {
    const text = JSON.stringify(body.messages ?? body.input ?? "");
    const most = body.max_completion_tokens ?? body.max_tokens ?? body.max_output_tokens;
    return countTokens(text) + (typeof most === "number" ? most : 0);
}

function readMessages(messages: unknown): { role: string; content: unknown }[] {
    if (messages === undefined) {
        throw invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
    }
    if (!Array.isArray(messages) || messages.length === 0) {
        throw invalid("Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.", "messages", "empty_array");
    }
    messages.forEach(({ role }: { role: string }, index) => {
        if (!roles.includes(role)) {
            const text = `Invalid value: '${role}'. Supported values are: ${roles.map((r) => `'${r}'`).join(", ")}.`;
            throw invalid(text, `messages[${index}].role`, "invalid_value");
        }
    });
    return messages as { role: string; content: unknown }[];
}

function checkParameters(body: Json, deployment: Deployment): void {
    if (isReasoning(deployment.properties.model.name) && body.max_tokens !== undefined) {
        const text = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        throw invalid(text, "max_tokens", "unsupported_parameter");
    }
    checkSampling(body, deployment);
    if (typeof body.n === "number" && body.n !== 1) {
        throw invalid(`Unsupported value: 'n' does not support ${body.n} in the sandbox. Only the default (1) value is supported.`, "n", "unsupported_value");
    }
}

function checkSampling(body: Json, deployment: Deployment): void {
    const defaults: Record<string, number> = { temperature: 1, top_p: 1, presence_penalty: 0, frequency_penalty: 0 };
    for (const [name, standard] of Object.entries(defaults)) {
        const value = body[name];
        if (isReasoning(deployment.properties.model.name) && value !== undefined && value !== null && value !== standard) {
            const text = `Unsupported value: '${name}' does not support ${String(value)} with this model. Only the default (${standard}) value is supported.`;
            throw invalid(text, name, "unsupported_value");
        }
    }
    const { temperature } = body;
    if (typeof temperature === "number" && temperature > 2) {
        const text = `Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got ${temperature} instead.`;
        throw invalid(text, "temperature", "decimal_above_max_value");
    }
    if (typeof temperature === "number" && temperature < 0) {
        const text = `Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got ${temperature} instead.`;
        throw invalid(text, "temperature", "decimal_below_min_value");
    }
}

function readMaxTokens(body: Json, deployment: Deployment, name: string): number | undefined {
    const value = body.max_completion_tokens ?? body.max_tokens ?? body.max_output_tokens;
    if (value === undefined || value === null) {
        return undefined;
    }
    const most = Number(deployment.properties.capabilities.maxOutputToken ?? Infinity);
    if (typeof value !== "number" || value < 1) {
        throw invalid(`Invalid '${name}': integer below minimum value. Expected a value >= 1, but got ${String(value)} instead.`, name, "integer_below_min_value");
    }
    if (value > most) {
        const text = `${name} is too large: ${value}. This model supports at most ${most} completion tokens, whereas you provided ${value}.`;
        throw invalid(text, name, null);
    }
    return value;
}

function checkContext(asked: Asked, deployment: Deployment, param: string): void {
    const most = Number(deployment.properties.capabilities.maxContextToken ?? Infinity);
    const count = countTokens(asked.conversation);
    if (count > most) {
        const text = `This model's maximum context length is ${most} tokens. However, your ${param} resulted in ${count} tokens. Please reduce the length of the ${param}.`;
        throw invalid(text, param, "context_length_exceeded");
    }
}

/** Content is a string or a list of parts, of which the text parts count here. */
function textOf(content: unknown): string {
    if (typeof content === "string") {
        return content;
    }
    return Array.isArray(content) ? content.map((part: Json) => (typeof part.text === "string" ? part.text : "")).join("\n") : "";
}
