import type { Token } from "marked";
import { TailParser } from "../../chat/markdown/tailParser.ts";
import { partsOf } from "../../chat/markdown/tokens.ts";
import { PaintedBlocks } from "./paintedBlocks.ts";
import type { Sanitise } from "./sanitise.ts";

/** Asked between two pieces of work; false ends the work for now. */
export type MayGoOn = () => boolean;

/** Painting of one text, piece by piece. */
interface Job {
    text: string;
    isFinal: boolean;
    pieces: Generator<void>;
    isDone: boolean;
}

const always: MayGoOn = () => true;

/**
 * Paints one answer into `root`, block by block. While the answer grows only the blocks at its end are parsed and
 * made again; `finish` goes over the whole text once and replaces what a full parse sees otherwise.
 */
export class AnswerPainter {
    private readonly blocks: PaintedBlocks;
    private readonly parser = new TailParser();
    private settled = 0;
    private settledCodes = 0;
    private job?: Job;

    constructor(root: HTMLElement, sanitise: Sanitise) {
        this.blocks = new PaintedBlocks(root, sanitise);
    }

    /** `text` is the whole answer so far. Returns whether all of it is painted; if not, it is to be called again. */
    update(text: string, mayGoOn = always): boolean {
        const isFree = this.job === undefined || work(this.job, mayGoOn);
        return isFree && this.begin(text, false, mayGoOn);
    }

    /** The answer will not grow any more. Returns as `update` does. */
    finish(text: string, mayGoOn = always): boolean {
        return this.begin(text, true, mayGoOn);
    }

    private begin(text: string, isFinal: boolean, mayGoOn: MayGoOn): boolean {
        if (this.job?.text !== text || this.job.isFinal !== isFinal) {
            this.job = { text, isFinal, pieces: isFinal ? this.whole(text) : this.grown(text), isDone: false };
        }
        return work(this.job, mayGoOn);
    }

    private *grown(text: string): Generator<void> {
        for (let isAll = false; !isAll;) {
            const parsed = this.parser.parse(text);
            const settled = visibleBlocks(parsed.settled);
            const tail = visibleBlocks(parsed.tail);
            const [from, codes] = [this.settled, this.settledCodes];
            this.settled += settled.length;
            this.settledCodes += codesIn(settled);
            yield* this.paint(settled, from, codes, true);
            yield* this.paint(tail, this.settled, this.settledCodes, false);
            this.blocks.cut(this.settled + tail.length);
            isAll = parsed.isAll;
        }
    }

    private *whole(text: string): Generator<void> {
        const blocks: Token[] = [];
        for (const token of new TailParser().parseWhole(text)) {
            if (token === undefined) {
                yield;
            } else {
                blocks.push(token);
            }
        }
        const visible = visibleBlocks(blocks);
        yield* this.paint(visible, 0, 0, true);
        this.blocks.cut(visible.length);
    }

    private *paint(blocks: Token[], from: number, codes: number, isFinal: boolean): Generator<void> {
        let nextCode = codes;
        for (const [index, token] of blocks.entries()) {
            this.blocks.put(from + index, token, nextCode, isFinal);
            nextCode += codesIn([token]);
            if (this.blocks.isPieceFull()) {
                this.blocks.flush();
                yield;
            }
        }
        this.blocks.flush();
    }
}

function work(job: Job, mayGoOn: MayGoOn): boolean {
    while (!job.isDone) {
        if (!mayGoOn()) {
            return false;
        }
        job.isDone = job.pieces.next().done === true;
    }
    return true;
}

/** Blank lines and definitions of links show nothing. */
function visibleBlocks(tokens: Token[]): Token[] {
    return tokens.filter(({ type }) => type !== "space" && type !== "def");
}

function codesIn(blocks: Token[]): number {
    return blocks.flatMap(partsOf).filter(({ type }) => type === "code").length;
}
