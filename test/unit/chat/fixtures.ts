import type { Connection } from "../../../src/azure/connection.ts";
import type { ChatRequest, InferenceEvent, StreamChat } from "../../../src/azure/inference.ts";
import type { Clock } from "../../../src/chat/clock.ts";
import type { Store } from "../../../src/chat/history.ts";
import type { ToWebview } from "../../../src/chat/protocol.ts";

export function connectionAs(name: string): Connection {
    const target = { endpoint: "https://ai-services-playground.openai.azure.com/", deployment: "gpt-4o", accountName: "ai-services-playground" };
    return { id: name, name: `gpt-4o as ${name}`, identity: { kind: "userAssigned", name, clientId: `client-of-${name}`, principalId: `principal-of-${name}` }, target };
}

/** A memento in memory that keeps, as VS Code's does, what JSON keeps. */
export class MemoryStore implements Store {
    private readonly values = new Map<string, string>();
    writes = 0;

    get(key: string): unknown {
        const text = this.values.get(key);
        return text === undefined ? undefined : JSON.parse(text);
    }

    async update(key: string, value: unknown): Promise<void> {
        this.writes++;
        this.values.set(key, JSON.stringify(value));
    }
}

/** Time that passes only when told to. */
export class ManualClock implements Clock {
    private time = 0;
    private timers: { at: number; callback: () => void }[] = [];

    now(): number {
        return this.time;
    }

    after(ms: number, callback: () => void): () => void {
        const timer = { at: this.time + ms, callback };
        this.timers.push(timer);
        return () => {
            this.timers = this.timers.filter((other) => other !== timer);
        };
    }

    pass(ms: number): void {
        const end = this.time + ms;
        for (;;) {
            const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
            if (due === undefined) {
                this.time = end;
                return;
            }
            this.timers = this.timers.filter((timer) => timer !== due);
            this.time = due.at;
            due.callback();
        }
    }
}

/** A deployment that says what the test tells it to, call by call. */
export class ScriptedModel {
    readonly requests: ChatRequest[] = [];
    private readonly queue: (InferenceEvent | Error | "end")[] = [];
    private wake: () => void = () => undefined;

    readonly streamChat: StreamChat = (request) => {
        this.requests.push(request);
        return this.answer(request.signal);
    };

    /** Lets the current answer go on with these; returns when they have been taken. */
    async say(...events: (InferenceEvent | Error | "end" | string)[]): Promise<void> {
        this.queue.push(...events.map((event) => (typeof event === "string" && event !== "end" ? { kind: "text" as const, text: event } : event as InferenceEvent)));
        this.wake();
        await settle();
    }

    private async *answer(signal: AbortSignal): AsyncGenerator<InferenceEvent> {
        while (!signal.aborted) {
            const event = this.queue.shift();
            if (event === undefined) {
                await new Promise<void>((resolve) => {
                    this.wake = resolve;
                    signal.addEventListener("abort", () => resolve());
                });
            } else if (event === "end") {
                return;
            } else if (event instanceof Error) {
                throw event;
            } else {
                yield event;
            }
        }
    }
}

export async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
}

/** What a page would show of an answer that these messages brought. */
export function shownText(messages: ToWebview[], turn: string): string {
    let text = "";
    for (const message of messages) {
        if ((message.kind === "delta" || message.kind === "ended") && message.turn === turn) {
            text = text.slice(0, message.offset) + message.text;
        }
    }
    return text;
}

export function ofKind<K extends ToWebview["kind"]>(messages: ToWebview[], kind: K): Extract<ToWebview, { kind: K }>[] {
    return messages.filter((message): message is Extract<ToWebview, { kind: K }> => message.kind === kind);
}
