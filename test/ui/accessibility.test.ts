import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { suite } from "./suite.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The chat's page as axe-core judges it, in each theme: contrast, names, roles, landmarks. */
describe("the chat for everybody", () => {
    const parts = suite({ simulator: { scenario: "playground" } }, async ({ workbench, chat }) => {
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.pick("uai-playground");
        await chat.chip("Identity").filter({ hasText: "uai-playground" }).waitFor();
    });

    async function violations(): Promise<string[]> {
        const page = parts.chat.page.locator("html");
        // oxlint-disable-next-line no-eval -- the page's policy allows no script of ours by a tag
        await page.evaluate((_, source) => void (0, eval)(source), axe);
        // The page is transparent; what is behind it is outside of its frame.
        await page.evaluate((html) => (html.style.background = "var(--vscode-sideBar-background)"));
        const { violations: found } = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run());
        return found.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${any[0]?.message ?? ""} ${html.slice(0, 160)}`));
    }

    const themes = ["light", "dark", "highContrast", "highContrastLight", "dark2026", "light2026"] as const;

    for (const theme of themes) {
        it(`has no fault before the first question in ${theme}`, async () => {
            await parts.workbench.setTheme(theme);
            await parts.workbench.page.waitForTimeout(400);
            assert.deepEqual(await violations(), []);
        });
    }

    for (const theme of themes) {
        it(`has no fault with an answer, code in three languages, and an error in ${theme}`, async function () {
            this.timeout(90_000);
            if (theme === themes[0]) {
                await parts.chat.send("Show me a table, some Python and a nested list");
                await parts.chat.answered();
                await parts.chat.callAs("uai-no-role");
                await parts.chat.chip("Identity").filter({ hasText: "uai-no-role" }).waitFor();
                await parts.chat.send("And now as somebody else?");
                await parts.chat.failed();
            }
            await parts.workbench.setTheme(theme);
            await parts.workbench.page.waitForTimeout(400);
            await parts.workbench.screenshot(`accessibility-${theme}`);
            assert.deepEqual(await violations(), []);
        });
    }
});
