import type { Config, WindowLike } from "dompurify";
import createDOMPurify from "dompurify";
import { openableLink } from "../../chat/protocol.ts";
import { strings } from "../strings.ts";
import { codeAttribute } from "./toHtml.ts";

/** Attributes whose values are no addresses. */
const plainAttributes = ["start", "align", "colspan", "rowspan", codeAttribute];

const settings: Config = {
    ALLOWED_TAGS: [
        "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins",
        "kbd", "li", "mark", "ol", "p", "pre", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
        "thead", "tr", "u", "ul", "var",
    ],
    ALLOWED_ATTR: ["href", ...plainAttributes],
    ADD_URI_SAFE_ATTR: plainAttributes,
    ALLOWED_URI_REGEXP: /^(?:https|mailto):/i,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
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

function showAddress(link: HTMLAnchorElement): void {
    const href = openableLink(link.getAttribute("href") ?? "");
    if (href === undefined) {
        link.replaceWith(...link.childNodes);
        return;
    }
    link.setAttribute("href", href);
    link.title = href;
    const { host, pathname } = new URL(href);
    const destination = host || pathname;
    if (!saysWhereItGoes(link.textContent, destination)) {
        const note = link.ownerDocument.createElement("span");
        note.className = "destination";
        note.textContent = ` (${destination})`;
        link.append(note);
    }
}

/** Only a text that is the address itself: `learn.microsoft.com` may well link to somewhere else. */
function saysWhereItGoes(text: string, destination: string): boolean {
    const address = text.trim();
    const said = URL.canParse(address) ? new URL(address).host || new URL(address).pathname : address;
    return said === destination;
}
