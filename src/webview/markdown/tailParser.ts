import type { Links, Token, TokensList } from "marked";
import { Lexer, walkTokens } from "marked";

export interface ParsedTail {
    /** Blocks that became final with this text, in order; they are never returned again. */
    settled: Token[];
    /** Blocks that the next characters may still change. */
    tail: Token[];
}

/**
 * Parses an answer that grows at its end, each time only from the last block that may still change. What it returns
 * equals a full parse, but for link references that are defined after their use: `parseAll` at the end mends those.
 */
export class TailParser {
    private settledChars = 0;
    private readonly links: Links = Object.create(null) as Links;

    /** `text` is the whole answer so far, which begins with the text of the call before. */
    parse(text: string): ParsedTail {
        const source = normalised(text).slice(this.settledChars);
        const tokens = this.lex(source);
        const settled = tokens.slice(0, firstUnsettled(tokens, source));
        this.settle(settled);
        return { settled, tail: tokens.slice(settled.length) };
    }

    private lex(source: string): Token[] {
        const lexer = new Lexer();
        Object.assign(lexer.tokens.links, this.links);
        return lexer.lex(source);
    }

    private settle(tokens: Token[]): void {
        this.settledChars += tokens.reduce((sum, token) => sum + token.raw.length, 0);
        walkTokens(tokens, (token) => {
            if (token.type === "def") {
                this.links[String(token.tag)] ??= { href: String(token.href), title: String(token.title ?? "") };
            }
        });
    }
}

export function parseAll(text: string): TokensList {
    return new Lexer().lex(text);
}

/**
 * A block is final once the first line of a later block is complete: until then that line may turn out to belong to
 * the block (`1` becomes `1. next item`, `-` becomes a heading's underline).
 */
function firstUnsettled(tokens: Token[], source: string): number {
    let end = source.length;
    for (let at = tokens.length - 1; at > 0; at--) {
        const token = tokens[at];
        const start = end - (token?.raw.length ?? 0);
        if (token?.type !== "space" && /\S.*\n/.test(source.slice(start))) {
            return at;
        }
        end = start;
    }
    return 0;
}

/** As the lexer does it, so that the lengths of its tokens are offsets into this text. */
function normalised(text: string): string {
    return text.includes("\r") ? text.replace(/\r\n|\r/g, "\n") : text;
}
