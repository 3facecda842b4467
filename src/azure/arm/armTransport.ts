import { createHttpHeaders, type HttpClient, type PipelineRequest, type PipelineResponse, RestError } from "@azure/core-rest-pipeline";
import { ownSuccess } from "./answer.ts";
import type { ArmAccess } from "./armAccess.ts";
import { scopeOf } from "../credentials.ts";
import { AccessError } from "../errors.ts";
import { redirectedAway } from "../failures/gateFailure.ts";
import { objectOf } from "../failures/observedError.ts";
import { admitted, sendWithToken } from "../gate.ts";
import { resourceManager } from "../gate/destinations.ts";
import type { RequestLine } from "../requestLine.ts";

/**
 * The transport of the ARM clients: through the gate, with the global `fetch`, which VS Code teaches the user's proxy
 * and certificates as it does `node:https`, but which keeps connections alive: with `node:https` every call pays a new
 * TLS handshake. A claims challenge is answered once, with a token that has the claims; later requests keep it.
 */
export function armTransport(access: ArmAccess): HttpClient {
    let claims: string | undefined;
    return {
        async sendRequest(request) {
            const response = await send(access, request, claims);
            const challenge = response.status === 401 ? claimsOf(response.headers.get("www-authenticate")) : undefined;
            if (challenge === undefined) {
                return ownSuccess(response);
            }
            claims = challenge;
            return ownSuccess(await send(access, request, claims));
        },
    };
}

/** The address is looked at before a token is asked for: none is needed where none may go. */
async function send(access: ArmAccess, request: PipelineRequest, claims: string | undefined): Promise<PipelineResponse> {
    const destination = resourceManager(access.cloud);
    const url = admitted(destination, request.url);
    const { abortSignal } = request;
    const token = await access.credential.getToken(scopeOf(access.cloud.armAudience), { abortSignal, enableCae: true, claims });
    const { response, bodyAsText } = await logged(access, request, url, async () => {
        const answer = await sendWithToken(destination, token?.token ?? "", url, {
            method: request.method,
            headers: request.headers.toJSON({ preserveCase: true }) as Record<string, string>,
            body: request.body as string | undefined,
            signal: signalOf(request),
        });
        return { response: answer, bodyAsText: await answer.text() };
    });
    if (response.status >= 300 && response.status < 400) {
        throw new AccessError(redirectedAway(url.host, response.headers.get("location") ?? undefined));
    }
    return { request, status: response.status, headers: createHttpHeaders(Object.fromEntries(response.headers)), bodyAsText };
}

async function logged<T extends { response: Response }>(
    { log }: ArmAccess, request: PipelineRequest, { host, pathname }: URL, run: () => Promise<T>,
): Promise<T> {
    const start = performance.now();
    const line = (rest: Partial<RequestLine>) =>
        log({ method: request.method, host, path: pathname, ms: Math.round(performance.now() - start), ...rest });
    try {
        const answered = await run();
        line({ status: answered.response.status, requestId: answered.response.headers.get("x-ms-request-id") ?? undefined });
        return answered;
    } catch (error) {
        line({});
        throw toRestError(error, request);
    }
}

/** The claims of a challenge, which are base64 JSON; undefined where there are none, or not in that form. */
function claimsOf(challenge: string | null | undefined): string | undefined {
    const encoded = /\bBearer\b.*?\bclaims="([^"]+)"/is.exec(challenge ?? "")?.[1];
    const claims = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
    return objectOf(claims) ? claims : undefined;
}

function signalOf(request: PipelineRequest): AbortSignal | undefined {
    const signals = [request.abortSignal as AbortSignal | undefined, request.timeout > 0 ? AbortSignal.timeout(request.timeout) : undefined]
        .filter((signal) => signal !== undefined);
    return signals.length === 0 ? undefined : AbortSignal.any(signals);
}

/** `fetch` wraps the socket's error; its code is what tells a DNS failure from a refused connection. */
function toRestError(error: unknown, request: PipelineRequest): unknown {
    if (request.abortSignal?.aborted || error instanceof AccessError) {
        return error;
    }
    const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
    return Object.assign(
        new RestError(cause?.message ?? (error as Error).message, { code: cause?.code ?? RestError.REQUEST_SEND_ERROR, request }),
        { cause: error },
    );
}
