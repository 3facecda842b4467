/**
 * The text, so that VS Code shows it as it is. Messages, progress and the prompts of input boxes make links of
 * `[text](command:…)` and `[text](https://…)`; the status bar, quick picks and those prompts make icons of `$(name)`.
 * Nothing of it can be switched off, so that an invisible word joiner (U+2060) parts the two signs that belong together.
 * Texts without these signs stay as they are.
 */
export function literal(text: string): string {
    return text.replace(/[\]$](?=\()/g, "$&\u2060");
}
