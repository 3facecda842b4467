/**
 * Makes the children of `live` equal to those of `next` by changing only what differs, so that a selection, the focus
 * or a scrolled code block survives the growth of the text around it. `next` is used up.
 */
export function morph(live: ParentNode & Node, next: ParentNode & Node): void {
    let old = live.firstChild;
    let wanted = next.firstChild;
    while (wanted !== null) {
        const following = wanted.nextSibling;
        if (old === null) {
            live.append(wanted);
        } else {
            const after: ChildNode | null = old.nextSibling;
            if (!absorb(old, wanted)) {
                old.replaceWith(wanted);
            }
            old = after;
        }
        wanted = following;
    }
    while (old !== null) {
        const after: ChildNode | null = old.nextSibling;
        old.remove();
        old = after;
    }
}

/** Turns `old` into `wanted` in place; false when they are too different. */
function absorb(old: ChildNode, wanted: ChildNode): boolean {
    if (old.nodeName !== wanted.nodeName || old.nodeType !== wanted.nodeType) {
        return false;
    }
    if (isElement(old) && isElement(wanted)) {
        return absorbElement(old, wanted);
    }
    if (old.nodeValue !== wanted.nodeValue) {
        grow(old as CharacterData, wanted.nodeValue ?? "");
    }
    return true;
}

function absorbElement(old: Element, wanted: Element): boolean {
    if (old.attributes.length !== wanted.attributes.length) {
        return false;
    }
    for (const { name, value } of wanted.attributes) {
        if (old.getAttribute(name) !== value) {
            return false;
        }
    }
    morph(old, wanted);
    return true;
}

function grow(node: CharacterData, text: string): void {
    if (text.startsWith(node.data)) {
        node.appendData(text.slice(node.data.length));
    } else {
        node.data = text;
    }
}

function isElement(node: Node): node is Element {
    return node.nodeType === 1;
}
