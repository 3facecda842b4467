import type { HostileAnswer } from "./answers.ts";

/** Patterns whose repetition costs parsers, highlighters or layout more than it is long. */
const patterns = [
    ">", "> ", ">\n\n", "> a\n", "- ", "-", "1. ", "* ", "- a\n", "-\n", "- a\n\n", "1. a\n", "- - a\n", "- [ ] a\n", "> - 1. ", "+ a\n\n  b\n", "- ```\n  x\n", "999999999. ",
    "a\n", "a b c ", "a", "`a` ", "`", "`a", "``a`", "*a* ", "*a ", "a* ", "*a**b", "_a ", "*", "**a ", "~~a ", "~a~ ", "_", "*_", "a_b_", "***a ", "a**b*c_d", "*a _b ", "*.*",
    "<b>", "<b>a</b>", "<", "<a ", "<b a=1>", "</b>", "<p>", "<table>", "<table><tr><td>", "<a href='https://a.b'>", "<details>", "<div>\n", "<div>\n\n", "a <b\n",
    "<https://a.b> ", "https://a.b ", "http", "www.", "www.a.b ", "a@b.c ", "a.", "a@", "<a@b", "<https:", "http://a.", "a-b.", "a+",
    "[", "[a]", "[a](", "[a](b) ", "![a](b) ", "![", "[a][b] ", "[^1] ", "[[a]] ", "](", "[a]: b\n", "[a]:\n", "[a", "[^1]: a\n", "[a](<b", "![[", "]", "[a](b \"c\") ",
    "&amp;", "&", "\\*", "\\", "a\\\n", " ", "a  \n", "\t", "\n", " \n", "\u00a0", "\r", "\r\n", "\u2028", "\u0000",
    "a\n=", "a\n---\n", "---\n", "- - - ", "_ ", "#", "# a\n", "# ", "###### a\n", "a\n===\n",
    "<!--", "<!-- a\n", "-->", "<![CDATA[", "<?", "<!A ", "<script>", "<pre>\n", "<style>", "a<!--", "a<?",
    "```\n", "```a\n", "~~~\n", "    a\n", "    a\n\n", "\ta\n", "``````",
    "|a|b|\n|-|-|\n", "|a|\n|-|-|\n", "a|b\n-|-\n", "|", "| ", "-|", ":-:|", "\\|", "|a|`|`|\n",
    "👩‍👩‍👧‍👦", "\u202e", "\u0301", "漢*字*", "אב ", "a\u200b", "🏳️‍🌈", "\ud83d", "ﷺ", "a\u0300\u0301\u0302", "[*a](`b` <c> _d_ ~~e~~ ![f] ", "$a$ ", "::: a\n", "{{a}} ", "\u001b[31m",
];

const languages = ["", "python", "c", "cpp", "csharp", "css", "ini", "java", "javascript", "json", "markdown", "php", "powershell", "ruby", "sql", "typescript", "xml", "yaml", "bash", "kotlin"];
const codes = ["a", "A", "1", "_", "a.", "a<", "(", "\"", "a\n", " ", "\n", "<a ", "/*", "{", "${", "A<A,", "\\"];

function repeat(pattern: string, chars: number): string {
    return pattern.repeat(Math.ceil(chars / pattern.length)).slice(0, chars);
}

function short(pattern: string): string {
    return JSON.stringify(pattern);
}

function flood(name: string, text: string): HostileAnswer {
    return { name, text: `keep1 before\n\n${text}\n\nkeep2 behind` };
}

