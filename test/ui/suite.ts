import { ChatPanel } from "./chatPanel.ts";
import { openWorkbench, type Workbench, type WorkbenchOptions } from "./workbench.ts";

/** What a suite's tests use, once its workbench stands. */
export interface Suite {
    readonly workbench: Workbench;
    readonly chat: ChatPanel;
}

/**
 * One workbench for the tests of the suite around it, with the Keyless views open; it is closed after them. A test that
 * fails leaves a picture. `begin` does what all of them need done, `prepare` what must be so before the views are open.
 */
export function suite(options: WorkbenchOptions, begin?: (suite: Suite) => unknown, prepare?: (suite: Suite) => unknown): Suite {
    let workbench: Workbench;
    let chat: ChatPanel;
    const parts: Suite = {
        get workbench() {
            return workbench;
        },
        get chat() {
            return chat;
        },
    };
    before(async function () {
        this.timeout(240_000);
        workbench = await openWorkbench(options);
        chat = new ChatPanel(workbench);
        await prepare?.(parts);
        await workbench.openContainer("Keyless");
        await begin?.(parts);
    });
    after(() => workbench?.close());
    afterEach(async function () {
        if (this.currentTest?.state === "failed") {
            await workbench.screenshot(`failed ${this.currentTest.title}`);
        }
    });
    return parts;
}

/** Signs in with the Microsoft account that the sandbox's VS Code has. */
export async function signIn(workbench: Workbench): Promise<void> {
    await workbench.runCommand("Keyless: Sign In…");
    await workbench.quickInput.pick("Microsoft account");
    await workbench.answerDialog("Allow");
}
