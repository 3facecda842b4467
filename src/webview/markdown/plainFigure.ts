import { strings } from "../strings.ts";

/** It would take too long to format, or it cannot be formatted without losing a part of it. */
export type WhyPlain = "tooMuch" | "unpaintable";

/** Characters of a part of plain text that is laid out alone. */
const partChars = 8_000;

/** Text as the model wrote it, and why it is shown so; `format` is what the button does, where there is one. */
export function plainFigure(document: Document, text: string, why: WhyPlain, format?: () => void): HTMLElement {
    const figure = document.createElement("figure");
    figure.className = "plain";
    const caption = document.createElement("figcaption");
    const reason = document.createElement("span");
    reason.textContent = strings.plainBlock[why];
    caption.append(reason);
    if (format !== undefined) {
        caption.append(formatButton(document, format));
    }
    const pre = document.createElement("pre");
    pre.tabIndex = 0;
    pre.append(...partsOf(document, text));
    figure.append(caption, pre);
    return figure;
}

/** Adds text at the end of a block made by `plainFigure`. */
export function growPlain(block: HTMLElement, text: string): void {
    const pre = block.querySelector("pre");
    const last = pre?.lastElementChild;
    if (pre != null && last != null) {
        last.replaceWith(...partsOf(pre.ownerDocument, last.textContent + text));
    }
}

function formatButton(document: Document, format: () => void): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = strings.showFormatted;
    button.title = strings.showFormattedHint;
    button.addEventListener("click", format);
    return button;
}

/** One text of a megabyte would be laid out as a whole again with each character that is added. */
function partsOf(document: Document, text: string): HTMLElement[] {
    const parts: HTMLElement[] = [];
    for (let at = 0; at < text.length || parts.length === 0;) {
        const end = endOfPart(text, at);
        const part = document.createElement("div");
        part.textContent = text.slice(at, end);
        parts.push(part);
        at = end;
    }
    return parts;
}

function endOfPart(text: string, at: number): number {
    const end = at + partChars;
    if (end >= text.length) {
        return text.length;
    }
    const line = text.lastIndexOf("\n", end - 1) + 1;
    return line > at ? line : end;
}
