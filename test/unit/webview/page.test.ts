import assert from "node:assert/strict";
import type { AnswerView, Chips, FromWebview, QuestionView, ToWebview } from "../../../src/chat/protocol.ts";
import { closeChats, type OpenChat, openChat } from "./chatPage.ts";

const speaker = { deployment: "gpt-4o", identity: "uai-playground", account: "ai-services-playground" };
const chips: Chips = { ...speaker, connection: "gpt-4o as uai-playground", endpoint: "https://ai-services-playground.openai.azure.com/" };
const question: QuestionView = { kind: "question", id: "t1", text: "Why?", shown: "t2" };
const answer: AnswerView = { kind: "answer", id: "t2", question: "t1", speaker, text: "Because.", state: "done", usage: { prompt: 3, completion: 612, total: 615 } };
const growing: AnswerView = { ...answer, text: "", state: "streaming", usage: undefined, progress: { kind: "waiting", elapsedMs: 0 } };

function snapshot(turns: (QuestionView | AnswerView)[], draft = ""): ToWebview {
    return { kind: "snapshot", version: 1, turns, draft, chips };
}

async function open(...turns: (QuestionView | AnswerView)[]): Promise<OpenChat> {
    const chat = await openChat();
    await chat.receive(snapshot(turns));
    return chat;
}

function requests(chat: OpenChat): FromWebview[] {
    return chat.sent.filter(({ kind }) => kind !== "ready" && kind !== "setDraft");
}

describe("the chat page: asking", () => {
    afterEach(closeChats);

    it("asks the host for everything when it opens", async () => {
        assert.deepEqual((await openChat()).sent, [{ kind: "ready", version: 1 }]);
    });

    it("sends with Enter, and empties the box only when the host has taken the question", async () => {
        const chat = await open();
        await chat.type("Why?");
        await chat.press("Enter");
        await chat.press("Enter");
        assert.deepEqual(requests(chat), [{ kind: "send", text: "Why?" }]);
        assert.equal(chat.box().value, "Why?");
        await chat.receive({ kind: "turns", removed: [], added: [question, growing] });
        assert.equal(chat.box().value, "");
    });

    it("keeps the text when the host refuses it, and says why", async () => {
        const chat = await open();
        await chat.type("Why?");
        await chat.press("Enter");
        await chat.receive({ kind: "refused", reason: "noConnection" });
        assert.equal(chat.box().value, "Why?");
        assert.equal(chat.document.querySelector("[role=alert]")?.textContent, "No deployment chosen yet.");
        await chat.press("Enter");
        assert.equal(requests(chat).length, 2);
    });

    it("leaves Shift+Enter to the text, and Enter to an input method that composes", async () => {
        const chat = await open();
        await chat.type("なぜ");
        await chat.press("Enter", { shiftKey: true });
        await chat.press("Enter", { isComposing: true });
        await chat.press("Enter", { keyCode: 229 });
        assert.deepEqual(requests(chat), []);
        await chat.press("Enter");
        assert.equal(requests(chat).length, 1);
    });

    it("does not send blanks", async () => {
        const chat = await open();
        await chat.type(" \n ");
        await chat.press("Enter");
        assert.deepEqual(requests(chat), []);
        assert.equal(chat.button("Send").disabled, true);
    });

    it("edits the last question with the up arrow in an empty box, and Esc takes that back", async () => {
        const chat = await open(question, answer);
        chat.box().focus();
        await chat.press("ArrowUp");
        assert.equal(chat.box().value, "Why?");
        await chat.press("Escape");
        assert.equal(chat.box().value, "");
        await chat.press("ArrowUp");
        await chat.type("Why blue?");
        await chat.press("Enter");
        assert.deepEqual(requests(chat), [{ kind: "editLast", turn: "t1", text: "Why blue?" }]);
    });

    it("leaves the up arrow alone in a text", async () => {
        const chat = await open(question, answer);
        await chat.type("Draft");
        await chat.press("ArrowUp");
        assert.equal(chat.box().value, "Draft");
    });

    it("stops with Esc or the button that takes the place of Send", async () => {
        const chat = await open(question, growing);
        await chat.press("Escape");
        await chat.click(chat.button("Stop"));
        assert.deepEqual(requests(chat), [{ kind: "stop" }, { kind: "stop" }]);
        assert.throws(() => chat.button("Send"));
    });

    it("brings the draft back after the page was hidden, and else the host's after a reload", async () => {
        const hidden = await openChat({ draft: "mine" });
        await hidden.receive(snapshot([], "the host's"));
        assert.equal(hidden.box().value, "mine");
        const reloaded = await openChat();
        await reloaded.receive(snapshot([], "the host's"));
        assert.equal(reloaded.box().value, "the host's");
        assert.equal(reloaded.kept()?.draft, "the host's");
    });

    it("offers three things to try, which leave a draft alone", async () => {
        const chat = await open();
        assert.match(chat.document.querySelector(".who")?.textContent ?? "", /You speak as uai-playground to gpt-4o on ai-services-playground/);
        await chat.type("My draft");
        await chat.click(chat.button("Explain managed identities in five lines"));
        assert.deepEqual(requests(chat), [{ kind: "send", text: "Explain managed identities in five lines" }]);
        await chat.receive({ kind: "turns", removed: [], added: [question, growing] });
        assert.equal(chat.box().value, "My draft");
    });

    it("offers to choose a deployment where there is none", async () => {
        const chat = await openChat();
        await chat.receive({ kind: "snapshot", version: 1, turns: [], draft: "" });
        await chat.click(chat.button("Choose a deployment…"));
        assert.deepEqual(requests(chat), [{ kind: "chooseDeployment" }]);
    });
});

