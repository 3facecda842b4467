import type { Answer, Conversation, Question, Turn } from "./conversation.ts";
import { emptyConversation } from "./conversation.ts";

/** A small part of VS Code's `Memento`. */
export interface Store {
    get(key: string): unknown;
    update(key: string, value: unknown): PromiseLike<void>;
}

/** What outlives a window reload. */
export interface Saved {
    conversation: Conversation;
    /** What the user had typed and not sent. */
    draft: string;
}

const key = "keyless.chat";
const version = 1;
/** Mementos are rewritten whole at each change; beyond about a megabyte VS Code warns and slows down. */
const maxChars = 1_000_000;
const maxTurns = 400;

export function save(store: Store, { conversation, draft }: Saved): PromiseLike<void> {
    return store.update(key, { version, conversation: trim(conversation), draft });
}

/** The last conversation; an answer that was streaming when it was saved comes back as `cut`. */
export function restore(store: Store): Saved {
    const value = store.get(key);
    if (!isRecord(value) || value.version !== version || !isRecord(value.conversation)) {
        return { conversation: emptyConversation, draft: "" };
    }
    const { turns, next } = value.conversation;
    const valid = Array.isArray(turns) ? turns.filter(isTurn).map(markCut) : [];
    return {
        conversation: { turns: valid, next: Math.max(typeof next === "number" ? next : 1, ...valid.map(numberAfter)) },
        draft: typeof value.draft === "string" ? value.draft : "",
    };
}

/** Drops the oldest questions with their answers until the rest fits; the last question always stays. */
export function trim(conversation: Conversation): Conversation {
    const sizes = conversation.turns.map((turn) => JSON.stringify(turn).length);
    let chars = sizes.reduce((sum, size) => sum + size, 0);
    let from = 0;
    while (chars > maxChars || conversation.turns.length - from > maxTurns) {
        const next = conversation.turns.findIndex((turn, at) => at > from && turn.kind === "question");
        if (next < 0) {
            break;
        }
        chars -= sizes.slice(from, next).reduce((sum, size) => sum + size, 0);
        from = next;
    }
    return from === 0 ? conversation : { ...conversation, turns: conversation.turns.slice(from) };
}

function markCut(turn: Turn): Turn {
    return turn.kind === "answer" && turn.state === "streaming" ? { ...turn, state: "cut" } : turn;
}

/** The store may hold what an older or a newer version wrote: what does not look like a turn is left out. */
function isTurn(value: unknown): value is Turn {
    if (!isRecord(value) || typeof value.id !== "string" || typeof value.text !== "string") {
        return false;
    }
    return value.kind === "question" || (value.kind === "answer" && isAnswer(value as Partial<Answer>));
}

function isAnswer({ question, state, connection }: Partial<Answer>): boolean {
    return typeof question === "string" && typeof state === "string" && isRecord(connection?.target) && isRecord(connection.identity);
}

function numberAfter(turn: Question | Answer): number {
    const number = Number(turn.id.slice(1));
    return Number.isSafeInteger(number) ? number + 1 : 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
