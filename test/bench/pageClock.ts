import { setTimeout as sleep } from "node:timers/promises";
import type { Frame } from "playwright-core";

/** Milliseconds since the question was sent, as the page's own clock tells. */
export interface PageTimes {
    /** The frame that shows the first text of the answer has been painted. */
    firstText: number;
    /** The same for the end: all text, and the answer marked as finished. */
    end: number;
}

/**
 * What a page has painted: when it changed within a frame's callbacks, the first task after that frame; else the first
 * task after the next frame. (The picture is on the screen a little later; that is the same for every page.)
 */
const script = `(() => {
    let isInFrame = false;
    const requestFrame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => requestFrame((time) => {
        isInFrame = true;
        try {
            callback(time);
        } finally {
            // After the microtasks of the callback, mutation observers among them.
            queueMicrotask(() => queueMicrotask(() => isInFrame = false));
        }
    });
    const afterTask = (callback) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = callback;
        port2.postMessage(undefined);
    };
    const painted = () => new Promise((resolve) => {
        const done = () => afterTask(() => resolve(performance.now()));
        isInFrame ? done() : requestFrame(done);
    });
    const changed = (test, options) => new Promise((resolve) => {
        const observer = new MutationObserver(() => {
            if (test()) {
                observer.disconnect();
                resolve(painted());
            }
        });
        observer.observe(document.body, { subtree: true, ...options });
    });
    const enter = () => new Promise((resolve) => addEventListener("keydown", () => resolve(performance.now()), { capture: true, once: true }));
    const press = () => {
        const start = performance.now();
        document.querySelector(".composer .box button").click();
        return start;
    };
    const answer = () => document.querySelector(".answer");

    window.benchAnswer = async (withEnter) => {
        const start = withEnter ? await enter() : press();
        const first = changed(() => answer()?.querySelector(".body")?.firstChild, { childList: true });
        const end = changed(() => answer()?.getAttribute("aria-busy") === "false", { childList: true, attributeFilter: ["aria-busy"] });
        return { firstText: await first - start, end: await end - start };
    };
    // A delta for an answer that the page does not know makes it ask the host for all its state.
    window.benchRoundTrip = () => new Promise((resolve) => {
        const start = performance.now();
        const listen = ({ data }) => {
            if (data?.kind === "snapshot") {
                removeEventListener("message", listen);
                resolve(performance.now() - start);
            }
        };
        addEventListener("message", listen);
        dispatchEvent(new MessageEvent("message", { data: { kind: "delta", turn: "none", seq: 1, offset: 1, text: "" } }));
    });
})()`;

/** Puts the clock into the chat's page; it lasts until the page is hidden. */
export async function watchPage(frame: Frame): Promise<void> {
    await frame.evaluate(script);
}

/** Asks a question by Enter or by the button of the box, and times its answer, the first of a new conversation. */
export async function timeAnswer(frame: Frame, question: string, by: "enter" | "button"): Promise<PageTimes> {
    const box = frame.locator("textarea");
    await box.fill(question);
    await frame.locator(".composer .box button:enabled").waitFor();
    const times = withinLimit(frame.evaluate(`benchAnswer(${by === "enter"})`) as Promise<PageTimes>, "the answer's end");
    if (by === "enter") {
        await box.press("Enter");
    }
    return times;
}

/** Milliseconds from a message of the page to the host's reply, with next to nothing done in between. */
export async function timeRoundTrip(frame: Frame): Promise<number> {
    return withinLimit(frame.evaluate("benchRoundTrip()") as Promise<number>, "the host's reply");
}

/** A page that waits for what never comes would hold the bench for ever. */
function withinLimit<T>(times: Promise<T>, what: string): Promise<T> {
    const limit = sleep(30_000, undefined, { ref: false }).then((): never => {
        throw new Error(`The chat's page waits in vain for ${what}.`);
    });
    return Promise.race([times, limit]);
}
