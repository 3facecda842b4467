import type { Batch } from "./chatEvents.ts";
import { stretch, tokensIn } from "../foreignText.ts";

/**
 * The answer of a foreign host without the token that it was sent, whatever pieces it comes in. Text is never held
 * back: up to 23 characters of the token may have been handed out when it is noticed. A host that wants to can still
 * get it through (encoded, with blanks inside): this is against an echo, not against malice.
 */
export async function* withoutEchoes(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
    const filters = { text: echoFilter(), reasoning: echoFilter() };
    for await (const batch of batches) {
        const events = batch.events.map((event) => ("text" in event ? { ...event, text: filters[event.kind](event.text) } : event));
        yield { ...batch, events: events.filter((event) => !("text" in event) || event.text !== "") };
    }
}

/** Looks at each piece together with the end of those before it, and replaces what belongs to a token by one "…". */
function echoFilter(): (piece: string) => string {
    let tail = "";
    let isInside = false;
    return (piece) => {
        const text = tail + piece;
        let kept = "";
        let at = tail.length;
        for (const { start, end } of tokensIn(text).filter((token) => token.end > tail.length)) {
            const goesOn = isInside && start < tail.length;
            kept += text.slice(at, Math.max(start, tail.length)) + (goesOn ? "" : "…");
            at = end;
        }
        isInside = at > tail.length && at === text.length;
        tail = text.slice(1 - stretch);
        return kept + text.slice(at);
    };
}
