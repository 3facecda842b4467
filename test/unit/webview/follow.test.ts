import assert from "node:assert/strict";
import { Follow } from "../../../src/webview/follow.ts";
import { createPacer, createSlice } from "../../../src/webview/pacer.ts";

/** A view of 100 pixels, which scrolls as far as its content allows. */
function view(scrollHeight: number) {
    const scroller = {
        scrollHeight, clientHeight: 100, top: 0,
        get scrollTop() {
            return this.top;
        },
        set scrollTop(value: number) {
            this.top = Math.max(0, Math.min(value, this.scrollHeight - this.clientHeight));
        },
    };
    const follow = new Follow(scroller);
    const grow = (by: number) => {
        scroller.scrollHeight += by;
        return follow.contentChanged();
    };
    const scrollTo = (top: number) => {
        scroller.scrollTop = top;
        follow.scrolled();
    };
    return { scroller, follow, grow, scrollTo };
}

describe("following the answer", () => {
    it("keeps its end in view", () => {
        const { scroller, grow } = view(100);
        assert.equal(grow(300), false);
        assert.equal(scroller.scrollTop, 300);
    });

    it("ends with one turn of the wheel upwards, and says that there is more below", () => {
        const { scroller, follow, grow } = view(400);
        follow.toEnd();
        follow.movedUp();
        assert.equal(grow(10), false, "10 pixels are no news");
        assert.equal(grow(50), true);
        assert.equal(scroller.scrollTop, 300);
    });

    it("ends when the scroll bar is dragged away", () => {
        const { scroller, follow, grow, scrollTo } = view(400);
        follow.toEnd();
        scrollTo(100);
        assert.equal(grow(100), true);
        assert.equal(scroller.scrollTop, 100);
    });

    it("goes on once the user is back within 40 pixels of the end", () => {
        const { scroller, follow, grow, scrollTo } = view(400);
        follow.toEnd();
        scrollTo(100);
        scrollTo(250);
        assert.equal(grow(0), true);
        scrollTo(261);
        assert.equal(grow(500), false);
        assert.equal(scroller.scrollTop, 800);
    });

    it("goes to where the reader was, also when the content comes piece by piece", () => {
        const { scroller, follow, grow } = view(100);
        follow.goTo(500);
        assert.equal(grow(300), false, "there is nothing below yet");
        assert.equal(scroller.scrollTop, 300);
        grow(400);
        grow(400);
        assert.equal(scroller.scrollTop, 500);
        grow(400);
        assert.equal(scroller.scrollTop, 500);
    });

    it("stays where the user goes while the content comes", () => {
        const { scroller, follow, grow, scrollTo } = view(300);
        follow.goTo(500);
        follow.movedUp();
        scrollTo(50);
        grow(400);
        assert.equal(scroller.scrollTop, 50);
    });

    it("does not go on by the small scroll of that one turn of the wheel", () => {
        const { follow, grow, scrollTo } = view(400);
        follow.toEnd();
        follow.movedUp();
        scrollTo(280);
        assert.equal(grow(100), true);
    });

    it("is not ended where there is nothing to scroll", () => {
        const { scroller, follow, grow } = view(100);
        follow.movedUp();
        grow(300);
        assert.equal(scroller.scrollTop, 300);
    });
});

describe("painting in time", () => {
    function setUp(costMs: number) {
        const frames: (() => void)[] = [];
        const rests: { ms: number; callback: () => void }[] = [];
        let time = 0;
        let paints = 0;
        const ask = createPacer(() => {
            paints++;
            time += costMs;
        }, { requestFrame: (callback) => frames.push(callback), now: () => time, after: (ms, callback) => rests.push({ ms, callback }) });
        return { ask, rests, frame: () => frames.shift()?.(), paints: () => paints };
    }

    it("paints once a frame, however many deltas came", () => {
        const { ask, frame, paints } = setUp(1);
        ask();
        ask();
        frame();
        frame();
        assert.equal(paints(), 1);
        ask();
        frame();
        assert.equal(paints(), 2);
    });

    it("leaves three quarters of the time to the user when painting is slow", () => {
        const { ask, frame, paints, rests } = setUp(40);
        ask();
        frame();
        ask();
        assert.deepEqual(rests.map(({ ms }) => ms), [120]);
        rests[0]?.callback();
        frame();
        assert.equal(paints(), 2);
    });

    it("ends work after its share of a frame, and lets it go on in the next", () => {
        const frames: (() => void)[] = [];
        let time = 0;
        const mayGoOn = createSlice(40, { requestFrame: (callback) => frames.push(callback), now: () => time });
        assert.equal(mayGoOn(), true);
        time = 39;
        assert.equal(mayGoOn(), true);
        time = 40;
        assert.equal(mayGoOn(), false);
        assert.equal(frames.length, 1);
        frames.shift()?.();
        assert.equal(mayGoOn(), true);
    });
});
