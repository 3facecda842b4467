import { codeFigure } from "./codeFigure.ts";
import { codeAttribute, codeMark } from "./toHtml.ts";

/** Gives buttons to the code blocks in sanitised content, and frames to its tables. */
export function decorate(content: ParentNode & Node): ParentNode & Node {
    content.querySelectorAll(`[${codeAttribute}]`).forEach(decorateCode);
    content.querySelectorAll("table").forEach(makeScrollable);
    return content;
}

function decorateCode(pre: Element): void {
    const [mark, index, closed, ...info] = (pre.getAttribute(codeAttribute) ?? "").split(":");
    pre.removeAttribute(codeAttribute);
    if (mark === codeMark) {
        pre.replaceWith(codeFigure(pre.ownerDocument, { text: pre.textContent, info: info.join(":"), index: Number(index), isClosed: closed === "1" }));
    }
}

function makeScrollable(table: HTMLTableElement): void {
    const frame = table.ownerDocument.createElement("div");
    frame.className = "table";
    frame.tabIndex = 0;
    table.replaceWith(frame);
    frame.append(table);
}
