export interface CodeBlock {
    text: string;
    /** The word after the fence, for example `python`; empty where there is none. */
    language: string;
}

/**
 * The code blocks of a Markdown text in the order of the document, also those in lists and quotes. The page counts
 * with the same parser and the same budget, so that what is copied is what was shown.
 */
export async function codeBlocks(markdown: string): Promise<CodeBlock[]> {
    const [{ parseAll }, { partsOf }] = await Promise.all([import("./markdown/tailParser.ts"), import("./markdown/tokens.ts")]);
    return parseAll(markdown).flatMap(partsOf).filter(({ type }) => type === "code").map((token) => ({
        text: "text" in token ? String(token.text) : "",
        language: "lang" in token ? String(token.lang ?? "").trim().split(/\s/)[0] ?? "" : "",
    }));
}
