import type { Links, Tokens } from "marked";
import { Lexer } from "marked";
import type { Block, ParsedBlock } from "./block.ts";
import { blocksOf, parsedBlock, plainBlock } from "./block.ts";
import { nextPortion, plainPortion } from "./budget.ts";
import { partsOf } from "./tokens.ts";

export interface ParsedTail {
    /** Blocks that became final with this text, in order; they are never returned again. Each is parsed as it is asked for. */
    settled: Iterable<ParsedBlock>;
    /** Blocks that the next characters may still change, parsed likewise. */
    tail: Iterable<ParsedBlock>;
    /** Whether that is all; else the same text is to be parsed once more. */
    isAll: boolean;
}

interface Step {
    settled: Block[];
    tail: Block[];
    isAll: boolean;
    /** Knows the definitions of links up to the end of the tail. */
    lexer: Lexer;
}

/**
 * Parses an answer that grows at its end, each time only from the last block that may still change, and no more at a
 * time than its budget allows. What it returns equals a full parse, but for link references that are defined after
 * their use: `parseWhole` at the end mends those.
 */
export class TailParser {
    private settledChars = 0;
    /** The block that is not settled yet is known to be a plain one. */
    private isPlain = false;
    private readonly links: Links = Object.create(null) as Links;

    /** `text` is the whole answer so far, which begins with the text of the call before. */
    parse(text: string): ParsedTail {
        const { settled, tail, isAll, lexer } = this.step(text);
        return { settled: parsedOneByOne(settled, lexer), tail: parsedOneByOne(isAll ? tail : [], lexer), isAll };
    }

    /** All of a text that will not grow any more. The texts in its blocks are parsed one after the other, as they are asked for. */
    *parseWhole(text: string): Generator<ParsedBlock | undefined> {
        const blocks: Block[] = [];
        for (const some of this.structure(text)) {
            for (const block of some) {
                blocks.push(block);
            }
            yield undefined;
        }
        yield* parsedOneByOne(blocks, this.lexer());
    }

    /** The blocks of such a text, some at a time, without the emphasis, links and code in their texts. */
    *structure(text: string): Generator<Block[]> {
        for (let isAll = false; !isAll;) {
            const { settled, tail, isAll: isEnd } = this.step(text);
            isAll = isEnd;
            this.takeLinks(isEnd ? tail : []);
            yield isEnd ? [...settled, ...tail] : settled;
        }
    }

    private step(text: string): Step {
        const source = normalised(text).slice(this.settledChars);
        const portion = this.isPlain ? plainPortion(source) : nextPortion(source);
        const part = source.slice(0, portion.length);
        const isAll = portion.length === source.length;
        const lexer = this.lexer();
        const blocks = portion.isPlain ? [plainBlock(part)] : blocksOf(part, lexer.blockTokens(part, []), lexer);
        const count = portion.isComplete ? blocks.length : isAll ? firstUnsettled(blocks, part) : lastBlock(blocks);
        if (count === 0 && !isAll) {
            this.isPlain = true;
            return this.step(text);
        }
        this.settle(blocks.slice(0, count));
        this.isPlain = portion.isPlain && !portion.isComplete;
        return { settled: blocks.slice(0, count), tail: blocks.slice(count), isAll, lexer };
    }

    private lexer(): Lexer {
        const lexer = new Lexer();
        Object.assign(lexer.tokens.links, this.links);
        return lexer;
    }

    private settle(blocks: Block[]): void {
        this.settledChars += blocks.reduce((sum, { token }) => sum + token.raw.length, 0);
        this.takeLinks(blocks);
    }

    private takeLinks(blocks: Block[]): void {
        for (const token of blocks.flatMap((block) => partsOf(block.token))) {
            if (token.type === "def") {
                const { tag, href, title } = token as Tokens.Def;
                this.links[tag] ??= { href, title };
            }
        }
    }
}

function* parsedOneByOne(blocks: Block[], lexer: Lexer): Generator<ParsedBlock> {
    for (const block of blocks) {
        yield parsedBlock(block, lexer);
    }
}

/**
 * A block is final once the first line of a later block is complete: until then that line may turn out to belong to
 * the block (`1` becomes `1. next item`, `-` becomes a heading's underline).
 */
function firstUnsettled(blocks: Block[], source: string): number {
    let end = source.length;
    for (let at = blocks.length - 1; at > 0; at--) {
        const { type, raw } = blocks[at]!.token;
        const start = end - raw.length;
        if (type !== "space" && hasCompleteLine(source.slice(start))) {
            return at;
        }
        end = start;
    }
    return 0;
}

/** Index of the last block that shows something; the blocks before it are complete. */
function lastBlock(blocks: Block[]): number {
    const last = blocks.findLastIndex(({ token }) => token.type !== "space");
    return last < 0 ? blocks.length : last;
}

function hasCompleteLine(text: string): boolean {
    const first = text.search(/\S/);
    return first >= 0 && text.includes("\n", first);
}

/** As the lexer does it, so that the lengths of its tokens are offsets into this text. */
function normalised(text: string): string {
    return text.includes("\r") ? text.replace(/\r\n|\r/g, "\n") : text;
}
