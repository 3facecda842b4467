/** The Instance Metadata Service of the machine that the simulator calls "here" (02-managed-identity, 2.2 and 2.8). */
import { hasSystemAssigned } from "../changes.ts";
import type { SimContext } from "../context.ts";
import { route, SimError } from "../http.ts";
import type { Handler, Route, SimRequest, SimResponse } from "../http.ts";
import { tenantOf } from "../state.ts";
import type { Machine } from "../state.ts";
import type { Tokens } from "../tokens.ts";
import { imdsError } from "./errors.ts";
import { identityToken } from "./identity.ts";
import { instanceDocument } from "./instance.ts";

export const imdsServer = "IMDS/150.870.65.512";

const apiVersions = [
    "2017-03-01", "2017-04-02", "2017-08-01", "2017-10-01", "2017-12-01", "2018-02-01", "2018-04-02", "2018-10-01", "2019-02-01",
    "2019-03-11", "2019-04-30", "2019-06-01", "2019-06-04", "2019-08-01", "2019-08-15", "2019-11-01", "2020-06-01", "2020-07-15",
    "2020-09-01", "2020-10-01", "2020-12-01", "2021-01-01", "2021-02-01", "2021-03-01", "2021-05-01", "2021-10-01", "2021-11-01",
    "2021-11-15", "2021-12-13", "2023-07-01", "2023-11-15",
];

export function imdsRoutes(context: SimContext, tokens: Tokens): Route[] {
    const here = (answer: (machine: Machine, request: SimRequest) => SimResponse | Promise<SimResponse>, versioned = true): Handler => {
        return (request) => {
            const machine = context.state.here ? context.state.machines.get(context.state.here) : undefined;
            // Nothing runs on a machine that does not, so nobody is there to be answered.
            if (!machine || ["stopped", "deallocated"].includes(machine.powerState)) {
                return { status: 0, reset: true };
            }
            check(request, versioned);
            return answer(machine, request);
        };
    };
    return [
        route("*", "/metadata/identity/oauth2/token", here((machine, request) => identityToken(context, tokens, machine, request))),
        route("*", "/metadata/identity/info", here((machine) => identityInfo(context, machine))),
        route("*", "/metadata/versions", here(() => ({ status: 200, body: { apiVersions } }), false)),
        route("*", "/metadata/instance/{*leaf}", here((machine, request) => instance(context, machine, request))),
        route("*", "{*path}", here(() => notFound(), false)),
    ];
}

function check(request: SimRequest, versioned: boolean): void {
    if (request.headers["x-forwarded-for"] !== undefined) {
        // UNCONFIRMED, body included.
        throw imdsError(403, "forbidden", "Requests with an X-Forwarded-For header are not served.");
    }
    if (request.headers.metadata?.toString().toLowerCase() !== "true") {
        throw imdsError(400, "bad_request_102", "Required metadata header not specified");
    }
    if (request.method !== "GET") {
        throw imdsError(405, "method_not_allowed", "The HTTP method is not allowed.");
    }
    if (versioned && !apiVersions.includes(request.query.get("api-version") ?? "")) {
        // UNCONFIRMED wording.
        const error =
            "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds";
        throw new SimError({ status: 400, body: { error, "newest-versions": apiVersions.slice(-3).reverse() } });
    }
}

function identityInfo(context: SimContext, machine: Machine): SimResponse {
    const any = hasSystemAssigned(machine) || Object.keys(machine.identity?.userAssignedIdentities ?? {}).length > 0;
    // That a VM without identity gets 404 is UNCONFIRMED.
    return any ? { status: 200, body: { tenantId: tenantOf(context.state, machine.id) } } : notFound();
}

function instance(context: SimContext, machine: Machine, request: SimRequest): SimResponse {
    let value: unknown = instanceDocument(context.state, machine);
    for (const segment of (request.params.leaf ?? "/").split("/").filter(Boolean)) {
        value = member(value, segment);
    }
    if (value === undefined) {
        return notFound();
    }
    const text = request.query.get("format") === "text";
    if (typeof value === "object" && value !== null) {
        return text ? { status: 200, text: listing(value), headers: { "content-type": "text/plain; charset=utf-8" } } : { status: 200, body: value };
    }
    if (!text) {
        throw imdsError(400, "bad_request", "A leaf is served with format=text only.");
    }
    return { status: 200, text: String(value), headers: { "content-type": "text/plain; charset=utf-8" } };
}

function member(value: unknown, name: string): unknown {
    if (typeof value !== "object" || value === null) {
        return undefined;
    }
    const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
    return found?.[1];
}

/** A node as text: its members, those that have members themselves with a slash. */
function listing(value: object): string {
    return Object.entries(value)
        .map(([name, inner]) => (typeof inner === "object" ? `${name}/` : name))
        .join("\n");
}

function notFound(): SimResponse {
    return { status: 404, body: { error: "not_found", error_description: "The requested resource was not found." } };
}
