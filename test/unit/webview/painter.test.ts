import assert from "node:assert/strict";
import { codeBlocks } from "../../../src/chat/codeBlocks.ts";
import { AnswerPainter } from "../../../src/webview/markdown/painter.ts";
import { createSanitiser } from "../../../src/webview/markdown/sanitise.ts";
import { openDom } from "./dom.ts";
import { generateMarkdown, random } from "./generatedMarkdown.ts";

const window = openDom();
const sanitise = createSanitiser(window);

function open(): { root: HTMLElement; painter: AnswerPainter } {
    const root = window.document.createElement("div");
    return { root, painter: new AnswerPainter(root, sanitise) };
}

function painted(text: string): string {
    const { root, painter } = open();
    painter.finish(text);
    return root.innerHTML;
}

describe("the text of an answer on the page", () => {
    it("looks the same at the end whether it streamed in or came at once", function () {
        this.timeout(20_000);
        for (let seed = 5_000; seed < 5_040; seed++) {
            const text = generateMarkdown(seed);
            const { root, painter } = open();
            const next = random(seed);
            for (let end = 1; end <= text.length; end += 1 + Math.floor(next() * 30)) {
                painter.update(text.slice(0, end));
            }
            painter.finish(text);
            assert.equal(root.innerHTML, painted(text), `seed ${seed}: ${JSON.stringify(text)}`);
        }
    });

    it("offers for each code block the text that the host would copy", async () => {
        for (let seed = 7_000; seed < 7_030; seed++) {
            const text = generateMarkdown(seed);
            const { root, painter } = open();
            painter.update(text.slice(0, text.length / 2));
            painter.update(text);
            painter.finish(text);
            const shown = [...root.querySelectorAll<HTMLElement>("figure.code")].map((figure) => [Number(figure.dataset.block), figure.querySelector("code")?.textContent]);
            const copied = (await codeBlocks(text)).map(({ text: code }, index) => [index, code]);
            assert.deepEqual(shown, copied, `seed ${seed}: ${JSON.stringify(text)}`);
        }
    });

    it("counts code blocks as the host does, also where one is shown as plain text", async () => {
        const text = `\`\`\`a\nfirst\n\`\`\`\n\n- \`\`\`b\n  hidden\n  \`\`\`\n${"- a\n".repeat(2_000)}\nText\n\n\`\`\`c\nsecond\n\`\`\`\n`;
        const { root, painter } = open();
        painter.finish(text);
        const shown = [...root.querySelectorAll("figure.code code")].map(({ textContent }) => textContent);
        assert.deepEqual(shown, ["first", "second"]);
        assert.deepEqual((await codeBlocks(text)).map(({ text: code }) => code), shown);
    });

    it("counts code blocks as the host does, also where emphasis takes too long", async () => {
        for (const dear of ["**a^".repeat(1_975), "*a **b ".repeat(500), "<b>".repeat(300), "`a` ".repeat(1_900)]) {
            const text = `- \`\`\`a\n  first\n  \`\`\`\n- ${dear}\n\nText\n\n\`\`\`c\nsecond\n\`\`\`\n`;
            const { root, painter } = open();
            painter.update(text);
            painter.finish(text);
            const copied = (await codeBlocks(text)).map(({ text: code }) => code);
            const last = [...root.querySelectorAll<HTMLElement>("figure.code")].at(-1);
            assert.equal(last?.querySelector("code")?.textContent, "second");
            assert.equal(copied[Number(last?.dataset.block)], "second", dear.slice(0, 10));
        }
    });

    it("does not hold up other extensions to find the code that is copied", async () => {
        const text = `\`\`\`js\nx\n\`\`\`\n\n${Array.from({ length: 10 }, () => "**a^".repeat(1_975)).join("\n\nx\n\n")}`;
        const start = process.cpuUsage().user;
        assert.deepEqual(await codeBlocks(text), [{ text: "x", language: "js" }]);
        const tookMs = (process.cpuUsage().user - start) / 1000;
        assert.ok(tookMs < 500, `${tookMs} ms`);
    });

    it("lets the page go on between blocks that are dear to parse", () => {
        for (const pattern of ["**a^", "_9.", "*a]"]) {
            const text = Array.from({ length: 20 }, () => pattern.repeat(2_000 / pattern.length)).join("\n\nx\n\n");
            for (const way of ["update", "finish"] as const) {
                const { painter } = open();
                let [last, longest] = [process.cpuUsage().user, 0];
                painter[way](text, () => {
                    const now = process.cpuUsage().user;
                    [longest, last] = [Math.max(longest, now - last), now];
                    return true;
                });
                assert.ok(longest < 350_000, `${pattern}: ${longest / 1000} ms`);
            }
        }
    });

    it("shows all that stands behind a fence", () => {
        const { root, painter } = open();
        painter.finish("```python title=\"do not run this on prod\" {3-5}\nimport os\n```\n\n- ```js one two\n  x\n  ```");
        assert.deepEqual([...root.querySelectorAll("figcaption")].map(({ textContent }) => textContent), ["python title=\"do not run this on prod\" {3-5}", "js one two"]);
        assert.equal(root.querySelectorAll(".hljs-keyword").length, 1);
    });

    it("shows as its source a table with more cells in a row than in its head", () => {
        const { root, painter } = open();
        for (const table of ["| a | b |\n|---|---|\n| 1 | 2 | third |", "> | a |\n> |---|\n> | 1 | third |"]) {
            painter.finish(table);
            assert.equal(root.querySelector("pre")?.textContent.trim(), table);
        }
        painter.finish("| a | b |\n|---|---|\n| 1 \\| 2 | `x` |\n| short |\n no bar");
        assert.equal(root.querySelectorAll("tr").length, 4);
    });

    it("does not touch finished blocks while the answer goes on", () => {
        const { root, painter } = open();
        const start = "First paragraph.\n\n```js\nlet a = 1;\n```\n\n";
        painter.update(`${start}Then`);
        const [first, second] = root.children;
        const code = second?.querySelector("code");
        painter.update(`${start}Then more text\n\n- and`);
        painter.finish(`${start}Then more text\n\n- and a list`);
        assert.equal(root.children[0], first);
        assert.equal(root.children[1]?.querySelector("code"), code);
    });

    it("grows the last paragraph in place, so that a selection in it stays", () => {
        const { root, painter } = open();
        painter.update("Some **bold** wor");
        const strong = root.querySelector("strong");
        const last = root.querySelector("p")?.lastChild;
        painter.update("Some **bold** words more");
        assert.equal(root.querySelector("strong"), strong);
        assert.equal(root.querySelector("p")?.lastChild, last);
        assert.equal(root.textContent?.trim(), "Some bold words more");
    });

    it("colours code when its fence closes", () => {
        const { root, painter } = open();
        painter.update("```python\nimport os\n");
        assert.equal(root.querySelector(".hljs-keyword"), null);
        assert.equal(root.querySelector("code")?.textContent, "import os");
        painter.update("```python\nimport os\nimport sys\n```");
        assert.equal(root.querySelectorAll(".hljs-keyword").length, 2);
    });

    it("colours code at the end of an answer that never closed its fence", () => {
        const { root, painter } = open();
        painter.update("```python\nimport os");
        painter.finish("```python\nimport os");
        assert.equal(root.querySelectorAll(".hljs-keyword").length, 1);
    });

    it("shows code of an unknown language, and labels it", () => {
        const { root, painter } = open();
        painter.finish("```klingon\nif (a < b) {}\n```");
        assert.equal(root.querySelector("figcaption")?.textContent, "klingon");
        assert.equal(root.querySelector("code")?.innerHTML, "if (a &lt; b) {}");
    });

    it("mends a link whose definition comes last", () => {
        const { root, painter } = open();
        const text = "See [the docs][1].\n\nMore.\n\nEven more.\n\n[1]: https://contoso.com/docs\n";
        for (let end = 1; end <= text.length; end++) {
            painter.update(text.slice(0, end));
        }
        assert.equal(root.querySelector("a"), null);
        painter.finish(text);
        assert.equal(root.querySelector("a")?.getAttribute("href"), "https://contoso.com/docs");
    });

    it("keeps a tag that the model left open to its own block", () => {
        const { root, painter } = open();
        painter.finish("One\n\n<blockquote><b>open\n\nTwo\n\n</div></div>\n\nThree");
        assert.deepEqual([...root.children].map((block) => block.textContent?.trim()), ["One", "open", "Two", "", "Three"]);
        assert.equal(root.querySelectorAll("b").length, 1);
        assert.equal(root.children[2]?.innerHTML.trim(), "<p>Two</p>");
    });

    it("lets a table be scrolled by keyboard, and shows tasks as boxes", () => {
        const { root, painter } = open();
        painter.finish("| a |\n|--:|\n| 1 |\n\n- [x] done\n- [ ] open");
        assert.equal(root.querySelector<HTMLElement>("div.table")?.tabIndex, 0);
        assert.equal(root.querySelector("td")?.getAttribute("align"), "right");
        assert.deepEqual([...root.querySelectorAll("li")].map((item) => item.textContent?.trim()), ["☑ done", "☐ open"]);
    });

    it("shows as its source what cannot be painted, and the blocks around it as ever", () => {
        const cannot = {
            "a frame set": "<frameset>", "a body": "<body onload=x>", "text that never ends": "<plaintext>one\ntwo", "a template": "<template>one</template>", "no script": "<noscript>one</noscript>",
            "a drawing": "<svg><text>one</text></svg>", "a tag that is never closed": "<div title='one", "a comment that is never closed": "<!-- one\ntwo", "a script": "<script>one</script>",
            "quotes within quotes": ">".repeat(3_000), "lists within lists": "- ".repeat(3_000) + "a", "numbers within numbers": "1. ".repeat(3_000),
            "emphasis within emphasis": "*a **b ".repeat(500) + "** *".repeat(500), "tags within tags": "<b>".repeat(3_000), "brackets within brackets": "[".repeat(9_000) + "]".repeat(9_000),
        };
        for (const [what, source] of Object.entries(cannot)) {
            const { root, painter } = open();
            const text = `First.\n\n${source}\n\n**Last**.`;
            painter.update(text.slice(0, text.indexOf("\n\n**")));
            painter.update(text);
            painter.finish(text);
            assert.equal(root.firstElementChild?.textContent?.trim(), "First.", what);
            assert.ok(root.textContent?.includes("Last"), what);
            for (const word of source.match(/one|two/g) ?? []) {
                assert.ok(root.textContent?.includes(word), `${what}: ${root.innerHTML}`);
            }
            assert.ok([...root.children].every(({ className }) => className === "block"), what);
        }
    });

    it("leaves later answers alone when one cannot be painted", () => {
        const later = open();
        open().painter.finish("<frameset>\n\n" + ">".repeat(3_000));
        later.painter.finish("Still **there**");
        assert.equal(later.root.innerHTML.trim(), "<div class=\"block\"><p>Still <strong>there</strong></p>\n</div>");
    });

    it("shows as plain text what would take long, and formats it when the user wants it", () => {
        const { root, painter } = open();
        const table = `|${"a|".repeat(200)}\n|${"-|".repeat(200)}\n${"b\n".repeat(100)}`;
        painter.finish(`Before.\n\n${table}\nBehind.`);
        assert.equal(root.querySelector("table"), null);
        assert.equal(root.querySelector("figure.plain pre")?.textContent, `${table}\n`);
        assert.deepEqual([...root.children].map((block) => block.textContent?.trim()).filter((_, at) => at !== 1), ["Before.", "Behind."]);
        const button = root.querySelector<HTMLButtonElement>("figure.plain button");
        assert.equal(button?.textContent, "Show formatted");
        button?.click();
        assert.equal(root.querySelectorAll("tr").length, 101);
        assert.equal(root.querySelector("figure.plain"), null);
    });

    it("keeps a block formatted that the user wanted so", () => {
        const { root, painter } = open();
        const text = `${"word ".repeat(3_000)}*end*\n\nBehind.`;
        painter.update(`${text}\n\nMore`);
        root.querySelector<HTMLButtonElement>("figure.plain button")?.click();
        assert.equal(root.querySelectorAll("em").length, 1);
        painter.update(`${text}\n\nMore text`);
        painter.finish(`${text}\n\nMore text`);
        assert.equal(root.querySelectorAll("em").length, 1);
    });

    it("grows plain text at its end, and looks the same whether it streamed in or came at once", () => {
        for (const text of ["x".repeat(90_000), "- a\n".repeat(9_000), "> ".repeat(9_000), `${"word ".repeat(9_000)}\n\nThen\n\n${"- a\n\n".repeat(3_000)}\nEnd`, "```js\n" + "let a;\n".repeat(9_000)]) {
            const { root, painter } = open();
            for (let end = 5_000; end < text.length + 5_000; end += 5_000) {
                painter.update(text.slice(0, end));
                assert.ok((root.textContent?.length ?? 0) > 0);
            }
            painter.finish(text);
            assert.equal(root.innerHTML, painted(text), text.slice(0, 20));
        }
    });

    it("paints in pieces where there is no time for all of it", () => {
        const text = "Some **words** in a paragraph.\n\n".repeat(400);
        const { root, painter } = open();
        let calls = 0;
        const once = () => calls++ % 2 === 0;
        let rounds = 0;
        while (!painter.finish(text, once)) {
            rounds++;
        }
        assert.ok(rounds > 2, `${rounds} rounds`);
        assert.equal(root.innerHTML, painted(text));
    });
});
