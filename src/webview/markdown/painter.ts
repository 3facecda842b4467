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

/** A block to be made anew from `source`; `hasHtml`: the model wrote tags of its own. */
interface Changed {
    block: Painted;
    source: string;
    hasHtml: boolean;
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
        const changed: Changed[] = [];
        for (const [index, token] of blocks.entries()) {
            const at = from + index;
            const block = this.blockAt(at);
            if (token.type === "code") {
                this.paintCode(block, token as Tokens.Code, nextCode, isFinal);
            } else {
                const source = toHtml(token, nextCode, isFinal);
                if (block.source !== source) {
                    changed.push({ block, source, hasHtml: count(token, "html") > 0 });
                }
            }
            nextCode += count(token, "code");
        }
        if (changed.length > 0) {
            this.paintChanged(changed);
        }
        return nextCode;
    }

    /**
     * Sanitising costs most by the call, so blocks go through it together. What holds HTML of the model's goes alone:
     * a tag that it leaves open must not swallow the blocks behind it.
     */
    private paintChanged(changed: Changed[]): void {
        const plain = changed.filter(({ hasHtml }) => !hasHtml);
        const together = this.sanitise(plain.map(({ source }) => `<div>${source}</div>`).join("")).children;
        const contents = together.length === plain.length ? new Map(plain.map((block, index) => [block, together[index]])) : new Map<Changed, Element>();
        for (const one of changed) {
            place(one.block, this.decorated(contents.get(one) ?? this.sanitise(one.source)), { source: one.source });
        }
    }

    private paintCode(block: Painted, token: Tokens.Code, index: number, isFinal: boolean): void {
        const { text } = token;
        const language = languageOf(token);
        const isClosed = isFinal || isClosedFence(token.raw);
        const source = `code ${index} ${isClosed} ${language}\n${text}`;
        if (block.source === source) {
            return;
        }
        if (!isClosed && block.open?.language === language && text.startsWith(block.open.text)) {
            codeNode(block.element)?.appendData(text.slice(block.open.text.length));
            Object.assign(block, { source, open: { language, text } });
            return;
        }
        const fragment = this.root.ownerDocument.createDocumentFragment();
        fragment.append(codeFigure(this.root.ownerDocument, { text, language, index, isClosed }));
        place(block, fragment, { source, open: isClosed ? undefined : { language, text } });
    }

    private blockAt(at: number): Painted {
        return this.painted[at] ??= { element: this.root.appendChild(blockElement(this.root.ownerDocument)), source: "" };
    }

    private cut(length: number): void {
        for (const { element } of this.painted.splice(length)) {
            element.remove();
        }
    }

    private decorated(content: ParentNode & Node): ParentNode & Node {
        content.querySelectorAll(`[${codeAttribute}]`).forEach((pre) => decorateCode(this.root.ownerDocument, pre));
        content.querySelectorAll("table").forEach(makeScrollable);
        return content;
    }
}

function blockElement(document: Document): HTMLElement {
    const element = document.createElement("div");
    element.className = "block";
    return element;
}

function place(block: Painted, content: ParentNode & Node, { source, open }: Omit<Painted, "element">): void {
    morph(block.element, content);
    Object.assign(block, { source, open });
}

/** Blank lines and definitions of links show nothing. */
function visibleBlocks(tokens: Token[]): Token[] {
    return tokens.filter(({ type }) => type !== "space" && type !== "def");
}

function count(token: Token, type: Token["type"]): number {
    let found = 0;
    walkTokens([token], (part) => {
        found += part.type === type ? 1 : 0;
    });
    return found;
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
