/** Gives out tokens at the speed of a model, or as fast as the client reads. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Pace {
    /** Tokens a second; 0 is as fast as possible. */
    rate: number;
    firstTokenMs: number;
    signal: AbortSignal;
}

/** At full rate so many tokens are handed over in one go. */
const batch = 256;

/** Calls `emit` with the next tokens until all are out; ends early, by throwing, when the client has gone. */
export async function pace(tokens: string[], { rate, firstTokenMs, signal }: Pace, emit: (tokens: string[]) => void | Promise<void>): Promise<void> {
    if (firstTokenMs > 0) {
        await sleep(firstTokenMs, undefined, { signal });
    }
    const started = performance.now();
    for (let sent = 0; sent < tokens.length; ) {
        const due = rate > 0 ? Math.floor(((performance.now() - started) / 1000) * rate) + 1 : sent + batch;
        if (due > sent) {
            await emit(tokens.slice(sent, due));
            sent = due;
        }
        if (rate > 0 && sent < tokens.length) {
            await sleep(Math.max(1, (sent / rate) * 1000 - (performance.now() - started)), undefined, { signal });
        }
    }
}
