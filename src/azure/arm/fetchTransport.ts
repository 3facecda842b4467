import { createHttpHeaders, type HttpClient, type PipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { trustedFetch } from "../trustedFetch.ts";

/**
 * The transport of the ARM clients: the global `fetch`, which VS Code teaches the user's proxy and certificates
 * as it does `node:https`, but which keeps connections alive: with `node:https` every call pays a new TLS handshake.
 */
export const fetchTransport: HttpClient = {
    async sendRequest(request) {
        const response = await trustedFetch(request.url, {
            method: request.method,
            headers: request.headers.toJSON({ preserveCase: true }) as Record<string, string>,
            body: request.body as string | undefined,
            signal: signalOf(request),
            // ARM does not redirect; a redirect would carry the token to another host.
            redirect: "error",
        }).catch((error: unknown) => Promise.reject(toRestError(error, request)));
        const bodyAsText = await response.text().catch((error: unknown) => Promise.reject(toRestError(error, request)));
        return { request, status: response.status, headers: createHttpHeaders(Object.fromEntries(response.headers)), bodyAsText };
    },
};

function signalOf(request: PipelineRequest): AbortSignal | undefined {
    const signals = [request.abortSignal as AbortSignal | undefined, request.timeout > 0 ? AbortSignal.timeout(request.timeout) : undefined]
        .filter((signal) => signal !== undefined);
    return signals.length === 0 ? undefined : AbortSignal.any(signals);
}

/** `fetch` wraps the socket's error; its code is what tells a DNS failure from a refused connection. */
function toRestError(error: unknown, request: PipelineRequest): unknown {
    if (request.abortSignal?.aborted) {
        return error;
    }
    const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
    return Object.assign(
        new RestError(cause?.message ?? (error as Error).message, { code: cause?.code ?? RestError.REQUEST_SEND_ERROR, request }),
        { cause: error },
    );
}
