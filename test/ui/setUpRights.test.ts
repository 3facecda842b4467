import assert from "node:assert/strict";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

describe("setting up keyless access without the rights to do it", () => {
    let workbench: Workbench;

    suite({ simulator: { scenario: "setup", delays: { roleAssignmentMs: 0 } } }, async () => {
        await workbench.view("Azure").welcome().getByRole("button", { name: "Sign In to Azure" }).click();
        await workbench.quickInput.pick(/Microsoft account/);
        await workbench.answerDialog("Allow");
        await workbench.view("Azure").row("Playground").waitFor();
    }, async (begun) => {
        ({ workbench } = begun);
        const { simulator } = workbench.sandbox;
        simulator.change({ change: "unassign", principal: "dev@contoso.com", role: "Owner", scope: "Playground" });
        simulator.change({ change: "assign", principal: "dev@contoso.com", role: "Reader", scope: "Playground" });
    });

    it("says what is missing before it asks anything", async () => {
        await workbench.runCommand("Keyless: Set Up Keyless Access…");
        await workbench.quickInput.entry("Go on for an administrator").waitFor();
        const said = (await workbench.quickInput.entries()).join("\n");
        assert.match(said, /Create an identity in rg-playground/);
        assert.match(said, /Change the machine vm-playground.*Virtual Machine Contributor/s);
        await workbench.screenshot("setup-rights-1");
    });

    it("offers the scripts first, complete, in an editor", async () => {
        await workbench.quickInput.pick("Go on for an administrator");
        await workbench.quickInput.pick(/^\s*gpt-4o\s*$/);
        await workbench.quickInput.pick("New user-assigned identity…");
        await workbench.quickInput.message().filter({ hasText: /rg-playground/ }).waitFor();
        await workbench.quickInput.accept();
        await workbench.quickInput.pick("Cognitive Services OpenAI User");
        await workbench.quickInput.entry("Open as az script").waitFor();
        const summary = (await workbench.quickInput.entries()).join("\n");
        assert.match(summary, /Assign roles on ai-services-playground/);
        await workbench.screenshot("setup-rights-2");
        await workbench.quickInput.pick("Open as az script");
        await workbench.page.locator(".tab").filter({ hasText: "keyless-setup.sh" }).waitFor();
        await workbench.quickInput.entry("Open as Bicep").waitFor();
        await workbench.screenshot("setup-rights-3-az");
        await workbench.quickInput.pick("Open as Bicep");
        for (const name of ["main.bicep", "identity.bicep", "machine.bicep", "role1.bicep"]) {
            await workbench.page.locator(".tab").filter({ hasText: name }).waitFor();
        }
        await workbench.quickInput.pick("Open as Terraform");
        await workbench.page.locator(".tab").filter({ hasText: "main.tf" }).waitFor();
        await workbench.quickInput.cancel();
        await workbench.screenshot("setup-rights-4-terraform");
    });

    it("keeps the scripts through a reload of the window, in their language", async () => {
        await workbench.reload();
        const script = workbench.page.locator(".tab").filter({ hasText: "keyless-setup.sh" });
        await script.click();
        await workbench.page.locator(".editor-instance .view-lines").filter({ hasText: /written.by.Keyless/ }).waitFor();
        await workbench.page.locator(".statusbar").getByRole("button", { name: "Shell Script" }).waitFor();
        await workbench.screenshot("setup-rights-4-reloaded");
        await workbench.openContainer("Keyless");
        await workbench.view("Azure").row("Playground").waitFor();
    });

    it("names principal, action, scope and role when it is applied all the same", async () => {
        await workbench.runCommand("Keyless: Set Up Keyless Access…");
        await workbench.quickInput.pick("Go on for an administrator");
        await workbench.quickInput.pick(/^\s*gpt-4o\s*$/);
        await workbench.quickInput.pick("vm-playground (system-assigned)");
        await workbench.quickInput.pick("Cognitive Services OpenAI User");
        await workbench.quickInput.pick("Apply anyway");
        const message = workbench.notification(/dev@contoso.com/);
        await message.waitFor();
        await workbench.screenshot("setup-rights-5-failed");
        const text = await message.innerText();
        assert.match(text, /Microsoft\.Compute\/virtualMachines\/write/);
        assert.match(text, /vm-playground/);
        assert.match(text, /Virtual Machine Contributor/);
        assert.match(text, /Nothing in Azure was changed/);
    });
});
