/**
 * Fires `signal` when a stream was silent for `ms`. The time that the consumer takes with what it was given does
 * not count: `handing` before something is handed out, `asking` before the next is asked for.
 */
export interface StallWatchdog {
    readonly signal: AbortSignal;
    readonly ms: number;
    handing(): void;
    /** @param heard false where what came had no content: only content proves that the model still answers. */
    asking(heard: boolean): void;
    stop(): void;
}

export function startWatchdog(ms: number): StallWatchdog {
    const controller = new AbortController();
    let isAsking = true;
    // One timer for the whole stream: `refresh` allocates nothing for each token.
    const timer: NodeJS.Timeout = setTimeout(() => {
        if (isAsking) {
            controller.abort();
        } else {
            timer.refresh();
        }
    }, ms);
    return {
        signal: controller.signal,
        ms,
        handing: () => { isAsking = false; },
        asking(heard) {
            isAsking = true;
            if (heard) {
                timer.refresh();
            }
        },
        stop: () => clearTimeout(timer),
    };
}
