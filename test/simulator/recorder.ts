/** What reached the simulator, without credentials, for tests to look at. */
import type { IncomingHttpHeaders } from "node:http";
import type { SimRequest } from "./http.ts";

export type ServiceName = "arm" | "entra" | "graph" | "imds" | "openai" | "portal" | "control";

export interface RecordedRequest {
    /** Milliseconds since the epoch, real time. */
    time: number;
    service: ServiceName;
    method: string;
    host: string;
    path: string;
    query: Record<string, string>;
    /** 0 until the answer begins; stays 0 where the connection was reset or left hanging. */
    status: number;
    /** Until the answer's end; undefined while it runs. */
    ms?: number;
    /** The answer did not reach its end: client gone, or cut by a fault. */
    aborted?: boolean;
    oid?: string;
    apiVersion?: string;
    requestId: string;
    /** JSON as an object, a form as an object of its fields. */
    body?: unknown;
    headers: IncomingHttpHeaders;
}

const secretHeaders = ["authorization", "api-key", "cookie"];
const secretFields = ["client_secret", "client_assertion", "assertion", "code", "device_code", "refresh_token", "password", "code_verifier"];

export interface Recorder {
    requests: RecordedRequest[];
    begin(service: ServiceName, request: SimRequest): RecordedRequest;
}

/** Keeps the last `kept` requests. */
export function createRecorder(kept: number): Recorder {
    const requests: RecordedRequest[] = [];
    return {
        requests,
        begin: (service, request) => {
            const entry = record(service, request);
            requests.push(entry);
            if (requests.length > kept) {
                requests.splice(0, requests.length - kept);
            }
            return entry;
        },
    };
}

function record(service: ServiceName, request: SimRequest): RecordedRequest {
    const { method, host, path, query, id } = request;
    return {
        time: Date.now(),
        service,
        method,
        host,
        path,
        query: Object.fromEntries(query),
        status: 0,
        apiVersion: query.get("api-version") ?? undefined,
        requestId: id,
        body: bodyOf(request),
        headers: without(request.headers, secretHeaders),
    };
}

function bodyOf(request: SimRequest): unknown {
    if (request.text === "") {
        return undefined;
    }
    if (request.headers["content-type"]?.includes("form-urlencoded")) {
        return without(Object.fromEntries(request.form()), secretFields);
    }
    try {
        return JSON.parse(request.text);
    } catch {
        return request.text;
    }
}

function without<T extends object>(from: T, names: string[]): T {
    return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name))) as T;
}
