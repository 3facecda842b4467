import assert from "node:assert/strict";
import { signIn, suite } from "./suite.ts";

describe("finding one's way", () => {
    const parts = suite({ size: { width: 1700, height: 950 }, simulator: { scenario: "playground", delays: { roleAssignmentMs: 0, resourceGraphLagMs: 0 } } }, ({ workbench }) => signIn(workbench));
    const workbench = () => parts.workbench;

    /** The steps of the walkthrough that are ticked. */
    const ticked = () => workbench().page.locator(".getting-started-step:has(.codicon-getting-started-step-checked)");
    const tickedTitles = async () => (await ticked().locator(".step-title").allInnerTexts()).map((title) => title.trim());

    it("leads to the settings where a remote window has them", async () => {
        await workbench().runCommand("Keyless: Open Settings");
        const settings = workbench().page.locator(".settings-editor");
        await settings.locator(".setting-item-label").filter({ hasText: "Cloud" }).first().waitFor();
        await workbench().screenshot("settings");
        assert.equal(await settings.locator(".settings-tabs-widget .action-label.checked").innerText().then((tab) => tab.startsWith("Remote")), true);
        assert.deepEqual((await settings.locator(".setting-item-category").allInnerTexts()).map((text) => text.trim().replace(":", "")).filter((text) => text !== "Keyless"), []);
        await workbench().closeModalEditor();
    });

    it("shows in the walkthrough a picture for each step, and ticks only what is done", async () => {
        await workbench().runCommand("Keyless: Open Walkthrough");
        await workbench().page.locator(".getting-started-step").first().waitFor();
        await workbench().page.waitForTimeout(1500);
        for (const [index, title] of ["See this machine's identities", "Find your deployments", "Chat as an identity", "Set up what is missing"].entries()) {
            await workbench().page.locator(".getting-started-step").nth(index).click();
            await workbench().page.locator(".getting-started-step.expanded").filter({ hasText: title }).waitFor();
            const picture = workbench().webview(workbench().page.locator(".getting-started-media, .editor-instance").first()).locator("svg");
            await picture.waitFor();
            await workbench().screenshot(`walkthrough-${index + 1}`);
        }
        await ticked().nth(1).waitFor();
        const done = await tickedTitles();
        assert.ok(done.includes("See this machine's identities") && done.includes("Find your deployments"), done.join());
        assert.ok(!done.includes("Chat as an identity") && !done.includes("Set up what is missing"), done.join());
    });

    it("ticks the chat once a model has answered", async () => {
        const azure = workbench().view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench().quickInput.pick("uai-playground");
        await parts.chat.chip("Identity").filter({ hasText: "as uai-playground" }).waitFor();
        await parts.chat.send("Hello");
        await parts.chat.answered();
        await ticked().filter({ hasText: "Chat as an identity" }).waitFor();
        assert.ok(!(await tickedTitles()).includes("Set up what is missing"));
    });

    it("ticks the set-up once it is done", async function () {
        this.timeout(120_000);
        await workbench().runCommand("Keyless: Set Up Keyless Access…");
        await workbench().quickInput.pick(/^\s*gpt-4o\s*$/);
        await workbench().quickInput.pick("uai-playground");
        await workbench().quickInput.pick("No further role");
        await workbench().quickInput.pick("Nothing to change: try it");
        await ticked().filter({ hasText: "Set up what is missing" }).waitFor({ timeout: 60_000 });
        await workbench().screenshot("walkthrough-ticked");
    });
});