describe("the chat page: answers", () => {
    afterEach(closeChats);

    it("paints what streams in and acknowledges what is painted", async () => {
        const chat = await open(question, growing);
        await chat.receive({ kind: "delta", turn: "t2", seq: 1, offset: 0, text: "Some **bo" }, { kind: "delta", turn: "t2", seq: 2, offset: 9, text: "ld**" });
        assert.equal(chat.document.querySelector(".body")?.innerHTML, '<div class="block"><p>Some <strong>bold</strong></p>\n</div>');
        assert.deepEqual(requests(chat), [{ kind: "ack", turn: "t2", seq: 2 }]);
    });

    it("shows the waiting line until there is text", async () => {
        const chat = await open(question, growing);
        assert.match(chat.document.querySelector(".waiting")?.textContent ?? "", /^as uai-playground, 0\.\d s$/);
        await chat.receive({ kind: "delta", turn: "t2", seq: 1, offset: 0, text: "Text" });
        assert.equal(chat.document.querySelector(".waiting"), null);
    });

    it("counts a rate limit down, with Stop beside it", async () => {
        const chat = await open(question, growing);
        await chat.receive({ kind: "progress", turn: "t2", progress: { kind: "retrying", reason: "Rate limit of gpt-4o", remainingMs: 12_000 } });
        assert.match(chat.document.querySelector(".waiting")?.textContent ?? "", /^Rate limit of gpt-4o: again in 12 sStop$/);
    });

    it("asks for everything again when a delta was lost", async () => {
        const chat = await open(question, growing);
        await chat.receive({ kind: "delta", turn: "t2", seq: 2, offset: 5, text: "late" });
        assert.deepEqual(chat.sent.at(-1), { kind: "ready", version: 1 });
        await chat.receive(snapshot([question, { ...growing, text: "All, late", progress: undefined }]));
        await chat.receive({ kind: "delta", turn: "t2", seq: 1, offset: 9, text: " and more" });
        assert.equal(chat.document.querySelector(".body")?.textContent?.trim(), "All, late and more");
    });

    it("ends with the whole text, its tokens and what to do next", async () => {
        const chat = await open(question, growing);
        await chat.receive(
            { kind: "delta", turn: "t2", seq: 1, offset: 0, text: "Half " },
            { kind: "ended", turn: "t2", offset: 5, text: "and half", outcome: { state: "done", usage: { prompt: 3, completion: 612, total: 615 }, elapsedMs: 900 } },
        );
        assert.equal(chat.document.querySelector(".body")?.textContent?.trim(), "Half and half");
        assert.equal(chat.document.querySelector(".figures")?.textContent, "612 tokens");
        await chat.click(chat.button("Ask again"));
        await chat.click(chat.button("as another identity…"));
        await chat.click(chat.button("Copy answer"));
        assert.deepEqual(requests(chat).filter(({ kind }) => kind !== "ack"), [{ kind: "retry", turn: "t2" }, { kind: "chooseIdentity", turn: "t2" }, { kind: "copyAnswer", turn: "t2" }]);
    });

    it("tells a screen reader of finished answers, not of tokens", async () => {
        const chat = await open(question, growing);
        const status = chat.document.querySelector("[role=status]")!;
        const log = chat.document.querySelector("[role=log]")!;
        assert.equal(log.getAttribute("aria-live"), "off");
        await chat.receive({ kind: "delta", turn: "t2", seq: 1, offset: 0, text: "Because" });
        assert.equal(status.textContent, "");
        await chat.receive({ kind: "ended", turn: "t2", offset: 7, text: ".", outcome: { state: "done" } });
        assert.equal(status.textContent, "gpt-4o answered: Because.");
    });

    it("shows a failure as a card: what, why, what to do, buttons, and the evidence folded", async () => {
        const failure = {
            summary: "uai-no-role may not call gpt-4o", cause: "The role is missing.", remedy: "Assign it.",
            actions: [{ kind: "assignRole", label: "Assign role…" }, { kind: "chooseIdentity", label: "Other identity" }], evidence: [{ name: "Status", value: "401" }],
        };
        const chat = await open(question, growing);
        await chat.receive({ kind: "ended", turn: "t2", offset: 0, text: "", outcome: { state: "failed", failure } });
        const card = chat.document.querySelector(".error")!;
        assert.equal(card.querySelector("h3")?.textContent, failure.summary);
        assert.deepEqual([...card.querySelectorAll("p")].map((line) => line.textContent), [failure.cause, failure.remedy]);
        assert.equal(card.querySelector("details")?.open, false);
        assert.equal(chat.document.querySelector("[role=status]")?.textContent, "uai-no-role may not call gpt-4o. The role is missing. Assign it.");
        await chat.click(chat.button("Other identity"));
        assert.deepEqual(requests(chat), [{ kind: "failureAction", turn: "t2", index: 1, action: "chooseIdentity" }]);
    });

    it("pages between the answers of one question", async () => {
        const chat = await open({ ...question, shown: "t3" }, answer, { ...answer, id: "t3", text: "Otherwise." });
        assert.equal(chat.document.querySelector(".body")?.textContent?.trim(), "Otherwise.");
        assert.match(chat.document.querySelector(".pager")?.textContent ?? "", /2\/2/);
        await chat.click(chat.button("Earlier answer"));
        assert.deepEqual(requests(chat), [{ kind: "showAnswer", turn: "t2" }]);
        await chat.receive({ kind: "shown", question: "t1", answer: "t2" });
        assert.equal(chat.document.querySelector(".body")?.textContent?.trim(), "Because.");
    });

    it("hands links and code to the host, by address and by place", async () => {
        const chat = await open(question, { ...answer, text: "[docs](https://contoso.com/a)\n\n```sh\naz login\n```\n\n```sh\naz logout\n```" });
        const seen: Event[] = [];
        chat.document.addEventListener("click", (event) => seen.push(event));
        await chat.click(chat.document.querySelector(".body a")!);
        assert.deepEqual(seen, [], "VS Code's own listener on the document would open it a second time");
        await chat.click(chat.document.querySelectorAll("[data-do=copyCode]")[1]!);
        await chat.click(chat.document.querySelectorAll("[data-do=insertCode]")[0]!);
        assert.deepEqual(requests(chat), [
            { kind: "openLink", url: "https://contoso.com/a" }, { kind: "copyCode", turn: "t2", block: 1 }, { kind: "insertCode", turn: "t2", block: 0 },
        ]);
        await chat.receive({ kind: "copied", turn: "t2", block: 1 });
        assert.deepEqual([...chat.document.querySelectorAll(".copied")], [chat.document.querySelectorAll("[data-do=copyCode]")[1]]);
        assert.equal(chat.document.querySelector("[role=status]")?.textContent, "Copied");
    });

    it("begins a long conversation at its last 200 turns, with the earlier ones on demand", async () => {
        const turns = Array.from({ length: 130 }, (_, at) => [{ ...question, id: `q${at}`, shown: `a${at}` }, { ...answer, id: `a${at}`, question: `q${at}` }]).flat();
        const chat = await open(...turns);
        assert.equal(chat.document.querySelectorAll(".exchange").length, 100);
        await chat.click(chat.button("Show 30 earlier"));
        assert.equal(chat.document.querySelectorAll(".exchange").length, 130);
    });

    it("shows a question as it was typed, whatever it looks like", async () => {
        const chat = await open({ ...question, text: "<img src=x> **not bold**\n  indented" }, answer);
        assert.equal(chat.document.querySelector(".question .text")?.textContent, "<img src=x> **not bold**\n  indented");
        assert.equal(chat.document.querySelector("img"), null);
    });

    it("has a label on every button", async () => {
        const chat = await open(question, { ...answer, text: "```sh\naz login\n```" });
        for (const button of chat.document.querySelectorAll("button")) {
            assert.ok((button.getAttribute("aria-label") ?? button.textContent ?? "").trim() !== "", button.outerHTML);
        }
    });

    it("lets the chips choose another deployment or identity", async () => {
        const chat = await open(question, answer);
        await chat.click(chat.button("Deployment gpt-4o on ai-services-playground. Choose another"));
        await chat.click(chat.button("Identity as uai-playground. Choose another"));
        assert.deepEqual(requests(chat), [{ kind: "chooseDeployment" }, { kind: "chooseIdentity" }]);
    });
});
