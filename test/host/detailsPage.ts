/**
 * The README as the extension's details page can show it while there is no public repository.
 *
 * VS Code shows there only pictures of `https:` addresses: neither files of the package nor `data:` (its sanitiser
 * takes both away, in 1.106 as in 1.139), and inline styles are not applied. So a picture becomes its drawing in plain
 * text, and a link to a file its words.
 * @param drawing the text that stands for a picture of the repository, given by its path; at most 70 columns are seen
 */
export function detailsPage(readme: string, drawing: (picture: string) => string): string {
    return readme
        .replace(/^!\[[^\]]*\]\((?!https:)([^)]+)\)$/gm, (_, picture: string) => `\`\`\`\n${drawing(picture)}\n\`\`\``)
        .replace(/(?<!!)\[([^\]]+)\]\((?!https:|#)[^)]+\)/g, "$1");
}
