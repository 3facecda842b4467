import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { ChatPanel } from "./chatPanel.ts";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

/** Pictures for people to look at, and what a program can tell of them: nothing is cut, nothing lies upon another. */
describe("how it looks", function () {
    let workbench: Workbench;
    let chat: ChatPanel;

    suite({ simulator: { scenario: "playground" } }, async (begun) => {
        ({ workbench, chat } = begun);
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.pick("uai-playground");
        await chat.chip("Identity").filter({ hasText: "uai-playground" }).waitFor();
        await chat.send("Show me a table, some Python and a nested list");
        await chat.answered();
        await chat.callAs("uai-no-role");
        await chat.chip("Identity").filter({ hasText: "uai-no-role" }).waitFor();
        await chat.send("And now as somebody else?");
        await chat.failed();
    });

    /** Controls and texts of the chat that stick out of the panel. */
    async function cut(): Promise<string[]> {
        const bounds = { width: await chat.page.locator("html").evaluate((html) => html.clientWidth) };
        const inside = chat.page.locator("button:visible, h2:visible, h3:visible, p:visible, textarea:visible, dd:visible");
        return inside.evaluateAll((elements, { width }) => elements.flatMap((element) => {
            const { left, right } = element.getBoundingClientRect();
            return left < -1 || right > width + 1 ? [element.textContent ?? element.tagName] : [];
        }), bounds);
    }

    /** Contrast of a text against what is behind it, as WCAG counts it. */
    function contrast(text: Locator): Promise<number> {
        return text.evaluate((element) => {
            const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
            const light = (rgb: number[]) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
                const part = rgb[at]! / 255;
                return sum + weight * (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            }, 0);
            const over = (top: number[], below: number[]) => top.slice(0, 3).map((part, at) => part * (top[3] ?? 1) + below[at]! * (1 - (top[3] ?? 1)));
            const layers: number[][] = [];
            for (let at: Element | null = element; at; at = at.parentElement) {
                layers.push(parse(getComputedStyle(at).backgroundColor));
            }
            const theme = getComputedStyle(document.documentElement);
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.color = theme.getPropertyValue("--vscode-sideBar-background") || "white";
            const base = parse(getComputedStyle(probe).color);
            probe.remove();
            const behind = layers.reverse().reduce((below, layer) => over(layer, below), base);
            const [one, two] = [light(over(parse(getComputedStyle(element).color), behind)), light(behind)];
            return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        });
    }

    for (const theme of ["light", "dark", "highContrast", "highContrastLight"] as const) {
        it(`can be read in ${theme}`, async () => {
            await workbench.setTheme(theme);
            await workbench.page.waitForTimeout(400);
            await chat.page.locator(".log").evaluate((log) => (log.scrollTop = 0));
            await workbench.screenshot(`appearance-${theme}-answer`);
            await chat.page.locator(".log").evaluate((log) => (log.scrollTop = log.scrollHeight));
            await workbench.screenshot(`appearance-${theme}`);
            assert.deepEqual(await cut(), []);
            const texts = { body: chat.page.locator(".body p").first(), code: chat.page.locator(".body pre code").first(), cause: chat.card.locator("p").first(), button: chat.card.getByRole("button").first(), chip: chat.chip("Identity").locator(".name") };
            for (const [what, text] of Object.entries(texts)) {
                const ratio = await contrast(text);
                assert.ok(ratio >= 4.5, `${what}: ${ratio.toFixed(1)}`);
            }
        });
    }

    it("fits a window that is narrow or zoomed", async () => {
        await workbench.setTheme("dark");
        await workbench.resizeSideBar(220);
        await workbench.screenshot("appearance-220");
        const names = workbench.page.locator(".sidebar .monaco-list-row .label-name");
        for (const name of await names.all()) {
            const clipped = await name.evaluate((element) => element.scrollWidth > (element as HTMLElement).clientWidth + 1 && (element as HTMLElement).clientWidth > 0);
            assert.equal(clipped, false, await name.innerText());
        }
        await workbench.resize(1280, 800, 2);
        await workbench.page.waitForTimeout(500);
        await workbench.screenshot("appearance-200-percent");
        assert.deepEqual(await cut(), []);
        await workbench.resize(1280, 800);
    });

    it("fits a chat of 220 pixels", async () => {
        const bar = (await workbench.page.locator(".part.auxiliarybar").boundingBox())!;
        const y = bar.y + bar.height / 2;
        await workbench.page.mouse.move(bar.x, y);
        await workbench.page.mouse.down();
        await workbench.page.mouse.move(bar.x + bar.width - 220, y, { steps: 5 });
        await workbench.page.mouse.up();
        await workbench.page.waitForTimeout(300);
        await workbench.screenshot("appearance-chat-220");
        assert.deepEqual(await cut(), []);
    });

    it("tells in the tooltip of a row, and of the chips, all that there is", async () => {
        const hover = await workbench.view("Azure").tooltip("ai-services-playground");
        await hover.filter({ hasText: "Custom subdomain" }).waitFor();
        await workbench.screenshot("appearance-tooltip");
        assert.match(await hover.innerText(), /Kind\s+AIServices/);
        assert.match(await chat.chip("Identity").getAttribute("title") ?? "", /d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57/);
    });
});
