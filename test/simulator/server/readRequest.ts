/** Turns what Node received into the request that handlers see. */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { azureError, collapse } from "../http.ts";
import type { SimRequest } from "../http.ts";

export async function readRequest(message: IncomingMessage, response: ServerResponse, scheme: string): Promise<SimRequest> {
    const gone = new AbortController();
    response.once("close", () => !response.writableFinished && gone.abort());
    const text = await readText(message);
    const host = message.headers.host ?? "localhost";
    const url = new URL(`${scheme}://${host}/${(message.url ?? "/").replace(/^\/+/, "")}`);
    return {
        id: randomUUID(),
        method: message.method ?? "GET",
        host,
        origin: url.origin,
        path: collapse(url.pathname),
        query: url.searchParams,
        headers: message.headers,
        params: {},
        remoteAddress: message.socket.remoteAddress ?? "",
        text,
        json: () => parse(text),
        form: () => new URLSearchParams(text),
        signal: gone.signal,
        seen: {},
    };
}

async function readText(message: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
    if (text === "") {
        return undefined;
    }
    try {
        return JSON.parse(text);
    } catch {
        throw azureError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
    }
}
