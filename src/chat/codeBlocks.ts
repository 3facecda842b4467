import { setImmediate as others } from "node:timers/promises";

export interface CodeBlock {
    text: string;
    /** The word after the fence, for example `python`; empty where there is none. */
    language: string;
}

/**
 * The code blocks of a Markdown text in the order of the document, also those in lists and quotes. The page counts
 * with the same parser and the same budget, so that what is copied is what was shown. Only the structure is parsed, and
 * other extensions get their turn: a model decides how long the text is, and how much work.
 */
export async function codeBlocks(markdown: string): Promise<CodeBlock[]> {
    const { TailParser } = await import("./markdown/tailParser.ts");
    const found: CodeBlock[] = [];
    for (const blocks of new TailParser().structure(markdown)) {
        found.push(...blocks.flatMap(({ codes }) => codes).map(({ text, lang }) => ({ text, language: (lang ?? "").trim().split(/\s/)[0] ?? "" })));
        await others();
    }
    return found;
}
