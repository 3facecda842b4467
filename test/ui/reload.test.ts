import assert from "node:assert/strict";
import { ChatPanel } from "./chatPanel.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

describe("with the keyboard alone, and after a reload of the window", function () {
    let workbench: Workbench;
    let chat: ChatPanel;

    before(async function () {
        this.timeout(180_000);
        workbench = await openWorkbench({ simulator: { scenario: "playground" } });
        chat = new ChatPanel(workbench);
    });
    after(() => workbench?.close());
    afterEach(async function () {
        if (this.currentTest?.state === "failed") {
            await workbench.screenshot(`failed ${this.currentTest.title}`);
        }
    });

    const press = (key: string) => workbench.page.keyboard.press(key);
    const type = (text: string) => workbench.page.keyboard.type(text);

    it("leads from F1 to an answer", async () => {
        const { quickInput } = workbench;
        // A palette that is opened before the extension's commands have come does not show them later.
        await workbench.page.locator(".part.activitybar").getByRole("tab", { name: "Keyless" }).waitFor({ timeout: 60_000 });
        for (let tries = 0; tries < 5 && !(await quickInput.entry("Keyless: New Connection…").isVisible()); tries++) {
            await press("Escape");
            await press("F1");
            await quickInput.input.waitFor();
            await type("Keyless: New Connection");
            await workbench.page.waitForTimeout(1_000);
        }
        await press("Enter");
        for (const [entry, text] of [["ai-services-playground", "ai-serv"], ["gpt-4o", "4o"], ["uai-playground", "uai-play"]] as const) {
            await quickInput.entry(entry).waitFor();
            await type(text);
            await quickInput.entry(entry).and(workbench.page.locator(".focused")).waitFor();
            await press("Enter");
        }
        await chat.box.and(chat.page.locator(":focus")).waitFor();
        await type("Hello");
        await press("Enter");
        assert.match(await chat.answered(), /uai-playground/);
        await chat.box.and(chat.page.locator(":focus")).waitFor();
    });

    it("edits the last question with the up arrow, and goes back with Esc", async () => {
        await press("ArrowUp");
        await chat.page.getByText("Editing the last question").waitFor();
        assert.equal(await chat.box.inputValue(), "Hello");
        await press("Escape");
        assert.equal(await chat.box.inputValue(), "");
    });

    it("stops an answer with Esc, and keeps what came", async () => {
        await type("Tell me everything [[rate=40 length=20000]]");
        await press("Enter");
        const body = chat.page.locator(".exchange").nth(1).locator(".body");
        await body.filter({ hasText: /\w+ \w+/ }).waitFor();
        await press("Escape");
        await chat.page.locator(".answer[aria-busy=false]").nth(1).waitFor();
        assert.match(await body.innerText(), /\w+ \w+/);
        await chat.box.and(chat.page.locator(":focus")).waitFor();
    });

    it("brings back the conversation, the draft and the connection", async () => {
        const before = await chat.questions();
        await chat.box.fill("A draft that I have not sent");
        await workbench.page.waitForTimeout(600);
        await workbench.reload();
        await chat.box.waitFor({ timeout: 30_000 });
        await chat.page.locator(".exchange").first().waitFor();
        assert.deepEqual(await chat.questions(), before);
        assert.equal(await chat.box.inputValue(), "A draft that I have not sent");
        await chat.chip("Deployment").filter({ hasText: "gpt-4o" }).waitFor();
        await workbench.statusBarItem("gpt-4o as uai-playground").waitFor();
        await workbench.screenshot("reloaded");
    });

    it("keeps what had come of an answer that was streaming, says so, and goes on", async () => {
        await chat.send("A long story [[rate=40 length=20000]]");
        await chat.page.locator(".exchange").nth(2).locator(".body").filter({ hasText: /\w+ \w+ \w+ \w+/ }).waitFor();
        await workbench.page.waitForTimeout(2_500);
        await workbench.reload();
        const story = chat.page.locator(".exchange").nth(2);
        await story.waitFor({ timeout: 30_000 });
        assert.match((await chat.questions())[2]!, /A long story/);
        assert.ok((await story.locator(".body").innerText()).trim().length > 10);
        assert.equal(await story.locator(".answer").getAttribute("aria-busy"), "false");
        assert.match(await story.innerText(), /interrupted|cut|stopped|window/i);
        await workbench.screenshot("reloaded-while-streaming");
        await chat.send("Hello again");
        assert.match(await chat.answered(), /uai-playground/);
    });

    it("begins a new conversation", async () => {
        await workbench.runCommand("Keyless: New Conversation");
        await chat.page.getByText("You speak as").waitFor();
        assert.deepEqual(await chat.questions(), []);
    });
});
