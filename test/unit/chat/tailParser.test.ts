import assert from "node:assert/strict";
import type { Token } from "marked";
import { lexer } from "marked";
import type { ParsedBlock } from "../../../src/chat/markdown/block.ts";
import { TailParser } from "../../../src/chat/markdown/tailParser.ts";
import { codeFloods, dear, floods } from "../../ui/hostileAnswers/floods.ts";
import { generateMarkdown, random } from "../webview/generatedMarkdown.ts";

function tokensOf(blocks: Iterable<ParsedBlock | undefined>): Token[] {
    return [...blocks].flatMap((block) => block?.token ?? []);
}

function parseAll(text: string): Token[] {
    return tokensOf(new TailParser().parseWhole(text));
}

/** Parses a text that arrives in these pieces; what the page shows at the end. */
function streamed(text: string, ends: number[]): Token[] {
    const parser = new TailParser();
    const settled: Token[] = [];
    let tail: Token[] = [];
    for (const end of ends) {
        const parsed = parser.parse(text.slice(0, end));
        settled.push(...tokensOf(parsed.settled));
        tail = tokensOf(parsed.tail);
    }
    return [...settled, ...tail];
}

function visible(tokens: Token[]): Token[] {
    return tokens.filter(({ type }) => type !== "space");
}

/** Blank lines around a block may belong to it or not; they show nothing. */
function comparable(tokens: Token[]): unknown {
    return JSON.parse(JSON.stringify(visible(tokens), (key, value: unknown) => (key === "raw" ? String(value).trim() : value)));
}

function everyCharacter(text: string): number[] {
    return Array.from({ length: text.length }, (_, at) => at + 1);
}

describe("an answer parsed from its tail", () => {
    it("equals the full parse, character by character, for generated documents", function () {
        this.timeout(20_000);
        for (let seed = 1; seed <= 250; seed++) {
            const text = generateMarkdown(seed);
            assert.deepEqual(comparable(streamed(text, everyCharacter(text))), comparable(lexer(text)), `seed ${seed}: ${JSON.stringify(text)}`);
        }
    });

    it("equals the full parse however it is cut into pieces", function () {
        this.timeout(20_000);
        for (let seed = 1_000; seed <= 2_000; seed++) {
            const text = generateMarkdown(seed);
            const next = random(seed);
            const ends = everyCharacter(text).filter((end) => end === text.length || next() < 0.15);
            assert.deepEqual(comparable(streamed(text, ends)), comparable(lexer(text)), `seed ${seed}: ${JSON.stringify(text)}`);
        }
    });

    it("resolves a link by a definition that came before it", () => {
        const text = "[a]: https://first.example\n\n[a]: https://second.example\n\nText.\n\nSee [a].\n";
        const link = (streamed(text, everyCharacter(text)).at(-1) as { tokens: { tokens?: Token[] }[] }).tokens.find((token) => "href" in token);
        assert.equal((link as unknown as { href: string }).href, "https://first.example");
    });

    it("looks again only at the end of a long answer", () => {
        const text = "A paragraph with some words in it.\n\n".repeat(500);
        const parser = new TailParser();
        parser.parse(text);
        const { settled, tail } = parser.parse(`${text}One more`);
        assert.equal([...settled].length, 0);
        assert.ok(tokensOf(tail).reduce((sum, { raw }) => sum + raw.length, 0) < 100);
    });

    it("loses nothing of what was sent, and is not held up by any of it", function () {
        this.timeout(60_000);
        for (const chars of [500, 30_000]) {
            for (const { name, text } of [...floods(chars), ...codeFloods(chars)]) {
                const start = process.cpuUsage().user;
                assert.equal(parseAll(text).map(({ raw }) => raw).join(""), text.replace(/\r\n|\r/g, "\n"), name);
                const tookMs = (process.cpuUsage().user - start) / 1000;
                assert.ok(tookMs < 1_000, `${name}: ${tookMs} ms`);
            }
        }
    });

    it("takes a moment at most for one block of marks that begin nothing, however many there are", () => {
        for (const pattern of dear) {
            for (const chars of [1_000, 2_200, 4_000, 7_900]) {
                const start = process.cpuUsage().user;
                parseAll(pattern.repeat(chars / pattern.length));
                const tookMs = (process.cpuUsage().user - start) / 1000;
                assert.ok(tookMs < 350, `${chars} of ${pattern}: ${tookMs} ms`);
            }
        }
    });

    it("formats long paragraphs and lists as people write them", () => {
        const paragraph = "Some **bold words**, *others*, `code_with_underscores`, a [link](https://contoso.com/a_b) and snake_case_names in it. ";
        assert.deepEqual(parseAll(paragraph.repeat(30)).map(({ type }) => type), ["paragraph"]);
        assert.deepEqual(visible(parseAll(`- ${paragraph}\n`.repeat(200))).map(({ type }) => type), ["list"]);
    });

    it("shows a part of a long answer in plain text, and goes on with the next block", () => {
        const types = (text: string) => parseAll(text).map(({ type }) => type).filter((type) => type !== "space");
        assert.deepEqual(types(`# Heading\n\n${"> ".repeat(50)}a\n\nText`), ["heading", "plain", "paragraph"]);
        assert.deepEqual(types(`Text\n\n${"- a\n".repeat(2_000)}\nText\n\n${"b ".repeat(5_000)}\n\n# Heading`), ["paragraph", "plain", "paragraph", "plain", "heading"]);
        assert.deepEqual(types(`Text\n\n\`\`\`\n${"let a;\n".repeat(20_000)}\`\`\`\n\nText`), ["paragraph", "code", "paragraph"]);
        assert.deepEqual(types(`\`\`\`\nlet a;\n\`\`\`\n${"> ".repeat(50)}a\n\nText`), ["code", "plain", "paragraph"]);
        assert.deepEqual(types(`Text\n\n\`\`\`\n${"> ".repeat(50)}a\n\n${"+ ".repeat(50)}a\n\`\`\`\n\nText`), ["paragraph", "code", "paragraph"]);
        assert.deepEqual(types("A paragraph with some words in it.\n\n".repeat(3_000)).filter((type) => type !== "paragraph"), []);
    });
});
