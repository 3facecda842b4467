import type { Token, Tokens } from "marked";
import { plainType } from "../../chat/markdown/block.ts";
import { partsOf } from "../../chat/markdown/tokens.ts";
import { codeFigure } from "./codeFigure.ts";
import { decorate } from "./decorate.ts";
import { losesCells, losesText } from "./losesText.ts";
import { morph } from "./morph.ts";
import type { WhyPlain } from "./plainFigure.ts";
import { growPlain, plainFigure } from "./plainFigure.ts";
import type { Sanitise } from "./sanitise.ts";
import { infoOf, isClosedFence, toHtml, unnumberedHtml } from "./toHtml.ts";

/** One top-level block on the page. `source` is what it was made of: equal source, equal block. */
interface Painted {
    element: HTMLElement;
    source: string;
    /** Text of a block of code or of plain text that may still grow, so that growing it is one `appendData`. */
    open?: { type: string; text: string };
    /** Too slow to be made anew with each piece of text. */
    isSlow?: boolean;
}

/** A block to be made anew from `html`; `raw` is what the model wrote, `hasTags`: with tags of its own. */
interface Changed {
    block: Painted;
    source: string;
    html: string;
    raw: string;
    hasTags: boolean;
    isFinal: boolean;
}

/** Characters of HTML that are painted in one piece, and what a block counts for beside its own. */
const pieceChars = 8_000;
const charsPerBlock = 200;
/** What a growing block may take each time, in milliseconds; a short one is slow only where the machine is busy. */
const slowMs = 150;
const slowChars = 2_000;

/** The blocks of one answer, each in an element of its own. One that cannot be painted is shown as its source. */
export class PaintedBlocks {
    private readonly root: HTMLElement;
    private readonly sanitise: Sanitise;
    private readonly painted: Painted[] = [];
    private changed: Changed[] = [];
    private chars = 0;

    constructor(root: HTMLElement, sanitise: Sanitise) {
        this.root = root;
        this.sanitise = sanitise;
    }

    /** Sets the block at this place; it may show only after `flush`. `firstCode` is the index of its first code block in the answer. */
    put(at: number, token: Token, firstCode: number, isFinal: boolean): void {
        const block = this.blockAt(at);
        this.chars += charsPerBlock;
        if (token.type === "code") {
            this.paintCode(block, token as Tokens.Code, firstCode, isFinal);
        } else if (token.type === plainType || (block.isSlow === true && !isFinal)) {
            this.paintPlain(block, token.raw, isFinal, "tooMuch");
        } else {
            this.prepare(block, token, firstCode, isFinal);
        }
    }

    isPieceFull(): boolean {
        return this.chars > pieceChars;
    }

    /**
     * Sanitising costs most by the call, so blocks go through it together. What holds tags of the model's goes alone: a
     * tag that it leaves open must not swallow the blocks behind it.
     */
    flush(): void {
        const changed = this.changed.splice(0);
        this.chars = 0;
        const together = this.sanitisedTogether(changed.filter(({ hasTags }) => !hasTags));
        for (const one of changed) {
            this.paintHtml(one, () => together.get(one) ?? this.sanitise(one.html));
        }
    }

    /** Leaves only so many blocks. */
    cut(length: number): void {
        for (const { element } of this.painted.splice(length)) {
            element.remove();
        }
    }

    private blockAt(at: number): Painted {
        return this.painted[at] ??= { element: this.root.appendChild(blockElement(this.root.ownerDocument)), source: "" };
    }

    private prepare(block: Painted, token: Token, firstCode: number, isFinal: boolean): void {
        const { raw } = token;
        const html = attempt(() => toHtml(token, firstCode, isFinal));
        if (html === undefined || (isFinal && losesCells(token))) {
            this.paintPlain(block, raw, isFinal, "unpaintable");
            return;
        }
        const hasTags = partsOf(token).some(({ type }) => type === "html");
        // Only what cannot grow any more is judged by what of it shows.
        const source = hasTags && isFinal ? `final\n${html}` : html;
        if (block.source !== source) {
            this.changed.push({ block, source, html, raw, hasTags, isFinal });
            this.chars += html.length;
        }
    }

