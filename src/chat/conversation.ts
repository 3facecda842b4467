import type { Connection } from "../azure/connection.ts";
import type { Failure } from "../azure/errors.ts";
import type { ChatMessage, Usage } from "../azure/inference.ts";
import type { AnswerState } from "./protocol.ts";

export interface Question {
    kind: "question";
    id: string;
    text: string;
    /** Id of the answer that the user looks at, which is also the one that later requests carry. */
    shown?: string;
}

export interface Answer {
    kind: "answer";
    id: string;
    /** Id of the question. One question may have several answers, by several identities. */
    question: string;
    connection: Connection;
    text: string;
    state: AnswerState;
    usage?: Usage;
    elapsedMs?: number;
    /** Why the model stopped, in the service's word. */
    finish?: string;
    failure?: Failure;
}

export type Turn = Question | Answer;

export interface Conversation {
    /** Every question is followed by its answers. */
    turns: Turn[];
    /** Number for the next turn's id; never reused, so that a late message cannot meet a newer turn. */
    next: number;
}

export type ConversationEvent =
    | { kind: "asked"; text: string; connection: Connection }
    /** The question is asked again; an answer to it that carries no text gives way. */
    | { kind: "askedAgain"; question: string; connection: Connection }
    /** The question and all that follows is taken back. */
    | { kind: "withdrawn"; question: string }
    | { kind: "text"; answer: string; text: string }
    | { kind: "usage"; answer: string; usage: Usage }
    | { kind: "finish"; answer: string; reason: string }
    | { kind: "ended"; answer: string; state: AnswerState; elapsedMs: number; failure?: Failure }
    | { kind: "shown"; answer: string }
    | { kind: "cleared" };

export const emptyConversation: Conversation = { turns: [], next: 1 };

export function reduce(conversation: Conversation, event: ConversationEvent): Conversation {
    switch (event.kind) {
        case "asked":
            return ask(conversation, event.text, event.connection);
        case "askedAgain":
            return askAgain(conversation, event.question, event.connection);
        case "withdrawn":
            return withdraw(conversation, event.question);
        case "text":
            return update(conversation, event.answer, (answer) => ({ ...answer, text: answer.text + event.text }));
        case "usage":
            return update(conversation, event.answer, (answer) => ({ ...answer, usage: event.usage }));
        case "finish":
            return update(conversation, event.answer, (answer) => ({ ...answer, finish: event.reason }));
        case "ended":
            return end(conversation, event);
        case "shown":
            return show(conversation, event.answer);
        case "cleared":
            return { turns: [], next: conversation.next };
    }
}

export function findAnswer(conversation: Conversation, id: string): Answer | undefined {
    return conversation.turns.find((turn): turn is Answer => turn.kind === "answer" && turn.id === id);
}

export function findQuestion(conversation: Conversation, id: string): Question | undefined {
    return conversation.turns.find((turn): turn is Question => turn.kind === "question" && turn.id === id);
}

export function lastQuestion(conversation: Conversation): Question | undefined {
    return conversation.turns.findLast((turn): turn is Question => turn.kind === "question");
}

/**
 * What is sent to the model for a question: the earlier questions with the answer on display, then the question.
 * A question without an answer is left out: what the content filter refused once would be refused for ever after.
 */
export function messagesFor(conversation: Conversation, question: string): ChatMessage[] {
    const messages: ChatMessage[] = [];
    for (const turn of conversation.turns) {
        if (turn.kind !== "question") {
            continue;
        }
        if (turn.id === question) {
            messages.push({ role: "user", content: turn.text });
            break;
        }
        const answer = turn.shown === undefined ? undefined : findAnswer(conversation, turn.shown);
        if (answer !== undefined && answer.text !== "" && answer.state !== "failed") {
            messages.push({ role: "user", content: turn.text }, { role: "assistant", content: answer.text });
        }
    }
    return messages;
}

function ask(conversation: Conversation, text: string, connection: Connection): Conversation {
    const question: Question = { kind: "question", id: `t${conversation.next}`, text };
    const asked = { turns: [...conversation.turns, question], next: conversation.next + 1 };
    return askAgain(asked, question.id, connection);
}

function askAgain(conversation: Conversation, question: string, connection: Connection): Conversation {
    const answer: Answer = { kind: "answer", id: `t${conversation.next}`, question, connection, text: "", state: "streaming" };
    const kept = conversation.turns.filter((turn) => !(turn.kind === "answer" && turn.question === question && turn.text === ""));
    const after = kept.findLastIndex((turn) => turn.id === question || (turn.kind === "answer" && turn.question === question));
    return show({ turns: kept.toSpliced(after + 1, 0, answer), next: conversation.next + 1 }, answer.id);
}

function withdraw(conversation: Conversation, question: string): Conversation {
    const index = conversation.turns.findIndex((turn) => turn.id === question);
    return index < 0 ? conversation : { ...conversation, turns: conversation.turns.slice(0, index) };
}

function end(conversation: Conversation, { answer: id, state, elapsedMs, failure }: Extract<ConversationEvent, { kind: "ended" }>): Conversation {
    return update(conversation, id, (answer) => ({ ...answer, state, elapsedMs, ...(failure && { failure }) }));
}

function show(conversation: Conversation, id: string): Conversation {
    const answer = findAnswer(conversation, id);
    const turns = conversation.turns.map((turn) => (turn.id === answer?.question ? { ...turn, shown: id } : turn));
    return answer === undefined ? conversation : { ...conversation, turns };
}

function update(conversation: Conversation, id: string, change: (answer: Answer) => Answer): Conversation {
    const index = conversation.turns.findLastIndex((turn) => turn.id === id);
    const turn = conversation.turns[index];
    return turn?.kind === "answer" ? { ...conversation, turns: conversation.turns.with(index, change(turn)) } : conversation;
}
