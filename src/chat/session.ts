import type { Connection } from "../azure/connection.ts";
import type { InferenceEvent, StreamChat } from "../azure/inference.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { Answer, Conversation, ConversationEvent, Turn } from "./conversation.ts";
import { findAnswer, findQuestion, lastQuestion, messagesFor, reduce } from "./conversation.ts";
import { failureOf } from "./failureOf.ts";
import type { Store } from "./history.ts";
import { restore, save } from "./history.ts";
import type { AnswerState, Chips, ToWebview, TurnView } from "./protocol.ts";
import { protocolVersion } from "./protocol.ts";
import { Run } from "./run.ts";
import { outcomeOf, turnView } from "./views.ts";

export interface SessionOptions {
    streamChat: StreamChat;
    store: Store;
    /** The connection in use, which the next question goes to. */
    connection: () => Connection | undefined;
    /** Milliseconds between two messages of text: about 16 locally, 60 over a remote link. */
    intervalMs: number;
    /** Called with every answer that has come to its end, however it ended. */
    ended?: (answer: Answer) => void;
    /** Called with what nobody expected; the answer's failure already says it to the user. */
    unexpected: (error: unknown) => void;
    clock?: Clock;
}

/** What is over sooner is not told: on a fast link a message about waiting would only hold up the first text. */
const quickMs = 120;
/** How often a growing answer is written to the store, in milliseconds. */
const saveEveryMs = 2_000;

/**
 * One conversation and at most one running answer. It keeps all state; a page attaches to it when it is shown,
 * receives a snapshot and then only changes, and is told nothing while it is hidden.
 */
export class ChatSession {
    private readonly options: SessionOptions;
    private readonly clock: Clock;
    private conversation: Conversation;
    private draft: string;
    private chips: Chips | undefined;
    private run: Run | undefined;
    private page: ((message: ToWebview) => void) | undefined;
    private cancelSave: (() => void) | undefined;
    private cancelProgress: (() => void) | undefined;

    constructor(options: SessionOptions) {
        this.options = options;
        this.clock = options.clock ?? systemClock;
        ({ conversation: this.conversation, draft: this.draft } = restore(options.store));
    }

    /** Gives the page a snapshot, and from then on every change. */
    attach(page: (message: ToWebview) => void): void {
        this.page = page;
        const turns = this.conversation.turns.map((turn) => this.view(turn));
        page({ kind: "snapshot", version: protocolVersion, turns, draft: this.draft, chips: this.chips });
        this.startSending();
    }

    detach(): void {
        this.run?.stopSending();
        this.page = undefined;
    }

    send(text: string): void {
        this.start((connection) => [{ kind: "asked", text, connection }]);
    }

    /** Takes the last question back and asks `text` in its place. */
    editLast(question: string, text: string): void {
        if (lastQuestion(this.conversation)?.id === question) {
            this.start((connection) => [{ kind: "withdrawn", question }, { kind: "asked", text, connection }]);
        } else {
            this.page?.({ kind: "refused", reason: "gone" });
        }
    }

    /** Asks the question of that answer again, by the connection in use now. */
    retry(answer: string): void {
        const question = findAnswer(this.conversation, answer)?.question;
        if (question !== undefined && findQuestion(this.conversation, question) !== undefined) {
            this.start((connection) => [{ kind: "askedAgain", question, connection }]);
        }
    }

    /** Ends the running answer; its text so far stays. */
    stop(): void {
        const run = this.run;
        if (run !== undefined) {
            this.end(run, "stopped");
            run.abort.abort();
        }
    }

    newConversation(): void {
        this.stop();
        this.change(reduce(this.conversation, { kind: "cleared" }));
        this.save();
    }

    showAnswer(id: string): void {
        const answer = findAnswer(this.conversation, id);
        if (answer !== undefined) {
            this.conversation = reduce(this.conversation, { kind: "shown", answer: id });
            this.page?.({ kind: "shown", question: answer.question, answer: id });
            this.save();
        }
    }

    acknowledge(answer: string, seq: number): void {
        if (this.run?.answer === answer) {
            this.run.acknowledge(seq);
        }
    }

    setDraft(text: string): void {
        this.draft = text;
        this.saveSoon();
    }

    setChips(chips: Chips | undefined): void {
        this.chips = chips;
        this.page?.({ kind: "chips", chips });
    }

    answer(id: string): Answer | undefined {
        return findAnswer(this.conversation, id);
    }

    /** Stops the running answer and writes everything down, before the window goes. */
    dispose(): void {
        this.detach();
        this.run?.abort.abort();
        this.run = undefined;
        this.cancelProgress?.();
        this.save();
    }

