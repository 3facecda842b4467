import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { temporaryFolder } from "../host/paths.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

/** A port of this machine that is nobody's cloud: whatever is sent to it begins with a connection, and is counted. */
async function listen(port: number) {
    let connections = 0;
    const server = createServer((socket) => {
        connections += 1;
        socket.destroy();
    });
    await once(server.listen(port, "127.0.0.1"), "listening");
    return { port, get connections() { return connections; }, close: () => server.close() };
}

/** A foreign port whose number is the sandbox's with one more digit: text after the cloud's address could make one of the other. */
async function neighbours(): Promise<{ foreign: Awaited<ReturnType<typeof listen>>; sandboxPort: number; digit: number }> {
    for (;;) {
        const port = 20_000 + Math.floor(Math.random() * 40_000);
        const sandboxPort = Math.floor(port / 10);
        const probe = await listen(sandboxPort).catch(() => undefined);
        const foreign = probe && await listen(port).catch(() => undefined);
        probe?.close();
        if (foreign) {
            return { foreign, sandboxPort, digit: port % 10 };
        }
    }
}

/** What a workspace from a stranger, and a stranger on the way, can bring about without any question. */
describe("tokens stay home", function () {
    let workbench: Workbench;
    let foreign: Awaited<ReturnType<typeof listen>>;
    const account = "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91/resourceGroups/rg-playground/providers/Microsoft.CognitiveServices/accounts/ai-services-playground";
    const editor = () => workbench.page.locator(".editor-instance .view-lines").last();
    const calm = /Keyless shows a resource here only when it is asked to in this window/;
    /** VS Code writes spaces of an editor as no-break spaces. */
    const editorText = async () => (await editor().innerText()).replaceAll("\u00a0", " ");

    before(async function () {
        this.timeout(180_000);
        const { foreign: found, sandboxPort, digit } = await neighbours();
        foreign = found;
        const folder = await temporaryFolder();
        await writeFile(join(folder, "settings.json"), JSON.stringify({ $schema: `keyless:${digit}/x`, a: 1 }, undefined, 4));
        await writeFile(join(folder, "known.json"), JSON.stringify({ $schema: `keyless:${account}.json`, a: 1 }, undefined, 4));
        await writeFile(join(folder, "links.md"), `[foreign](keyless:${digit}/y)\n\n[known](keyless:${account}.json)\n`);
        workbench = await openWorkbench({ folder, simulator: { scenario: "playground", port: sandboxPort } });
        await workbench.openContainer("Keyless");
        await workbench.view("Azure").expand("Playground", "AI Services");
    });
    after(async () => {
        foreign?.close();
        await workbench?.close();
    });
    beforeEach(() => workbench.sandbox.simulator.clearRequests());
    afterEach(async function () {
        if (this.currentTest?.state === "failed") {
            await workbench.screenshot(`failed ${this.currentTest.title}`);
        }
    });

    const sent = () => workbench.sandbox.simulator.requests.filter(({ service }) => service === "arm").map(({ method, path }) => `${method} ${path}`);
    /** Longer than VS Code waits before it asks for a schema, and than a request takes. */
    const settle = () => workbench.page.waitForTimeout(4_000);

    async function open(file: string): Promise<void> {
        await workbench.page.keyboard.press("Control+P");
        await workbench.quickInput.type(file);
        await workbench.quickInput.pick(file);
        await workbench.page.getByRole("tab", { name: new RegExp(`^${file}`) }).waitFor();
        await workbench.quickInput.widget.waitFor({ state: "hidden" });
    }

    it("counts what reaches the foreign port", async () => {
        const socket = connect(foreign.port, "127.0.0.1");
        await new Promise((resolve) => socket.on("close", resolve).on("error", resolve));
        assert.equal(foreign.connections, 1);
    });

    for (const file of ["settings.json", "known.json"]) {
        it(`although the file ${file} names a schema of the scheme keyless`, async () => {
            await open(file);
            await settle();
            assert.equal(foreign.connections, 1);
            assert.deepEqual(sent(), []);
        });
    }

    for (const link of ["foreign", "known"]) {
        it(`although a link to something ${link} in a Markdown file is opened`, async () => {
            await open("links.md");
            const line = workbench.page.locator(".view-line").filter({ hasText: `[${link}]` });
            await line.locator(".detected-link").first().click({ modifiers: ["Control"] });
            await settle();
            await workbench.screenshot(`keyless-link-${link}`);
            assert.equal(foreign.connections, 1);
            assert.deepEqual(sent(), []);
            assert.match(await editorText(), calm);
        });
    }

    it("and what Keyless opens itself is shown, but not read again by a reload of the window", async () => {
        await workbench.openContainer("Keyless");
        const azure = workbench.view("Azure");
        await azure.menu("ai-services-playground", "View Properties");
        await workbench.page.locator(".view-line").filter({ hasText: "internalId" }).first().waitFor();
        await workbench.page.getByRole("tab", { name: /^ai-services-playground\.json/ }).dblclick();
        await workbench.reload();
        await workbench.openContainer("Keyless");
        await azure.row("Playground").waitFor();
        workbench.sandbox.simulator.clearRequests();
        await settle();
        assert.deepEqual(sent().filter((line) => line.endsWith("/ai-services-playground")), []);
        assert.doesNotMatch(await workbench.page.locator(".editor-instance").last().innerText(), /internalId/);
        await azure.expand("Playground", "AI Services");
        await azure.menu("ai-services-playground", "View Properties");
        await workbench.page.locator(".view-line").filter({ hasText: "internalId" }).first().waitFor();
    });

    it("although a list of Resource Manager goes on at a foreign host, which is named", async () => {
        const body = { value: [], nextLink: `https://localhost:${foreign.port}/subscriptions?api-version=2022-12-01` };
        const fault = workbench.sandbox.simulator.fault({ match: { service: "arm", path: "/subscriptions$" }, action: { status: 200, body } });
        await workbench.runCommand("Keyless: Refresh");
        await settle();
        assert.equal(foreign.connections, 1);
        const row = workbench.view("Azure").pane.locator(".monaco-list-row").filter({ hasText: `localhost:${foreign.port}` }).first();
        await row.waitFor();
        await row.hover();
        await workbench.page.locator(".workbench-hover:visible").filter({ hasText: "led there" }).waitFor();
        await workbench.screenshot("list-goes-on-elsewhere");
        fault.remove();
        assert.match((await workbench.view("Azure").rows()).join(" | "), /No token was sent to localhost:\d+/);
        assert.equal(foreign.connections, 1);
        assert.ok(sent().length > 0);
    });
});
