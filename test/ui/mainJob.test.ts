import assert from "node:assert/strict";
import { openWorkbench, type Workbench } from "./workbench.ts";

describe("the main job, in the packaged extension", () => {
    let workbench: Workbench;

    before(async function () {
        this.timeout(180_000);
        workbench = await openWorkbench({ simulator: { scenario: "playground", tokenRate: 200 } });
        await workbench.openContainer("Keyless");
    });

    after(() => workbench?.close());

    it("shows this machine and its identities", async () => {
        const machine = workbench.view("This Machine");
        await machine.expand("vm-playground");
        await machine.row("uai-no-role").waitFor();
        const rows = await machine.rows();
        assert.match(rows.join("\n"), /vm-playground rg-playground · eastus2\nSystem-assigned.*\nuai-playground client 40ef…30e4/);
        await workbench.screenshot("this-machine");
    });

    it("lists the account and its deployments", async () => {
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.row("gpt-4o").waitFor();
        await workbench.screenshot("tree");
    });
});
