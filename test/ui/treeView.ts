import type { Locator, Page } from "playwright-core";
import { escaped } from "./quickInput.ts";

/** One tree view of the side bar, found by its visible name. */
export class TreeView {
    readonly pane: Locator;
    private readonly page: Page;

    constructor(page: Page, name: string) {
        this.page = page;
        const header = page.locator(".pane-header").filter({ has: page.locator("h3.title", { hasText: new RegExp(`^${escaped(name)}$`, "i") }) });
        this.pane = page.locator(".pane").filter({ has: header });
    }

    /** The row whose label is exactly `label`; the first, where several nodes share it. */
    row(label: string): Locator {
        const name = this.page.locator(".label-name").filter({ hasText: new RegExp(`^\\s*${escaped(label)}\\s*$`) });
        return this.pane.locator(".monaco-list-row").filter({ has: name }).first();
    }

    /** The rows on screen as `label description`, in order. */
    async rows(): Promise<string[]> {
        const labels = await this.pane.locator(".monaco-list-row .monaco-icon-label").all();
        return Promise.all(labels.map(async (label) => {
            const parts = await label.locator(".label-name, .label-description").allInnerTexts();
            return parts.map((part) => part.trim()).filter(Boolean).join(" ");
        }));
    }

    /** Opens one node after the other, each a child of the one before, waiting for it to appear; returns the last row. */
    async expand(...path: string[]): Promise<Locator> {
        for (const [index, label] of path.entries()) {
            await this.row(label).waitFor();
            await this.open(label, path[index + 1]);
        }
        return this.row(path.at(-1)!);
    }

    /** A refresh that comes at the same moment may close the node again, so it is opened until its child is there. */
    private async open(label: string, child: string | undefined): Promise<void> {
        for (let attempt = 0; attempt < 5; attempt++) {
            if (await this.row(label).getAttribute("aria-expanded") === "false") {
                await this.row(label).locator(".monaco-tl-twistie").click();
            }
            const opened = child ? this.row(child) : this.pane.locator(`.monaco-list-row[aria-expanded="true"]`).first();
            if (await opened.waitFor({ timeout: 3000 }).then(() => true, () => false)) {
                return;
            }
        }
        throw new Error(`${label} does not show ${child ?? "its children"}, but ${(await this.rows()).join(" | ")}`);
    }

    async click(label: string): Promise<void> {
        await this.row(label).locator(".label-name").first().click();
    }

    /** Clicks the inline button `title` that a row shows under the mouse. */
    async action(label: string, title: string | RegExp): Promise<void> {
        const row = this.row(label);
        // A tooltip of the row that the mouse was on may lie over this one.
        await this.page.mouse.move(640, 20);
        await row.hover();
        await row.getByRole("button", { name: title }).click();
    }

    /** Chooses an entry of a row's context menu. */
    async menu(label: string, entry: string | RegExp): Promise<void> {
        await this.row(label).click({ button: "right" });
        const item = this.page.getByRole("menuitem", { name: entry });
        await item.waitFor();
        // A menu ignores the mouse for its first 100 ms, so that the click that opened it chooses nothing.
        await this.page.waitForTimeout(150);
        await item.click();
    }

    /** Clicks a button in the view's title bar. */
    async titleAction(title: string | RegExp): Promise<void> {
        await this.pane.locator(".pane-header").hover();
        await this.pane.locator(".pane-header").getByRole("button", { name: title }).click();
    }

    /** The sentences and buttons of an empty view. */
    welcome(): Locator {
        return this.pane.locator(".welcome-view-content");
    }

    /** The tooltip of a row, once it has come up. */
    async tooltip(label: string): Promise<Locator> {
        return this.hover(this.row(label).locator(".label-name").first());
    }

    /** Rests the mouse on it until a hover with that text comes up: one goes when its row is drawn anew just then. */
    async hover(part: Locator, text = ""): Promise<Locator> {
        const hover = this.page.locator(".workbench-hover:visible").filter({ hasText: text });
        for (let attempt = 0; attempt < 5; attempt++) {
            await part.hover();
            if (await hover.first().waitFor({ timeout: 3_000 }).then(() => true, () => false)) {
                return hover;
            }
            await this.page.mouse.move(640, 400);
        }
        throw new Error(`No hover${text === "" ? "" : ` with "${text}"`} came up.`);
    }
}
