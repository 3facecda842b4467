import { setTimeout as delay } from "node:timers/promises";

/** What a wait tells while it lasts; once a second, so that a countdown can be shown. */
export interface WaitReport {
    /** For people, without a full stop: `Waiting until the role is in force`. */
    message: string;
    elapsedMs: number;
    /** When it is over as a rule, counted from its start. */
    expectedMs?: number;
    /** When it is given up. */
    limitMs: number;
}

export type OnWait = (report: WaitReport) => void;

/** Time as the waits see it; tests bring their own. */
export interface Timer {
    /** Epoch milliseconds. */
    now(): number;
    /** @throws the signal's reason as soon as it fires. */
    sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemTimer: Timer = {
    now: Date.now,
    async sleep(ms, signal) {
        await delay(ms, undefined, { signal }).catch((error: unknown) => {
            signal?.throwIfAborted();
            throw error;
        });
    },
};

export interface Wait {
    message: string;
    expectedMs?: number;
    limitMs: number;
    /** Pauses between the tries; the last one repeats. */
    pausesMs: readonly number[];
}

/** Paused and asked again until `limitMs` have passed. */
export interface Waiting {
    elapsedMs(): number;
    /** Whether there is time for another pause. */
    hasTime(): boolean;
    /** The next pause, told second by second. `hintMs`: the service's own wish. @throws the signal's reason. */
    pause(hintMs?: number): Promise<void>;
}

export function startWaiting(wait: Wait, options: { signal?: AbortSignal; onWait?: OnWait; timer?: Timer }): Waiting {
    const timer = options.timer ?? systemTimer;
    const start = timer.now();
    const elapsedMs = () => timer.now() - start;
    const { message, expectedMs, limitMs, pausesMs } = wait;
    let pauses = 0;
    return {
        elapsedMs,
        hasTime: () => elapsedMs() < limitMs,
        async pause(hintMs = 0) {
            const own = pausesMs[Math.min(pauses++, pausesMs.length - 1)] ?? 1_000;
            const until = timer.now() + Math.min(Math.max(own, hintMs), Math.max(0, limitMs - elapsedMs()));
            while (timer.now() < until) {
                options.onWait?.({ message, elapsedMs: elapsedMs(), expectedMs, limitMs });
                await timer.sleep(Math.min(1_000, until - timer.now()), options.signal);
            }
        },
    };
}

const graceMs = 5_000;

/** Fires some seconds after the given signal: what is being sent gets the time to be answered. */
export function graceful(signal: AbortSignal | undefined): { signal: AbortSignal | undefined; dispose(): void } {
    if (!signal) {
        return { signal, dispose: () => undefined };
    }
    const late = new AbortController();
    let timeout: NodeJS.Timeout | undefined;
    const abort = () => (timeout = setTimeout(() => late.abort(signal.reason), graceMs));
    signal.addEventListener("abort", abort, { once: true });
    return {
        signal: late.signal,
        dispose() {
            signal.removeEventListener("abort", abort);
            clearTimeout(timeout);
        },
    };
}
