import { computed, signal } from "@preact/signals";
import type { ToWebview } from "../chat/protocol.ts";
import { protocolVersion } from "../chat/protocol.ts";
import { post } from "./host.ts";
import type { LiveText } from "./liveText.ts";
import { addText } from "./liveText.ts";
import { initialState, receive, streamingAnswer } from "./pageState.ts";
import { plainWords } from "./plainWords.ts";
import { strings } from "./strings.ts";

export const page = signal(initialState);
export const streaming = computed(() => streamingAnswer(page.value.turns));
/** What a screen reader is told next; answers only when they are finished. */
export const announcement = signal("");

const liveTexts = new Map<string, LiveText>();

/** The growing text of a streaming answer. */
export function liveText(turn: string): LiveText | undefined {
    return liveTexts.get(turn);
}

/** Takes a message of the host into the page's state. */
export function receiveMessage(message: ToWebview): void {
    switch (message.kind) {
        case "delta":
            takeDelta(message);
            return;
        case "ended":
            takeEnd(message);
            return;
        default:
            page.value = receive(page.value, message);
    }
    if (message.kind === "snapshot" || message.kind === "turns") {
        followStreaming(message.kind === "snapshot");
    }
}

/** Marks a question as sent, until the host takes or refuses it. */
export function markSending(): void {
    page.value = { ...page.value, isSending: true, refused: undefined };
}

function followStreaming(isSnapshot: boolean): void {
    const turn = streaming.value;
    liveTexts.clear();
    if (turn !== undefined) {
        liveTexts.set(turn.id, { text: turn.text, seq: 0, acknowledged: 0 });
        announcement.value = isSnapshot ? "" : strings.announceWaiting(turn.speaker);
    }
}

function takeDelta(message: Extract<ToWebview, { kind: "delta" }>): void {
    const { turn, seq, offset, text } = message;
    const live = liveTexts.get(turn);
    if (live === undefined || !addText(live, offset, text)) {
        askForSnapshot();
        return;
    }
    live.seq = seq;
    page.value = receive(page.value, message);
    live.changed?.();
}

function takeEnd(message: Extract<ToWebview, { kind: "ended" }>): void {
    const live = liveTexts.get(message.turn);
    if (live === undefined || !addText(live, message.offset, message.text)) {
        askForSnapshot();
        return;
    }
    liveTexts.delete(message.turn);
    const speaker = streaming.value?.speaker;
    page.value = receive(page.value, message, live.text);
    announcement.value = speaker === undefined ? "" : spoken(message, strings.announceEnd(speaker, message.outcome.state), live.text);
}

/** A screen reader gets a finished answer once, in plain words. */
function spoken({ outcome: { state, failure } }: Extract<ToWebview, { kind: "ended" }>, head: string, text: string): string {
    if (failure !== undefined) {
        return `${failure.summary}. ${failure.cause} ${failure.remedy}`;
    }
    return state === "done" ? `${head}: ${plainWords(text)}` : head;
}

function askForSnapshot(): void {
    post({ kind: "ready", version: protocolVersion });
}
