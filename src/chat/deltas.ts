import type { Clock } from "./clock.ts";

export interface Delta {
    seq: number;
    /** Where the text begins in the whole answer, in UTF-16 units. */
    offset: number;
    text: string;
}

/** How many deltas may be on their way to the page before the text waits and grows together. */
const maxUnacknowledged = 2;

/**
 * Turns an answer that grows by tokens into few messages: the first at once, then one per interval, and none while
 * two are unacknowledged. Over a slow remote link one message per token freezes the window.
 */
export class DeltaSender {
    private readonly post: (delta: Delta) => void;
    private readonly clock: Clock;
    private readonly intervalMs: number;
    private pending = "";
    private sent = 0;
    private seq = 0;
    private acknowledged = 0;
    private lastAt = Number.NEGATIVE_INFINITY;
    private cancelTimer: (() => void) | undefined;

    /** `sent`: how much of the answer the page has already. */
    constructor(options: { post: (delta: Delta) => void; clock: Clock; intervalMs: number; sent: number }) {
        this.post = options.post;
        this.clock = options.clock;
        this.intervalMs = options.intervalMs;
        this.sent = options.sent;
    }

    add(text: string): void {
        this.pending += text;
        this.schedule();
    }

    acknowledge(seq: number): void {
        if (seq <= this.seq) {
            this.acknowledged = Math.max(this.acknowledged, seq);
            this.schedule();
        }
    }

    /** Ends the sending; returns what no delta has brought yet. */
    close(): { offset: number; text: string } {
        this.cancelTimer?.();
        const rest = { offset: this.sent, text: this.pending };
        this.pending = "";
        return rest;
    }

    private schedule(): void {
        if (this.pending === "" || this.cancelTimer !== undefined || this.seq - this.acknowledged >= maxUnacknowledged) {
            return;
        }
        const waitMs = this.lastAt + this.intervalMs - this.clock.now();
        if (waitMs <= 0) {
            this.flush();
        } else {
            this.cancelTimer = this.clock.after(waitMs, () => this.flush());
        }
    }

    private flush(): void {
        this.cancelTimer = undefined;
        const delta = { seq: ++this.seq, offset: this.sent, text: this.pending };
        this.sent += this.pending.length;
        this.pending = "";
        this.lastAt = this.clock.now();
        this.post(delta);
    }
}
