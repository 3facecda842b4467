import { announcement } from "./store.ts";
import { strings } from "./strings.ts";

const shownMs = 1_500;

/** Says for a moment, on the button that was pressed, that the text is in the clipboard. */
export function showCopied(turn: string, block?: number): void {
    const place = `[data-turn="${CSS.escape(turn)}"]`;
    const button = document.querySelector(block === undefined ? `${place} .copyAnswer` : `${place} [data-do="copyCode"][data-block="${block}"]`);
    announcement.value = strings.copied;
    button?.classList.add("copied");
    setTimeout(() => button?.classList.remove("copied"), shownMs);
}
