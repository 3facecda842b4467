import type { Token, Tokens } from "marked";
import { Marked } from "marked";
import { strings } from "../strings.ts";
import { withTagsAsText } from "./tags.ts";

/**
 * Marks the code blocks that come from Markdown fences. A model can write `<pre>` as HTML too, but cannot know this
 * word, so it cannot dress up text of its own as a block with buttons.
 */
export const codeMark = `k${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;

/** Attribute that holds `codeMark:index:closed:info`; it never reaches the page. */
export const codeAttribute = "fence";

/**
 * HTML of one top-level block, not yet safe. `firstCode` is the index of its first code block in the whole answer;
 * `isFinal` says that no fence of it can still grow.
 */
export function toHtml(token: Token, firstCode: number, isFinal: boolean): string {
    Object.assign(state, { nextCode: firstCode, isFinal, linkDepth: 0 });
    return marked.parser([token]);
}

/** HTML of any Markdown, not yet safe; its code blocks have no number and no buttons. */
export function unnumberedHtml(text: string): string {
    Object.assign(state, { nextCode: undefined, isFinal: true, linkDepth: 0 });
    return marked.parser(marked.lexer(text));
}

/** What the renderer needs beside its token; `toHtml` is synchronous and not re-entrant. */
const state = { nextCode: 0 as number | undefined, isFinal: false, linkDepth: 0 };

const marked = new Marked({
    renderer: {
        code(token: Tokens.Code) {
            if (state.nextCode === undefined) {
                return `<pre>\n${escapeHtml(token.text)}</pre>\n`;
            }
            const isClosed = state.isFinal || isClosedFence(token.raw);
            const mark = `${codeMark}:${state.nextCode++}:${isClosed ? 1 : 0}:${infoOf(token)}`;
            // A line break at the very beginning is not part of a `pre`.
            return `<pre ${codeAttribute}="${escapeHtml(mark)}">\n${escapeHtml(token.text)}</pre>\n`;
        },
        html(token: Tokens.HTML | Tokens.Tag) {
            const html = withTagsAsText(token.text);
            // Such as a file of XML that the model has not fenced: its lines are to stay lines.
            return token.block === true && html !== token.text ? `<pre>\n${escapeHtml(token.text)}</pre>\n` : html;
        },
        text(token: Tokens.Text | Tokens.Escape) {
            // The parser leaves what is between `<kbd>` or `<script>` and its end as it is.
            return "escaped" in token && token.escaped && !("tokens" in token) ? withTagsAsText(token.text) : false;
        },
        image({ href, text }: Tokens.Image) {
            return imageHtml(href, text);
        },
        link({ href, tokens }: Tokens.Link) {
            state.linkDepth++;
            const text = this.parser.parseInline(tokens);
            state.linkDepth--;
            return `<a href="${escapeHtml(href)}">${text}</a>`;
        },
        checkbox({ checked }: Tokens.Checkbox) {
            return checked ? "☑ " : "☐ ";
        },
    },
});

/** Images are never loaded: their address could carry what the conversation says to anybody's server. */
function imageHtml(href: string, text: string): string {
    const label = escapeHtml(strings.image(text));
    return state.linkDepth > 0 ? label : `<a href="${escapeHtml(href)}">${label}</a>`;
}

/** What stands behind the fence: the language, and whatever the model adds, as `title="app.py" {3-5}`. */
export function infoOf({ lang }: Tokens.Code): string {
    return (lang ?? "").trim();
}

/** Whether the text of a fenced block holds its closing fence. An indented block has none and never counts as closed. */
export function isClosedFence(raw: string): boolean {
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
    const last = raw.trimEnd().split("\n").slice(1).at(-1)?.trim();
    return fence !== undefined && last !== undefined && last.length >= fence.length && last === (fence[0] ?? "").repeat(last.length);
}

export function escapeHtml(text: string): string {
    return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
