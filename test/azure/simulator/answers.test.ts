import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { ask, chat, textOf } from "./client.ts";

const kinds: [prompt: string, pattern: RegExp][] = [
    ["some headings", /^## /m],
    ["a list", /^- /m],
    ["a nested list", /^ {5}- /m],
    ["a checklist", /^- \[x\] /m],
    ["a table", /^\| :--- \|/m],
    ["block quotes", /^> > /m],
    ["python and c#", /```python[\s\S]*```csharp/],
    ["code", /```python[\s\S]*```bash/],
    ["links", /\]\(https:[\s\S]*\]\(http:[\s\S]*javascript:[\s\S]*command:/],
    ["images", /!\[.*\]\(https:\/\//],
    ["raw html", /<script>[\s\S]*<img [\s\S]*<svg [\s\S]*<iframe /],
    ["latex", /\$\$\n/],
    ["long lines", /x{2000}/],
    ["cjk, rtl and emoji", /マネージド[\s\S]*الهوية[\s\S]*👩🏽‍💻/u],
];

describe("simulator: answers", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    const answer = async (prompt: string) => textOf(await chat(simulator, { body: ask(prompt) }));

    for (const [prompt, pattern] of kinds) {
        it(`writes ${prompt} when asked for it`, async () => {
            assert.match(await answer(`Show me ${prompt}`), pattern);
        });
    }

    it("says the same again to the same prompt, and something else to another", async () => {
        const rivers = await answer("Why do rivers meander?");
        assert.equal(await answer("Why do rivers meander?"), rivers);
        assert.match(rivers, /rivers meander/);
        assert.notEqual(await answer("Why do lakes freeze?"), rivers);
    });

    it("is as long as asked for, in whole characters and with closed fences", async () => {
        for (const length of [100, 3001, 20_000]) {
            const text = await answer(`[[length=${length} kind=code,emoji,cjk]] go`);
            assert.ok(Buffer.byteLength(text) <= length && Buffer.byteLength(text) > length - 8);
            assert.ok(!text.includes("\uFFFD"));
            assert.equal((text.match(/^```/gm)?.length ?? 0) % 2, 0);
        }
    });

    it("has a length and a pace per deployment, too", async () => {
        await simulator.change({ change: "setDeployment", account: "ai-services-playground", name: "gpt-4o", sandbox: { length: 500, tokenRate: 1000 } });
        const started = performance.now();
        assert.equal(Buffer.byteLength(await answer("Tell me about rivers")), 500);
        assert.ok(performance.now() - started > 80);
    });
});
