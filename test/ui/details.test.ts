import assert from "node:assert/strict";
import { suite } from "./suite.ts";

describe("what a user sees of the package", () => {
    const parts = suite({}, ({ workbench }) => workbench.view("This Machine").row("vm-playground").waitFor());

    it("shows its picture on the details page, and none that is broken", async () => {
        const { workbench } = parts;
        await workbench.openContainer("Extensions");
        await workbench.page.locator(".extension-list-item").filter({ hasText: "Keyless" }).filter({ hasNotText: "Sandbox account" }).first().click();
        const details = workbench.webview();
        await details.getByRole("heading", { name: "First answer in a minute" }).waitFor();
        const drawing = details.locator("pre").filter({ hasText: "Connections" });
        await drawing.scrollIntoViewIfNeeded();
        assert.match(await drawing.innerText(), /This Machine[^]*uai-playground/);
        assert.ok(await drawing.evaluate((pre) => pre.scrollWidth <= pre.clientWidth), "the drawing is cut");
        assert.equal(await details.locator("img").count(), 0);
        assert.deepEqual((await details.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).filter((href) => href === null), []);
        await workbench.screenshot("details");
        await workbench.setTheme("dark");
        await workbench.screenshot("details-dark");
    });

    it("opens the chat with Ctrl+K K, which nothing else uses", async () => {
        const { workbench, chat } = parts;
        await workbench.runCommand("Preferences: Open Keyboard Shortcuts");
        await workbench.page.locator(".keybindings-editor").waitFor();
        await workbench.page.keyboard.insertText('"ctrl+k k"');
        const rows = workbench.page.locator(".keybindings-editor .monaco-list-row");
        await rows.filter({ hasText: "Keyless: Open Chat" }).waitFor();
        assert.equal(await rows.count(), 1, (await rows.allInnerTexts()).join("\n"));
        await workbench.page.keyboard.press("Escape");
        await workbench.page.keyboard.press("Control+k");
        await workbench.page.keyboard.press("k");
        await chat.page.locator("body").waitFor();
        await workbench.page.locator(".part.auxiliarybar").getByText("Keyless Chat").first().waitFor();
    });
});
