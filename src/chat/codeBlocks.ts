export interface CodeBlock {
    text: string;
    /** The word after the fence, for example `python`; empty where there is none. */
    language: string;
}

/**
 * The code blocks of a Markdown text in the order of the document, also those in lists and quotes. The page counts
 * with the same parser and the same options, so that what is copied is what was shown.
 */
export async function codeBlocks(markdown: string): Promise<CodeBlock[]> {
    const { lexer, walkTokens } = await import("marked");
    const blocks: CodeBlock[] = [];
    walkTokens(lexer(markdown), (token) => {
        if (token.type === "code") {
            blocks.push({ text: String(token.text), language: String(token.lang ?? "").trim().split(/\s/)[0] ?? "" });
        }
    });
    return blocks;
}
