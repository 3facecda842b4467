import { createDefaultHttpClient, createHttpHeaders, type HttpClient, type PipelineRequest, type PipelineResponse } from "@azure/core-rest-pipeline";
import { retryAfterMs } from "../retryAfter.ts";
import { currentObservation, directRequest, type DirectResponse, ManagedIdentityFailure, type Observation } from "./imds.ts";

const tokenTimeoutMs = 10_000;

/**
 * The transport of managed identities, past every proxy: whatever is http, and the https endpoint that the environment
 * names (Service Fabric's). What else `DefaultAzureCredential` asks over https keeps the SDK's own client.
 */
export function managedIdentityTransport(): HttpClient {
    const fallback = createDefaultHttpClient();
    return {
        async sendRequest(request) {
            return isDirect(request.url) ? sendDirect(request) : fallback.sendRequest(request);
        },
    };
}

function isDirect(address: string): boolean {
    const endpoints = [process.env["IDENTITY_ENDPOINT"], process.env["MSI_ENDPOINT"]];
    const { protocol, origin } = new URL(address);
    return protocol === "http:" || endpoints.some((endpoint = "") => URL.canParse(endpoint) && new URL(endpoint).origin === origin);
}

async function sendDirect(request: PipelineRequest): Promise<PipelineResponse> {
    const seen = currentObservation();
    try {
        const response = await directRequest(request.url, {
            method: request.method,
            headers: request.headers.toJSON({ preserveCase: true }) as Record<string, string>,
            body: typeof request.body === "string" ? request.body : undefined,
            timeoutMs: request.timeout || tokenTimeoutMs,
            signal: request.abortSignal as AbortSignal | undefined,
        });
        observe(seen, response);
        const headers = Object.entries(response.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, [value].flat().join(", ")] as const]);
        return { request, status: response.status, headers: createHttpHeaders(Object.fromEntries(headers)), bodyAsText: uncached(response.body) };
    } catch (error) {
        if (error instanceof ManagedIdentityFailure) {
            Object.assign(seen, { code: error.code, timedOut: error.timedOut });
        }
        throw error;
    }
}

/**
 * MSAL keeps tokens for the life of the process, by their identity and the `resource` that the answer names, and
 * can't be told to forget them (02-managed-identity.md, 2.1). Asked without a selector, the machine may answer as
 * another identity tomorrow: tokens are kept by `createTokens` alone, which can ask again.
 */
function uncached(body: string): string {
    try {
        const answer = JSON.parse(body) as { access_token?: string };
        return answer.access_token ? JSON.stringify({ ...answer, resource: "not to be found again" }) : body;
    } catch {
        // Not JSON: a proxy's page, for the rules to tell.
        return body;
    }
}

function observe(seen: Observation, { status, headers, body }: DirectResponse): void {
    const header = (name: string) => [headers[name]].flat().join(", ") || undefined;
    seen.status = status;
    seen.serverHeader = header("server");
    seen.via = header("via");
    seen.contentType = header("content-type");
    // A wait of nothing would end the patience of `withImdsRetry` in a moment.
    seen.retryAfterMs = retryAfterMs(header) || undefined;
    // A page in the place of a token tells who answered; what holds a token, whole or broken off, is not kept.
    seen.body = status < 400 && /token|eyJ/i.test(body) ? undefined : body;
}
