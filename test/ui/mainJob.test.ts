import assert from "node:assert/strict";
import type { ChatPanel } from "./chatPanel.ts";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

const uaiPlayground = "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283";

/** What a developer's shell may hold; nothing of it may decide who calls, and where. */
const misleading = {
    AZURE_OPENAI_API_KEY: "00000000000000000000000000000000", AZURE_OPENAI_ENDPOINT: "https://attacker.invalid/", AZURE_CLIENT_ID: "9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa",
    OPENAI_API_KEY: "sk-other", OPENAI_BASE_URL: "https://attacker.invalid/v1", OPENAI_API_VERSION: "2023-05-15", OPENAI_ORG_ID: "org-x",
};

describe("the main job, in the packaged extension", function () {
    let workbench: Workbench;
    let chat: ChatPanel;

    suite({ simulator: { scenario: "playground", tokenRate: 60 }, env: misleading }, (begun) => ({ workbench, chat } = begun));

    const calls = () => workbench.sandbox.simulator.requests.filter(({ service }) => service === "openai");

    it("shows this machine and its identities", async () => {
        const machine = workbench.view("This Machine");
        await machine.expand("vm-playground");
        await machine.row("uai-playground").filter({ hasText: "1 role" }).waitFor();
        const rows = (await machine.rows()).join("\n");
        assert.match(rows, /^vm-playground rg-playground · eastus2\nvm-playground \(system-assigned\) .*\nuai-playground 1 role\nuai-no-role no inference role$/);
        await workbench.screenshot("this-machine");
    });

    it("leads to the deployment, its identities, and an answer that streams in", async () => {
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.row("gpt-4o").waitFor();
        await workbench.screenshot("tree");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.entry("uai-playground").waitFor();
        assert.deepEqual((await workbench.quickInput.entries()).slice(0, 3).map((text) => text.split(" ")[0]), ["uai-playground", "vm-playground", "uai-no-role"]);
        await workbench.screenshot("choose-identity");
        await workbench.quickInput.pick("uai-playground");
        await chat.chip("Identity").filter({ hasText: "as uai-playground" }).waitFor();
        await workbench.screenshot("chat-empty");

        await chat.send("Hello");
        const body = chat.answer.locator(".body");
        await body.filter({ hasText: /\w/ }).waitFor();
        const begun = (await body.innerText()).length;
        assert.equal(await chat.answer.getAttribute("aria-busy"), "true");
        assert.equal(await chat.waiting.count(), 0, "the waiting line stays under the text");
        await workbench.screenshot("chat-streaming");
        const whole = await chat.answered();
        assert.ok(whole.length > begun, `${whole.length} after ${begun}`);
        assert.match(whole, /^Hello! .*uai-playground/s);
        await workbench.screenshot("chat");
        await workbench.resizeSideBar(420);
        await workbench.readmePicture("keyless-chat");
    });

    it("called as the chosen identity, whatever the environment says", () => {
        assert.deepEqual(calls().map(({ oid, path, status }) => [oid, path, status]), [[uaiPlayground, "/openai/v1/chat/completions", 200]]);
        assert.equal(calls()[0]!.headers["api-key"], undefined);
    });

    it("remembers the connection in the tree and in the status bar", async () => {
        await workbench.view("Connections").row("gpt-4o as uai-playground").waitFor();
        await workbench.statusBarItem("gpt-4o as uai-playground").waitFor();
    });

    it("asks on in the conversation, with what was said before", async () => {
        await chat.send("And a table, please");
        await chat.answer.locator(".body table").waitFor();
        await chat.answered();
        const { messages } = calls().at(-1)!.body as { messages: { role: string; content: string }[] };
        assert.deepEqual(messages.filter(({ role }) => role !== "system").map(({ role }) => role), ["user", "assistant", "user"]);
    });

    it("logs its requests, and neither tokens nor prompts", async () => {
        await workbench.runCommand("Keyless: Show Log");
        await workbench.page.locator(".part.panel .view-lines").filter({ hasText: "completions" }).waitFor();
        await workbench.screenshot("log");
        await workbench.runCommand("View: Hide Panel");
        const text = await workbench.keylessLog();
        assert.match(text, /POST localhost:\d+\/openai\/v1\/chat\/completions → 200 in \d+ ms, principal 8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283, request [\w-]+/);
        assert.match(text, /GET localhost:\d+\/subscriptions → 200/);
        // Every token of the sandbox is a JWT, as Entra's are.
        assert.doesNotMatch(text, /eyJ|Bearer|api-key|Hello|table, please/);
    });
});
