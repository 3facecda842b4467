/** Writes an answer, as far as a fault lets it. */
import type { ServerResponse } from "node:http";
import { Cut, EndEarly, limited } from "../faults.ts";
import type { FaultAction } from "../faults.ts";
import type { SimResponse, Write } from "../http.ts";

/** Resolves when all is written; throws `Cut` where the client has gone or the fault cuts the answer. */
export async function sendAnswer(response: ServerResponse, method: string, answer: SimResponse, action: FaultAction | undefined): Promise<void> {
    const text = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
    response.writeHead(answer.status, { ...framing(answer, text), ...answer.headers });
    const write = isLimiting(action) ? limited(writer(response), action) : writer(response);
    try {
        if (answer.stream) {
            response.flushHeaders();
            await answer.stream(write);
        } else if (method !== "HEAD") {
            await write(text);
        }
    } catch (error) {
        if (error instanceof Cut) {
            await flushed(response);
        }
        if (!(error instanceof EndEarly)) {
            throw error;
        }
    }
    response.end();
}

function framing(answer: SimResponse, text: string): Record<string, string> {
    return {
        ...(answer.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
        ...(answer.stream || answer.status === 204 ? {} : { "content-length": String(Buffer.byteLength(text)) }),
    };
}

function isLimiting(action: FaultAction | undefined): action is FaultAction {
    return action?.cutAfterBytes !== undefined || action?.cutAfterEvents !== undefined;
}

/** Writes without waiting until the client falls behind. */
function writer(response: ServerResponse): Write {
    return (chunk) => {
        if (response.destroyed) {
            throw new Cut();
        }
        return chunk === "" || response.write(chunk) ? undefined : drained(response);
    };
}

function drained(response: ServerResponse): Promise<void> {
    return new Promise((resolve, reject) => {
        const onDrain = () => {
            response.off("close", onClose);
            resolve();
        };
        const onClose = () => {
            response.off("drain", onDrain);
            reject(new Cut());
        };
        response.once("drain", onDrain).once("close", onClose);
    });
}

/** What has been written has reached the socket and had time to leave it, so that a cut comes after it and not instead of it. */
function flushed(response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
        response.write("", () => setTimeout(resolve, 5));
    });
}
