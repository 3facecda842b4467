/** Comments are meant to be invisible; one that is never closed is not. */
const hidden = /<!--[\s\S]*?-->|<\/?[a-z](?:"[^"]*"|'[^']*'|[^'"<>])*>|&#?\w+;/gi;
const sign = /[\p{L}\p{N}]/gu;

/** Whether words of this HTML do not show: `<template>`, `<svg>` and a tag left open take what is in them along. */
export function losesText(html: string, content: Node): boolean {
    return signs(html.replace(hidden, "")) > signs(content.textContent ?? "");
}

function signs(text: string): number {
    return text.match(sign)?.length ?? 0;
}
