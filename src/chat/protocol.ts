/**
 * What the extension host and the chat's web page say to each other. The page is the less trusted side, because it
 * shows what a model wrote: it names things by id or index, and the host looks them up in its own state.
 * No imports, so that the page's bundle carries nothing of the host.
 */

/** Rises when either side would misread the other's messages. */
export const protocolVersion = 1;

/** Upper bounds of what the host accepts from the page, in characters or counts. */
export const limits = {
    id: 64,
    question: 400_000,
    url: 4_096,
    index: 10_000,
} as const;

/** Names of who answered, or would answer. */
export interface Speaker {
    deployment: string;
    identity: string;
    account: string;
}

/** The connection in use; `tokenExpiresOn` is an epoch in milliseconds. */
export interface Chips extends Speaker {
    connection: string;
    endpoint: string;
    principalId?: string;
    tenantId?: string;
    tokenExpiresOn?: number;
}

/** `cut`: the answer was streaming when the window was reloaded. */
export type AnswerState = "streaming" | "done" | "stopped" | "failed" | "cut";

/** What a streaming answer without text is doing. Durations instead of epochs: the two clocks may differ. */
export type Progress =
    | { kind: "waiting"; for?: "token" | "firstByte"; elapsedMs: number }
    | { kind: "thinking"; elapsedMs: number }
    | { kind: "retrying"; reason: string; remainingMs: number };

/** A failure as the page shows it. A button is named by its index and `kind`; its data stay in the host. */
export interface FailureCard {
    summary: string;
    cause: string;
    remedy: string;
    actions: { kind: string; label: string }[];
    evidence: { name: string; value: string }[];
}

export interface TokenCount {
    prompt: number;
    completion: number;
    total: number;
}

/** How an answer ended. `finish` is the service's word, for example `length`. */
export interface Outcome {
    state: AnswerState;
    usage?: TokenCount;
    elapsedMs?: number;
    finish?: string;
    failure?: FailureCard;
}

export interface QuestionView {
    kind: "question";
    id: string;
    text: string;
    /** The answer on display where the question has several. */
    shown?: string;
}

export interface AnswerView extends Outcome {
    kind: "answer";
    id: string;
    /** Id of the question. */
    question: string;
    speaker: Speaker;
    text: string;
    progress?: Progress;
}

export type TurnView = QuestionView | AnswerView;

export type ToWebview =
    /** Everything; sent on `ready`, and again whenever the page asks by another `ready`. */
    | { kind: "snapshot"; version: number; turns: TurnView[]; draft: string; chips?: Chips }
    /** `removed` first, then `added` at the end. */
    | { kind: "turns"; removed: string[]; added: TurnView[] }
    /** `offset` counts UTF-16 units of the answer's text; `seq` counts the deltas since the last snapshot. */
    | { kind: "delta"; turn: string; seq: number; offset: number; text: string }
    | { kind: "progress"; turn: string; progress: Progress }
    /** Carries the text that no delta has brought yet, so that it never waits behind one. */
    | { kind: "ended"; turn: string; offset: number; text: string; outcome: Outcome }
    | { kind: "shown"; question: string; answer: string }
    | { kind: "chips"; chips?: Chips }
    /** The last `send` or `editLast` was not taken; the text stays in the page's box. */
    | { kind: "refused"; reason: "noConnection" | "busy" | "gone" }
    /** The host did what the page asked for with a code block or an answer. */
    | { kind: "copied"; turn: string; block?: number }
    | { kind: "focus" };

export type FromWebview =
    | { kind: "ready"; version: number }
    | { kind: "ack"; turn: string; seq: number }
    | { kind: "send"; text: string }
    | { kind: "editLast"; turn: string; text: string }
    | { kind: "stop" }
    | { kind: "retry"; turn: string }
    | { kind: "showAnswer"; turn: string }
    /** With `turn`, the question of that answer is asked again as the identity that was chosen. */
    | { kind: "chooseIdentity"; turn?: string }
    | { kind: "chooseDeployment" }
    | { kind: "failureAction"; turn: string; index: number; action: string }
    | { kind: "openLink"; url: string }
    | { kind: "copyAnswer"; turn: string }
    /** `block` counts the code blocks of the answer in the order of the document. */
    | { kind: "copyCode"; turn: string; block: number }
    | { kind: "insertCode"; turn: string; block: number }
    | { kind: "setDraft"; text: string };

type Check = (value: unknown) => boolean;

const id: Check = (value) => typeof value === "string" && value.length <= limits.id && /^[\w-]+$/.test(value);
const index: Check = (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limits.index;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const draft: Check = (value) => typeof value === "string" && value.length <= limits.question;
const question: Check = (value) => draft(value) && (value as string).trim() !== "";
const word: Check = (value) => typeof value === "string" && /^[A-Za-z]{1,64}$/.test(value);
const url: Check = (value) => typeof value === "string" && value.length <= limits.url && openableLink(value) !== undefined;
const optional = (check: Check): Check => (value) => value === undefined || check(value);

type Fields<M> = { [K in keyof Omit<M, "kind">]-?: Check };
const shapes: { [K in FromWebview["kind"]]: Fields<Extract<FromWebview, { kind: K }>> } = {
    ready: { version: count },
    ack: { turn: id, seq: count },
    send: { text: question },
    editLast: { turn: id, text: question },
    stop: {},
    retry: { turn: id },
    showAnswer: { turn: id },
    chooseIdentity: { turn: optional(id) },
    chooseDeployment: {},
    failureAction: { turn: id, index, action: word },
    openLink: { url },
    copyAnswer: { turn: id },
    copyCode: { turn: id, block: index },
    insertCode: { turn: id, block: index },
    setDraft: { text: draft },
};

/** A fresh message with only the known fields of its kind, or undefined for anything that is not one. */
export function parseFromWebview(value: unknown): FromWebview | undefined {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, "kind")) {
        return undefined;
    }
    const given = value as Record<string, unknown>;
    const kind = given.kind;
    if (typeof kind !== "string" || !Object.hasOwn(shapes, kind)) {
        return undefined;
    }
    const message: Record<string, unknown> = { kind };
    for (const [name, check] of Object.entries(shapes[kind as FromWebview["kind"]] as Record<string, Check>)) {
        const field = Object.hasOwn(given, name) ? given[name] : undefined;
        if (!check(field)) {
            return undefined;
        }
        if (field !== undefined) {
            message[name] = field;
        }
    }
    return message as FromWebview;
}

/** The normalised address when it may be opened from an answer: absolute, `https` or `mailto`, no user name in it. */
export function openableLink(address: string): string | undefined {
    if (!URL.canParse(address)) {
        return undefined;
    }
    const parsed = new URL(address);
    const isOpenable = parsed.protocol === "mailto:" || (parsed.protocol === "https:" && parsed.username === "" && parsed.password === "");
    return isOpenable ? parsed.href : undefined;
}
