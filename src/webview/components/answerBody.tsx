import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { AnswerView } from "../../chat/protocol.ts";
import { post } from "../host.ts";
import type { LiveText } from "../liveText.ts";
import { AnswerPainter } from "../markdown/painter.ts";
import { createSanitiser } from "../markdown/sanitise.ts";
import { createPacer, createSlice } from "../pacer.ts";
import { liveText } from "../store.ts";

const sanitise = createSanitiser(window);
const frames = {
    requestFrame: (callback: () => void) => requestAnimationFrame(callback),
    now: () => performance.now(),
    after: (ms: number, callback: () => void) => setTimeout(callback, ms),
};
/** All answers together paint for no longer than this at a time, in milliseconds; layout takes a few times as long. */
const sliceMs = 25;
const mayGoOn = createSlice(sliceMs, frames);

/** The text of an answer. Its blocks are painted outside of the component tree, which sees only an empty `div`. */
export function AnswerBody({ turn }: { turn: AnswerView }): JSX.Element {
    const root = useRef<HTMLDivElement>(null);
    const painter = useRef<AnswerPainter>();
    useLayoutEffect(() => {
        painter.current ??= new AnswerPainter(root.current!, sanitise);
        const live = liveText(turn.id);
        if (turn.state === "streaming" && live !== undefined) {
            return paintWhileGrowing(painter.current, turn.id, live);
        }
        return paintToTheEnd(painter.current, turn.text);
    }, [turn]);
    return <div ref={root} class={turn.state === "streaming" ? "body streaming" : "body"} />;
}

/** Paints at once what there is time for, and the rest in the next frames. Returns how to end it. */
function paintToTheEnd(painter: AnswerPainter, text: string): () => void {
    let frame = 0;
    const paint = () => {
        frame = painter.finish(text, mayGoOn) ? 0 : requestAnimationFrame(paint);
    };
    paint();
    return () => cancelAnimationFrame(frame);
}

/** Acknowledges what is painted, so that the host sends no faster than the page can show. Returns how to end it. */
function paintWhileGrowing(painter: AnswerPainter, turn: string, live: LiveText): () => void {
    const paint = () => {
        if (!painter.update(live.text, mayGoOn)) {
            live.changed?.();
        } else if (live.seq > live.acknowledged) {
            live.acknowledged = live.seq;
            post({ kind: "ack", turn, seq: live.seq });
        }
    };
    let isOver = false;
    live.changed = createPacer(() => isOver || paint(), frames);
    paint();
    return () => {
        isOver = true;
        live.changed = undefined;
    };
}
