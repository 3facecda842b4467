/** What is read aloud of an answer: up to a length that can still be stopped with one key. */
const longest = 2_000;

/**
 * The words of an answer as a screen reader says them: no marks of Markdown, code as "code in python, 12 lines", links by
 * their text. Only the beginning of a long answer is looked at.
 */
export function plainWords(markdown: string): string {
    const words = markdown.slice(0, 2 * longest)
        .replace(/^ {0,3}(`{3,}|~{3,})[^\S\n]*([\w+#-]{0,30})[^\n]*\n([\s\S]*?)(?:^ {0,3}\1[^\n]*$|$(?![\s\S]))/gm, (_, _fence, language: string, code: string) => codeWords(language, code))
        .replace(/^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t:|-]*)?$/gm, "")
        .replace(/^[ \t]*(?:#{1,6}|>+|[-*+])[ \t]+/gm, "")
        .replace(/!?\[([^\]\n]{0,300})\]\([^()\s]{0,500}\)/g, "$1")
        .replace(/<\/?[a-z][^<>]{0,300}>/gi, "")
        .replace(/(\*\*|__|~~|`+)/g, "")
        .replace(/(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])/g, "")
        .replace(/[ \t]*\|[ \t]*/g, ", ")
        .replace(/(?:^|\n)(?:, )+|(?:, )+(?=\n|$)/g, "\n")
        .replace(/\s*\n\s*/g, "\n")
        .trim();
    return words.length > longest ? `${words.slice(0, longest)}…` : words;
}

function codeWords(language: string, code: string): string {
    const lines = code.trimEnd().split("\n").length;
    return `Code${language === "" ? "" : ` in ${language}`}, ${lines} ${lines === 1 ? "line" : "lines"}.\n`;
}
