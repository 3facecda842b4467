import assert from "node:assert/strict";
import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { launchBrowser } from "../host/browser.ts";
import { type Canaries, watchForLeaks } from "../host/canaries.ts";
import { packageAll } from "../host/package.ts";
import { results, root, temporaryFolder } from "../host/paths.ts";
import { startSandbox, type Sandbox, type SandboxOptions } from "../host/sandbox.ts";
import { QuickInput, escaped } from "./quickInput.ts";
import { TreeView } from "./treeView.ts";

export interface WorkbenchOptions extends Partial<SandboxOptions> {
    size?: { width: number; height: number };
    /** Looks for no tokens and prompts: where time is measured, the watch would be measured too. */
    isUnwatched?: boolean;
}

const themes = { light: "Light Modern", dark: "Dark Modern", highContrast: "Dark High Contrast", highContrastLight: "Light High Contrast", dark2026: "Dark 2026", light2026: "Light 2026" };

/** The version, when the run asks for another VS Code than the usual one. */
const otherVsCode = process.env.KEYLESS_VSCODE ?? "";

/** The packages are built once for all suites of a run. */
let packages: Promise<string[]> | undefined;
const packaged = () => packages ??= packageAll();

/**
 * VS Code with the packaged extension and the sandbox, opened in a headless browser and ready for a person's steps.
 * What they see is found by its visible label.
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
    const folder = options.folder ?? await temporaryFolder();
    const sandbox = await startSandbox({ ...options, vsix: options.vsix ?? await packaged(), folder });
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const canaries = options.isUnwatched ? undefined : await watchForLeaks(context, sandbox, folder);
    const workbench = new Workbench(sandbox, browser, await context.newPage(), canaries);
    await workbench.load();
    return workbench;
}

export class Workbench {
    readonly sandbox: Sandbox;
    readonly page: Page;
    readonly quickInput: QuickInput;
    /** What the page wrote to its console, newest last: the place to look when a step hangs. */
    readonly console: string[] = [];
    private readonly browser: Browser;
    private readonly canaries: Canaries | undefined;

    constructor(sandbox: Sandbox, browser: Browser, page: Page, canaries: Canaries | undefined) {
        this.sandbox = sandbox;
        this.browser = browser;
        this.canaries = canaries;
        this.page = page;
        this.quickInput = new QuickInput(page);
        page.setDefaultTimeout(15_000);
        page.on("console", (message) => this.console.push(message.text()));
    }

    /** Opens the page and waits until the workbench stands. */
    async load(): Promise<void> {
        await this.page.goto(this.sandbox.vscode.url);
        await this.ready();
    }

    /** Reloads the window as a user does, so that VS Code writes down its state first. */
    async reload(): Promise<void> {
        const reloaded = this.page.waitForEvent("load");
        await this.runCommand("Developer: Reload Window");
        await reloaded;
        await this.ready();
    }

    private async ready(): Promise<void> {
        await this.page.locator(".monaco-workbench .part.statusbar .statusbar-item").first().waitFor({ timeout: 60_000 });
    }

    /** @throws AssertionError where a token or a prompt of this window's life is found anywhere that it may not be. */
    async close(): Promise<void> {
        const leaks = await this.leaks().finally(async () => {
            await this.browser.close();
            await this.sandbox.stop();
        });
        assert.deepEqual(leaks, []);
    }

    /** Where tokens and prompts were found. Ends the workbench. */
    async leaks(): Promise<string[]> {
        return await this.canaries?.leaks(this.page) ?? [];
    }

    /** Runs a command by its name in the command palette, "Keyless: Sign In…" for example. */
    async runCommand(name: string): Promise<void> {
        await this.page.keyboard.press("F1");
        await this.quickInput.type(`>${name}`);
        await this.quickInput.pick(name);
    }

    /** Brings up a view container of the activity bar; does nothing when it is already open. */
    async openContainer(title: string): Promise<void> {
        const tab = this.page.locator(".part.activitybar").getByRole("tab", { name: new RegExp(`^${escaped(title)}`) });
        await tab.waitFor({ timeout: 60_000 });
        if (await tab.getAttribute("aria-selected") !== "true") {
            await tab.click();
        }
    }

    view(name: string): TreeView {
        return new TreeView(this.page, name);
    }

    /** The document inside a webview; `within` narrows where several are open. */
    webview(within: Locator | Page = this.page): FrameLocator {
        return within.locator("iframe.webview.ready").last().contentFrame().locator("iframe#active-frame").contentFrame();
    }

    notification(text: string | RegExp): Locator {
        return this.page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text });
    }

    /** Presses a button of the notification with that text. */
    async answer(text: string | RegExp, button: string): Promise<void> {
        await this.notification(text).getByRole("button", { name: button, exact: true }).click();
    }

    /** The modal dialog in front of everything. */
    dialog(): Locator {
        return this.page.locator(".monaco-dialog-box");
    }

    async answerDialog(button: string): Promise<void> {
        await this.dialog().getByRole("button", { name: button, exact: true }).click();
    }

    /** VS Code opens its settings, and others, in an editor in front of everything. */
    async closeModalEditor(): Promise<void> {
        const modal = this.page.locator(".monaco-modal-editor-block");
        if (await modal.isVisible()) {
            await modal.getByRole("button", { name: /^Close/ }).first().click();
            await modal.waitFor({ state: "hidden" });
        }
    }

    statusBarItem(text: string | RegExp): Locator {
        return this.page.locator(".statusbar-item").filter({ hasText: text });
    }

    async setTheme(theme: keyof typeof themes): Promise<void> {
        await this.runCommand("Preferences: Color Theme");
        await this.quickInput.type(themes[theme]);
        await this.quickInput.pick(themes[theme]);
        await this.quickInput.widget.waitFor({ state: "hidden" });
    }

    /** Sets the window's size; a zoom of 2 shows everything twice as large, so half as much fits. */
    async resize(width: number, height: number, zoom = 1): Promise<void> {
        await this.page.setViewportSize({ width: Math.round(width / zoom), height: Math.round(height / zoom) });
    }

    /** Drags the border of the side bar until it is that wide. */
    async resizeSideBar(width: number): Promise<void> {
        const bar = (await this.page.locator(".part.sidebar").boundingBox())!;
        const y = bar.y + bar.height / 2;
        await this.page.mouse.move(bar.x + bar.width, y);
        await this.page.mouse.down();
        await this.page.mouse.move(bar.x + width, y, { steps: 5 });
        await this.page.mouse.up();
        // Away from the border, which is lit while the mouse is on it.
        await this.page.mouse.move(bar.x + width + 200, y);
        await this.page.waitForTimeout(500);
    }

    /** Everything that Keyless has written to its output channel, in all windows of this server. */
    async keylessLog(): Promise<string> {
        const logs = join(dirname(this.sandbox.vscode.logFile), "data/logs");
        const texts: string[] = [];
        for await (const file of glob("**/*Keyless*.log", { cwd: logs })) {
            texts.push(await readFile(join(logs, file), "utf8"));
        }
        return texts.join("\n");
    }

    /** Replaces settings of the machine, as an administrator would in the file; VS Code sees it by itself. */
    async changeMachineSettings(changed: object): Promise<void> {
        const file = join(dirname(this.sandbox.vscode.logFile), "data/Machine/settings.json");
        const settings = JSON.parse(await readFile(file, "utf8")) as object;
        await writeFile(file, JSON.stringify({ ...settings, ...changed }, undefined, 4));
    }

    /** Keeps a picture of the window as test-results/screenshots/NAME.png (of another VS Code in a folder of its own); returns its path. */
    async screenshot(name: string): Promise<string> {
        return this.picture(join(results, "screenshots", otherVsCode, `${name}.png`));
    }

    /** As `screenshot`, for the README: media/NAME.png, when `KEYLESS_PICTURES` is set; tests alone leave media as it is. */
    async readmePicture(name: string, part?: Locator): Promise<void> {
        const folder = process.env.KEYLESS_PICTURES && !otherVsCode ? join(root, "media") : join(results, "pictures");
        await this.picture(join(folder, `${name}.png`), part);
    }

    private async picture(path: string, part?: Locator): Promise<string> {
        await mkdir(join(path, ".."), { recursive: true });
        await (part ? part.screenshot({ path }) : this.page.screenshot({ path }));
        return path;
    }
}
