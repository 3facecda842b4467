import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connection, Target } from "../../../src/azure/connection.ts";
import type { Cloud } from "../../../src/azure/cloud.ts";
import type { Token } from "../../../src/azure/credentials.ts";
import { AccessError, type Failure } from "../../../src/azure/errors.ts";
import type { ChatRequest, InferenceEvent, Learned } from "../../../src/azure/inference.ts";
import type { RequestLine } from "../../../src/azure/requestLine.ts";
import { createStreamChat, type StreamChatParts } from "../../../src/azure/inference/streamChat.ts";

/** What the server saw of one request. */
export interface Received {
    method: string;
    /** Path and query. */
    url: string;
    headers: IncomingHttpHeaders;
    body: Record<string, unknown>;
    response: ServerResponse;
}

export type Answer = (received: Received) => void;

/** A loopback server that gives the answers in order, the last one again and again. */
export async function startServer(...answers: Answer[]) {
    const requests: Received[] = [];
    const server = createServer((request, response) => {
        let text = "";
        request.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => {
            const received = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body: JSON.parse(text || "{}") as Record<string, unknown>, response };
            const answer = answers[Math.min(requests.length, answers.length - 1)];
            requests.push(received);
            answer?.(received);
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        requests,
        async [Symbol.asyncDispose]() {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
}

const gateway = { "apim-request-id": "11111111-2222-3333-4444-555555555555", "content-type": "application/json" };

/** An error as Azure's AI gateway sends it. */
export function refuse(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
    return ({ response }) => {
        response.writeHead(status, { ...gateway, ...headers }).end(typeof body === "string" ? body : JSON.stringify(body));
    };
}

export const chunk = (choices: unknown[], rest: object = {}) => ({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-4o", choices, ...rest });
export const said = (content: string) => chunk([{ index: 0, delta: { content }, finish_reason: null }]);
export const finished = (reason = "stop") => chunk([{ index: 0, delta: {}, finish_reason: reason }]);
export const used = chunk([], { usage: { prompt_tokens: 18, completion_tokens: 9, total_tokens: 27 } });
/** Azure's first chunk: no choices, empty id and model (05-openai-data-plane.md, 5.6). */
export const filterResults = { choices: [], created: 0, id: "", model: "", object: "", prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] };

export function openEvents(response: ServerResponse): void {
    response.writeHead(200, { ...gateway, "content-type": "text/event-stream; charset=utf-8" });
}

export function send(response: ServerResponse, ...chunks: unknown[]): void {
    response.write(chunks.map((data) => `data: ${JSON.stringify(data)}\n\n`).join(""));
}

/** A whole answer, from the filter results to `[DONE]`. */
export function stream(...chunks: unknown[]): Answer {
    return ({ response }) => {
        openEvents(response);
        send(response, filterResults, ...chunks);
        response.end("data: [DONE]\n\n");
    };
}

export const hello = stream(said("Hel"), said("lo"), finished(), used);

export const cloud: Cloud = {
    name: "Test", resourceManager: "https://arm.invalid", authority: "https://login.invalid", armAudience: "https://management.azure.com",
    openAiAudiences: ["https://cognitiveservices.azure.com", "https://ai.azure.com"],
    hostSuffixes: ["openai.azure.com"], portal: "https://portal.invalid", isCustom: true,
};

export const accountId = "/subscriptions/s1/resourceGroups/rg-playground/providers/Microsoft.CognitiveServices/accounts/ai-services-playground";
export const oid = "aaaaaaaa-0000-0000-0000-00000000000a";

export function connectionTo(endpoint: string, target: Partial<Target> = {}): Connection {
    return {
        id: "1", name: "gpt-4o as uai-playground",
        identity: { kind: "userAssigned", name: "uai-playground", clientId: "40ef", principalId: oid },
        target: {
            endpoint, deployment: "gpt-4o", accountName: "ai-services-playground", accountId, tenantId: "tenant-1",
            modelName: "gpt-4o", modelFormat: "OpenAI", maxContextTokens: 128000, ...target,
        },
    };
}

export function tokenFor(audience: string, serial = 1): Token {
    return {
        value: `eyJ0.token-${serial}-${new URL(audience).host}.signature`, expiresOn: Date.now() + 3_600_000,
        claims: { oid, tid: "tenant-1", aud: audience, exp: Math.floor(Date.now() / 1000) + 3600 },
    };
}

/** Runs one chat to its end against `endpoint`, and keeps all that was seen. */
export function chatWith(
    endpoint: string,
    parts: Partial<StreamChatParts> = {},
    request: Partial<ChatRequest> & { target?: Partial<Target>; read?(event: InferenceEvent): void | Promise<void> } = {},
) {
    const log: RequestLine[] = [];
    const events: InferenceEvent[] = [];
    const asked: { audience: string; options: object }[] = [];
    const waits: number[] = [];
    const memory = new Map<string, Learned>();
    const streamChat = createStreamChat({
        cloud: () => cloud,
        getToken: async (_identity, audience, options = {}) => (asked.push({ audience, options }), tokenFor(audience, asked.length)),
        apiVersion: () => undefined,
        memory,
        allowHost: async () => true,
        log: (line) => log.push(line),
        clock: { now: Date.now, sleep: async (ms) => void waits.push(ms) },
        ...parts,
    });
    const run = async () => {
        const signal = request.signal ?? new AbortController().signal;
        const messages = request.messages ?? [{ role: "user" as const, content: "Why is the sky blue?" }];
        for await (const event of streamChat({ connection: connectionTo(endpoint, request.target), ...request, messages, signal })) {
            events.push(event);
            await request.read?.(event);
        }
    };
    return { run, events, log, asked, waits, memory };
}

/** The text that the user has seen. */
export function textOf(events: InferenceEvent[]): string {
    return events.map((event) => (event.kind === "text" ? event.text : "")).join("");
}

/** The failure that `run` ends with. */
export async function failureOf(run: () => Promise<void>): Promise<Failure> {
    const error = await run().then(() => undefined, (thrown: unknown) => thrown);
    assert.ok(error instanceof AccessError, `expected an AccessError, got ${String(error)}`);
    return error.failure;
}
