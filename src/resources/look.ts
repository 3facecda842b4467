/** How a node looks, in plain data; `ui/trees/tree.ts` makes the TreeItem. */
export interface Presentation {
    label: string;
    description?: string;
    /** Markdown. */
    tooltip?: string;
    /** A codicon, or `azure:NAME` for a picture in `media/azure`. */
    icon: string;
    /** Theme colour of the codicon. */
    color?: string;
    children: "none" | "collapsed" | "expanded";
    /** Sorted parts, for the `when` clauses of menus. */
    context: string[];
    command?: { id: string; title: string; argument?: unknown };
    /** What a screen reader says instead of label and description, where these are not enough. */
    spoken?: string;
}

/** `40ef0c12-…-30e4` → `40ef…30e4`. */
export function shortId(id: string): string {
    return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}
