import assert from "node:assert/strict";
import type { Conversation, Turn } from "../../../src/chat/conversation.ts";
import { emptyConversation } from "../../../src/chat/conversation.ts";
import { restore, save, trim } from "../../../src/chat/history.ts";
import { connectionAs, MemoryStore } from "./fixtures.ts";

function exchanges(count: number, text: string): Conversation {
    const turns: Turn[] = [];
    for (let at = 0; at < count; at++) {
        const id = `t${2 * at + 1}`;
        const answer = `t${2 * at + 2}`;
        turns.push(
            { kind: "question", id, text: `Question ${at}`, shown: answer },
            { kind: "answer", id: answer, question: id, connection: connectionAs("uai-playground"), text, state: "done" },
        );
    }
    return { turns, next: 2 * count + 1 };
}

describe("the chat's history", () => {
    it("comes back as it was saved", async () => {
        const store = new MemoryStore();
        const conversation = exchanges(3, "Answer");
        await save(store, { conversation, draft: "half a quest" });
        assert.deepEqual(restore(store), { conversation, draft: "half a quest" });
    });

    it("forgets the oldest questions, with their answers, once it is a megabyte", async () => {
        const trimmed = trim(exchanges(30, "x".repeat(100_000)));
        assert.ok(JSON.stringify(trimmed).length <= 1_001_000);
        assert.equal(trimmed.turns[0]?.kind, "question");
        assert.equal(trimmed.turns.at(-1)?.id, "t60");
        assert.ok(trimmed.turns.length >= 16);
    });

    it("keeps the last question whatever its size", () => {
        assert.equal(trim(exchanges(2, "x".repeat(2_000_000))).turns.length, 2);
    });

    it("keeps at most 400 turns", () => {
        assert.equal(trim(exchanges(300, "short")).turns.length, 400);
    });

    for (const [name, value] of [
        ["nothing", undefined],
        ["a text", "x"],
        ["another version", { version: 99, conversation: { turns: [], next: 1 } }],
        ["no conversation", { version: 1 }],
    ] as const) {
        it(`begins empty where the store holds ${name}`, async () => {
            const store = new MemoryStore();
            await store.update("keyless.chat", value ?? null);
            assert.deepEqual(restore(store), { conversation: emptyConversation, draft: "" });
        });
    }

    it("leaves out what does not look like a turn, and gives no id twice", async () => {
        const store = new MemoryStore();
        const { turns } = exchanges(2, "Answer");
        const broken = [null, 5, { kind: "answer", id: "t9", text: "no connection", state: "done", question: "t1" }, { kind: "note", id: "t8", text: "" }];
        await store.update("keyless.chat", { version: 1, conversation: { turns: [...broken, ...turns], next: "?" }, draft: 7 });
        assert.deepEqual(restore(store), { conversation: { turns, next: 5 }, draft: "" });
    });
});
