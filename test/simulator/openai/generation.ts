/** One answer of a deployment: its text, its tokens and how fast they come; the same for all APIs. */
import { randomUUID } from "node:crypto";
import { composeAnswer } from "../answers/engine.ts";
import { isReasoning } from "../models.ts";
import type { Deployment } from "../state.ts";
import type { Admitted } from "./access.ts";
import { countTokens, tokenize } from "./tokenize.ts";

export interface Asked {
    /** Text of all messages, to count. */
    conversation: string;
    /** Text of the last user message, to answer. */
    prompt: string;
    maxTokens?: number;
    reasoningEffort?: string;
    /** The answer has to be JSON. */
    json?: boolean;
}

export interface Generation {
    id: string;
    created: number;
    /** `gpt-4o-2024-11-20` */
    model: string;
    tokens: string[];
    finish: "stop" | "length" | "content_filter";
    promptTokens: number;
    reasoningTokens: number;
    rate: number;
    firstTokenMs: number;
}

/** What a token of reasoning costs in time. */
const reasoningMsPerToken = 4;
const effort: Record<string, number> = { none: 0, minimal: 16, low: 64, medium: 192, high: 512 };

export interface GenerationDefaults {
    /** Tokens a second where nothing else says so. */
    tokenRate: number;
    now: number;
}

export function generate({ account, principal }: Admitted, deployment: Deployment, asked: Asked, defaults: GenerationDefaults): Generation {
    const { model } = deployment.properties;
    const reasoningTokens = isReasoning(model.name) ? (effort[asked.reasoningEffort ?? "medium"] ?? 192) : 0;
    const answer = composeAnswer({
        prompt: asked.prompt,
        deployment: deployment.name,
        caller: principal?.displayName ?? "an API key",
        account: account.name,
        length: deployment.sandbox?.length,
        json: asked.json,
    });
    const all = tokenize(answer.text);
    const room = Math.max(0, (asked.maxTokens ?? Infinity) - reasoningTokens);
    return {
        id: randomUUID().replaceAll("-", ""),
        created: Math.floor(defaults.now / 1000),
        model: `${model.name}-${model.version}`,
        tokens: all.length > room ? all.slice(0, room) : all,
        finish: all.length > room ? "length" : answer.filtered ? "content_filter" : "stop",
        promptTokens: countTokens(asked.conversation),
        reasoningTokens: Math.min(reasoningTokens, asked.maxTokens ?? Infinity),
        rate: answer.rate ?? deployment.sandbox?.tokenRate ?? account.sandbox.tokenRate ?? defaults.tokenRate,
        firstTokenMs: deployment.sandbox?.firstTokenMs ?? reasoningTokens * reasoningMsPerToken,
    };
}
