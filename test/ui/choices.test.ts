import assert from "node:assert/strict";
import { signIn, suite } from "./suite.ts";

describe("choosing as whom to call", () => {
    const parts = suite({ simulator: { scenario: "playground", delays: { roleAssignmentMs: 0, resourceGraphLagMs: 0 } } }, ({ workbench }) => signIn(workbench));
    const workbench = () => parts.workbench;
    const chat = () => parts.chat;
    const azure = () => workbench().view("Azure");

    const described = async (label: string) => (await workbench().quickInput.entries()).find((entry) => entry.startsWith(label));

    it("says who reads Azure, in the title and where one signs in", async () => {
        await azure().row("Playground").waitFor();
        await azure().pane.locator(".pane-header .description").filter({ hasText: "dev@contoso.com" }).waitFor();
        await workbench().runCommand("Keyless: Sign In…");
        await workbench().quickInput.entry("Microsoft account").waitFor();
        assert.match(await described("Microsoft account") ?? "", /dev@contoso\.com · in use/);
        await workbench().screenshot("choices-sign-in");
        await workbench().quickInput.cancel();
    });

    it("shows what each identity may do for the deployment, the one that may call first", async () => {
        await azure().expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure().action("gpt-4o", "Chat");
        await workbench().quickInput.entry("uai-playground").waitFor();
        const entries = await workbench().quickInput.entries();
        assert.match(entries[0]!, /^uai-playground may call gpt-4o · client 40ef…30e4/);
        assert.match(await described("uai-no-role") ?? "", /no inference role/);
        assert.match(await described("vm-playground (system-assigned)") ?? "", /no inference role/);
        await workbench().screenshot("choices-identity");
        await workbench().quickInput.accept();
        await chat().chip("Identity").filter({ hasText: "as uai-playground" }).waitFor();
    });

    it("ticks the identity in use when it is changed", async () => {
        await workbench().runCommand("Keyless: Change Identity…");
        await workbench().quickInput.entry("uai-playground").waitFor();
        assert.match(await described("uai-playground") ?? "", /may call gpt-4o · client 40ef…30e4 · in use/);
        await workbench().quickInput.cancel();
    });

    it("says of a role that was just given when it will be in force, and nothing of the kind after a call", async () => {
        workbench().sandbox.simulator.change({ change: "assign", principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" });
        const machine = workbench().view("This Machine");
        await machine.titleAction("Refresh");
        await machine.row("uai-no-role").filter({ hasText: "in force in ~" }).waitFor();
        await workbench().runCommand("Keyless: Change Identity…");
        await workbench().quickInput.entry("uai-no-role").waitFor();
        assert.match(await described("uai-no-role") ?? "", /role in force in ~5 min/);
        await workbench().quickInput.pick("uai-no-role");
        await chat().chip("Identity").filter({ hasText: "as uai-no-role" }).waitFor();
        await chat().send("Hello");
        await chat().answered();
        await machine.row("uai-no-role").filter({ hasText: "1 role" }).waitFor();
        await workbench().screenshot("choices-proven");
    });

    it("says that it can't tell without the right to read roles", async () => {
        workbench().sandbox.simulator.fault({ match: { path: "roleAssignments" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "The client does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '/x'." } } } });
        workbench().sandbox.simulator.fault({ match: { path: "Microsoft.ResourceGraph" }, action: { status: 403, body: { error: { code: "AuthorizationFailed", message: "No." } } } });
        await azure().titleAction("Refresh");
        await workbench().runCommand("Keyless: Change Identity…");
        await workbench().quickInput.entry("uai-playground").waitFor();
        assert.match(await described("uai-playground") ?? "", /can't tell: no right to read roles/);
        await workbench().screenshot("choices-cannot-tell");
        await workbench().quickInput.cancel();
    });

    it("asks which connection to rename and to remove, and offers the others once none is in use", async () => {
        await workbench().runCommand("Keyless: Rename Connection…");
        await workbench().quickInput.pick("gpt-4o as uai-playground");
        await workbench().quickInput.widget.filter({ hasText: "Rename gpt-4o as uai-playground" }).waitFor();
        await workbench().quickInput.accept("mine");
        await workbench().view("Connections").row("mine").waitFor();
        await workbench().runCommand("Keyless: Remove Connection…");
        await workbench().quickInput.pick("gpt-4o as uai-no-role");
        await workbench().statusBarItem("Choose connection").waitFor();
        await chat().page.getByRole("heading", { name: "No deployment chosen yet" }).or(chat().page.locator(".question")).first().waitFor();
        await workbench().screenshot("choices-no-connection");
        await workbench().statusBarItem("Choose connection").click();
        await workbench().quickInput.pick("mine");
        await workbench().statusBarItem("mine").waitFor();
        await workbench().runCommand("Keyless: Open Chat");
        await chat().box.waitFor();
    });
});
