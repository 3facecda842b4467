import assert from "node:assert/strict";
import type { Connection } from "../../../src/azure/connection.ts";
import { AccessError, type Failure } from "../../../src/azure/errors.ts";
import type { Answer } from "../../../src/chat/conversation.ts";
import type { ToWebview } from "../../../src/chat/protocol.ts";
import { ChatSession } from "../../../src/chat/session.ts";
import { connectionAs, ManualClock, MemoryStore, ofKind, ScriptedModel, settle, shownText } from "./fixtures.ts";

const roleMissing: Failure = {
    kind: "unexpected",
    summary: "uai-no-role may not call gpt-4o",
    cause: "The role is missing.",
    remedy: "Assign it.",
    actions: [{ kind: "assignRole", label: "Assign role…", roleId: "5e0bd9bd", principalId: "secret-of-the-host" }, { kind: "retry", label: "Try again" }],
    evidence: [{ name: "Status", value: "401" }],
};

function setUp(store = new MemoryStore()) {
    const model = new ScriptedModel();
    const clock = new ManualClock();
    const messages: ToWebview[] = [];
    const ended: Answer[] = [];
    const unexpected: unknown[] = [];
    const use: { connection: Connection | undefined } = { connection: connectionAs("uai-playground") };
    const session = new ChatSession({
        streamChat: model.streamChat, store, clock, intervalMs: 16,
        connection: () => use.connection,
        ended: (answer) => ended.push(answer),
        unexpected: (error) => unexpected.push(error),
    });
    session.attach((message) => messages.push(message));
    return { model, clock, messages, session, store, ended, unexpected, use };
}

function deltas(messages: ToWebview[]): string[] {
    return ofKind(messages, "delta").map(({ text }) => text);
}