/** Shapes that grow in two directions. */
function shapes(chars: number): HostileAnswer[] {
    const side = Math.floor(Math.sqrt(chars));
    const row = (cell: string, columns: number) => `|${`${cell}|`.repeat(columns)}\n`;
    const rising = (make: (at: number) => string) => Array.from({ length: side }, (_, at) => make(at));
    return [
        flood("a table of many columns and short rows", row("a", chars / 8) + row("-", chars / 8) + "a\n".repeat(chars / 4)),
        flood("such a table in a quote", `> ${row("a", chars / 8)}> ${row("-", chars / 8)}${"> a\n".repeat(chars / 8)}`),
        flood("such a table in a list", `- ${row("a", chars / 8)}  ${row("-", chars / 8)}${"  a\n".repeat(chars / 8)}`),
        flood("a table of many columns", row("a", chars / 4) + row("-", chars / 4)),
        flood("a table of many rows", row("a", 2) + row("-", 2) + row("b", 2).repeat(chars / 6)),
        flood("a square table", row("a", side / 3) + row("-", side / 3) + row("`b`", side / 3).repeat(side / 3)),
        flood("lists within lists", rising((at) => `${"  ".repeat(at)}- a\n`).join("")),
        flood("quotes that rise", rising((at) => `${">".repeat(at + 1)} a\n`).join("")),
        flood("fences that rise", rising((at) => "`".repeat(at + 1)).join(" ")),
        flood("brackets within brackets", "[".repeat(chars / 2) + "]".repeat(chars / 2)),
        flood("links within images", "![[".repeat(chars / 12) + "a](b)](c)".repeat(chars / 12)),
        flood("emphasis within emphasis", "*a **b ".repeat(chars / 16) + "** *".repeat(chars / 16)),
        flood("tags within tags", "<b>".repeat(chars / 8) + "a" + "</b>".repeat(chars / 8)),
        flood("tags that each paragraph opens again", rising((at) => `<b id=${at}>`).join("") + "<p>a".repeat(side)),
        flood("definitions and their uses", rising((at) => `[r${at}]: https://a.b/${at}\n`).join("") + "\n" + rising((at) => `[r${at}] `).join("").repeat(8)),
        flood("a heading's line of marks", `# ${repeat("#", chars)}a`),
        flood("spaces before a break", `a${repeat(" ", chars)}b`),
        flood("a link that is never closed", `[a](${repeat("(", chars)}`),
        flood("a title that is never closed", `[a](b "${repeat("\\\"", chars)}`),
        flood("an attribute that is never closed", `<a ${repeat("a=b ", chars)}`),
        flood("a long address", `https://a.b/${repeat("?!", chars)}`),
        flood("a list item with many lines", `- a\n${repeat("  b\n", chars)}`),
        flood("a list item with lazy lines", `- a\n${repeat("b\n", chars)}`),
        flood("a list item with code", `- \`\`\`js\n${repeat("  let a;\n", chars)}`),
        flood("an address with many entities", `https://a.b/${repeat("&a;", chars)}`),
    ];
}

/** Every pattern at this length, and every shape. */
export function floods(chars: number): HostileAnswer[] {
    return [...patterns.map((pattern) => flood(`${short(pattern)} to ${chars} characters`, repeat(pattern, chars))), ...shapes(chars)];
}

/** Long answers of many blocks, each of which is dear to parse or to lay out, or of very many small ones. */
export function manyBlocks(): HostileAnswer[] {
    const many = (count: number, block: string) => Array.from({ length: count }, () => block).join("\n\nx\n\n");
    const spans = `<table><tr>${"<td colspan=\"1000\" rowspan=\"65534\">x".repeat(120)}</tr>${"<tr><td>y".repeat(60)}</table>`;
    return [
        ...dear.slice(1, 5).map((pattern) => flood(`12 times 2,000 characters of ${short(pattern)}`, many(12, repeat(pattern, 2_000)))),
        flood("40 times emphasis that never ends", many(40, repeat("**a^", 7_900))),
        flood("a table whose cells go across all columns and rows", spans),
        flood("20 such tables", many(20, spans)),
        flood("paragraphs of one character", repeat("a\n\n", 60_000)),
        flood("code of one character", repeat("```js\na\n```\n", 60_000)),
    ];
}

/** Each of these marks makes the parser read everything behind it. */
export const dear = ["**a^", "🦊**a", "*a]", "_9.", "__a^", "é/>__", "0;~", "**a*b^"];

/** Code of this length: every pattern in one language, and one language with each. */
export function codeFloods(chars: number): HostileAnswer[] {
    return languages.flatMap((language, at) => codes.filter((_, index) => (index + at) % 4 === 0 || index === 0)
        .map((code) => flood(`${chars} characters of ${short(code)} in ${language || "no language"}`, `\`\`\`${language}\n${repeat(code, chars)}\n\`\`\``)));
}
