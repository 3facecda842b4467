import assert from "node:assert/strict";
import type { AnswerView, ToWebview } from "../../../src/chat/protocol.ts";
import { addText } from "../../../src/webview/liveText.ts";
import { exchanges, initialState, receive } from "../../../src/webview/pageState.ts";

const speaker = { deployment: "gpt-4o", identity: "uai-playground", account: "ai-services-playground" };
const question = { kind: "question", id: "t1", text: "Why?", shown: "t2" } as const;
const answer: AnswerView = { kind: "answer", id: "t2", question: "t1", speaker, text: "Because", state: "done" };
const growing: AnswerView = { ...answer, text: "", state: "streaming", progress: { kind: "waiting", elapsedMs: 0 } };

function after(...messages: ToWebview[]) {
    return messages.reduce((state, message) => receive(state, message, "whole text"), initialState);
}

const snapshot: ToWebview = { kind: "snapshot", version: 1, turns: [question, growing], draft: "" };

describe("what the chat page shows", () => {
    it("is what the last snapshot said", () => {
        assert.deepEqual(after({ kind: "chips" }, snapshot).turns, [question, growing]);
    });

    it("is the whole text and the outcome at the end, and no waiting line any more", () => {
        const { turns } = after(snapshot, { kind: "ended", turn: "t2", offset: 0, text: "", outcome: { state: "stopped", elapsedMs: 5 } });
        assert.deepEqual(turns[1], { ...growing, text: "whole text", state: "stopped", elapsedMs: 5, progress: undefined });
    });

    it("keeps what comes again unchanged, so that it is not drawn again", () => {
        const before = after({ ...snapshot, turns: [question, answer, { ...question, id: "t3", shown: "t4" }] });
        const state = receive(before, { kind: "turns", removed: ["t2", "t3"], added: [{ ...answer }, { ...growing, id: "t5" }] });
        assert.equal(state.turns[1], before.turns[1]);
        assert.deepEqual(state.turns.map(({ id }) => id), ["t1", "t2", "t5"]);
    });

    it("is one answer for each question, the one that was chosen", () => {
        const other = { ...answer, id: "t3", text: "Otherwise" };
        const state = after({ ...snapshot, turns: [question, answer, other] }, { kind: "shown", question: "t1", answer: "t3" });
        assert.deepEqual(exchanges(state.turns), [{ question: { ...question, shown: "t3" }, answer: other, answers: ["t2", "t3"] }]);
    });

    it("is the last answer where the chosen one is gone", () => {
        assert.equal(exchanges([{ ...question, shown: "t9" }, answer])[0]?.answer, answer);
    });

    it("says why a question was not taken, until the next one is", () => {
        const refused = after(snapshot, { kind: "refused", reason: "noConnection" });
        assert.equal(refused.refused, "noConnection");
        assert.equal(receive(refused, { kind: "turns", removed: [], added: [] }).refused, undefined);
    });
});

describe("a growing text", () => {
    it("takes each delta once, in order", () => {
        const live = { text: "", seq: 0, acknowledged: 0 };
        assert.equal(addText(live, 0, "ab"), true);
        assert.equal(addText(live, 2, "cd"), true);
        assert.equal(addText(live, 1, "bcde"), true);
        assert.equal(addText(live, 0, "ab"), true);
        assert.equal(live.text, "abcde");
    });

    it("notices that something is missing", () => {
        const live = { text: "ab", seq: 1, acknowledged: 0 };
        assert.equal(addText(live, 3, "d"), false);
        assert.equal(live.text, "ab");
    });
});
