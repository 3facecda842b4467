/** Tags of a model's that become elements. Every other one is text, unless it is in `silentTags`. */
export const allowedTags = [
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul", "var",
];

/** Tags that models write for the layout, or for words (`img`): without them nothing is missing that could be read. */
const silentTags = ["img", "details", "summary", "center", "font", "picture", "figure", "figcaption", "caption", "colgroup", "col"];

/** A letter such as in `Option<U>` is a type, not an underline. */
const typeName = /<(?=\/?[A-Z]>)/g;
const known = `\\/?(?:${[...allowedTags, ...silentTags].join("|")})(?=[\\s/>])`;
const otherThanTag = new RegExp(`<(?!!--|${known})`, "gi");

/**
 * HTML in which only what a page can show as an element is a tag: `az login --tenant <tenant-id>` and `Promise<string>`
 * are to be read as they were written, and nobody is to miss what stands between `<template>` and its end.
 */
export function withTagsAsText(html: string): string {
    return html.replace(typeName, "&lt;").replace(otherThanTag, "&lt;");
}
