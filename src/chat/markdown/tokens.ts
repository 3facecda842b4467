import type { Token, Tokens } from "marked";

/** The token and all within it, one array for each level. The parser's own walk takes time with the square of the siblings. */
export function levelsOf(block: Token): Token[][] {
    const levels: Token[][] = [];
    for (let level: Token[] = [block]; level.length > 0; level = level.flatMap(childrenOf)) {
        levels.push(level);
    }
    return levels;
}

/** The token and all within it in the order of the text. */
export function partsOf(block: Token): Token[] {
    const parts: Token[] = [];
    const waiting = [block];
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
        parts.push(token);
        waiting.push(...childrenOf(token).reverse());
    }
    return parts;
}

function childrenOf(token: Token): Token[] {
    switch (token.type) {
        case "table": {
            const { header, rows } = token as Tokens.Table;
            return [header, ...rows].flat().flatMap(({ tokens }) => tokens);
        }
        case "list":
            return [...(token as Tokens.List).items];
        default:
            return "tokens" in token ? [...(token.tokens ?? [])] : [];
    }
}
