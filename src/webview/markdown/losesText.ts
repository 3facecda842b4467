import type { Token, Tokens } from "marked";
import { partsOf } from "../../chat/markdown/tokens.ts";

/** Comments are meant to be invisible; one that is never closed is not. */
const hidden = /<!--[\s\S]*?-->|<\/?[a-z](?:"[^"]*"|'[^']*'|[^'"<>])*>|&#?\w+;?/gi;
const sign = /\S/gu;
/** A row is cut at its bars, and a backslash makes one a letter. */
const betweenCells = /[|\\\s]/g;

/** Whether a part of this HTML does not show: a tag or comment left open takes what is in it along. */
export function losesText(html: string, content: Node): boolean {
    return signs(html.replace(hidden, "")) > signs(content.textContent ?? "");
}

/** Whether a row of a table in this block has more cells than the head: they would not show. */
export function losesCells(block: Token): boolean {
    return partsOf(block).filter((part): part is Tokens.Table => part.type === "table").some(({ raw, rows }) => {
        const written = raw.split("\n").slice(2).join("").replace(betweenCells, "");
        return written.length > rows.flat().map(({ text }) => text).join("").replace(betweenCells, "").length;
    });
}

function signs(text: string): number {
    return text.match(sign)?.length ?? 0;
}
