import { effect, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { keep, post } from "../host.ts";
import { lastQuestion } from "../pageState.ts";
import { markSending, page, streaming } from "../store.ts";
import { strings } from "../strings.ts";
import { Icon } from "./icon.tsx";

/** What is in the box. */
export const draft = signal("");
/** The question that the box would replace, and the draft to return to. */
const editing = signal<{ turn: string; draft: string } | undefined>(undefined);

const box: { current?: HTMLTextAreaElement } = {};

export function focusComposer(): void {
    box.current?.focus();
}

/** What was in the box when it was sent. */
let sent: string | undefined;

/** The host has taken what was sent: the box is empty again, unless the user has gone on typing. */
export function clearComposer(): void {
    if (draft.value === sent) {
        editing.value = undefined;
        draft.value = "";
    }
    sent = undefined;
}

export function Composer(): JSX.Element {
    const area = useRef<HTMLTextAreaElement>(null);
    useLayoutEffect(() => {
        box.current = area.current!;
        return effect(() => grow(area.current!, draft.value));
    }, []);
    const { chips, refused } = page.value;
    return (
        <form class="composer" onSubmit={(event) => event.preventDefault()}>
            {editing.value !== undefined && <Editing />}
            {refused !== undefined && <p class="refused" role="alert">{strings.refused[refused]}</p>}
            <div class="box">
                <textarea
                    ref={area}
                    rows={1}
                    aria-label={strings.question}
                    placeholder={strings.ask(chips)}
                    value={draft.value}
                    onInput={(event) => type(event.currentTarget.value)}
                    onKeyDown={pressed}
                />
                <SendButton />
            </div>
        </form>
    );
}

function SendButton(): JSX.Element {
    if (streaming.value !== undefined) {
        return (
            <button type="button" class="icon" title={strings.stop} aria-label={strings.stop} onClick={() => post({ kind: "stop" })}>
                <Icon name="stop" />
            </button>
        );
    }
    const isEmpty = draft.value.trim() === "";
    return (
        <button type="button" class="icon" title={strings.send} aria-label={strings.send} disabled={isEmpty || page.value.isSending} onClick={submit}>
            <Icon name="send" />
        </button>
    );
}

function Editing(): JSX.Element {
    return (
        <p class="editing">
            <Icon name="edit" />
            <span>{strings.editing}</span>
            <button type="button" class="link" onClick={cancelEdit}>
                {strings.cancelEdit}
            </button>
        </p>
    );
}

function type(text: string): void {
    draft.value = text;
}

function pressed(event: KeyboardEvent): void {
    // Enter, arrows and Esc belong to an input method while it composes; 229 is the key code of those that say so late.
    if (event.isComposing || event.keyCode === 229) {
        return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        submit();
    } else if (event.key === "ArrowUp" && draft.value === "" && editing.value === undefined) {
        editLast(event);
    } else if (event.key === "Escape" && streaming.value === undefined && editing.value !== undefined) {
        cancelEdit();
    }
}

function submit(): void {
    const text = draft.value;
    if (text.trim() === "" || streaming.value !== undefined || page.value.isSending) {
        return;
    }
    markSending();
    sent = text;
    const turn = editing.value?.turn;
    post(turn === undefined ? { kind: "send", text } : { kind: "editLast", turn, text });
}

function editLast(event: KeyboardEvent): void {
    const question = lastQuestion(page.value.turns);
    if (question !== undefined && streaming.value === undefined) {
        event.preventDefault();
        editing.value = { turn: question.id, draft: draft.value };
        draft.value = question.text;
    }
}

function cancelEdit(): void {
    draft.value = editing.value?.draft ?? "";
    editing.value = undefined;
    focusComposer();
}

/** The box grows with its text, up to the limit of its style. */
function grow(area: HTMLTextAreaElement, text: string): void {
    if (area.value !== text) {
        area.value = text;
    }
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
}

const keepAfterMs = 300;
let keepTimer: ReturnType<typeof setTimeout> | undefined;

/** Lets the draft outlive the page: at once in the page's own state, and soon in the host's. */
export function keepDraft(): void {
    effect(() => {
        const text = editing.value === undefined ? draft.value : editing.value.draft;
        keep({ draft: text });
        clearTimeout(keepTimer);
        keepTimer = setTimeout(() => post({ kind: "setDraft", text }), keepAfterMs);
    });
}
