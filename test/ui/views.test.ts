import assert from "node:assert/strict";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

describe("ten thousand identities and accounts", function () {
    let workbench: Workbench;

    suite({ simulator: { scenario: "playground", seed: { subscriptions: 3, resourcesPerSubscription: 50, identities: 10_000, accounts: 10_000 } } }, async (begun) => {
        ({ workbench } = begun);
        await workbench.runCommand("Keyless: Sign In…");
        await workbench.quickInput.pick("Microsoft account");
        await workbench.answerDialog("Allow");
        await workbench.view("Azure").row("Generated many").waitFor();
        await workbench.view("This Machine").pane.locator(".pane-header").click();
        await workbench.view("Connections").pane.locator(".pane-header").click();
    });

    const azure = () => workbench.view("Azure");
    /** The longest stretch, in milliseconds, in which the window did not draw while `work` went on. */
    async function frozen(work: () => Promise<unknown>): Promise<number> {
        await workbench.page.evaluate(() => {
            const seen = { last: performance.now(), longest: 0 };
            Object.assign(globalThis, { seen });
            const tick = () => {
                const now = performance.now();
                seen.longest = Math.max(seen.longest, now - seen.last);
                seen.last = now;
                setTimeout(tick, 10);
            };
            tick();
        });
        await work();
        return workbench.page.evaluate(() => (globalThis as unknown as { seen: { longest: number } }).seen.longest);
    }

    it("are counted, and shown 200 at a time", async () => {
        workbench.sandbox.simulator.clearRequests();
        const longest = await frozen(async () => {
            await azure().expand("Generated many");
            await azure().row("Managed Identities").filter({ hasText: "10000" }).waitFor();
            await azure().expand("Managed Identities", "uai-many-00001");
        });
        assert.ok(longest < 500, `the window stood still for ${Math.round(longest)} ms`);
        const pages = workbench.sandbox.simulator.requests.filter(({ path, body }) => path.includes("ResourceGraph") && JSON.stringify(body).includes("userassignedidentities"));
        assert.ok(pages.length <= 13, `${pages.length} requests`);
        await workbench.screenshot("ten-thousand");
    });

    it("show more on a click", async () => {
        await azure().row("uai-many-00001").click();
        await workbench.page.keyboard.press("End");
        const more = azure().row("Show more…");
        for (let up = 0; up < 6 && !(await more.isVisible()); up++) {
            await workbench.page.keyboard.press("PageUp");
        }
        await more.filter({ hasText: "9,800 not shown" }).waitFor();
        await more.click();
        await azure().row("uai-many-00201").waitFor();
        await workbench.screenshot("show-more");
    });

    it("are found by name", async () => {
        await azure().titleAction("Filter by Name…");
        await workbench.quickInput.accept("many-09999");
        await azure().row("uai-many-09999").waitFor();
        await azure().row("Managed Identities").filter({ hasText: "1 of 10000" }).waitFor();
        await workbench.screenshot("filtered");
        await azure().titleAction("Filter by Name…");
        await workbench.quickInput.input.waitFor();
        assert.equal(await workbench.quickInput.input.inputValue(), "many-09999");
        await workbench.quickInput.accept("nobody has this");
        await azure().row('No account, identity or machine has "nobody has this" in its name').waitFor();
        await azure().titleAction("Clear Filter");
        await azure().row("uai-many-00001").waitFor();
    });
});
