import assert from "node:assert/strict";
import { plainWords } from "../../../src/webview/plainWords.ts";

describe("what a screen reader says of an answer", () => {
    const cases: [what: string, markdown: string, words: string][] = [
        ["emphasis", "It is **very** *short*, ~~not~~ `so` __long__.", "It is very short, not so long."],
        ["a heading, a quote and a list", "## Roles\n\n> Only one\n\n- Reader\n- Owner\n1. First", "Roles\nOnly one\nReader\nOwner\n1. First"],
        ["a link", "See [the docs](https://learn.microsoft.com/azure) now.", "See the docs now."],
        ["code", "Run this:\n\n```python\nimport os\nprint(1)\n```\nDone.", "Run this:\nCode in python, 2 lines.\nDone."],
        ["code that has not ended", "So:\n```\nx", "So:\nCode, 1 line."],
        ["a table", "| Role | Chat |\n|---|:-:|\n| Reader | no |", "Role, Chat\nReader, no"],
        ["HTML", "a <b>word</b><br>", "a word"],
        ["names with underscores and stars in a sum", "snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"],
    ];
    for (const [what, markdown, words] of cases) {
        it(`are plain words: ${what}`, () => assert.equal(plainWords(markdown), words));
    }

    it("end where one would stop listening, whatever the answer", () => {
        for (const text of ["word ".repeat(5_000), "*".repeat(50_000), "[".repeat(50_000), "<a".repeat(20_000), "```\n".repeat(20_000), "|".repeat(50_000), "- ".repeat(20_000)]) {
            const start = performance.now();
            assert.ok(plainWords(text).length <= 2_001);
            assert.ok(performance.now() - start < 200, text.slice(0, 4));
        }
    });
});
