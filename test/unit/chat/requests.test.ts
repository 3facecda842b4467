import assert from "node:assert/strict";
import type { Connection } from "../../../src/azure/connection.ts";
import { AccessError, type FailureAction } from "../../../src/azure/errors.ts";
import type { FromWebview, ToWebview } from "../../../src/chat/protocol.ts";
import { dispatch, requestHandlers } from "../../../src/chat/requests.ts";
import { ChatSession } from "../../../src/chat/session.ts";
import { connectionAs, ManualClock, MemoryStore, ScriptedModel, settle } from "./fixtures.ts";

const assignRole: FailureAction = { kind: "assignRole", label: "Assign role…", roleId: "5e0bd9bd", scope: "/subscriptions/1" };

async function setUp() {
    const model = new ScriptedModel();
    const messages: ToWebview[] = [];
    const done: unknown[][] = [];
    const answers = { chosen: true, actionDone: true };
    const session = new ChatSession({
        streamChat: model.streamChat, store: new MemoryStore(), clock: new ManualClock(), intervalMs: 16,
        connection: () => connectionAs("uai-playground"), unexpected: (error) => assert.fail(String(error)),
    });
    const record = (what: string) => async (...args: unknown[]) => void done.push([what, ...args]);
    const handlers = requestHandlers(session, {
        chooseIdentity: async () => answers.chosen,
        chooseDeployment: async () => answers.chosen,
        runAction: async (action: FailureAction, connection: Connection) => {
            done.push(["action", action, connection.name]);
            return answers.actionDone;
        },
        openLink: record("open"), copy: record("copy"), insert: record("insert"),
    }, (message) => messages.push(message));
    const receive = async (message: FromWebview) => {
        await dispatch(handlers, message);
        await settle();
    };
    await receive({ kind: "ready", version: 1 });
    return { model, messages, done, answers, session, receive };
}

describe("what the chat page asks for", () => {
    const markdown = "Text\n\n```python\nprint(1)\n```\n\n- item\n  ```sh\n  az login\n  ```\n\n> ```\n> quoted\n> ```\n";

    it("copies and inserts the code that the answer holds at that place, also in lists and quotes", async () => {
        const { model, done, messages, receive } = await setUp();
        await receive({ kind: "send", text: "Code?" });
        await model.say(markdown, "end");
        await receive({ kind: "copyCode", turn: "t2", block: 0 });
        await receive({ kind: "insertCode", turn: "t2", block: 1 });
        await receive({ kind: "copyCode", turn: "t2", block: 2 });
        assert.deepEqual(done, [["copy", "print(1)"], ["insert", "az login"], ["copy", "quoted"]]);
        assert.deepEqual(messages.at(-1), { kind: "copied", turn: "t2", block: 2 });
    });

    it("copies nothing for a block or an answer that is not there", async () => {
        const { model, done, receive } = await setUp();
        await receive({ kind: "send", text: "Code?" });
        await model.say(markdown, "end");
        await receive({ kind: "copyCode", turn: "t2", block: 3 });
        await receive({ kind: "insertCode", turn: "t9", block: 0 });
        await receive({ kind: "copyAnswer", turn: "t1" });
        assert.deepEqual(done, []);
    });

    it("does what a failure's button says, with the host's own data, and asks again when that has helped", async () => {
        const { model, done, answers, receive } = await setUp();
        await receive({ kind: "send", text: "Why?" });
        const failure = { kind: "unexpected", summary: "s", cause: "c", remedy: "r", actions: [assignRole], evidence: [] } as const;
        await model.say(new AccessError({ ...failure, actions: [assignRole], evidence: [] }));
        answers.actionDone = false;
        await receive({ kind: "failureAction", turn: "t2", index: 0, action: "assignRole" });
        assert.deepEqual(done, [["action", assignRole, "gpt-4o as uai-playground"]]);
        assert.equal(model.requests.length, 1);
        answers.actionDone = true;
        await receive({ kind: "failureAction", turn: "t2", index: 0, action: "assignRole" });
        assert.equal(model.requests.length, 2);
    });

    it("does nothing for a button that the failure does not have", async () => {
        const { model, done, receive } = await setUp();
        await receive({ kind: "send", text: "Why?" });
        await model.say(new AccessError({ kind: "unexpected", summary: "s", cause: "c", remedy: "r", actions: [assignRole], evidence: [] }));
        await receive({ kind: "failureAction", turn: "t2", index: 1, action: "assignRole" });
        await receive({ kind: "failureAction", turn: "t2", index: 0, action: "openUrl" });
        await receive({ kind: "failureAction", turn: "t1", index: 0, action: "assignRole" });
        assert.deepEqual(done, []);
    });

    it("asks again as another identity once one is chosen, and not when the choice is cancelled", async () => {
        const { model, answers, receive } = await setUp();
        await receive({ kind: "send", text: "Why?" });
        await model.say("Because", "end");
        answers.chosen = false;
        await receive({ kind: "chooseIdentity", turn: "t2" });
        assert.equal(model.requests.length, 1);
        answers.chosen = true;
        await receive({ kind: "chooseIdentity" });
        assert.equal(model.requests.length, 1);
        await receive({ kind: "chooseIdentity", turn: "t2" });
        assert.equal(model.requests.length, 2);
    });

    it("hands links to the rim", async () => {
        const { done, receive } = await setUp();
        await receive({ kind: "openLink", url: "https://contoso.com/" });
        assert.deepEqual(done, [["open", "https://contoso.com/"]]);
    });
});
