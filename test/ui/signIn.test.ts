import assert from "node:assert/strict";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

describe("signing in to Azure", function () {
    let workbench: Workbench;

    suite({ simulator: { scenario: "playground" } }, async () => {
        // What the machine's own identity reads at the start is over, so that it isn't taken for a reading after the sign-in.
        await workbench.view("This Machine").expand("vm-playground");
        await workbench.view("This Machine").row("uai-playground").filter({ hasText: "1 role" }).waitFor();
        await azure().row("Playground").waitFor();
    }, async (begun) => {
        ({ workbench } = begun);
        await workbench.sandbox.simulator.change({ change: "requireSignIn", tenant: "fabrikam.com" });
    });

    const azure = () => workbench.view("Azure");
    /** Object ids that read the list of subscriptions since `clearRequests`. */
    const readers = () => [...new Set(workbench.sandbox.simulator.requests.filter(({ path }) => path === "/subscriptions").map(({ oid }) => oid))];

    async function signInWith(way: string): Promise<void> {
        workbench.sandbox.simulator.clearRequests();
        await workbench.runCommand("Keyless: Sign In…");
        await workbench.quickInput.pick(way);
    }

    it("asks with three ways", async () => {
        await workbench.runCommand("Keyless: Sign In…");
        await workbench.quickInput.entry("Microsoft account").waitFor();
        assert.deepEqual((await workbench.quickInput.entries()).map((text) => text.split(/ (?:of|managed|az|vm-playground) /)[0]), ["Microsoft account", "This machine's identity", "Azure CLI"]);
        await workbench.screenshot("sign-in");
        await workbench.quickInput.cancel();
    });

    it("as the account of VS Code shows its tenants, and for the one that wants its own sign-in a node that offers it", async () => {
        await signInWith("Microsoft account");
        await workbench.answerDialog("Allow");
        await azure().row("Not signed in to fabrikam.com").waitFor();
        assert.deepEqual(await azure().rows(), ["Playground contoso.com", "Not signed in to fabrikam.com sign in"]);
        assert.deepEqual(readers(), ["3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63"]);
        await workbench.screenshot("sign-in-second-tenant");
    });

    it("to the second tenant mends that node", async () => {
        await azure().click("Not signed in to fabrikam.com");
        await workbench.dialog().or(azure().row("Research")).first().waitFor();
        if (await workbench.dialog().isVisible()) {
            await workbench.answerDialog("Allow");
        }
        await azure().row("Research").waitFor();
        assert.deepEqual(await azure().rows(), ["Playground contoso.com", "Research fabrikam.com"]);
    });

    it("answers a challenge of Azure with a prompt: the session that Azure refused is not taken once more", async () => {
        const { simulator } = workbench.sandbox;
        const claims = Buffer.from(JSON.stringify({ access_token: { nbf: { essential: true, value: "1" } } })).toString("base64");
        const challenge = simulator.fault({ match: { service: "arm" }, action: {
            status: 401, headers: { "www-authenticate": `Bearer authorization_uri="https://login/", error="insufficient_claims", claims="${claims}"` },
            body: { error: { code: "InvalidAuthenticationToken", message: "TokenIssuedBeforeRevocationTimestamp" } },
        } });
        const answered = () => simulator.state.tenants.find(({ answeredClaims }) => answeredClaims?.length === 1) !== undefined;
        await azure().titleAction("Refresh");
        const row = azure().pane.locator(".monaco-list-row").filter({ hasText: /sign in/i }).first();
        await row.waitFor();
        await workbench.screenshot("sign-in-challenge");
        assert.equal(answered(), false);
        challenge.remove();
        await row.click();
        const way = workbench.quickInput.entry("Microsoft account");
        await way.or(workbench.dialog()).or(azure().row("Research")).first().waitFor();
        if (await way.isVisible()) {
            await way.click();
        }
        await workbench.dialog().or(azure().row("Research")).first().waitFor();
        if (await workbench.dialog().isVisible()) {
            await workbench.answerDialog("Allow");
        }
        await azure().row("Research").waitFor();
        assert.equal(answered(), true);
    });

    it("can be narrowed to some subscriptions, and widened again", async () => {
        await workbench.runCommand("Keyless: Select Subscriptions…");
        await workbench.quickInput.entry("Research").waitFor();
        await workbench.quickInput.tick("Playground");
        await workbench.quickInput.accept();
        await azure().row("Playground").waitFor({ state: "hidden" });
        assert.deepEqual(await azure().rows(), ["Research fabrikam.com"]);
        await workbench.runCommand("Keyless: Select Subscriptions…");
        await workbench.quickInput.entry("Playground").waitFor();
        await workbench.quickInput.tick("Playground");
        await workbench.quickInput.accept();
        await azure().row("Playground").waitFor();
    });

    it("shows the properties of a resource as Resource Manager writes them, read-only", async () => {
        await azure().expand("Playground", "AI Services", "ai-services-playground");
        await azure().menu("ai-services-playground", "View Properties");
        const editor = workbench.page.locator(".editor-group-container .view-lines");
        await editor.filter({ hasText: "Microsoft.CognitiveServices/accounts" }).waitFor();
        await workbench.page.getByRole("tab", { name: /ai-services-playground\.json/ }).waitFor();
        await editor.click();
        await workbench.page.keyboard.type("x");
        await workbench.page.getByText(/read-only/i).first().waitFor();
        await workbench.screenshot("properties");
        await workbench.runCommand("View: Close All Editors");
    });

    it("copies the id of a resource", async () => {
        await azure().menu("ai-services-playground", "Copy Resource Id");
        await workbench.statusBarItem("Copied").waitFor();
        assert.match(await workbench.page.evaluate(() => navigator.clipboard.readText()), /\/accounts\/ai-services-playground$/);
    });

    it("by the Azure CLI reads with its user, and prompts for nothing", async () => {
        await signInWith("Azure CLI");
        for (let tries = 0; tries < 100 && readers().length === 0; tries++) {
            await workbench.page.waitForTimeout(100);
        }
        assert.deepEqual(readers().slice(0, 1), ["3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63"]);
        await azure().row("Research").waitFor();
        assert.equal(await workbench.dialog().count(), 0);
    });

    it("by this machine's identity reads with that", async () => {
        await signInWith("This machine's identity");
        await azure().row("Research").waitFor({ state: "hidden" });
        await azure().row("Playground").waitFor();
        // A reading that the sign-in before had begun may still come in.
        assert.equal(readers().at(-1), "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614");
    });

    it("ends with signing out, which is remembered, and the view says how to sign in", async () => {
        await workbench.runCommand("Keyless: Sign Out");
        await azure().welcome().getByRole("button", { name: "Sign In to Azure" }).waitFor();
        await workbench.screenshot("signed-out");
        await workbench.reload();
        await azure().welcome().getByRole("button", { name: "Sign In to Azure" }).waitFor({ timeout: 30_000 });
        assert.deepEqual(await azure().rows(), []);
    });
});
