import assert from "node:assert/strict";
import type { FaultRule } from "../simulator/index.ts";
import type { ChatPanel } from "./chatPanel.ts";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

/** Nothing that only a programmer reads. */
const raw = /\{"|Error:|\bat \w+ \(|node_modules|undefined|\[object/;

describe("what goes wrong, in words", function () {
    let workbench: Workbench;
    let chat: ChatPanel;
    let endpoint: string;

    suite({ simulator: { scenario: "playground", tokenRate: 200 } }, async () => {
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.pick("uai-no-role");
        await chat.chip("Identity").filter({ hasText: "uai-no-role" }).waitFor();
    }, async (begun) => {
        ({ workbench, chat } = begun);
        endpoint = workbench.sandbox.simulator.accounts["ai-services-playground"]!;
    });

    function fault(match: FaultRule["match"], action: FaultRule["action"]) {
        const added = workbench.sandbox.simulator.fault({ match, action });
        return { [Symbol.dispose]: () => added.remove() };
    }

    /** Asks, and checks that the card is for people and that the question is kept. @returns the card's text. */
    async function cardOf(question: string, timeout?: number): Promise<string> {
        await chat.send(question);
        const text = await chat.failed(timeout);
        assert.doesNotMatch(text, raw);
        assert.ok((await chat.questions()).includes(question));
        return text;
    }

    it("names the role that is missing, and where, and goes on as another identity", async () => {
        const text = await cardOf("Hello, may I?");
        assert.match(text, /uai-no-role may not call gpt-4o/);
        assert.match(text, /role Cognitive Services OpenAI User is missing on ai-services-playground/);
        await workbench.statusBarItem("gpt-4o as uai-no-role").and(workbench.page.locator(".warning-kind")).waitFor();
        await workbench.screenshot("error-role-missing");
        await chat.card.getByRole("button", { name: "Other identity" }).click();
        await workbench.quickInput.pick("uai-playground");
        await chat.chip("Identity").filter({ hasText: "uai-playground" }).waitFor();
        assert.deepEqual(await chat.questions(), ["Hello, may I?"]);
        if (await chat.card.isVisible()) {
            await chat.button("Ask again").click();
        }
        assert.match(await chat.answered(), /uai-playground/);
        assert.equal(workbench.sandbox.simulator.requests.findLast(({ service }) => service === "openai")?.oid, "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283");
    });

    it("keeps what came of an answer that is cut", async () => {
        using _cut = fault({ service: "openai", times: 1 }, { cutAfterEvents: 8 });
        await chat.send("Tell me a lot [[length=3000]]");
        const text = await chat.failed();
        assert.doesNotMatch(text, raw);
        assert.ok((await chat.answer.locator(".body").innerText()).trim().length > 0);
        await workbench.screenshot("error-cut");
    });

    it("counts a rate limit down, and stops waiting on demand", async () => {
        using _busy = fault({ service: "openai" }, { status: 429, headers: { "retry-after": "30" }, body: { error: { code: "429", message: "exceeded token rate limit" } } });
        await chat.send("Are you busy?");
        await chat.waiting.filter({ hasText: /again in (29|28) s/ }).waitFor();
        await workbench.screenshot("rate-limit");
        await chat.waiting.getByRole("button", { name: "Stop" }).click();
        await chat.waiting.waitFor({ state: "hidden" });
        assert.equal((await chat.questions()).at(-1), "Are you busy?");
    });

    it("names a deployment that does not exist", async () => {
        await chat.callTyped(endpoint, "gpt-5-nope");
        const text = await cardOf("Is there anybody?");
        assert.match(text, /gpt-5-nope/);
        assert.match(text, /deployment/i);
        await workbench.screenshot("error-no-deployment");
    });

    it("says that nothing answers at a wrong endpoint", async () => {
        await chat.callTyped("https://localhost:49151/", "gpt-4o");
        assert.match(await cardOf("Anybody at home?", 45_000), /localhost:49151/);
        await workbench.screenshot("error-wrong-endpoint");
    });

    it("asks before a token goes to a foreign host, sends none when refused, and one when allowed", async () => {
        const foreign = endpoint.replace("localhost", "127.0.0.1");
        await chat.callTyped(foreign, "gpt-4o");
        workbench.sandbox.simulator.clearRequests();
        const calls = () => workbench.sandbox.simulator.requests.filter(({ service }) => service === "openai").length;
        await chat.send("A foreign host?");
        await workbench.dialog().waitFor();
        assert.match(await workbench.dialog().innerText(), /Send a token of uai-playground to 127\.0\.0\.1:\d+\?/);
        await workbench.screenshot("consent");
        await workbench.answerDialog("Cancel");
        const text = await chat.failed();
        assert.doesNotMatch(text, raw);
        assert.equal(calls(), 0);
        await chat.card.getByRole("button", { name: /^Allow 127/ }).click();
        await workbench.dialog().waitFor();
        await workbench.dialog().getByRole("button", { name: /^Send to 127/ }).click();
        await chat.answered();
        assert.equal(calls(), 1);
    });

    it("says that an account is private", async () => {
        const azure = workbench.view("Azure");
        await azure.expand("aoai-private", "Deployments");
        await azure.action("gpt-4o-mini", "Chat");
        await workbench.quickInput.pick("uai-playground");
        await chat.chip("Deployment").filter({ hasText: "gpt-4o-mini" }).waitFor();
        assert.match(await cardOf("Behind the wall?"), /aoai-private/);
        await workbench.screenshot("error-private");
    });

    it("says that a client id is not attached to this machine", async () => {
        await chat.callTyped(endpoint, "gpt-4o");
        await chat.callAs("Enter a client id, object id or resource id…");
        await workbench.quickInput.message().waitFor();
        await workbench.quickInput.type("nonsense");
        await workbench.quickInput.message().filter({ hasText: "is a GUID such as" }).waitFor();
        await workbench.quickInput.accept("00000000-0000-4000-8000-000000000001");
        await workbench.quickInput.pick("Client id");
        await chat.chip("Identity").filter({ hasText: "0000…0001" }).waitFor();
        const text = await cardOf("Who am I?");
        assert.match(text, /identity 0000…0001 could not get a token/);
        assert.match(text, /not attached to this machine/);
        await workbench.screenshot("error-unknown-client-id");
    });

    it("says for what it waits where the metadata service never answers, and what that means in the end", async function () {
        using _silent = fault({ service: "imds" }, { hang: true });
        await chat.callAs("vm-playground (system-assigned)");
        await chat.chip("Identity").filter({ hasText: "vm-playground" }).waitFor();
        await chat.send("Is anybody there?");
        await chat.waiting.filter({ hasText: "waiting for its token" }).waitFor();
        await workbench.screenshot("waiting-for-token");
        const text = await chat.failed(30_000);
        assert.doesNotMatch(text, raw);
        assert.match(text, /metadata service of this machine did not answer/);
        assert.equal((await chat.questions()).at(-1), "Is anybody there?");
    });

    it("says when to try again where Resource Manager is busy", async () => {
        const azure = workbench.view("Azure");
        using _busy = fault({ service: "arm", path: "ResourceGraph|/providers/Microsoft.CognitiveServices" }, { status: 429, headers: { "retry-after": "42" }, body: { error: { code: "TooManyRequests", message: "slow down" } } });
        await azure.titleAction("Refresh");
        const row = azure.pane.locator(".monaco-list-row").filter({ hasText: /could not list the (AI Services accounts|deployments)/ }).first();
        await row.waitFor();
        await row.hover();
        await workbench.page.locator(".workbench-hover:visible").filter({ hasText: "Try again in 42 s" }).waitFor();
        await workbench.screenshot("error-arm-429");
        await workbench.page.mouse.move(640, 400);
    });

    it("names who answered where a captive portal stands in for Azure, instead of an empty tree", async () => {
        const azure = workbench.view("Azure");
        await azure.titleAction("Refresh");
        await azure.row("gpt-4o").waitFor();
        {
            const page = "<!DOCTYPE html><html><head><title>Guest network [x](command:workbench.action.quit)</title></head><body>Sign in</body></html>";
            using _portal = fault({ service: "arm" }, { status: 200, headers: { "content-type": "text/html", "server": "guest-portal/2" }, body: page });
            await azure.titleAction("Refresh");
            const row = azure.pane.locator(".monaco-list-row").filter({ hasText: /could not (read|list)/ }).first();
            await row.waitFor();
            const hover = await azure.hover(row, "Something else answered for Azure Resource Manager");
            assert.match(await hover.innerText(), /guest-portal\/2/);
            assert.match(await hover.innerText(), /Guest network \[x\]\(command:workbench\.action\.quit\)/);
            assert.equal(await hover.locator("a", { hasText: /^x$/ }).count(), 0);
            await workbench.screenshot("error-captive-portal");
            await workbench.page.mouse.move(640, 400);
        }
        await azure.titleAction("Refresh");
        await azure.row("Playground").waitFor();
    });

    it("names the member of a malformed keyless.customCloud, and recovers when it is mended", async () => {
        const azure = workbench.view("Azure");
        const { customCloud } = workbench.sandbox.simulator;
        await workbench.changeMachineSettings({ "keyless.customCloud": { ...customCloud, resourceManagerEndpointUrl: "not a url" } });
        const row = azure.pane.locator(".monaco-list-row").filter({ hasText: "keyless.customCloud is malformed" });
        await row.waitFor();
        await row.hover();
        await workbench.page.locator(".workbench-hover:visible").filter({ hasText: "keyless.customCloud.resourceManagerEndpointUrl must be an https URL" }).waitFor();
        await workbench.screenshot("error-custom-cloud");
        await workbench.page.mouse.move(640, 400);
        const draft = "Kept while the cloud is wrong";
        await chat.send(draft);
        assert.match(await chat.failed(), /keyless\.customCloud/);
        assert.equal((await chat.questions()).at(-1), draft);
        await workbench.changeMachineSettings({ "keyless.customCloud": customCloud });
        await azure.row("Playground").waitFor();
    });

    it("is calm where the machine is not on Azure", async () => {
        await workbench.sandbox.simulator.change({ change: "setHere", machine: null });
        const machine = workbench.view("This Machine");
        const start = Date.now();
        await machine.titleAction("Refresh");
        await machine.row("Not an Azure virtual machine").waitFor();
        assert.ok(Date.now() - start < 3_000, `${Date.now() - start} ms`);
        assert.equal((await machine.rows()).length, 1);
        await workbench.screenshot("not-on-azure");
        await workbench.sandbox.simulator.change({ change: "setHere", machine: "vm-playground" });
    });

    it("kept tokens and prompts out of the log all the while", async () => {
        const text = await workbench.keylessLog();
        assert.match(text, /→ 401 in/);
        assert.doesNotMatch(text, /eyJ|Bearer|may I\?|Anybody at home|foreign host\?/);
    });
});
