import type { JSX } from "preact";
import type { Chips } from "../../chat/protocol.ts";
import { post } from "../host.ts";
import { markSending, page } from "../store.ts";
import { strings } from "../strings.ts";

/** Before the first question: who speaks to what, and what to try. */
export function EmptyState(): JSX.Element {
    const { chips } = page.value;
    return <div class="empty">{chips === undefined ? <NoConnection /> : <Ready chips={chips} />}</div>;
}

function NoConnection(): JSX.Element {
    return (
        <>
            <h2>{strings.noConnection}</h2>
            <p>{strings.noConnectionHint}</p>
            <button type="button" class="primary" onClick={() => post({ kind: "chooseDeployment" })}>
                {strings.chooseDeployment}
            </button>
        </>
    );
}

function Ready({ chips }: { chips: Chips }): JSX.Element {
    return (
        <>
            <p class="who">
                {strings.speaking} <strong>{chips.identity}</strong> {strings.speakingTo} <strong>{chips.deployment}</strong> {strings.speakingOn}{" "}
                <strong>{chips.account}</strong>.
            </p>
            <p>{strings.noKey}</p>
            <h2>{strings.tries}</h2>
            <ul>
                {strings.suggestions.map((text) => (
                    <li key={text}>
                        <button type="button" class="suggestion" disabled={page.value.isSending} onClick={() => ask(text)}>
                            {text}
                        </button>
                    </li>
                ))}
            </ul>
        </>
    );
}

function ask(text: string): void {
    markSending();
    post({ kind: "send", text });
}
