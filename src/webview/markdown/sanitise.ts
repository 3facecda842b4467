import type { Config, WindowLike } from "dompurify";
import createDOMPurify from "dompurify";
import { openableLink } from "../../chat/protocol.ts";
import { strings } from "../strings.ts";
import { allowedTags } from "./tags.ts";
import { codeAttribute } from "./toHtml.ts";

/** Attributes whose values are no addresses. */
const plainAttributes = ["start", "align", "colspan", "rowspan", codeAttribute];

/** Cells across so many columns or rows; a page would be laid out for minutes with the 1,000 and 65,534 that HTML knows. */
const mostSpan = 10;

const settings: Config = {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ["href", ...plainAttributes],
    ADD_URI_SAFE_ATTR: plainAttributes,
    ALLOWED_URI_REGEXP: /^(?:https|mailto):/i,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    // A frame set in the place of the body would leave nothing to look at.
    FORCE_BODY: true,
    RETURN_DOM_FRAGMENT: true,
};

/**
 * Makes a harmless fragment of what a model wrote, in a document that loads nothing and runs nothing. The fragment has
 * no classes, ids, styles or handlers of the model's; its links may be opened, and each has its host in sight.
 */
export type Sanitise = (html: string) => DocumentFragment;

export function createSanitiser(window: Window): Sanitise {
    const purify = createDOMPurify(window as unknown as WindowLike);
    purify.setConfig(settings);
    purify.addHook("uponSanitizeElement", (node, { tagName }) => {
        if (tagName === "img") {
            describeImage(node as Element);
        }
    });
    return (html) => {
        const fragment = purify.sanitize(html) as unknown as DocumentFragment;
        fragment.querySelectorAll("a").forEach(showAddress);
        fragment.querySelectorAll("[colspan], [rowspan]").forEach(boundSpans);
        return fragment;
    };
}

/** Leaves words in the place of an image, which goes: its address could carry the conversation to anybody's server. */
function describeImage(image: Element): void {
    const words = strings.image(image.getAttribute("alt") ?? "");
    if (image.closest("a") !== null) {
        image.before(words);
        return;
    }
    const link = image.ownerDocument.createElement("a");
    link.setAttribute("href", image.getAttribute("src") ?? "");
    link.textContent = words;
    image.before(link);
}

/** Without the 0 too, which means all rows. */
function boundSpans(cell: Element): void {
    for (const name of ["colspan", "rowspan"]) {
        const span = cell.getAttribute(name);
        if (span !== null && !(/^\d+$/.test(span) && Number(span) > 0)) {
            cell.removeAttribute(name);
        } else if (Number(span) > mostSpan) {
            cell.setAttribute(name, String(mostSpan));
        }
    }
}

function showAddress(link: HTMLAnchorElement): void {
    const address = link.getAttribute("href") ?? "";
    const href = openableLink(address);
    if (href !== undefined) {
        link.setAttribute("href", href);
        link.title = href;
        const { host, pathname } = new URL(href);
        note(link, host || pathname);
        return;
    }
    // Not a link any more, but still an address that reads like another one.
    if (URL.canParse(address) && new URL(address).username !== "") {
        note(link, new URL(address).host);
    }
    link.replaceWith(...link.childNodes);
}

function note(link: HTMLAnchorElement, destination: string): void {
    if (!saysWhereItGoes(link.textContent, destination)) {
        const element = link.ownerDocument.createElement("span");
        element.className = "destination";
        element.textContent = ` (${destination})`;
        link.append(element);
    }
}

/**
 * Only a text that is the address itself, letter by letter: `learn.microsoft.com` may well link to somewhere else, what
 * stands before an `@` is no host, and letters beyond ASCII can look like others or like nothing.
 */
function saysWhereItGoes(text: string, destination: string): boolean {
    const said = text.trim().replace(/^(?:https:\/\/|mailto:)/i, "");
    return /^[!-~]+$/.test(said) && said.split(/[/?#]/)[0]?.toLowerCase() === destination.toLowerCase();
}
