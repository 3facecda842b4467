/** Time, so that tests need not wait for it. */
export interface Clock {
    /** Milliseconds that never run backwards. */
    now(): number;
    /** Calls back once; the returned function takes it back. */
    after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
    now: () => performance.now(),
    after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
    },
};
