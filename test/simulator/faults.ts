/** Failures injected by route, for what no state of Azure explains: outages, broken networks, cut streams. */
import type { ServiceName } from "./recorder.ts";
import type { SimRequest, SimResponse, Write } from "./http.ts";

export interface FaultMatch {
    service?: ServiceName;
    method?: string;
    /** Regular expression on the path, without letter case. */
    path?: string;
    /** How often it strikes; without, until removed. */
    times?: number;
}

export interface FaultAction {
    /** Answer this instead. `body` is sent as JSON, a string as it is. */
    status?: number;
    body?: unknown;
    headers?: Record<string, string>;
    /** Wait first; alone, the real answer follows. */
    delayMs?: number;
    /** Close the connection with a TCP reset instead of an answer. */
    reset?: boolean;
    /** Never answer. */
    hang?: boolean;
    /** Let the real answer begin and cut the connection after so much of its body. */
    cutAfterBytes?: number;
    /** The same by `data:` events of a stream; `tail` is then sent and the answer ended properly. */
    cutAfterEvents?: number;
    tail?: string;
}

export interface FaultRule {
    match: FaultMatch;
    action: FaultAction;
}

export interface Fault {
    id: number;
    rule: FaultRule;
    remove(): void;
}

export interface Faults {
    add(rule: FaultRule): Fault;
    clear(): void;
    remove(id: number): boolean;
    /** The first rule that matches, counted as used. */
    take(service: ServiceName, request: SimRequest): FaultAction | undefined;
}

export function createFaults(): Faults {
    const rules = new Map<number, { rule: FaultRule; left: number }>();
    let last = 0;
    return {
        add: (rule) => {
            const id = ++last;
            rules.set(id, { rule, left: rule.match.times ?? Infinity });
            return { id, rule, remove: () => void rules.delete(id) };
        },
        clear: () => rules.clear(),
        remove: (id) => rules.delete(id),
        take: (service, request) => {
            for (const entry of rules.values()) {
                if (entry.left > 0 && matches(entry.rule.match, service, request)) {
                    entry.left -= 1;
                    return entry.rule.action;
                }
            }
            return undefined;
        },
    };
}

function matches(match: FaultMatch, service: ServiceName, request: SimRequest): boolean {
    return (
        (!match.service || match.service === service) &&
        (!match.method || match.method.toUpperCase() === request.method) &&
        (!match.path || new RegExp(match.path, "i").test(request.path))
    );
}

/** The answer that the fault gives instead of the real one. */
export function answerOf(action: FaultAction): SimResponse | undefined {
    if (action.reset) {
        return { status: 0, reset: true };
    }
    if (action.status === undefined) {
        return undefined;
    }
    const { status, body, headers } = action;
    return typeof body === "string" ? { status, text: body, headers } : { status, body, headers };
}

/** Thrown by a limited writer: the rest is not sent, the connection is destroyed. */
export class Cut extends Error {}

/** Thrown by a limited writer: the rest is not sent, the answer ends as if complete. */
export class EndEarly extends Error {}

/** A writer that stops as the fault says. */
export function limited(write: Write, action: FaultAction): Write {
    let bytes = action.cutAfterBytes ?? Infinity;
    let events = action.cutAfterEvents ?? Infinity;
    return (chunk) => {
        const part = head(chunk, bytes, events);
        bytes -= Buffer.byteLength(part);
        events -= countEvents(part);
        const written = write(part);
        if (part.length < chunk.length || events <= 0) {
            return end(written, write, action.tail);
        }
        return written;
    };
}

async function end(written: void | Promise<void>, write: Write, tail: string | undefined): Promise<void> {
    await written;
    if (tail === undefined) {
        throw new Cut();
    }
    await write(tail);
    throw new EndEarly();
}

function head(chunk: string, bytes: number, events: number): string {
    let part = chunk;
    if (Number.isFinite(events) && countEvents(chunk) > events) {
        part = chunk.split(/(?<=\n\n)/).slice(0, events).join("");
    }
    return Buffer.byteLength(part) > bytes ? Buffer.from(part).subarray(0, bytes).toString() : part;
}

function countEvents(text: string): number {
    return text.match(/^data:/gm)?.length ?? 0;
}
