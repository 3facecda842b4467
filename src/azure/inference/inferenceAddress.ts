import type { Target } from "../connection.ts";
import type { CallProblem } from "../failures/inferenceErrors.ts";

/** GA version of the dated API, for accounts that do not serve v1 (05-openai-data-plane.md, 5.2). */
export const defaultApiVersion = "2024-10-21";

/**
 * The endpoint up to where `openai/…` begins, with a trailing slash. A path prefix is kept; an API path that was
 * pasted along is not (failures.md, E5: "doubled path").
 */
export function apiRoot(endpoint: string): string {
    const url = new URL(endpoint);
    const path = url.pathname.replace(/\/openai(\/.*)?$/i, "/");
    return `${url.origin}${path.endsWith("/") ? path : `${path}/`}`;
}

export function apiAddress(target: Target, api: "v1" | "dated", apiVersion: string): { baseURL: string; defaultQuery?: Record<string, string> } {
    const root = apiRoot(target.endpoint);
    return api === "v1"
        ? { baseURL: `${root}openai/v1/` }
        : { baseURL: `${root}openai/deployments/${encodeURIComponent(target.deployment)}/`, defaultQuery: { "api-version": apiVersion } };
}

/** Why no token may go to this endpoint, whoever runs it; undefined where one may. */
export function endpointProblem(endpoint: string): CallProblem | undefined {
    if (!URL.canParse(endpoint)) {
        return { kind: "endpointInvalid" };
    }
    const url = new URL(endpoint);
    if (url.username !== "" || url.password !== "" || !/^https?:$/.test(url.protocol)) {
        return { kind: "endpointInvalid" };
    }
    if (url.protocol === "http:" && !isLoopback(url.hostname)) {
        return { kind: "insecureEndpoint" };
    }
    return undefined;
}

function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
