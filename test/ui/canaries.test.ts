import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ChatPanel } from "./chatPanel.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

describe("the search for tokens and prompts at the end of each suite", () => {
    let workbench: Workbench;
    const folder = () => new URL(workbench.sandbox.vscode.url).searchParams.get("folder")!;

    before(async function () {
        this.timeout(180_000);
        workbench = await openWorkbench({ simulator: { scenario: "playground", tokenRate: 200 } });
        await workbench.openContainer("Keyless");
        const azure = workbench.view("Azure");
        await azure.expand("Playground", "AI Services", "ai-services-playground", "Deployments");
        await azure.action("gpt-4o", "Chat");
        await workbench.quickInput.pick("uai-playground");
        await new ChatPanel(workbench).chip("Identity").filter({ hasText: "uai-playground" }).waitFor();
    });

    it("finds a token in the page, in messages, in mementos and in files, and a prompt in a log", async () => {
        const { simulator, vscode } = workbench.sandbox;
        const { accessToken } = await simulator.token({ principal: "uai-playground", resource: "https://cognitiveservices.azure.com" });
        const chat = new ChatPanel(workbench);
        // A user who types a token brings one to all the places where Keyless never does.
        await chat.send(`Is this secret? ${accessToken}`);
        await chat.answered();
        await chat.send("Do you keep this to yourself?");
        await chat.answered();
        await writeFile(join(folder(), "planted.txt"), `Authorization: Bearer ${accessToken}`);
        await writeFile(join(dirname(vscode.logFile), "data/logs/planted.log"), "asked: Do you keep this to yourself?");
        const found = await workbench.leaks();
        for (const expected of [
            /^a token in what the page shows$/, /^a token in a message to the page$/, /^a token in what the extension host and the page say/,
            /^a token in VS Code's storage, .*keyless\.keyless$/, /^a token in the file planted\.txt$/, /^a prompt in the file data\/logs\/planted\.log$/,
        ]) {
            assert.ok(found.some((each) => expected.test(each)), `${expected} is not in\n${found.join("\n")}`);
        }
        assert.deepEqual(found.filter((each) => each.startsWith("a prompt") && !each.includes("planted.log")), []);
    });

    after(async () => {
        await assert.rejects(workbench.close(), /a token in/);
    });
});
