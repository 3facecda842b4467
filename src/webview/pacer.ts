export interface PacerOptions {
    /** `requestAnimationFrame`, so that a page out of sight does not paint. */
    requestFrame: (callback: () => void) => void;
    now: () => number;
    /** Calls back after so many milliseconds. */
    after: (ms: number, callback: () => void) => void;
}

/** Painting may take up to a quarter of the time. */
const restPerPaint = 3;
/** A paint as short as this needs no rest. */
const freeMs = 4;

/** Calls `paint` in the next frame, however often it is asked; after a long paint it lets the page breathe first. */
export function createPacer(paint: () => void, { requestFrame, now, after }: PacerOptions): () => void {
    let isAsked = false;
    let restUntil = 0;
    const frame = () => {
        isAsked = false;
        const start = now();
        paint();
        const took = now() - start;
        restUntil = took > freeMs ? now() + took * restPerPaint : 0;
    };
    return () => {
        if (!isAsked) {
            isAsked = true;
            const restMs = restUntil - now();
            if (restMs > 0) {
                after(restMs, () => requestFrame(frame));
            } else {
                requestFrame(frame);
            }
        }
    };
}

/** Asks whether work that began in this frame may go on; after `ms` milliseconds it may only in the next one. */
export function createSlice(ms: number, { requestFrame, now }: Pick<PacerOptions, "requestFrame" | "now">): () => boolean {
    let end: number | undefined;
    return () => {
        if (end === undefined) {
            end = now() + ms;
            requestFrame(() => (end = undefined));
        }
        return now() < end;
    };
}
