import type { Token, Tokens } from "marked";
import { walkTokens } from "marked";
import { codeFigure } from "./codeFigure.ts";
import { morph } from "./morph.ts";
import type { Sanitise } from "./sanitise.ts";
import { parseAll, TailParser } from "./tailParser.ts";
import { codeAttribute, codeMark, isClosedFence, languageOf, toHtml } from "./toHtml.ts";

/** One top-level block on the page. `source` is what it was made of: equal source, equal block. */
interface Painted {
    element: HTMLElement;
    source: string;
    /** Text of a code block that may still grow, so that growing it is one `appendData`. */
    open?: { language: string; text: string };
}

/**
 * Paints one answer into `root`, block by block. While the answer grows only the blocks at its end are parsed and
 * made again; `finish` goes over the whole text once and replaces what a full parse sees otherwise.
 */
export class AnswerPainter {
    private readonly root: HTMLElement;
    private readonly sanitise: Sanitise;
    private readonly parser = new TailParser();
    private readonly painted: Painted[] = [];
    private settled = 0;
    private settledCodes = 0;

    constructor(root: HTMLElement, sanitise: Sanitise) {
        this.root = root;
        this.sanitise = sanitise;
    }

    /** `text` is the whole answer so far. */
    update(text: string): void {
        const { settled, tail } = this.parser.parse(text);
        const visible = visibleBlocks(settled);
        this.settledCodes = this.paint(visible, this.settled, this.settledCodes, true);
        this.settled += visible.length;
        this.cut(this.settled + this.paintTail(visibleBlocks(tail)));
    }

    /** The answer will not grow any more. */
    finish(text: string): void {
        const blocks = visibleBlocks(parseAll(text));
        this.paint(blocks, 0, 0, true);
        this.cut(blocks.length);
    }

    private paintTail(tail: Token[]): number {
        this.paint(tail, this.settled, this.settledCodes, false);
        return tail.length;
    }

    /** Returns the number of code blocks up to the end of these blocks. */
    private paint(blocks: Token[], from: number, codes: number, isFinal: boolean): number {
        let nextCode = codes;
        for (const [at, token] of blocks.entries()) {
            this.paintBlock(token, from + at, nextCode, isFinal);
            nextCode += countCodes(token);
        }
        return nextCode;
    }

    private paintBlock(token: Token, at: number, firstCode: number, isFinal: boolean): void {
        if (token.type === "code") {
            this.paintCode(token as Tokens.Code, at, firstCode, isFinal);
            return;
        }
        const source = toHtml(token, firstCode, isFinal);
        if (this.painted[at]?.source !== source) {
            this.place(at, this.fragment(source), { source });
        }
    }

    private paintCode(token: Tokens.Code, at: number, index: number, isFinal: boolean): void {
        const { text } = token;
        const language = languageOf(token);
        const isClosed = isFinal || isClosedFence(token.raw);
        const old = this.painted[at];
        const source = `code ${index} ${isClosed} ${language}\n${text}`;
        if (old?.source === source) {
            return;
        }
        if (!isClosed && old?.open?.language === language && text.startsWith(old.open.text)) {
            codeNode(old.element)?.appendData(text.slice(old.open.text.length));
            old.open.text = text;
            old.source = source;
            return;
        }
        const fragment = this.root.ownerDocument.createDocumentFragment();
        fragment.append(codeFigure(this.root.ownerDocument, { text, language, index, isClosed }));
        this.place(at, fragment, { source, open: isClosed ? undefined : { language, text } });
    }

    private place(at: number, content: DocumentFragment, painted: Omit<Painted, "element">): void {
        const element = this.painted[at]?.element ?? this.root.appendChild(this.root.ownerDocument.createElement("div"));
        element.className = "block";
        morph(element, content);
        this.painted[at] = { element, ...painted };
    }

    private cut(length: number): void {
        for (const { element } of this.painted.splice(length)) {
            element.remove();
        }
    }

    private fragment(html: string): DocumentFragment {
        const document = this.root.ownerDocument;
        const fragment = this.sanitise(html);
        fragment.querySelectorAll(`[${codeAttribute}]`).forEach((pre) => decorateCode(document, pre));
        fragment.querySelectorAll("table").forEach(makeScrollable);
        return fragment;
    }
}

/** Blank lines and definitions of links show nothing. */
function visibleBlocks(tokens: Token[]): Token[] {
    return tokens.filter(({ type }) => type !== "space" && type !== "def");
}

function countCodes(token: Token): number {
    let codes = 0;
    walkTokens([token], ({ type }) => {
        codes += type === "code" ? 1 : 0;
    });
    return codes;
}

function decorateCode(document: Document, pre: Element): void {
    const [mark, index, closed, ...language] = (pre.getAttribute(codeAttribute) ?? "").split(":");
    pre.removeAttribute(codeAttribute);
    if (mark === codeMark) {
        pre.replaceWith(codeFigure(document, { text: pre.textContent, language: language.join(":"), index: Number(index), isClosed: closed === "1" }));
    }
}

function makeScrollable(table: HTMLTableElement): void {
    const frame = table.ownerDocument.createElement("div");
    frame.className = "table";
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
}

/** The single text in the code element of a block that is not coloured yet. */
function codeNode(element: HTMLElement): Text | undefined {
    const node = element.querySelector("code")?.firstChild;
    return node?.nodeType === 3 ? (node as Text) : undefined;
}