    private sanitisedTogether(changed: Changed[]): Map<Changed, Element> {
        const contents = attempt(() => this.sanitise(changed.map(({ html }) => `<div>${html}</div>`).join("")).children);
        return contents?.length === changed.length ? new Map(changed.map((one, index) => [one, contents[index]!])) : new Map<Changed, Element>();
    }

    private paintHtml({ block, source, html, raw, hasTags, isFinal }: Changed, sanitised: () => ParentNode & Node): void {
        const start = performance.now();
        const isPainted = attempt(() => {
            const content = decorate(sanitised());
            if (hasTags && isFinal && losesText(html, content)) {
                return false;
            }
            place(block, content, { source });
            return true;
        });
        if (isPainted !== true) {
            this.paintPlain(block, raw, isFinal, "unpaintable");
        }
        block.isSlow = raw.length > slowChars && performance.now() - start > slowMs;
    }

    private paintPlain(block: Painted, raw: string, isFinal: boolean, why: WhyPlain): void {
        const source = `plain ${isFinal} ${why}\n${raw}`;
        if (block.source === source) {
            return;
        }
        const open = isFinal ? undefined : { type: plainType, text: raw };
        if (open !== undefined && block.open?.type === plainType && raw.startsWith(block.open.text)) {
            growPlain(block.element, raw.slice(block.open.text.length));
        } else {
            const format = isFinal && why === "tooMuch" ? () => this.format(block, raw) : undefined;
            block.element.replaceChildren(plainFigure(this.root.ownerDocument, raw, why, format));
        }
        Object.assign(block, { source, open });
    }

    /** The user wants it formatted, however long it takes. Its code blocks have no buttons: the host does not know them. */
    private format(block: Painted, raw: string): void {
        const content = attempt(() => decorate(this.sanitise(unnumberedHtml(raw))));
        block.element.replaceChildren(content ?? plainFigure(this.root.ownerDocument, raw, "unpaintable"));
        block.element.tabIndex = -1;
        block.element.focus();
    }

    private paintCode(block: Painted, token: Tokens.Code, index: number, isFinal: boolean): void {
        const { text } = token;
        const info = infoOf(token);
        const isClosed = isFinal || isClosedFence(token.raw);
        const source = `code ${index} ${isClosed} ${info}\n${text}`;
        const type = `code ${info}`;
        if (block.source === source) {
            return;
        }
        if (!isClosed && block.open?.type === type && text.startsWith(block.open.text)) {
            codeNode(block.element)?.appendData(text.slice(block.open.text.length));
            Object.assign(block, { source, open: { type, text } });
            return;
        }
        const fragment = this.root.ownerDocument.createDocumentFragment();
        fragment.append(codeFigure(this.root.ownerDocument, { text, info, index, isClosed }));
        place(block, fragment, { source, open: isClosed ? undefined : { type, text } });
    }
}

function blockElement(document: Document): HTMLElement {
    const element = document.createElement("div");
    element.className = "block";
    return element;
}

function place(block: Painted, content: ParentNode & Node, { source, open }: Pick<Painted, "source" | "open">): void {
    morph(block.element, content);
    Object.assign(block, { source, open });
}

/** The single text in the code element of a block that is not coloured yet. */
function codeNode(element: HTMLElement): Text | undefined {
    const node = element.querySelector("code")?.firstChild;
    return node?.nodeType === 3 ? (node as Text) : undefined;
}

/** Undefined where `make` fails, for example because the stack is too small for what a model has nested. */
function attempt<T>(make: () => T): T | undefined {
    try {
        return make();
    } catch (error) {
        console.warn(`A block of an answer could not be painted: ${String(error)}`);
        return undefined;
    }
}
