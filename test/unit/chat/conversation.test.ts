import assert from "node:assert/strict";
import type { Conversation, ConversationEvent } from "../../../src/chat/conversation.ts";
import { emptyConversation, findAnswer, messagesFor, reduce } from "../../../src/chat/conversation.ts";
import { connectionAs } from "./fixtures.ts";

const connection = connectionAs("uai-playground");
const other = connectionAs("dev@contoso.com");

function after(...events: ConversationEvent[]): Conversation {
    return events.reduce(reduce, emptyConversation);
}

const answered: ConversationEvent[] = [
    { kind: "asked", text: "Hello", connection },
    { kind: "text", answer: "t2", text: "Hi " },
    { kind: "text", answer: "t2", text: "there" },
    { kind: "ended", answer: "t2", state: "done", elapsedMs: 900 },
];

describe("a conversation", () => {
    it("shows the answer below its question, with who was asked and how long it took", () => {
        const { turns } = after(...answered, { kind: "usage", answer: "t2", usage: { promptTokens: 8, completionTokens: 2, totalTokens: 10 } });
        assert.deepEqual(turns, [
            { kind: "question", id: "t1", text: "Hello", shown: "t2" },
            {
                kind: "answer", id: "t2", question: "t1", connection, text: "Hi there", state: "done", elapsedMs: 900,
                usage: { promptTokens: 8, completionTokens: 2, totalTokens: 10 },
            },
        ]);
    });

    it("sends the model what was said before, and the question last", () => {
        const conversation = after(...answered, { kind: "asked", text: "And now?", connection });
        assert.deepEqual(messagesFor(conversation, "t3"), [
            { role: "user", content: "Hello" },
            { role: "assistant", content: "Hi there" },
            { role: "user", content: "And now?" },
        ]);
    });

    it("leaves a question that failed out of later requests, so that a filtered one does not spoil the rest", () => {
        const failure = { kind: "unexpected", summary: "", cause: "", remedy: "", actions: [], evidence: [] } as const;
        const conversation = after(
            { kind: "asked", text: "Refused", connection },
            { kind: "text", answer: "t2", text: "half" },
            { kind: "ended", answer: "t2", state: "failed", elapsedMs: 1, failure: { ...failure, actions: [], evidence: [] } },
            { kind: "asked", text: "Stopped at once", connection },
            { kind: "ended", answer: "t4", state: "stopped", elapsedMs: 1 },
            { kind: "asked", text: "Fine", connection },
        );
        assert.deepEqual(messagesFor(conversation, "t5"), [{ role: "user", content: "Fine" }]);
    });

    it("keeps both answers when a question is asked again as another identity, and goes on from the one on display", () => {
        const conversation = after(
            ...answered,
            { kind: "askedAgain", question: "t1", connection: other },
            { kind: "text", answer: "t3", text: "Good day" },
            { kind: "ended", answer: "t3", state: "done", elapsedMs: 5 },
            { kind: "asked", text: "Next", connection },
        );
        assert.deepEqual(conversation.turns.map(({ id }) => id), ["t1", "t2", "t3", "t4", "t5"]);
        assert.equal(messagesFor(conversation, "t4")[1]?.content, "Good day");
        assert.equal(messagesFor(reduce(conversation, { kind: "shown", answer: "t2" }), "t4")[1]?.content, "Hi there");
    });

    it("replaces an answer that failed without a word when the question is asked again", () => {
        const conversation = after({ kind: "asked", text: "Hello", connection }, { kind: "ended", answer: "t2", state: "failed", elapsedMs: 1 }, { kind: "askedAgain", question: "t1", connection });
        assert.deepEqual(conversation.turns.map(({ id }) => id), ["t1", "t3"]);
    });

    it("puts a repeated answer in the middle of the conversation next to its question", () => {
        const conversation = after(...answered, { kind: "asked", text: "Second", connection }, { kind: "askedAgain", question: "t1", connection: other });
        assert.deepEqual(conversation.turns.map(({ id }) => id), ["t1", "t2", "t5", "t3", "t4"]);
    });

    it("takes an edited question back with all that followed", () => {
        const conversation = after(...answered, { kind: "asked", text: "Typo", connection }, { kind: "withdrawn", question: "t3" });
        assert.deepEqual(conversation.turns.map(({ id }) => id), ["t1", "t2"]);
    });

    it("never gives an id twice, not even after a new conversation", () => {
        const conversation = after(...answered, { kind: "cleared" }, { kind: "asked", text: "Again", connection });
        assert.deepEqual(conversation.turns.map(({ id }) => id), ["t3", "t4"]);
    });

    it("ignores what belongs to an answer that is gone", () => {
        const conversation = after(...answered, { kind: "cleared" });
        assert.equal(reduce(conversation, { kind: "text", answer: "t2", text: "late" }), conversation);
        assert.equal(findAnswer(conversation, "t2"), undefined);
    });
});
