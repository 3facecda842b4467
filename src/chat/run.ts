import type { InferenceEvent } from "../azure/inference.ts";
import type { Clock } from "./clock.ts";
import { DeltaSender } from "./deltas.ts";
import type { Progress, ToWebview } from "./protocol.ts";

type Waiting = Extract<InferenceEvent, { kind: "waiting" | "retrying" }> | { kind: "thinking" } | { kind: "waiting"; for?: undefined };

/** One call of a deployment under way: who stops it, since when it runs, what it waits for, and its way to the page. */
export class Run {
    readonly answer: string;
    readonly abort = new AbortController();
    private readonly clock: Clock;
    private readonly startedAt: number;
    private waiting: Waiting = { kind: "waiting" };
    private sender: DeltaSender | undefined;

    constructor(answer: string, clock: Clock) {
        this.answer = answer;
        this.clock = clock;
        this.startedAt = clock.now();
    }

    get elapsedMs(): number {
        return Math.round(this.clock.now() - this.startedAt);
    }

    /** What to show as long as there is no text. */
    get progress(): Progress {
        if (this.waiting.kind === "retrying") {
            return { kind: "retrying", reason: this.waiting.reason, remainingMs: Math.max(0, this.waiting.untilMs - Date.now()) };
        }
        return { ...this.waiting, elapsedMs: this.elapsedMs };
    }

    /** Returns whether it is news: a model that thinks says so with every token. */
    waitFor(waiting: Waiting): boolean {
        const isNews = waiting.kind !== "thinking" || this.waiting.kind !== "thinking";
        this.waiting = waiting;
        return isNews;
    }

    /** From now on text goes to that page, which has `sent` characters of the answer already. */
    startSending(page: (message: ToWebview) => void, intervalMs: number, sent: number): void {
        this.sender?.close();
        const post = (delta: { seq: number; offset: number; text: string }) => page({ kind: "delta", turn: this.answer, ...delta });
        this.sender = new DeltaSender({ post, clock: this.clock, intervalMs, sent });
    }

    addText(text: string): void {
        this.sender?.add(text);
    }

    acknowledge(seq: number): void {
        this.sender?.acknowledge(seq);
    }

    /** Returns what the page has not been sent yet; undefined when there is no page. */
    stopSending(): { offset: number; text: string } | undefined {
        const rest = this.sender?.close();
        this.sender = undefined;
        return rest;
    }
}