describe("a chat session", () => {
    it("shows question and answer at once, the first words without delay, and the count of tokens at the end", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        assert.deepEqual(ofKind(messages, "turns")[0]?.added.map(({ kind, id }) => [kind, id]), [["question", "t1"], ["answer", "t2"]]);
        await model.say("Because");
        assert.deepEqual(deltas(messages), ["Because"]);
        clock.pass(2_000);
        await model.say({ kind: "usage", usage: { promptTokens: 3, completionTokens: 1, totalTokens: 4 } }, { kind: "finish", reason: "stop" }, "end");
        assert.deepEqual(ofKind(messages, "ended")[0]?.outcome, {
            state: "done", usage: { prompt: 3, completion: 1, total: 4 }, elapsedMs: 2_000, finish: "stop", failure: undefined,
        });
    });

    it("says as whom and for what it waits, and how long the rate limit lasts", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        clock.pass(800);
        await model.say({ kind: "waiting", for: "token" });
        clock.pass(200);
        await model.say({ kind: "retrying", reason: "Rate limit of gpt-4o", untilMs: Date.now() + 12_000 });
        const [waiting, retrying] = ofKind(messages, "progress").map(({ progress }) => progress);
        assert.deepEqual(waiting, { kind: "waiting", for: "token", elapsedMs: 920 });
        assert.ok(retrying?.kind === "retrying" && retrying.remainingMs > 11_000 && retrying.remainingMs <= 12_000);
    });

    it("does not tell of a wait that is over at once", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        await model.say({ kind: "waiting", for: "token" }, { kind: "waiting", for: "firstByte" }, "Because");
        clock.pass(1_000);
        assert.deepEqual(ofKind(messages, "progress"), []);
        assert.deepEqual(deltas(messages), ["Because"]);
    });

    it("says once that the model thinks, not with every token of its thought", async () => {
        const { session, model, messages } = setUp();
        session.send("Why?");
        await model.say({ kind: "reasoning", text: "a" }, { kind: "reasoning", text: "b" });
        assert.equal(ofKind(messages, "progress").length, 1);
    });

    it("sends one message per interval, however fast the tokens come", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        await model.say("a", "b", "c");
        session.acknowledge("t2", 1);
        clock.pass(15);
        assert.deepEqual(deltas(messages), ["a"]);
        clock.pass(1);
        assert.deepEqual(deltas(messages), ["a", "bc"]);
    });

    it("lets the text grow together while two messages are unacknowledged", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        for (const token of ["a", "b", "c", "d"]) {
            await model.say(token);
            clock.pass(100);
        }
        assert.deepEqual(deltas(messages), ["a", "b"]);
        session.acknowledge("t2", 2);
        assert.deepEqual(deltas(messages), ["a", "b", "cd"]);
    });

    it("brings the end with the text that still waited, however slow the page is", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        for (const token of ["a", "b", "c", "d"]) {
            await model.say(token);
            clock.pass(100);
        }
        await model.say("end");
        assert.deepEqual(messages.at(-1)?.kind, "ended");
        assert.equal(shownText(messages, "t2"), "abcd");
    });

    it("does not believe an acknowledgement of what was never sent", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        session.acknowledge("t2", 1_000_000);
        for (const token of ["a", "b", "c"]) {
            await model.say(token);
            clock.pass(100);
        }
        assert.deepEqual(deltas(messages), ["a", "b"]);
    });

    it("tells a hidden page nothing, and a shown one everything at once", async () => {
        const { session, model, messages, clock } = setUp();
        session.send("Why?");
        await model.say("seen ");
        session.detach();
        const before = messages.length;
        await model.say("unseen ");
        clock.pass(5_000);
        assert.equal(messages.length, before);

        const again: ToWebview[] = [];
        session.attach((message) => again.push(message));
        const snapshot = ofKind(again, "snapshot")[0];
        assert.deepEqual(snapshot?.turns.map(({ text }) => text), ["Why?", "seen unseen "]);
        await model.say("more", "end");
        assert.deepEqual(ofKind(again, "delta")[0], { kind: "delta", turn: "t2", seq: 1, offset: 12, text: "more" });
    });

    it("stops at once, keeps what was said, and lets the next question through", async () => {
        const { session, model, messages, ended } = setUp();
        session.send("Why?");
        await model.say("Half an");
        session.stop();
        assert.equal(ofKind(messages, "ended")[0]?.outcome.state, "stopped");
        assert.equal(model.requests[0]?.signal.aborted, true);
        await model.say(" answer");
        assert.equal(session.answer("t2")?.text, "Half an");
        session.send("Next");
        await settle();
        assert.equal(model.requests.length, 2);
        assert.deepEqual(ended.map(({ state }) => state), ["stopped"]);
    });

    it("shows a failure in its words, with buttons but without their data, and keeps the question", async () => {
        const { session, model, messages } = setUp();
        session.send("Why?");
        await model.say(new AccessError(roleMissing));
        const card = ofKind(messages, "ended")[0]?.outcome.failure;
        assert.deepEqual(card?.actions, [{ kind: "assignRole", label: "Assign role…" }, { kind: "retry", label: "Try again" }]);
        assert.ok(!JSON.stringify(messages).includes("secret-of-the-host"));
        assert.ok(!JSON.stringify(messages).includes("client-of-"));

        session.retry("t2");
        await settle();
        assert.deepEqual(model.requests[1]?.messages, [{ role: "user", content: "Why?" }]);
    });

    it("shows a failure after half an answer below that half", async () => {
        const { session, model, messages } = setUp();
        session.send("Why?");
        await model.say("Half", new AccessError(roleMissing));
        assert.equal(shownText(messages, "t2"), "Half");
        assert.equal(session.answer("t2")?.state, "failed");
    });

    it("puts what nobody expected into words, and its details only into the log", async () => {
        const { session, model, messages, unexpected } = setUp();
        session.send("Why?");
        const error = new TypeError("Bearer eyJ0eXAi is not a function");
        await model.say(error);
        const { failure } = ofKind(messages, "ended")[0]!.outcome;
        assert.equal(failure?.summary, "uai-playground got no answer from gpt-4o");
        assert.ok(!JSON.stringify(messages).includes("eyJ0eXAi"));
        assert.deepEqual(unexpected, [error]);
    });

    it("asks the same question again as the identity that was chosen since", async () => {
        const { session, model, use } = setUp();
        session.send("Why?");
        await model.say("Because", "end");
        use.connection = connectionAs("dev@contoso.com");
        session.retry("t2");
        await settle();
        assert.equal(model.requests[1]?.connection.name, "gpt-4o as dev@contoso.com");
        assert.deepEqual(model.requests[1]?.messages, [{ role: "user", content: "Why?" }]);
    });

    it("asks an edited question in place of the last one", async () => {
        const { session, model, messages } = setUp();
        session.send("Wyh?");
        await model.say("What?", "end");
        session.editLast("t1", "Why?");
        await settle();
        assert.deepEqual(ofKind(messages, "turns").at(-1)?.removed, ["t1", "t2"]);
        assert.deepEqual(model.requests[1]?.messages, [{ role: "user", content: "Why?" }]);
        session.editLast("t1", "Again?");
        assert.deepEqual(messages.at(-1), { kind: "refused", reason: "gone" });
    });

    it("refuses a question without a connection or during an answer, so that the page keeps its text", async () => {
        const { session, model, messages, use } = setUp();
        use.connection = undefined;
        session.send("Why?");
        assert.deepEqual(messages.at(-1), { kind: "refused", reason: "noConnection" });
        use.connection = connectionAs("uai-playground");
        session.send("Why?");
        session.send("Why else?");
        assert.deepEqual(messages.at(-1), { kind: "refused", reason: "busy" });
        await settle();
        assert.equal(model.requests.length, 1);
    });

    it("begins a new conversation in the middle of an answer", async () => {
        const { session, model, messages } = setUp();
        session.send("Why?");
        await model.say("Because");
        session.newConversation();
        assert.deepEqual(ofKind(messages, "turns").at(-1), { kind: "turns", removed: ["t1", "t2"], added: [] });
        await model.say("late");
        assert.equal(messages.at(-1)?.kind, "turns");
    });

    it("names the tokens' holder in the chips, never a token", () => {
        const { session, messages } = setUp();
        const chips = { deployment: "gpt-4o", identity: "uai-playground", account: "a", connection: "c", endpoint: "https://a/", tokenExpiresOn: 5 };
        session.setChips(chips);
        assert.deepEqual(messages.at(-1), { kind: "chips", chips });
        session.setChips(undefined);
        assert.deepEqual(messages.at(-1), { kind: "chips", chips: undefined });
    });
});

