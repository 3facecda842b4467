/** As much as fits a line of the log or a row of evidence. */
const longestText = 120;
/** A stretch of a token this long counts as the token. Longer than a GUID's parts, shorter than a JWT's. */
export const stretch = 24;
const gram = 16;
const mostSecrets = 32;

const secrets = new Set<string>();
let grams: Set<string> | undefined;

/** Notes a token, so that it is found by its value in whatever is shown or logged. Only the latest 32 are kept. */
export function knownSecret(value: string): void {
    if (value.length < gram || secrets.has(value)) {
        return;
    }
    const [oldest] = secrets;
    if (secrets.size >= mostSecrets && oldest !== undefined) {
        secrets.delete(oldest);
    }
    secrets.add(value);
    grams = undefined;
}

/**
 * `text` without tokens: by their value, whole or a stretch of 24 characters, in any letter case; and by their
 * shape (a JWT, or what follows `Bearer`). For everything that is logged, whoever wrote it. Full-width letters, marks
 * and invisible characters between a token's do not hide it. What does: an encoding of it (base64, hexadecimal), other
 * words in between, or the order of its characters reversed.
 */
export function withoutTokens(text: string): string {
    const seen = withoutPlainTokens(text);
    const plain = plainLetters(seen);
    const found = plain === seen ? plain : withoutPlainTokens(plain);
    return found === plain ? seen : found;
}

/** Whether there is a token in a text that is worth nothing without it: one that is known, or a whole JWT. */
export function holdsToken(text: string): boolean {
    const plain = plainLetters(text);
    return tokensIn(plain).length > 0 || /eyJ[\w-]{5,}\.[\w-]+\./.test(plain);
}

/** Where known tokens are, from the first character to behind the last of the words that hold (part of) one. */
export function tokensIn(text: string): { start: number; end: number }[] {
    return [...text.matchAll(words)].filter(([word]) => holdsSecret(word)).map(({ 0: word, index }) => ({ start: index, end: index + word.length }));
}

/** What a token can be part of. */
const words = /[\w.~+/=-]{16,}/g;

function withoutPlainTokens(text: string): string {
    return text
        .replace(words, (word) => (holdsSecret(word) ? "…" : word))
        .replace(/(?<![A-Za-z0-9])eyJ[\w-]{5,}(\.[\w-]*){0,2}/g, "…")
        .replace(/\b(Bearer\s+)\S+/gi, "$1…");
}

/** ASCII where a character only looks different: full-width letters, letters with marks, invisible characters. */
function plainLetters(text: string): string {
    return text.replace(/[^\p{ASCII}…]+/gu, (part) => part.normalize("NFKD").replace(/[\p{M}\p{Cf}\p{DI}]/gu, ""));
}

/**
 * What a foreign host echoes (a request id, a `Server` header, a host or a path), fit for failures, tooltips and the
 * log: one line without tokens, control, direction and zero-width characters, at most `longest` characters.
 */
export function foreignText(text: string, longest = longestText): string {
    const visible = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, "").replace(/(\p{M}{3})\p{M}+/gu, "$1");
    const line = withoutTokens(visible.slice(0, 8_192)).replace(/\s+/g, " ").trim();
    return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function holdsSecret(run: string): boolean {
    const known = grams ??= indexed();
    const text = run.toLowerCase();
    for (let at = 0; at + gram <= text.length; at++) {
        if (known.has(text.slice(at, at + gram))) {
            return true;
        }
    }
    return false;
}

/**
 * Every ninth 16-gram of each secret: any 24 characters of it contain one. Without a digit or a capital it may be a
 * word of an opaque token, which other texts have as well.
 */
function indexed(): Set<string> {
    const found = new Set<string>();
    for (const secret of secrets) {
        for (let at = 0; at + gram <= secret.length; at += stretch - gram + 1) {
            const part = secret.slice(at, at + gram);
            if (/[A-Z0-9]/.test(part)) {
                found.add(part.toLowerCase());
            }
        }
    }
    return found;
}
