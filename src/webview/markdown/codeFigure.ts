import { iconElement } from "../icons.ts";
import { strings } from "../strings.ts";
import { highlighted } from "./highlight.ts";

/** What a click on a button of a code block asks for; `main.tsx` reads it from `data-do` and `data-block`. */
export const codeActions = ["copyCode", "insertCode"] as const;

/** A code block with its language and buttons; `info` is all that stands behind its fence, first the language. Code that still grows is not coloured yet. */
export function codeFigure(document: Document, code: { text: string; info: string; index: number; isClosed: boolean }): HTMLElement {
    const figure = document.createElement("figure");
    figure.className = "code";
    figure.dataset.block = String(code.index);
    const caption = document.createElement("figcaption");
    const language = document.createElement("span");
    language.textContent = code.info || strings.plainText;
    caption.append(language, ...codeActions.map((action) => codeButton(document, action, code.index)));
    figure.append(caption, codeText(document, code.text, code.info.split(/\s/)[0] ?? "", code.isClosed));
    return figure;
}

function codeButton(document: Document, action: (typeof codeActions)[number], index: number): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon";
    button.dataset.do = action;
    button.dataset.block = String(index);
    button.title = strings[action];
    button.setAttribute("aria-label", strings[action]);
    button.append(iconElement(document, action === "copyCode" ? "copy" : "insert"));
    return button;
}

function codeText(document: Document, text: string, language: string, isClosed: boolean): HTMLElement {
    const pre = document.createElement("pre");
    pre.tabIndex = 0;
    const code = document.createElement("code");
    code.append(isClosed ? highlighted(document, text, language) : text);
    pre.append(code);
    return pre;
}
