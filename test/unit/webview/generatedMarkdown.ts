/** A small generator of pseudo-random numbers (mulberry32), so that a failing document can be made again from its seed. */
export function random(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let value = Math.imul(state ^ (state >>> 15), 1 | state);
        value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
        return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
    };
}

const blocks = [
    "A plain paragraph.", "Two lines\nof one paragraph", "**bold** and *it* and `code` and ~~gone~~", "# Heading", "### Heading `three` ###",
    "Underlined\n---", "Underlined\n===", "- a\n- b\n- c", "- a\n\n- loose\n\n  with a paragraph", "* star\n  continued\n* star", "1. one\n2. two",
    "1. one\n\n2. two after a gap", "3) three\n4) four", "- a\n  - b\n    - c\n  - d", "- [ ] open\n- [x] done", "> quote\n> goes on", "> quote\nlazily",
    "> - list in a quote\n>   - deeper", "> ```js\n> let a;\n> ```", "```js\nlet a = 1;\n\nlet b = `x`;\n```", "~~~\ntilde\n```\n~~~", "````md\n```js\nx\n```\n````",
    "```\nno language\n```", "- item\n  ```py\n  print(1)\n  ```\n- after", "1. item\n\n   ```sh\n   az login\n   ```\n\n2. after", "    indented code\n\n    goes on",
    "| a | b |\n|---|:-:|\n| 1 | `x` |\n| 2 | \\| |", "a | b\n-|-\n1 | 2", "---", "***", "<div>html\nblock</div>", "<!-- a\n\ncomment -->", "<b>inline</b> html <br> here",
    "<details>\n<summary>s</summary>\n\ntext\n\n</details>", "[link](https://contoso.com \"title\") and <https://auto.example>", "![image](https://x.example/i.png)",
    "https://bare.example/path?q=1", "Trailing two spaces  \nbreak\\\nand backslash", "a\\*b \\` c &amp; &lt; d", "1986\\. A great year", "Line\n- list right after", "Line\n1. list right after",
    "Line\n> quote right after", "Line\n```\ncode right after\n```", "Line\n# heading right after", "| a |\n|---|\n| x |\nno pipe", "-", "1.", "+ plus\n\n\n+ far", "```js\nnever closed\n\n# inside",
    "emoji 🎉 and ünïcödé and 漢字", "*not closed", "`not closed", "[not](closed", "**a*b**c*", "Tab\tinside", "\tindented by a tab", "-\tlist by a tab", "#no heading", "Setext\n  ---  ",
];

const gaps = ["\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n \n", "\n  "];

/** A document of a few blocks, with the gaps between them that people and models leave. */
export function generateMarkdown(seed: number): string {
    const next = random(seed);
    const pick = (from: string[]) => from[Math.floor(next() * from.length)] ?? "";
    let text = "";
    for (let count = 1 + Math.floor(next() * 7); count > 0; count--) {
        text += pick(blocks) + pick(gaps);
    }
    return next() < 0.15 ? text.replaceAll("\n", "\r\n") : text;
}
