import type { ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import type { Target } from "../connection.ts";
import type { ChatMessage, ChatRequest, Learned } from "../inference.ts";
import type { Observed } from "../failures/observedError.ts";

/** Models that think before they answer: other parameters, and long silence before the first word. */
export function isReasoningModel(target: Target): boolean {
    return /^(o\d|gpt-[5-9](?!.*chat)|codex)/i.test(target.modelName ?? target.deployment);
}

/** The body of a streaming chat completion, with what was learned about the deployment applied. */
export function chatBody(request: ChatRequest, learned: Learned | undefined): ChatCompletionCreateParamsStreaming {
    const { connection: { target }, parameters = {} } = request;
    const reasons = isReasoningModel(target);
    const role = replaced(reasons ? "developer" : "system", learned?.parameters) ?? "user";
    const wanted = {
        stream_options: { include_usage: true },
        [reasons ? "max_completion_tokens" : "max_tokens"]: parameters.maxTokens,
        ...(reasons ? {} : { temperature: parameters.temperature, top_p: parameters.topP }),
    };
    return {
        model: target.deployment,
        messages: request.messages.map((message) => withRole(message, role)),
        stream: true,
        ...adapted(wanted, learned?.parameters),
    } as ChatCompletionCreateParamsStreaming;
}

function withRole(message: ChatMessage, systemRole: string) {
    return { role: message.role === "system" ? systemRole : message.role, content: message.content };
}

function adapted(wanted: Record<string, unknown>, replacements: Record<string, string> | undefined): Record<string, unknown> {
    return Object.fromEntries(Object.entries(wanted).flatMap(([name, value]) => {
        const sent = replaced(name, replacements);
        return sent === undefined || value === undefined ? [] : [[sent, value]];
    }));
}

/** The name to send for `name`; undefined where it is refused under every name, going round in a circle included. */
function replaced(name: string, replacements: Record<string, string> = {}): string | undefined {
    const seen = new Set<string>();
    let current = name;
    while (current in replacements) {
        if (seen.has(current)) {
            return undefined;
        }
        seen.add(current);
        current = replacements[current]!;
    }
    return current === "" ? undefined : current;
}

const roles: Record<string, string> = { system: "developer", developer: "system" };

/**
 * What to send instead of the request member that a 400 refuses (failures.md, J1), for `Learned.parameters`.
 * @returns undefined where the refusal is about something that can't be left out.
 */
export function replacementFor(seen: Observed): Record<string, string> | undefined {
    const named = seen.param ?? /(?:parameter|value|argument supplied): '?([\w.[\]]+)/i.exec(seen.message)?.[1] ?? "";
    const member = /^\w+/.exec(named)?.[0] ?? "";
    const refusedRole = named.endsWith(".role") ? /'(system|developer)'/.exec(seen.message)?.[1] : undefined;
    if (refusedRole) {
        return { [refusedRole]: roles[refusedRole]! };
    }
    if (member === "" || ["model", "messages", "stream"].includes(member)) {
        return undefined;
    }
    return { [member]: /use '(\w+)' instead/i.exec(seen.message)?.[1] ?? "" };
}
