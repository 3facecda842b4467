import type { JSX } from "preact";
import type { AnswerView } from "../../chat/protocol.ts";
import { post } from "../host.ts";
import type { Exchange } from "../pageState.ts";
import { streaming } from "../store.ts";
import { strings } from "../strings.ts";
import { AnswerBody } from "./answerBody.tsx";
import { ErrorCard } from "./errorCard.tsx";
import { IconButton } from "./icon.tsx";
import { Waiting } from "./waiting.tsx";

/** A question and one of its answers. */
export function ExchangeView({ exchange: { question, answer, answers } }: { exchange: Exchange }): JSX.Element {
    return (
        <div class="exchange">
            <div class="question" role="group" aria-label={strings.you}>
                <h2>{strings.you}</h2>
                <div class="text">{question.text}</div>
            </div>
            {answer !== undefined && <AnswerTurn key={answer.id} turn={answer} answers={answers} />}
        </div>
    );
}

function AnswerTurn({ turn, answers }: { turn: AnswerView; answers: string[] }): JSX.Element {
    const note = strings.note(turn.state, turn.finish, turn.text === "");
    return (
        <article class="answer" data-turn={turn.id} aria-label={strings.speaker(turn.speaker)} aria-busy={turn.state === "streaming"}>
            <h2>
                <span>{strings.speaker(turn.speaker)}</span>
                <Figures turn={turn} />
            </h2>
            <AnswerBody turn={turn} />
            {turn.progress !== undefined && <Waiting progress={turn.progress} speaker={turn.speaker} />}
            {note !== undefined && <p class="note">{note}</p>}
            {turn.failure !== undefined && <ErrorCard turn={turn.id} failure={turn.failure} />}
            {turn.state !== "streaming" && <Footer turn={turn} answers={answers} />}
        </article>
    );
}

function Figures({ turn: { usage, elapsedMs, state } }: { turn: AnswerView }): JSX.Element | null {
    if (state === "streaming" || usage === undefined) {
        return null;
    }
    const time = elapsedMs === undefined ? "" : `, ${strings.elapsed(elapsedMs)}`;
    return (
        <span class="figures" title={strings.tokenSum(usage) + time}>
            {strings.tokens(usage)}
        </span>
    );
}

function Footer({ turn, answers }: { turn: AnswerView; answers: string[] }): JSX.Element {
    const isBusy = streaming.value !== undefined;
    return (
        <footer>
            {turn.text !== "" && <IconButton icon="copy" label={strings.copyAnswer} act={() => post({ kind: "copyAnswer", turn: turn.id })} class="copyAnswer" />}
            {!isBusy && <IconButton icon="refresh" label={strings.askAgain} act={() => post({ kind: "retry", turn: turn.id })} />}
            {answers.length > 1 && <Pager turn={turn.id} answers={answers} />}
            {!isBusy && (
                <button type="button" class="link" onClick={() => post({ kind: "chooseIdentity", turn: turn.id })}>
                    {strings.anotherIdentity}
                </button>
            )}
        </footer>
    );
}

function Pager({ turn, answers }: { turn: string; answers: string[] }): JSX.Element {
    const at = answers.indexOf(turn);
    const go = (step: number) => {
        const next = answers[(at + step + answers.length) % answers.length];
        if (next !== undefined) {
            post({ kind: "showAnswer", turn: next });
        }
    };
    return (
        <span class="pager">
            <IconButton icon="left" label={strings.earlierAnswer} act={() => go(-1)} />
            <span>{strings.answerOf(at + 1, answers.length)}</span>
            <IconButton icon="right" label={strings.laterAnswer} act={() => go(1)} />
        </span>
    );
}
