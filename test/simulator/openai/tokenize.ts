/** Splits text into pieces about as long as a model's tokens. */

const piece = / ?[\p{L}\p{N}\p{M}_]{1,8}|\n+|[^\S\n]+|[^\p{L}\p{N}\p{M}_\s]/gu;

/** The pieces; joined, they are the text again. */
export function tokenize(text: string): string[] {
    return text.match(piece) ?? [];
}

export function countTokens(text: string): number {
    return tokenize(text).length;
}
