import type { AnswerState, Chips, Progress, Speaker, TokenCount } from "../chat/protocol.ts";

/** Every word that the page shows. */
export const strings = {
    you: "You",
    speaker: ({ deployment, identity }: Speaker) => `${deployment} · ${identity}`,
    tokens: ({ completion }: TokenCount) => `${number(completion)} ${completion === 1 ? "token" : "tokens"}`,
    tokenSum: ({ prompt, completion, total }: TokenCount) => `${number(prompt)} in the question, ${number(completion)} in the answer, ${number(total)} in all`,
    elapsed: (ms: number) => `${seconds(ms)} s`,

    conversation: "Conversation",
    deploymentChip: ({ deployment, account }: Chips) => `Deployment ${deployment} on ${account}. Choose another`,
    title: "Keyless Chat",
    identityChip: ({ identity }: Chips) => `Identity as ${identity}. Choose another`,
    as: "as ",
    details: chipDetails,
    chooseDeployment: "Choose a deployment…",

    noConnection: "No deployment chosen yet",
    noConnectionHint: "Choose a deployment and the identity that calls it. No key is needed.",
    speaking: "You speak as",
    speakingTo: "to",
    speakingOn: "on",
    noKey: "With a token of this identity, no key.",
    tries: "Try",
    suggestions: [
        "Hello! Which model are you?",
        "Explain managed identities in five lines",
        "Write a Python script that lists my blobs with DefaultAzureCredential",
    ],

    progress: progressText,
    progressHint,
    stop: "Stop",
    send: "Send",
    ask: (chips: Chips | undefined) => (chips === undefined ? "Ask…" : `Ask ${chips.deployment}…`),
    question: "Question",
    editing: "Editing the last question",
    cancelEdit: "Cancel",

    showEarlier: (count: number) => `Show ${number(count)} earlier`,
    newBelow: "New below",
    askAgain: "Ask again",
    anotherIdentity: "as another identity…",
    copyAnswer: "Copy answer",
    copied: "Copied",
    earlierAnswer: "Earlier answer",
    laterAnswer: "Later answer",
    answerOf: (at: number, count: number) => `${at}/${count}`,

    image: (alt: string) => (alt.trim() === "" ? "Image" : `Image: ${alt}`),
    plainText: "text",
    code: (language: string) => (language === "" ? "Code" : `Code, ${language}`),
    table: "Table",
    plainBlock: {
        tooMuch: "Shown as plain text: formatting it would take long.",
        unpaintable: "Shown as plain text: it cannot be formatted in full.",
    },
    showFormatted: "Show formatted",
    showFormattedHint: "The chat may stand still for a while",
    copyCode: "Copy code",
    insertCode: "Insert at cursor",

    evidence: "Evidence",
    note: endingNote,
    refused: {
        noConnection: "No deployment chosen yet.",
        busy: "An answer is still on its way.",
        gone: "That question is not the last one any more.",
    },
    announceWaiting: ({ deployment }: Speaker) => `Asking ${deployment}`,
    announceEnd: ({ deployment }: Speaker, state: AnswerState) => `${deployment} ${endings[state]}`,
} as const;

const endings: Record<AnswerState, string> = {
    streaming: "is answering",
    done: "answered",
    stopped: "was stopped",
    failed: "did not answer",
    cut: "was cut off",
};

function progressText(progress: Progress, speaker: Speaker, passedMs: number): string {
    switch (progress.kind) {
        case "retrying":
            return `${progress.reason}: again in ${Math.max(0, Math.ceil((progress.remainingMs - passedMs) / 1000))} s`;
        case "thinking":
            return `thinking as ${speaker.identity}, ${seconds(progress.elapsedMs + passedMs)} s`;
        case "waiting":
            return `as ${speaker.identity}, ${seconds(progress.elapsedMs + passedMs)} s`;
    }
}

/** What a wait is for, once it has lasted. */
function progressHint(progress: Progress, { deployment }: Speaker, passedMs: number): string | undefined {
    if (progress.kind !== "waiting" || progress.elapsedMs + passedMs < 3_000) {
        return undefined;
    }
    return progress.for === "token" ? "waiting for its token" : `waiting for the first byte of ${deployment}`;
}

function endingNote(state: AnswerState, finish: string | undefined, isEmpty: boolean): string | undefined {
    if (state === "stopped") {
        return "Stopped";
    }
    if (state === "cut") {
        return "Cut off when the window was reloaded";
    }
    if (state !== "done") {
        return undefined;
    }
    return finishNote(finish) ?? (isEmpty ? `The answer is empty${finish === undefined ? "" : ` (finish reason ${finish})`}` : undefined);
}

function finishNote(finish: string | undefined): string | undefined {
    switch (finish) {
        case "length":
            return "Cut off at the limit of tokens";
        case "content_filter":
            return "Cut off by the content filter";
        default:
            return undefined;
    }
}

function chipDetails({ connection, endpoint, principalId, tenantId, tokenExpiresOn }: Chips): string {
    const lines = [
        connection,
        `Endpoint: ${endpoint}`,
        principalId && `Principal id: ${principalId}`,
        tenantId && `Tenant: ${tenantId}`,
        tokenExpiresOn && `Token valid until ${clockTime(tokenExpiresOn)}`,
    ];
    return lines.filter(Boolean).join("\n");
}

/** With its day where that is not today. */
function clockTime(epochMs: number, now = new Date()): string {
    const time = new Date(epochMs);
    const day = time.toDateString() === now.toDateString() ? {} : { weekday: "short", day: "numeric", month: "short" } as const;
    return time.toLocaleString([], { ...day, hour: "2-digit", minute: "2-digit" });
}

function seconds(ms: number): string {
    return (Math.max(0, ms) / 1000).toFixed(1);
}

function number(value: number): string {
    return value.toLocaleString();
}