    private start(events: (connection: Connection) => ConversationEvent[]): void {
        const connection = this.options.connection();
        if (connection === undefined || this.run !== undefined) {
            this.page?.({ kind: "refused", reason: connection === undefined ? "noConnection" : "busy" });
            return;
        }
        const conversation = events(connection).reduce(reduce, this.conversation);
        const answer = conversation.turns.find((turn): turn is Answer => turn.kind === "answer" && turn.state === "streaming");
        if (answer !== undefined) {
            this.begin(conversation, answer);
        }
    }

    private begin(conversation: Conversation, answer: Answer): void {
        const run = new Run(answer.id, this.clock);
        this.run = run;
        this.draft = "";
        this.change(conversation);
        this.startSending();
        this.save();
        void this.drive(run, answer);
    }

    private async drive(run: Run, { connection, question }: Answer): Promise<void> {
        try {
            const messages = messagesFor(this.conversation, question);
            for await (const event of this.options.streamChat({ connection, messages, signal: run.abort.signal })) {
                if (this.run !== run) {
                    return;
                }
                this.take(run, event);
            }
            this.end(run, "done");
        } catch (error) {
            this.fail(run, connection, error);
        }
    }

    private take(run: Run, event: InferenceEvent): void {
        switch (event.kind) {
            case "text":
                this.append(run, event.text);
                return;
            case "usage":
            case "finish":
                this.conversation = reduce(this.conversation, { ...event, answer: run.answer });
                return;
            default:
                this.wait(run, event.kind === "reasoning" ? { kind: "thinking" } : event);
        }
    }

    private append(run: Run, text: string): void {
        this.conversation = reduce(this.conversation, { kind: "text", answer: run.answer, text });
        run.addText(text);
        this.saveSoon();
    }

    private wait(run: Run, waiting: Parameters<Run["waitFor"]>[0]): void {
        this.cancelProgress?.();
        if (!run.waitFor(waiting)) {
            return;
        }
        if (waiting.kind === "waiting") {
            this.cancelProgress = this.clock.after(quickMs, () => this.showProgress(run));
        } else {
            this.showProgress(run);
        }
    }

    private showProgress(run: Run): void {
        if (this.run === run && findAnswer(this.conversation, run.answer)?.text === "") {
            this.page?.({ kind: "progress", turn: run.answer, progress: run.progress });
        }
    }

    private fail(run: Run, connection: Connection, error: unknown): void {
        if (this.run === run) {
            const { failure, isExpected } = failureOf(error, connection);
            if (!isExpected) {
                this.options.unexpected(error);
            }
            this.end(run, "failed", failure);
        }
    }

    private end(run: Run, state: AnswerState, failure?: Answer["failure"]): void {
        if (this.run !== run) {
            return;
        }
        this.run = undefined;
        this.conversation = reduce(this.conversation, { kind: "ended", answer: run.answer, state, elapsedMs: run.elapsedMs, failure });
        const answer = findAnswer(this.conversation, run.answer);
        if (answer !== undefined) {
            const rest = run.stopSending() ?? { offset: answer.text.length, text: "" };
            this.page?.({ kind: "ended", turn: run.answer, ...rest, outcome: outcomeOf(answer) });
            this.options.ended?.(answer);
        }
        this.save();
    }

    /** Takes the new conversation and tells the page which turns went, came or changed. */
    private change(conversation: Conversation): void {
        const before = this.conversation.turns;
        const after = conversation.turns;
        this.conversation = conversation;
        const changed = before.findIndex((turn, at) => after[at] !== turn);
        const from = changed < 0 ? before.length : changed;
        const removed = before.slice(from).map((turn) => turn.id);
        this.page?.({ kind: "turns", removed, added: after.slice(from).map((turn) => this.view(turn)) });
    }

    private view(turn: Turn): TurnView {
        const isWaiting = turn.kind === "answer" && turn.id === this.run?.answer && turn.text === "";
        return turnView(turn, isWaiting ? this.run?.progress : undefined);
    }

    private startSending(): void {
        if (this.run !== undefined && this.page !== undefined) {
            const sent = findAnswer(this.conversation, this.run.answer)?.text.length ?? 0;
            this.run.startSending(this.page, this.options.intervalMs, sent);
        }
    }

    private saveSoon(): void {
        this.cancelSave ??= this.clock.after(saveEveryMs, () => this.save());
    }

    private save(): void {
        this.cancelSave?.();
        this.cancelSave = undefined;
        save(this.options.store, { conversation: this.conversation, draft: this.draft }).then(undefined, this.options.unexpected);
    }
}
