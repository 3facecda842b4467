import type { Lexer, Token, Tokens } from "marked";
import { isTooLarge, isTooMuchInline } from "./budget.ts";
import { partsOf } from "./tokens.ts";

/** Type of a block that would cost too much to format: its `raw` is shown as it is. */
export const plainType = "plain";

/** A block whose structure is known, and the texts in it that are not parsed yet. */
export interface Block {
    token: Token;
    inline: { src: string; tokens: Token[] }[];
    /** The code blocks in it, which have their numbers also where the block is shown as plain text. */
    codes: Tokens.Code[];
}

/** A block that can be painted, and how many code blocks of the answer are in it. */
export interface ParsedBlock {
    token: Token;
    codes: number;
}

export function plainBlock(raw: string): Block {
    return { token: plainToken(raw), inline: [], codes: [] };
}

/** What `lexer` has made of `source`, with what it has put aside for later. */
export function blocksOf(source: string, tokens: Token[], lexer: Lexer): Block[] {
    const texts = new Map(lexer.inlineQueue.map(({ src, tokens: parts }) => [parts, src]));
    let at = 0;
    return tokens.map((token) => {
        // The parser's own account of a list differs from the source in a blank here and there.
        token.raw = source.slice(at, at += token.raw.length);
        const parts = partsOf(token);
        return {
            token,
            inline: parts.flatMap(inlineArrays).flatMap((tokens) => (texts.has(tokens) ? [{ src: texts.get(tokens)!, tokens }] : [])),
            codes: parts.filter((part): part is Tokens.Code => part.type === "code"),
        };
    });
}

/** Parses the texts in a block; where that or its layout would take too long, the block becomes a plain one. */
export function parsedBlock(block: Block, lexer: Lexer): ParsedBlock {
    return { token: parsedToken(block, lexer), codes: block.codes.length };
}

function parsedToken({ token, inline }: Block, lexer: Lexer): Token {
    if (isTooMuchInline(inline.map(({ src }) => src))) {
        return plainToken(token.raw);
    }
    try {
        inline.forEach(({ src, tokens }) => lexer.inlineTokens(src, tokens));
    } catch (error) {
        if (error instanceof RangeError) {
            return plainToken(token.raw);
        }
        throw error;
    }
    return isTooLarge(token) ? plainToken(token.raw) : token;
}

function plainToken(raw: string): Tokens.Generic {
    return { type: plainType, raw, text: raw };
}

function inlineArrays(token: Token): Token[][] {
    if (token.type === "table") {
        const { header, rows } = token as Tokens.Table;
        return [header, ...rows].flat().map(({ tokens }) => tokens);
    }
    return "tokens" in token && token.tokens !== undefined ? [token.tokens] : [];
}
