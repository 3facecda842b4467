/** Quotes for Bicep: nothing inside is an expression. */
export function quoteBicep(text: string): string {
    const escaped = text
        .replace(/['\\]/g, (character) => `\\${character}`)
        .replace(/\$\{/g, (start) => `\\${start}`)
        .replace(/\p{Cc}/gu, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
    return `'${escaped}'`;
}

/** One file of a Bicep deployment; `main.bicep` refers to the others by these names. */
export interface ScriptFile {
    name: string;
    text: string;
}
