import { actionMatches } from "./roleMatching.ts";

/**
 * Whether a condition has a say about an action. Conditions have the documented form
 * `((!(ActionMatches{'a'})) OR (expression)) AND …`, and for another action than `a` such a part is always true
 * (conditions-format.md, "How a condition is evaluated"). Only that is worked out here: where the form is another
 * one, or the action is one of those named, the answer is that it has a say, and nothing is guessed.
 */
export function conditionConcerns(condition: string | null | undefined, action: string): boolean {
    const text = condition?.trim() ?? "";
    // How a quote is escaped inside a text is UNCONFIRMED; such conditions are not taken apart.
    return text !== "" && (text.includes("\\") || !isCertainlyTrue(text, action));
}

/** AND is split first: where both words stand on one level, that is right for either order of precedence. */
function isCertainlyTrue(text: string, action: string): boolean {
    const inner = unwrap(text);
    const terms = split(inner, "AND");
    if (terms.length > 1) {
        return terms.every((term) => isCertainlyTrue(term, action));
    }
    const alternatives = split(inner, "OR");
    return alternatives.length > 1
        ? alternatives.some((alternative) => isCertainlyTrue(alternative, action))
        : namesOtherAction(inner, action);
}

/** `!(ActionMatches{'a'})`, also with `AND SubOperationMatches{'b'}` in it: true for any action but `a`. */
function namesOtherAction(term: string, action: string): boolean {
    const match = /^!\s*\(\s*ActionMatches\s*\{\s*'([^']*)'\s*\}(?:\s*AND\b([^()]*))?\s*\)$/is.exec(term);
    return match !== null && !/\bOR\b/i.test(match[2] ?? "") && !actionMatches(match[1]!, action);
}

/** Splits at a word outside all brackets, braces and quotes. */
function split(text: string, word: "AND" | "OR"): string[] {
    const found: string[] = [];
    let start = 0;
    for (const at of positionsOutside(text)) {
        if (at >= start && isWordAt(text, at, word)) {
            found.push(text.slice(start, at));
            start = at + word.length;
        }
    }
    return [...found, text.slice(start)].map((part) => part.trim());
}

function isWordAt(text: string, at: number, word: string): boolean {
    return text.slice(at, at + word.length).toUpperCase() === word
        && !/\w/.test(text[at - 1] ?? " ") && !/\w/.test(text[at + word.length] ?? " ");
}

function* positionsOutside(text: string): Iterable<number> {
    let depth = 0;
    let quoted = false;
    for (let at = 0; at < text.length; at++) {
        const character = text[at]!;
        quoted = character === "'" ? !quoted : quoted;
        if (quoted) {
            continue;
        }
        depth += "({".includes(character) ? 1 : ")}".includes(character) ? -1 : 0;
        if (depth === 0) {
            yield at;
        }
    }
}

/** Takes away brackets that enclose the whole text; `(a) OR (b)` has none. */
function unwrap(text: string): string {
    const trimmed = text.trim();
    const inner = trimmed.slice(1, -1);
    return trimmed.startsWith("(") && trimmed.endsWith(")") && isBalanced(inner) ? unwrap(inner) : trimmed;
}

function isBalanced(text: string): boolean {
    let depth = 0;
    let quoted = false;
    for (const character of text) {
        quoted = character === "'" ? !quoted : quoted;
        depth += quoted ? 0 : character === "(" ? 1 : character === ")" ? -1 : 0;
        if (depth < 0) {
            return false;
        }
    }
    return depth === 0;
}
