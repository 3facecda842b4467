import type { Locator, Page } from "playwright-core";

/** The drop-down at the top in which VS Code asks: quick picks and input boxes. */
export class QuickInput {
    readonly widget: Locator;
    readonly input: Locator;
    private readonly page: Page;

    constructor(page: Page) {
        this.page = page;
        this.widget = page.locator(".quick-input-widget:visible");
        this.input = this.widget.locator("input.input:visible");
    }

    /** What is asked: the title of the step, and the placeholder of its box. */
    async question(): Promise<{ title: string; placeholder: string }> {
        await this.input.waitFor();
        const title = this.widget.locator(".quick-input-title");
        return {
            title: await title.isVisible() ? await title.innerText() : "",
            placeholder: await this.input.getAttribute("placeholder") ?? "",
        };
    }

    /** Waits for the question whose placeholder begins so: what is typed before goes to the question before. */
    async asked(placeholder: string): Promise<void> {
        await this.widget.locator(`input[placeholder^="${placeholder}"]`).waitFor();
    }

    /** The entries on screen, as `label description detail`, in order. */
    async entries(): Promise<string[]> {
        await this.rows().first().waitFor();
        return Promise.all((await this.rows().all()).map(async (row) => {
            const parts = await row.locator(".label-name, .label-description").allInnerTexts();
            return parts.map((part) => part.trim()).filter(Boolean).join(" ");
        }));
    }

    entry(label: string | RegExp): Locator {
        const exact = typeof label === "string" ? new RegExp(`^\\s*${escaped(label)}\\s*$`) : label;
        const name = this.page.locator(".quick-input-list-row > .monaco-icon-label .label-name").filter({ hasText: exact });
        return this.rows().filter({ has: name });
    }

    /** Waits for the entry with that label and chooses it. */
    async pick(label: string | RegExp): Promise<void> {
        await this.entry(label).first().click();
    }

    /** Ticks an entry of a pick of several; `accept` ends it. */
    async tick(label: string | RegExp): Promise<void> {
        await this.entry(label).first().locator(".monaco-checkbox, input[type=checkbox]").first().click();
    }

    async type(text: string): Promise<void> {
        await this.input.fill(text);
    }

    async accept(text?: string): Promise<void> {
        await this.input.waitFor();
        if (text !== undefined) {
            await this.type(text);
        }
        await this.input.press("Enter");
    }

    async back(): Promise<void> {
        await this.widget.locator(".quick-input-titlebar .codicon-quick-input-back").click();
    }

    /** Presses Esc until the question is gone: one that opens just then does not get the first. */
    async cancel(): Promise<void> {
        for (let presses = 0; presses < 3 && await this.widget.isVisible(); presses++) {
            await this.page.keyboard.press("Escape");
            await this.widget.waitFor({ state: "hidden", timeout: 2_000 }).catch(() => undefined);
        }
        await this.widget.waitFor({ state: "hidden" });
    }

    /** The message under the box, with which a value is refused. */
    message(): Locator {
        return this.widget.locator(".quick-input-message");
    }

    private rows(): Locator {
        return this.widget.locator(".quick-input-list .monaco-list-row");
    }
}

export function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
