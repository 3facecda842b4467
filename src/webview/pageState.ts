import type { AnswerView, Chips, QuestionView, ToWebview, TurnView } from "../chat/protocol.ts";

/** All that the page shows, but for the text of an answer that still grows: that is `LiveText`. */
export interface PageState {
    isReady: boolean;
    turns: TurnView[];
    chips?: Chips;
    /** A question is on its way to the host, which has not taken or refused it yet. */
    isSending: boolean;
    refused?: Extract<ToWebview, { kind: "refused" }>["reason"];
}

export const initialState: PageState = { isReady: false, turns: [], isSending: false };

/** The state after a message of the host. `text` is the whole text of the answer that an `ended` is about. */
export function receive(state: PageState, message: ToWebview, text = ""): PageState {
    switch (message.kind) {
        case "snapshot":
            return { isReady: true, turns: message.turns, chips: message.chips, isSending: false };
        case "turns":
            return { ...state, isSending: false, refused: undefined, turns: changed(state.turns, message.removed, message.added) };
        case "progress":
            return update(state, message.turn, (turn) => ({ ...turn, progress: message.progress }));
        case "delta":
            return endWaiting(state, message.turn);
        case "ended":
            return update(state, message.turn, (turn) => ({ ...turn, ...message.outcome, text, progress: undefined }));
        case "shown":
            return { ...state, turns: state.turns.map((turn) => (turn.id === message.question ? { ...turn, shown: message.answer } : turn)) };
        case "chips":
            return { ...state, chips: message.chips, refused: undefined };
        case "refused":
            return { ...state, isSending: false, refused: message.reason };
        default:
            return state;
    }
}

/** What is on display: each question with the one of its answers that is shown, and the ids of all of them. */
export interface Exchange {
    question: QuestionView;
    answer?: AnswerView;
    answers: string[];
}

export function exchanges(turns: TurnView[]): Exchange[] {
    const byQuestion = new Map<string, AnswerView[]>();
    for (const turn of turns) {
        if (turn.kind === "answer") {
            byQuestion.set(turn.question, [...(byQuestion.get(turn.question) ?? []), turn]);
        }
    }
    return turns.filter((turn) => turn.kind === "question").map((question) => exchange(question, byQuestion.get(question.id) ?? []));
}

export function streamingAnswer(turns: TurnView[]): AnswerView | undefined {
    return turns.find((turn): turn is AnswerView => turn.kind === "answer" && turn.state === "streaming");
}

export function lastQuestion(turns: TurnView[]): QuestionView | undefined {
    return turns.findLast((turn): turn is QuestionView => turn.kind === "question");
}

function exchange(question: QuestionView, answers: AnswerView[]): Exchange {
    const answer = answers.find(({ id }) => id === question.shown) ?? answers.at(-1);
    return { question, answer, answers: answers.map(({ id }) => id) };
}

/** The first text takes the place of the waiting line; every other delta leaves the state as it is. */
function endWaiting(state: PageState, id: string): PageState {
    const isWaiting = state.turns.some((turn) => turn.id === id && turn.kind === "answer" && turn.progress !== undefined);
    return isWaiting ? update(state, id, (turn) => ({ ...turn, progress: undefined })) : state;
}

/** A turn that goes and comes again unchanged stays the same object, and so its part of the page stays. */
function changed(turns: TurnView[], removed: string[], added: TurnView[]): TurnView[] {
    const gone = new Set(removed);
    const before = new Map(turns.map((turn) => [turn.id, turn]));
    const same = (turn: TurnView): TurnView => {
        const old = before.get(turn.id);
        return old !== undefined && JSON.stringify(old) === JSON.stringify(turn) ? old : turn;
    };
    return [...turns.filter(({ id }) => !gone.has(id)), ...added.map(same)];
}

function update(state: PageState, id: string, change: (turn: AnswerView) => AnswerView): PageState {
    return { ...state, turns: state.turns.map((turn) => (turn.id === id && turn.kind === "answer" ? change(turn) : turn)) };
}
