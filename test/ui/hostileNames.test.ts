import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { ChatPanel } from "./chatPanel.ts";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

/** VS Code would make links of the first two and an icon of the third. */
const hostile = "[Click](command:workbench.action.toggleZenMode) [here](https://evil.example/) $(trash)";
const roleName = `Helper ${hostile}`;
const subscriptionName = `Playground ${hostile}`;

describe("names that look like links and icons", () => {
    let workbench: Workbench;

    suite({ simulator: { scenario: "playground", delays: { roleAssignmentMs: 0 } } }, async () => {
        await workbench.runCommand("Keyless: Sign In…");
        await workbench.quickInput.pick("Microsoft account");
        await workbench.answerDialog("Allow");
        await workbench.view("Azure").row(subscriptionName).waitFor();
    }, async (begun) => {
        ({ workbench } = begun);
        const { state } = workbench.sandbox.simulator;
        const subscription = state.subscriptions.find(({ displayName }) => displayName === "Playground")!;
        subscription.displayName = subscriptionName;
        const name = "7d1c2a90-0f6b-4a5e-9a51-3c1f6f1f0f01";
        state.roleDefinitions.set(name, {
            name, roleName, description: hostile, roleType: "CustomRole", assignableScopes: [subscription.id],
            permissions: [{ actions: ["Microsoft.Resources/subscriptions/read"], notActions: [], dataActions: [], notDataActions: [] }],
        });
    });

    /** Its text is what Azure said, and nothing in it can be clicked or is drawn. */
    async function isOnlyText(part: Locator, text: string): Promise<void> {
        await part.first().waitFor();
        const shown = (await part.first().innerText()).replaceAll("\u2060", "").replace(/\s+/g, " ");
        assert.ok(shown.includes(text), shown);
        assert.equal(await part.locator("a[href], a[title], .codicon-trash").count(), 0, await part.first().innerHTML());
    }

    it("are text in the tree and its tooltip", async () => {
        const row = workbench.view("Azure").row(subscriptionName);
        await isOnlyText(row, subscriptionName);
        await row.hover();
        const hover = workbench.page.locator(".workbench-hover:visible");
        await hover.filter({ hasText: "Subscription id" }).waitFor();
        await workbench.screenshot("hostile-tooltip");
        await isOnlyText(hover.locator("strong").first(), subscriptionName);
        const links = hover.locator("a");
        const targets = await links.evaluateAll((all) => all.map((each) => each.getAttribute("data-href") ?? each.getAttribute("href") ?? ""));
        assert.ok(targets.length > 0 && targets.every((target) => target.startsWith("command:keyless.copyText?")), targets.join(" "));
        await workbench.page.mouse.move(640, 600);
    });

    it("are text in the questions", async () => {
        await workbench.runCommand("Keyless: Assign Role…");
        await workbench.quickInput.pick("uai-no-role");
        const scope = workbench.page.locator(".quick-input-list .monaco-list-row .label-name").filter({ hasText: "Playground [Click]" });
        await workbench.quickInput.type("Playground");
        await isOnlyText(scope, subscriptionName);
        await workbench.screenshot("hostile-question");
        await scope.first().click();
        await workbench.quickInput.pick("All roles…");
        await workbench.quickInput.asked("Which role? Type");
        await workbench.quickInput.type("Helper");
        await isOnlyText(workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Helper" }), roleName);
        await workbench.page.locator(".quick-input-list .monaco-list-row .label-name").filter({ hasText: "Helper" }).first().click();
        await workbench.quickInput.entry("Assign").waitFor();
        await isOnlyText(workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Give uai-no-role" }), `the role ${roleName} on ${subscriptionName}`);
    });

    it("are text in the message of what was done: a click on it runs nothing", async () => {
        await workbench.quickInput.pick("Assign");
        const toast = workbench.notification(/uai-no-role has Helper/);
        const message = toast.locator(".notification-list-item-message");
        await isOnlyText(message, `uai-no-role has ${roleName} on ${subscriptionName}`);
        await workbench.screenshot("hostile-toast");
        await message.getByText("[Click]").click({ position: { x: 140, y: 8 } });
        await workbench.page.waitForTimeout(500);
        await workbench.page.locator(".part.statusbar").waitFor({ state: "visible" });
        assert.equal(workbench.page.context().pages().length, 1);
        await workbench.answer(/uai-no-role has Helper/, "Undo");
    });

    it("are text in the status bar and in the dialog that asks", async () => {
        const azure = workbench.view("Azure");
        await azure.expand(subscriptionName, "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.pick("uai-playground");
        const short = "mine [x](command:workbench.action.quit) $(trash)";
        // The chat takes the cursor when it opens.
        await new ChatPanel(workbench).chip("Identity").filter({ hasText: "uai-playground" }).waitFor();
        await workbench.runCommand("Keyless: Rename Connection…");
        await workbench.quickInput.pick("gpt-4o as uai-playground");
        await workbench.quickInput.widget.filter({ hasText: "Rename gpt-4o" }).waitFor();
        await workbench.quickInput.accept(short);
        await isOnlyText(workbench.statusBarItem("mine").locator(".statusbar-item-label"), short);
        await workbench.sandbox.simulator.change({ change: "setDelays", delays: { resourceGraphLagMs: 0 } });
        await workbench.sandbox.simulator.change({ change: "assign", principal: "uai-no-role", role: roleName, scope: subscriptionName });
        await workbench.runCommand("Keyless: Refresh");
        await workbench.runCommand("Keyless: Remove Role Assignment…");
        await workbench.quickInput.pick("uai-no-role");
        await workbench.page.locator(".quick-input-list .monaco-list-row .label-name").filter({ hasText: "Helper" }).first().click();
        await isOnlyText(workbench.dialog().locator(".dialog-message-container"), `Remove ${roleName} of uai-no-role`);
        await workbench.screenshot("hostile-dialog");
        await workbench.answerDialog("Cancel");
    });
});