describe("a window reload", () => {
    it("keeps the conversation and the draft", async () => {
        const first = setUp();
        first.session.send("Why?");
        await first.model.say("Because", "end");
        first.session.setDraft("And wh");
        first.session.dispose();

        const { messages, session, model } = setUp(first.store);
        const [snapshot] = ofKind(messages, "snapshot");
        assert.deepEqual(snapshot?.turns.map(({ text }) => text), ["Why?", "Because"]);
        assert.equal(snapshot?.draft, "And wh");
        session.send("And when?");
        await settle();
        assert.deepEqual(model.requests[0]?.messages.map(({ content }) => content), ["Why?", "Because", "And when?"]);
    });

    it("shows how far an answer had come, marked as cut, also when the window died without a word", async () => {
        const first = setUp();
        first.session.send("Why?");
        await first.model.say("Half an");
        first.clock.pass(2_000);

        const { messages } = setUp(first.store);
        const answer = ofKind(messages, "snapshot")[0]?.turns[1];
        assert.ok(answer?.kind === "answer");
        assert.deepEqual([answer.text, answer.state], ["Half an", "cut"]);
    });

    it("costs one write per two seconds while an answer grows", async () => {
        const { model, session, clock, store } = setUp();
        session.send("Why?");
        const before = store.writes;
        for (let at = 0; at < 100; at++) {
            await model.say("token ");
            clock.pass(100);
        }
        assert.equal(store.writes - before, 5);
    });

    it("lets a failure's buttons work afterwards", async () => {
        const first = setUp();
        first.session.send("Why?");
        await first.model.say(new AccessError(roleMissing));
        first.session.dispose();
        assert.deepEqual(setUp(first.store).session.answer("t2")?.failure, roleMissing);
    });
});
