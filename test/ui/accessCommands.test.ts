import assert from "node:assert/strict";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

describe("identities and roles, step by step from the tree", () => {
    let workbench: Workbench;

    suite({ simulator: { scenario: "playground", tokenRate: 200, delays: { roleAssignmentMs: 5_000 } } }, async (begun) => {
        ({ workbench } = begun);
        await workbench.view("Azure").welcome().getByRole("button", { name: "Sign In to Azure" }).click();
        await workbench.quickInput.pick(/Microsoft account/);
        await workbench.answerDialog("Allow");
        await workbench.view("Azure").row("Playground").waitFor();
    });

    const machine = () => workbench.sandbox.simulator.state.machines.find(({ name }) => name === "vm-playground")!;
    const attached = () => Object.keys(machine().identity?.userAssignedIdentities ?? {}).map((id) => id.split("/").at(-1)).sort();

    it("tells what the identities of this machine may do", async () => {
        const view = workbench.view("This Machine");
        await view.expand("vm-playground");
        await view.row("uai-playground").filter({ hasText: "1 role" }).waitFor();
        await view.row("uai-no-role").filter({ hasText: "no inference role" }).waitFor();
        await view.row("vm-playground (system-assigned)").filter({ hasText: "no inference role" }).waitFor();
        await workbench.screenshot("access-1-machine");
    });

    it("creates an identity and attaches it, and the others stay", async () => {
        await workbench.runCommand("Keyless: Create User-Assigned Identity…");
        await workbench.quickInput.pick("rg-playground");
        await workbench.quickInput.message().filter({ hasText: "Name of the identity" }).waitFor();
        await workbench.quickInput.accept("uai-extra");
        await workbench.quickInput.pick("eastus2");
        await workbench.quickInput.pick("Create");
        await workbench.answer(/uai-extra is created/, "Attach…");
        await workbench.quickInput.pick("vm-playground");
        await workbench.quickInput.pick("Attach");
        await workbench.notification(/uai-extra is attached to vm-playground, which gets tokens for it/).waitFor({ timeout: 30_000 });
        assert.deepEqual(attached(), ["uai-extra", "uai-no-role", "uai-playground"]);
        await workbench.view("This Machine").row("uai-extra").waitFor();
    });

    it("names the users who can call an account", async () => {
        const { simulator } = workbench.sandbox;
        await simulator.change({ change: "assign", principal: "reader@contoso.com", role: "Cognitive Services User", scope: "ai-services-playground" });
        simulator.state.clock.advance(60_000);
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Who can call this");
        await azure.row("Reader Contoso").filter({ hasText: "Cognitive Services User" }).waitFor();
        await azure.row("Reader Contoso").hover();
        await workbench.page.locator(".workbench-hover:visible").filter({ hasText: "reader@contoso.com" }).waitFor();
        await workbench.screenshot("access-2-names");
    });

    it("assigns a role from the account, and shows it at once", async () => {
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Who can call this");
        await azure.action("Who can call this", /Assign Role/);
        await workbench.quickInput.pick("uai-extra");
        await workbench.screenshot("access-2-scope");
        await workbench.quickInput.pick("ai-services-playground");
        await workbench.quickInput.pick("Cognitive Services OpenAI User");
        await workbench.quickInput.pick("Assign");
        await workbench.notification(/uai-extra has Cognitive Services OpenAI User/).waitFor();
        await azure.row("uai-extra").filter({ hasText: "in force in" }).waitFor();
        await workbench.screenshot("access-3-assigned");
    });

    it("warns of a role that can't call models", async () => {
        await workbench.view("Azure").action("Who can call this", /Assign Role/);
        await workbench.quickInput.pick("uai-no-role");
        await workbench.quickInput.pick("ai-services-playground");
        await workbench.quickInput.pick("All roles…");
        await workbench.quickInput.entry("Azure AI Developer").waitFor();
        await workbench.quickInput.type("Cognitive Services Contributor");
        await workbench.quickInput.pick("Cognitive Services Contributor");
        await workbench.dialog().filter({ hasText: /has no data actions/ }).waitFor();
        await workbench.screenshot("access-4-warning");
        await workbench.answerDialog("Cancel");
        await workbench.quickInput.entry("Azure AI Developer").waitFor();
        await workbench.quickInput.cancel();
    });

    it("removes the role again after a question", async () => {
        await workbench.view("Azure").menu("uai-extra", /Remove Role Assignment/);
        await workbench.answerDialog("Remove");
        await workbench.notification(/uai-extra no longer has/).waitFor();
    });

    it("detaches and deletes the identity, once its name is typed", async () => {
        await workbench.runCommand("Keyless: Delete User-Assigned Identity…");
        await workbench.quickInput.pick("uai-extra");
        await workbench.quickInput.entry("Take these away, then delete").waitFor();
        await workbench.screenshot("access-5-delete");
        await workbench.quickInput.pick("Take these away, then delete");
        await workbench.quickInput.message().filter({ hasText: "can't be brought back" }).waitFor();
        await workbench.quickInput.accept("uai-extr");
        await workbench.quickInput.message().filter({ hasText: /^Type uai-extra\.$/ }).waitFor();
        await workbench.quickInput.accept("uai-extra");
        await workbench.notification(/deleted uai-extra/).waitFor({ timeout: 30_000 });
        assert.deepEqual(attached(), ["uai-no-role", "uai-playground"]);
    });

    it("keeps the keys on until a keyless call has succeeded", async () => {
        await workbench.view("Azure").menu("aoai-private", /Disable Key Access/);
        await workbench.notification(/The keys of aoai-private stay on: no keyless call of it has succeeded/).waitFor();
        await workbench.screenshot("access-6-keys-stay");
    });

    it("mends a failed call: the role is assigned, waited for, and the question asked again", async function () {
        this.timeout(90_000);
        await workbench.view("Azure").action("gpt-4o", /Chat/);
        await workbench.quickInput.pick("uai-no-role");
        const chat = workbench.webview();
        await chat.locator("textarea").fill("Say hello.");
        await chat.locator("textarea").press("Enter");
        await chat.getByRole("button", { name: /Assign role/ }).click();
        await workbench.quickInput.entry("Cognitive Services OpenAI User").waitFor();
        await workbench.screenshot("access-7-remedy");
        await workbench.quickInput.accept();
        await workbench.quickInput.pick("Assign");
        await chat.getByText(/\d+ tokens/).first().waitFor({ timeout: 60_000 });
        await workbench.screenshot("access-8-mended");
    });

    it("switches the keys off once the account was called without one, and on again", async function () {
        const { simulator } = workbench.sandbox;
        // The sandbox changes the account behind Azure's back.
        simulator.change({ change: "setDelays", delays: { resourceGraphLagMs: 0 } });
        simulator.change({ change: "setAccount", name: "ai-services-playground", properties: { disableLocalAuth: false } });
        await workbench.runCommand("Keyless: Refresh");
        const azure = workbench.view("Azure");
        await azure.row("ai-services-playground").filter({ hasNotText: "keys off" }).waitFor();
        await workbench.runCommand("Keyless: Disable Key Access…");
        await workbench.quickInput.pick("ai-services-playground");
        await workbench.dialog().filter({ hasText: /without a key/ }).waitFor({ timeout: 30_000 });
        await workbench.screenshot("access-9-keys");
        await workbench.answerDialog("Disable Keys");
        await workbench.answer(/The keys of ai-services-playground are off/, "Undo");
        // VS Code keeps what is said right after a button was pressed in its notification centre.
        await workbench.runCommand("Notifications: Show Notifications");
        const centre = workbench.page.locator(".notifications-center .notification-list-item");
        await centre.filter({ hasText: /The keys of ai-services-playground are on/ }).waitFor({ timeout: 30_000 });
        await workbench.runCommand("Notifications: Hide Notifications");
        await azure.row("ai-services-playground").filter({ hasNotText: "keys off" }).waitFor();
    });
});
