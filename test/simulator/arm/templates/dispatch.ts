/** Requests that a deployment makes: to the sandbox's own routes, with the rights of whoever deploys. */
import { randomUUID } from "node:crypto";
import type { SimContext } from "../../context.ts";
import { type Route, type SimRequest, type SimResponse, findRoute } from "../../http.ts";
import type { ArmCall } from "../call.ts";

export interface Sent {
    apiVersion?: string;
    body?: unknown;
}

/** Never rejects for an answer that is an error. */
export type Dispatch = (method: string, path: string, sent?: Sent) => Promise<SimResponse>;

/** Versions are not told apart by the routes; one must be named. */
const VERSION = "2024-03-01";

/**
 * The caller's claims hold for the whole deployment, as on Azure, where it goes on though the token of its beginning
 * has expired. `routes` are all of ARM's.
 */
export function dispatchAs(call: ArmCall, routes: (context: SimContext) => Route[]): Dispatch {
    const { claims, request, context } = call;
    const own = routes({ ...context, verify: () => Promise.resolve({ claims }) });
    return async (method, path, { apiVersion = VERSION, body } = {}) => {
        const [plain = "", query = ""] = path.split("?");
        const encoded = plain.split("/").map(encodeURIComponent).join("/").replaceAll("%40", "@");
        const found = findRoute(own, method, encoded);
        const sent: SimRequest = {
            ...request,
            id: randomUUID(),
            method,
            path: encoded,
            params: found?.params ?? {},
            query: new URLSearchParams({ "api-version": apiVersion, ...Object.fromEntries(new URLSearchParams(query)) }),
            headers: { authorization: request.headers.authorization },
            text: body === undefined ? "" : JSON.stringify(body),
            json: () => body,
            seen: {},
        };
        return (await found?.route.handler(sent)) ?? { status: 404 };
    };
}
