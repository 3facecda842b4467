/** The text of an answer while it grows, outside of the page's state, so that a delta touches nothing but its answer. */
export interface LiveText {
    text: string;
    /** Number of the last delta. */
    seq: number;
    /** Number of the last delta that the host knows to be painted. */
    acknowledged: number;
    /** Called after each delta. */
    changed?: () => void;
}

/**
 * Adds text that begins at `offset`. What is there already is skipped; returns false when something is missing in
 * between, which only a new snapshot can mend.
 */
export function addText(live: LiveText, offset: number, text: string): boolean {
    if (offset > live.text.length) {
        return false;
    }
    live.text += text.slice(live.text.length - offset);
    return true;
}
