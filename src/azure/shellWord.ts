/** Quotes for bash: nothing inside is expanded. */
export function quoteBash(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A word of a command in a comment, which people copy to a shell; quoted only where it must be. */
export function shellWord(text: string): string {
    return /^\w[\w.-]*$/.test(text) ? text : quoteBash(text);
}

/**
 * A word of a command that people paste into bash or PowerShell. Single quotes mean the same in both as long as none is
 * inside; PowerShell takes typographic ones for quotes, too. @returns undefined where the text has one, or a control
 * character: no name or id in Azure does, so that it is not what it seems.
 */
export function pastedWord(text: string): string | undefined {
    return /['‘’‚‛\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) ? undefined : shellWord(text);
}
