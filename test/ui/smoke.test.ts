import { openWorkbench, type Workbench } from "./workbench.ts";

describe("the packaged extension in a workbench", () => {
    let workbench: Workbench;

    before(async () => {
        workbench = await openWorkbench();
    });

    after(() => workbench?.close());

    afterEach(async function () {
        if (this.currentTest?.state === "failed") {
            await workbench.screenshot(`failed ${this.currentTest.title}`);
        }
    });

    it("shows this machine and its identities", async () => {
        await workbench.openContainer("Keyless");
        const machine = workbench.view("This Machine");
        await machine.expand("vm-playground");
        for (const identity of ["System-assigned", "uai-playground", "uai-no-role"]) {
            await machine.row(identity).waitFor();
        }
        await workbench.screenshot("this-machine");
    });

    it("signs in with the account of VS Code and shows the deployments that it can read", async () => {
        await workbench.runCommand("Keyless: Sign In…");
        await workbench.quickInput.pick("Microsoft account");
        await workbench.answerDialog("Allow");
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.row("gpt-4o").waitFor();
        await workbench.screenshot("deployments");
    });

    it("logs its requests in the output channel", async () => {
        await workbench.runCommand("Output: Show Output Channels...");
        await workbench.quickInput.pick("Keyless");
        await workbench.page.locator(".part.panel .view-line").filter({ hasText: /(GET|POST)\slocalhost:\d+\// }).first().waitFor();
    });
});
