import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** The chat panel as a person sees it. */
export class ChatPanel {
    private readonly workbench: Workbench;

    constructor(workbench: Workbench) {
        this.workbench = workbench;
    }

    get page(): FrameLocator {
        return this.workbench.webview(this.workbench.page.locator("body"));
    }

    get box(): Locator {
        return this.page.getByRole("textbox", { name: "Question" });
    }

    /** The newest answer with its heading, error card and buttons. */
    get answer(): Locator {
        return this.page.locator(".answer").last();
    }

    get card(): Locator {
        return this.answer.locator(".error");
    }

    get waiting(): Locator {
        return this.answer.locator(".waiting");
    }

    button(name: string | RegExp): Locator {
        return this.page.getByRole("button", { name });
    }

    chip(which: "Deployment" | "Identity"): Locator {
        return this.button(new RegExp(`^${which} `));
    }

    /** Sends, and waits until the conversation has taken the question. */
    async send(text: string): Promise<void> {
        await this.box.fill(text);
        await this.box.press("Enter");
        await this.page.locator(".exchange").last().locator(".question .text").filter({ hasText: text }).waitFor();
    }

    /** The text of the newest answer once it has ended well. */
    async answered(timeout = 15_000): Promise<string> {
        await this.page.locator(".exchange").last().locator(".answer[aria-busy=false] .figures").waitFor({ timeout });
        return (await this.answer.locator(".body").innerText()).trim();
    }

    /** What the card of the newest answer says, facts and buttons included, once it shows. */
    async failed(timeout = 15_000): Promise<string> {
        await this.page.locator(".exchange").last().locator(".error").waitFor({ timeout });
        return this.card.innerText();
    }

    /** Every question that is kept, in order. */
    questions(): Promise<string[]> {
        return this.page.locator(".question .text").allInnerTexts();
    }

    /** Chooses another identity through its chip. */
    async callAs(identity: string | RegExp): Promise<void> {
        await this.chip("Identity").click();
        await this.workbench.quickInput.pick(identity);
    }

    /** Types an endpoint and a deployment through the deployment's chip. */
    async callTyped(endpoint: string, deployment: string): Promise<void> {
        const { quickInput } = this.workbench;
        await this.chip("Deployment").click();
        await quickInput.pick("Enter an endpoint and a deployment…");
        await quickInput.message().filter({ hasText: "Endpoint of the account" }).waitFor();
        await quickInput.accept(endpoint);
        await quickInput.message().filter({ hasText: "Name of the deployment" }).waitFor();
        await quickInput.accept(deployment);
        await this.chip("Deployment").filter({ hasText: deployment }).waitFor();
    }
}
