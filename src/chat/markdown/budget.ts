import type { Token } from "marked";
import { levelsOf } from "./tokens.ts";

/**
 * What one block of an answer may cost. The parser cannot be interrupted and some of its work grows with the square of
 * what it reads, so a block is judged by linear scans before it is parsed. The figures keep the worst pattern known at
 * some 100 ms and lie far above what people read in one block. Page and host judge alike, or they would count code
 * blocks differently: nothing here may depend on time.
 */
export const budget = {
    /** Of one block that is not fenced code. */
    chars: 32_000,
    lines: 1_500,
    /** Markers of quotes and lists on one line. */
    markers: 40,
    /** Columns before a marker: each two may be one more list within a list. */
    indent: 100,
    /** Of all tables of one run of lines; short rows are filled up to the columns of the head. */
    cells: 3_000,
    /** Root of the summed squares of the texts with emphasis, links and code in them: the length, where there is one. */
    inline: 8_000,
    /** Runs of signs that may begin emphasis or a link, times the characters that the parser reads for each of them. */
    marks: 1_200_000,
    /** Of what was parsed: parts within parts, parts in all, tags that the model wrote. */
    depth: 40,
    parts: 5_000,
    tags: 250,
} as const;

/** A prefix of a text that begins with a block. */
export interface Portion {
    length: number;
    /** It must not be parsed, but is shown as it is. */
    isPlain: boolean;
    /** Something else begins behind it, whatever the parser would say. */
    isComplete: boolean;
}

const fenceLine = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const marker = /[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))/y;
const rule = /^ {0,3}(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})$/;
/** What may stand under the head of a table, also within lists and quotes. */
const delimiterRow = /^[\s>|:\-+*\d.)]+$/;

/** What may begin or end emphasis or a link; an underscore between letters may not. */
const mark = /\*+|~+|(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])|[[\]]/gu;

/** What may be parsed at once. Fenced code is cheap to parse and has no limit. */
export function nextPortion(source: string): Portion {
    const start = fencedLength(source);
    const scan = new Scan(start);
    for (let at = start, lines = 0; at < source.length; lines++) {
        const end = lineEnd(source, at);
        if (scan.takesTooMuch(source.slice(at, end), at)) {
            return scan.run > 0 ? { length: scan.run, isPlain: false, isComplete: true } : plainPortion(source);
        }
        if (end - start > budget.chars || lines >= budget.lines) {
            return { length: Math.min(end, at + budget.chars), isPlain: false, isComplete: false };
        }
        at = end;
    }
    return { length: source.length, isPlain: false, isComplete: false };
}

/** Everything up to where a new block surely begins: after an empty line something that neither is indented nor goes on with a list, quote or table. */
export function plainPortion(source: string): Portion {
    let isAfterBlank = false;
    for (let at = 0; at < source.length;) {
        const end = lineEnd(source, at);
        const text = source.slice(at, end).trimEnd();
        if (isAfterBlank && /^[^\s>*+\-\d<|]/.test(text)) {
            return { length: at, isPlain: true, isComplete: true };
        }
        isAfterBlank = text === "";
        at = end;
    }
    return { length: source.length, isPlain: true, isComplete: false };
}

/** Lines one after the other, in runs: a new one begins after an empty line, without indentation, outside of code. */
class Scan {
    /** Where the current run begins. */
    run: number;
    private fence = "";
    private isAfterBlank = false;
    private columns = 0;
    private cells = 0;

    constructor(start: number) {
        this.run = start;
    }

    takesTooMuch(line: string, at: number): boolean {
        const text = line.trimEnd();
        if (this.isAfterBlank && this.fence === "" && /^\S/.test(text)) {
            this.run = at;
            this.columns = 0;
            this.cells = 0;
        }
        this.isAfterBlank = text === "";
        this.fence = fenceAfter(this.fence, text);
        return isNestedTooDeep(text) || this.hasTooManyCells(text);
    }

    private hasTooManyCells(text: string): boolean {
        this.cells += text === "" ? 0 : this.columns;
        if (text.includes("-") && delimiterRow.test(text)) {
            this.columns = Math.max(this.columns, text.split("|").length);
        }
        return Math.max(this.cells, this.columns) > budget.cells;
    }
}

function isNestedTooDeep(text: string): boolean {
    let count = 0;
    for (marker.lastIndex = 0; marker.test(text);) {
        count++;
    }
    return (count > budget.markers && !rule.test(text)) || (count > 0 && text.search(/\S/) > budget.indent);
}

function fenceAfter(open: string, text: string): string {
    const mark = fenceLine.exec(text)?.[1] ?? "";
    if (open === "") {
        return mark;
    }
    return mark.startsWith(open) && text.trim() === mark ? "" : open;
}

/** Length of empty lines and fenced code at the very beginning; 0 when it begins with something else. */
function fencedLength(source: string): number {
    const blank = /^(?:[ \t]*\n)*/.exec(source)?.[0].length ?? 0;
    let at = lineEnd(source, blank);
    const fence = fenceLine.exec(source.slice(blank, at).trimEnd())?.[1];
    if (fence === undefined) {
        return 0;
    }
    for (let isOpen = true; isOpen && at < source.length;) {
        const end = lineEnd(source, at);
        isOpen = fenceAfter(fence, source.slice(at, end).trimEnd()) !== "";
        at = end;
    }
    return at;
}

function lineEnd(source: string, at: number): number {
    return source.indexOf("\n", at) + 1 || source.length;
}

/** Whether texts are too much to look for emphasis, links and code in them. */
export function isTooMuchInline(texts: string[]): boolean {
    return texts.reduce((sum, { length }) => sum + length ** 2, 0) > budget.inline ** 2
        || texts.reduce((sum, text) => sum + marksIn(text) * text.length, 0) > budget.marks;
}

function marksIn(text: string): number {
    return text.match(mark)?.length ?? 0;
}

/** Whether a parsed block is too much to be laid out. */
export function isTooLarge(block: Token): boolean {
    const levels = levelsOf(block);
    const parts = levels.flat();
    const tags = parts.reduce((sum, { type, raw }) => sum + (type === "html" ? raw.split("<").length - 1 : 0), 0);
    return parts.length > budget.parts || tags > budget.tags || levels.length > budget.depth;
}
