import assert from "node:assert/strict";
import type { ChatPanel } from "./chatPanel.ts";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

describe("a remedy for which the rights are missing", () => {
    let workbench: Workbench;
    let chat: ChatPanel;

    suite({ simulator: { scenario: "playground", tokenRate: 200, delays: { roleAssignmentMs: 2_000 } } }, async (begun) => {
        ({ workbench, chat } = begun);
        // Nobody has signed in: Keyless reads with the machine's own identity, which is a Reader.
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.pick("uai-no-role");
        await chat.chip("Identity").filter({ hasText: "uai-no-role" }).waitFor();
    });

    const changes = () => workbench.sandbox.simulator.requests.filter(({ service, method }) => service === "arm" && method === "PUT").length;

    it("says at once who lacks what, before it asks anything", async () => {
        await chat.send("Say hello.");
        await chat.card.getByRole("button", { name: /Assign role/ }).click();
        await workbench.quickInput.entry("Sign in as somebody else…").waitFor();
        assert.equal((await workbench.quickInput.question()).placeholder, "vm-playground (system-assigned) may not assign roles on ai-services-playground. Choose a line to copy all lines.");
        const said = (await workbench.quickInput.entries()).join("\n");
        assert.match(said, /Assign roles on ai-services-playground.*Microsoft\.Authorization\/roleAssignments\/write/s);
        await workbench.screenshot("missing-rights-1");
    });

    it("gives an administrator the text of just this assignment", async () => {
        await workbench.quickInput.pick("Go on for an administrator");
        await workbench.quickInput.pick("Cognitive Services OpenAI User");
        await workbench.quickInput.pick("Open as az script");
        await workbench.page.locator(".tab").filter({ hasText: "keyless-setup.sh" }).waitFor();
        await workbench.screenshot("missing-rights-2");
        const text = (await workbench.page.locator(".monaco-editor .view-lines").first().innerText()).replaceAll("\u00a0", " ");
        assert.match(text, /Give uai-no-role the role Cognitive Services OpenAI User/);
        await workbench.quickInput.cancel();
        assert.equal(changes(), 0);
    });

    it("goes on by itself once somebody who may has signed in, to the answer", async function () {
        this.timeout(120_000);
        await chat.card.getByRole("button", { name: /Assign role/ }).click();
        await workbench.quickInput.pick("Sign in as somebody else…");
        await workbench.quickInput.pick(/Microsoft account/);
        await workbench.answerDialog("Allow");
        await workbench.quickInput.pick("Cognitive Services OpenAI User");
        await workbench.quickInput.entry("Assign").waitFor();
        await workbench.screenshot("missing-rights-3");
        await workbench.quickInput.pick("Assign");
        assert.match(await chat.answered(), /uai-no-role/);
        await workbench.screenshot("missing-rights-4");
    });

    it("begins again from the message of a refusal that nobody foresaw", async () => {
        const message = "The client 'dev' with object id 'd' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/s'.";
        const refusal = workbench.sandbox.simulator.fault({
            match: { service: "arm", method: "PUT", path: "roleAssignments", times: 1 },
            action: { status: 403, body: { error: { code: "AuthorizationFailed", message } } },
        });
        await workbench.runCommand("Keyless: Assign Role…");
        await workbench.quickInput.pick("uai-no-role");
        await workbench.quickInput.pick("ai-services-playground");
        await workbench.quickInput.pick("Foundry User");
        await workbench.quickInput.pick("Assign");
        await workbench.notification(/roleAssignments\/write/).waitFor();
        await workbench.screenshot("missing-rights-5");
        await workbench.answer(/roleAssignments\/write/, "Try again");
        await workbench.quickInput.entry("uai-no-role").waitFor();
        assert.equal((await workbench.quickInput.question()).placeholder, "Who should get a role?");
        await workbench.quickInput.cancel();
        refusal.remove();
    });
});
