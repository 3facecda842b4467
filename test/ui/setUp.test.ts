import assert from "node:assert/strict";
import { suite } from "./suite.ts";
import type { Workbench } from "./workbench.ts";

const title = "Set up keyless access";

describe("setting up keyless access, in the packaged extension", () => {
    let workbench: Workbench;

    suite({ simulator: { scenario: "setup", tokenRate: 200 } }, async (begun) => {
        ({ workbench } = begun);
        await signIn(workbench);
    });

    it("shows a machine without identities, and where to begin", async () => {
        const machine = workbench.view("This Machine");
        await machine.row("No identity attached").waitFor();
        await workbench.screenshot("setup-0-start");
    });

    it("changes nothing when it is dismissed at any question", async () => {
        const { simulator } = workbench.sandbox;
        const steps: (() => Promise<void>)[] = [
            () => choose(workbench, /^\s*gpt-4o\s*$/),
            () => choose(workbench, "New user-assigned identity…"),
            () => workbench.quickInput.accept(),
            () => choose(workbench, "Cognitive Services OpenAI User"),
        ];
        for (let answered = 0; answered <= steps.length; answered++) {
            simulator.clearRequests();
            await workbench.runCommand("Keyless: Set Up Keyless Access…");
            for (const [index, step] of steps.slice(0, answered).entries()) {
                await asked(workbench, index + 1, index < 2 ? undefined : 5);
                await step();
            }
            await asked(workbench, answered + 1, answered < 2 ? undefined : 5);
            await workbench.quickInput.cancel();
            assert.deepEqual(changesOf(workbench), []);
        }
    });

    it("goes back to the question before, with its choices", async () => {
        await workbench.runCommand("Keyless: Set Up Keyless Access…");
        await choose(workbench, /^\s*gpt-4o\s*$/);
        await choose(workbench, "New user-assigned identity…");
        await asked(workbench, 3, 5);
        await workbench.quickInput.back();
        await workbench.quickInput.entry("vm-playground (system-assigned)").waitFor();
        await workbench.quickInput.back();
        await workbench.quickInput.entry("o4-mini").waitFor();
        await workbench.quickInput.cancel();
    });

    it("says while typing what is wrong with a name", async () => {
        await workbench.runCommand("Keyless: Set Up Keyless Access…");
        await choose(workbench, /^\s*gpt-4o\s*$/);
        await choose(workbench, "New user-assigned identity…");
        await asked(workbench, 3, 5);
        for (const [name, rule] of [["ua", /3 to 128 characters/], ["-uai", /begin with a letter or digit/], ["uai x", /not blanks/], ["UAI-Playground", /exists/]] as const) {
            await workbench.quickInput.type(name);
            await workbench.quickInput.message().filter({ hasText: rule }).waitFor();
        }
        await workbench.screenshot("setup-name-taken");
        await workbench.quickInput.cancel();
    });

    it("leads from no identity to an answer with five decisions", async function () {
        this.timeout(180_000);
        let decisions = 0;
        const decide = async (picture: string, act: () => Promise<void>) => {
            decisions++;
            await asked(workbench, decisions, decisions < 3 ? undefined : 5);
            await workbench.screenshot(`setup-${decisions}-${picture}`);
            await act();
        };
        await workbench.runCommand("Keyless: Set Up Keyless Access…");
        await workbench.quickInput.entry(/^\s*gpt-4o\s*$/).waitFor();
        await decide("deployment", () => choose(workbench, /^\s*gpt-4o\s*$/));
        await workbench.quickInput.entry("New user-assigned identity…").waitFor();
        await decide("identity", () => workbench.quickInput.accept());
        await decide("name", () => workbench.quickInput.accept());
        await decide("role", () => workbench.quickInput.accept());
        await workbench.quickInput.entry("Apply").waitFor();
        const summary = (await workbench.quickInput.entries()).join("\n");
        assert.match(summary, /Create the identity uai-vm-playground in rg-playground \(eastus2\)/);
        assert.match(summary, /Attach uai-vm-playground to vm-playground; its other identities stay/);
        assert.match(summary, /Give uai-vm-playground the role Cognitive Services OpenAI User on ai-services-playground/);
        await decide("summary", () => workbench.quickInput.accept());
        assert.equal(decisions, 5);

        await workbench.notification(/Waiting until uai-vm-playground may call gpt-4o/).waitFor({ timeout: 60_000 });
        await workbench.screenshot("setup-6-waiting");
        const machine = workbench.view("This Machine");
        await machine.row("uai-vm-playground").filter({ hasText: "role in force in ~5 min" }).waitFor();
        await workbench.notification(/uai-vm-playground can call gpt-4o/).waitFor({ timeout: 90_000 });
        await workbench.screenshot("setup-7-done");
        await workbench.statusBarItem("gpt-4o as uai-vm-playground").waitFor();
        await workbench.answer(/uai-vm-playground can call gpt-4o/, "Chat");
        const chat = workbench.webview();
        await chat.locator("textarea").fill("Say hello.");
        await chat.locator("textarea").press("Enter");
        await chat.getByText(/\d+ tokens/).first().waitFor();
        await workbench.screenshot("setup-8-answer");
    });

    it("shows who can call the account, and takes back what was added", async function () {
        this.timeout(120_000);
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "Managed Identities", "uai-vm-playground", "Attached to");
        await azure.expand("uai-vm-playground", "Roles");
        await azure.row("Cognitive Services OpenAI User").waitFor();
        await azure.expand("AI Services", "ai-services-playground", "Who can call this");
        await azure.row("Who can call this").filter({ hasText: "1" }).waitFor();
        await workbench.screenshot("setup-9-tree");
        await workbench.runCommand("Keyless: Undo Last Change…");
        await workbench.dialog().filter({ hasText: /Delete the identity uai-vm-playground/ }).waitFor();
        await workbench.screenshot("setup-10-undo");
        await workbench.answerDialog("Take Back");
        await workbench.notification(/Removed the role Cognitive Services OpenAI User of uai-vm-playground.*Deleted the identity uai-vm-playground/s).waitFor({ timeout: 60_000 });
        await workbench.view("This Machine").row("No identity attached").waitFor();
        assert.deepEqual(workbench.sandbox.simulator.state.identities.find(({ name }) => name === "uai-vm-playground"), undefined);
        await workbench.screenshot("setup-11-undone");
    });
});

async function signIn(workbench: Workbench): Promise<void> {
    await workbench.view("Azure").welcome().getByRole("button", { name: "Sign In to Azure" }).click();
    await workbench.quickInput.pick(/Microsoft account/);
    await workbench.answerDialog("Allow");
    await workbench.view("Azure").row("Playground").waitFor();
}

/** Waits for the question at that position, `2/` for the second one. */
/** How many questions there are is told once no answer can change it any more: `(2)`, then `(3/5)`. */
async function asked(workbench: Workbench, step: number, steps?: number): Promise<void> {
    const position = steps === undefined ? `${step}` : `${step}/${steps}`;
    await workbench.quickInput.widget.locator(".quick-input-title").filter({ hasText: `${title} (${position})` }).waitFor();
}

async function choose(workbench: Workbench, label: string | RegExp): Promise<void> {
    await workbench.quickInput.pick(label);
}

/** Requests that change something in Azure. */
function changesOf(workbench: Workbench): string[] {
    return workbench.sandbox.simulator.requests
        .filter(({ service, method, path }) => service === "arm" && method !== "GET" && !/resourcegraph/i.test(path))
        .map(({ method, path }) => `${method} ${path}`);
}
