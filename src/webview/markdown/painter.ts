import type { ParsedBlock } from "../../chat/markdown/block.ts";
import { TailParser } from "../../chat/markdown/tailParser.ts";
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

/** Of an answer from its beginning. */
interface Count {
    blocks: number;
    codes: number;
}

const always: MayGoOn = () => true;

/**
 * Paints one answer into `root`, block by block. While the answer grows only the blocks at its end are parsed and
 * made again; `finish` goes over the whole text once and replaces what a full parse sees otherwise.
 */
export class AnswerPainter {
    private readonly blocks: PaintedBlocks;
    private readonly parser = new TailParser();
    private settled: Count = { blocks: 0, codes: 0 };
    private job?: Job;

    constructor(root: HTMLElement, sanitise: Sanitise) {
        this.blocks = new PaintedBlocks(root, sanitise);
    }

    /** `text` is the whole answer so far. Returns whether all of it is painted; if not, it is to be called again. */
    update(text: string, mayGoOn = always): boolean {
        const isFree = this.job === undefined || this.work(this.job, mayGoOn);
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
        return this.work(this.job, mayGoOn);
    }

    private *grown(text: string): Generator<void> {
        for (let isAll = false; !isAll;) {
            const parsed = this.parser.parse(text);
            this.settled = yield* this.paint(parsed.settled, this.settled, true);
            const end = yield* this.paint(parsed.tail, this.settled, false);
            this.blocks.cut(end.blocks);
            isAll = parsed.isAll;
        }
    }

    private *whole(text: string): Generator<void> {
        const end = yield* this.paint(new TailParser().parseWhole(text), { blocks: 0, codes: 0 }, true);
        this.blocks.cut(end.blocks);
    }

    /** Stops after each block, since parsing one may take long. Returns what is painted then. */
    private *paint(blocks: Iterable<ParsedBlock | undefined>, from: Count, isFinal: boolean): Generator<void, Count> {
        let done = from;
        for (const block of blocks) {
            if (block !== undefined && isVisible(block)) {
                this.blocks.put(done.blocks, block.token, done.codes, isFinal);
                done = { blocks: done.blocks + 1, codes: done.codes + block.codes };
            }
            if (this.blocks.isPieceFull()) {
                this.blocks.flush();
            }
            yield;
        }
        this.blocks.flush();
        return done;
    }

    private work(job: Job, mayGoOn: MayGoOn): boolean {
        while (!job.isDone) {
            if (!mayGoOn()) {
                this.blocks.flush();
                return false;
            }
            job.isDone = job.pieces.next().done === true;
        }
        return true;
    }
}

/** Blank lines and definitions of links show nothing. */
function isVisible({ token }: ParsedBlock): boolean {
    return token.type !== "space" && token.type !== "def";
}
