/** A small HTTP client for a running simulator: trusts its authority, keeps what came over the wire. */
import { readFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { Simulator } from "../../simulator/index.ts";

export interface Answer {
    status: number;
    headers: http.IncomingHttpHeaders;
    text: string;
    // oxlint-disable-next-line typescript/no-explicit-any -- tests read into answers of many shapes
    json: any;
}

export interface Call {
    method?: string;
    headers?: Record<string, string>;
    /** An object is sent as JSON, `URLSearchParams` as a form. */
    body?: unknown;
    signal?: AbortSignal;
    /** Sees the text as it arrives. */
    onText?: (text: string) => void;
}

export const openAiAudience = "https://cognitiveservices.azure.com";
export const armAudience = "https://management.azure.com";

/** Sends one request; rejects when the connection breaks before the answer's end. */
export function call(simulator: Simulator, url: string, { method, headers = {}, body, signal, onText }: Call = {}): Promise<Answer> {
    const target = new URL(url);
    const sent = body === undefined ? undefined : typeof body === "string" || body instanceof URLSearchParams ? String(body) : JSON.stringify(body);
    const type = body instanceof URLSearchParams ? "application/x-www-form-urlencoded;charset=utf-8" : "application/json";
    const options = {
        method: method ?? (sent === undefined ? "GET" : "POST"),
        headers: { ...(sent === undefined ? {} : { "content-type": type }), ...headers },
        ca: target.protocol === "https:" ? readFileSync(simulator.caFile) : undefined,
        agent: false as const,
        signal,
    };
    return new Promise((resolve, reject) => {
        const request = (target.protocol === "https:" ? https : http).request(target, options, (response) => {
            let text = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => {
                text += chunk;
                onText?.(chunk);
            });
            response.on("error", reject);
            response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) }));
        });
        request.on("error", reject);
        request.end(sent);
    });
}

/** A request to IMDS with its header. */
export function imds(simulator: Simulator, path: string, headers: Record<string, string> = { Metadata: "true" }, method = "GET"): Promise<Answer> {
    return call(simulator, `${simulator.urls.imds}${path}`, { headers, method });
}

export function imdsToken(simulator: Simulator, query: string, resource = openAiAudience): Promise<Answer> {
    return imds(simulator, `/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${encodeURIComponent(resource)}${query}`);
}

export interface Chat {
    /** Whose token; `null` sends none. */
    as?: string | null;
    /** Audience of the token. */
    resource?: string;
    account?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: object;
    signal?: AbortSignal;
    onText?: (text: string) => void;
}

export const hello = { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] };

/** A chat completion of the playground's `gpt-4o`, as `uai-playground`, unless said otherwise. */
export async function chat(simulator: Simulator, request: Chat = {}): Promise<Answer> {
    const { as = "uai-playground", resource = openAiAudience, account = "ai-services-playground", path = "openai/v1/chat/completions" } = request;
    const token = as === null ? undefined : (await simulator.token({ principal: as, resource })).accessToken;
    const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...request.headers };
    const { body = hello, signal, onText } = request;
    return call(simulator, `${simulator.accounts[account]}${path}`, { headers, body, signal, onText });
}

/** The text that a chat completion answered. */
export function textOf(answer: Answer): string {
    return answer.json.choices[0].message.content;
}

/** One prompt to `gpt-4o` with further members of the body. */
export function ask(content: string, more: object = {}): object {
    return { model: "gpt-4o", messages: [{ role: "user", content }], ...more };
}

/** The JSON of each `data:` event; `[DONE]` as it is. */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export function eventsOf(text: string): any[] {
    const lines = text.split("\n").filter((line) => line.startsWith("data: "));
    return lines.map((line) => (line === "data: [DONE]" ? "[DONE]" : JSON.parse(line.slice(6))));
}

export function claimsOf(token: string): Record<string, unknown> {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
