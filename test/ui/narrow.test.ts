import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { signIn, suite } from "./suite.ts";

async function until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 30; tries++) {
        if (await isTrue()) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(what);
}

describe("a side bar of 220 pixels", () => {
    const parts = suite({ simulator: { scenario: "playground" } }, async ({ workbench, chat }) => {
        await signIn(workbench);
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        for (const identity of ["uai-playground", "uai-no-role"]) {
            await azure.action("gpt-4o", "Chat");
            await workbench.quickInput.pick(identity);
            await chat.chip("Identity").filter({ hasText: `as ${identity}` }).waitFor();
        }
        await workbench.resizeSideBar(220);
    });
    const workbench = () => parts.workbench;

    /** As much of a row's text as is on screen. */
    const visible = (row: Locator) => row.locator(".monaco-icon-label-container").first().evaluate((container) => {
        const { right } = container.getBoundingClientRect();
        const text = document.createTreeWalker(container.querySelector(".label-name")!, NodeFilter.SHOW_TEXT).nextNode() as Text;
        const fits = (end: number) => {
            const range = document.createRange();
            range.setStart(text, 0);
            range.setEnd(text, end);
            return range.getBoundingClientRect().right <= right;
        };
        return text.data.slice(0, [...text.data].findLastIndex((_, index) => fits(index + 1)) + 1);
    });

    it("tells connections apart, and what each identity may do", async () => {
        const connections = workbench().view("Connections");
        const names = await Promise.all(["gpt-4o as uai-playground", "gpt-4o as uai-no-role"].map((name) => visible(connections.row(name))));
        await workbench().screenshot("narrow");
        assert.notEqual(names[0], names[1]);
        const machine = workbench().view("This Machine");
        const picture = (name: string) => machine.row(name).locator(".custom-view-tree-node-item-icon").evaluate((icon) => getComputedStyle(icon).backgroundImage);
        assert.match(await picture("uai-playground"), /managedIdentityRole\.svg/);
        assert.match(await picture("vm-playground (system-assigned)"), /managedIdentityNoRole\.svg/);
    });

    for (const [view, row] of [["Azure", "ai-services-playground"], ["Azure", "gpt-4o"], ["This Machine", "uai-playground"], ["Connections", "gpt-4o as uai-playground"]] as const) {
        it(`shows the tooltip of ${row} without a scroll bar`, async () => {
            const hover = await workbench().view(view).tooltip(row);
            await hover.locator("table").waitFor();
            await workbench().page.waitForTimeout(300);
            await workbench().screenshot(`tooltip-${row}`);
            const bars = await hover.locator(".monaco-scrollable-element").first().evaluate((box) => {
                const content = box.firstElementChild as HTMLElement;
                return [content.scrollWidth > content.clientWidth + 1, content.scrollHeight > content.clientHeight + 1];
            });
            assert.deepEqual(bars, [false, false]);
            await workbench().page.mouse.move(640, 745);
            await hover.waitFor({ state: "hidden" });
        });
    }

    it("copies ids and the endpoint from the menu of a row", async () => {
        const clipboard = () => workbench().page.evaluate(() => navigator.clipboard.readText());
        const { identities } = workbench().sandbox.simulator.state;
        const { clientId, principalId } = identities.find(({ name }) => name === "uai-playground")!;
        const machine = workbench().view("This Machine");
        for (const [view, row, entry, text] of [
            [machine, "uai-playground", "Copy Client Id", clientId], [machine, "uai-playground", "Copy Principal Id", principalId],
            [workbench().view("Connections"), "gpt-4o as uai-playground", "Copy Client Id", clientId],
        ] as const) {
            await view.menu(row, entry);
            await until(async () => await clipboard() === text, `${entry} of ${row}`);
        }
        await workbench().view("Azure").menu("gpt-4o", "Copy Endpoint");
        await until(async () => /^https?:\/\/.*\/$/.test(await clipboard()), "Copy Endpoint");
    });

    it("chats as an identity with the deployment that is asked for", async () => {
        await workbench().view("This Machine").action("uai-playground", "Chat");
        await workbench().quickInput.pick("ai-services-playground");
        await workbench().quickInput.pick("o4-mini");
        await parts.chat.chip("Deployment").filter({ hasText: "o4-mini" }).waitFor();
        await parts.chat.chip("Identity").filter({ hasText: "as uai-playground" }).waitFor();
    });
});
