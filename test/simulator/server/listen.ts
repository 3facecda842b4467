/** Listeners on loopback: find a request's service and route, let faults strike, answer, record. */
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { answerOf, Cut } from "../faults.ts";
import type { Faults } from "../faults.ts";
import { azureError, findRoute, SimError } from "../http.ts";
import type { Route, SimRequest, SimResponse } from "../http.ts";
import type { RecordedRequest, Recorder, ServiceName } from "../recorder.ts";
import { readRequest } from "./readRequest.ts";
import { sendAnswer } from "./sendAnswer.ts";

export interface Service {
    name: ServiceName;
    routes: Route[];
    /** Headers of each of its answers, errors too. */
    headers?: (request: SimRequest, response: SimResponse) => Record<string, string>;
}

export interface Listener {
    port: number;
    close(): Promise<void>;
}

export interface ListenOptions {
    /** 0: a free one. */
    port?: number;
    /** Left out: plain HTTP. */
    tls?: { key: string; cert: string };
    /** Tried in order. The last one also gets what no route takes. */
    services: Service[];
    recorder: Recorder;
    faults: Faults;
    /** Gets errors of the simulator itself. */
    log: (error: unknown) => void;
}

/** Listens on 127.0.0.1. */
export async function listen(options: ListenOptions): Promise<Listener> {
    const { tls, port = 0 } = options;
    const onRequest = (message: http.IncomingMessage, response: http.ServerResponse) => void handle({ ...options, message, response, reset });
    const server = tls ? https.createServer(tls, onRequest) : http.createServer(onRequest);
    const reset = trackConnections(server);
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
    return {
        port: (server.address() as AddressInfo).port,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

/** Returns what resets a connection with a TCP RST; a TLS socket cannot do that itself, the TCP socket under it can. */
function trackConnections(server: http.Server | https.Server): (socket: Socket) => void {
    const open = new Map<number | undefined, Socket>();
    server.on("connection", (tcp: Socket) => {
        const port = tcp.remotePort;
        open.set(port, tcp);
        tcp.once("close", () => open.delete(port));
    });
    return (socket) => open.get(socket.remotePort)?.resetAndDestroy();
}

interface Exchange extends ListenOptions {
    message: http.IncomingMessage;
    response: http.ServerResponse;
    reset: (socket: Socket) => void;
}

async function handle(exchange: Exchange): Promise<void> {
    const { response, log } = exchange;
    try {
        await respond(exchange);
    } catch (error) {
        // A cut is meant; and where the client went away while we read or wrote, nobody is left to tell.
        if (!(error instanceof Cut) && !response.destroyed) {
            log(error);
        }
        response.destroy();
    }
}

async function respond({ message, response, reset, tls, services, recorder, faults, log }: Exchange): Promise<void> {
    const started = performance.now();
    const request = await readRequest(message, response, tls ? "https" : "http");
    const { service, route, params } = dispatch(services, request);
    request.params = params;
    const entry = recorder.begin(service.name, request);
    response.once("close", () => finish(entry, response, performance.now() - started));
    const action = faults.take(service.name, request);
    await sleep(action?.delayMs ?? 0, undefined, { signal: request.signal });
    if (action?.hang) {
        return;
    }
    const answer = (action && answerOf(action)) ?? (await run(service, route, request, log));
    if (answer.reset) {
        reset(message.socket);
        return;
    }
    entry.oid = request.seen.oid;
    entry.status = answer.status;
    const headers = { ...service.headers?.(request, answer), ...answer.headers };
    await sendAnswer(response, request.method, { ...answer, headers }, action);
}

/** The handler's answer; a mistake of the simulator itself shows as a 500 that says so. */
async function run(service: Service, route: Route | undefined, request: SimRequest, log: (error: unknown) => void): Promise<SimResponse> {
    try {
        if (!route) {
            throw azureError(404, "NotFound", `No route of the sandbox takes ${request.method} ${request.path} (service ${service.name}).`);
        }
        return await route.handler(request);
    } catch (error) {
        if (error instanceof SimError) {
            return error.response;
        }
        if (request.signal.aborted) {
            throw new Cut();
        }
        log(error);
        return { status: 500, body: { error: { code: "SandboxError", message: String(error) } } };
    }
}

function dispatch(services: Service[], request: SimRequest): { service: Service; route: Route | undefined; params: Record<string, string> } {
    for (const service of services) {
        const found = findRoute(service.routes, request.method, request.path);
        if (found) {
            return { service, ...found };
        }
    }
    const last = services.at(-1);
    if (!last) {
        throw new Error("A listener needs a service.");
    }
    return { service: last, route: undefined, params: {} };
}

function finish(entry: RecordedRequest, response: http.ServerResponse, ms: number): void {
    entry.ms = Math.round(ms);
    entry.aborted = response.writableFinished ? undefined : true;
}
