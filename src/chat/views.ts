import type { Connection } from "../azure/connection.ts";
import type { Failure } from "../azure/errors.ts";
import { identityName } from "../azure/identity.ts";
import type { Usage } from "../azure/inference.ts";
import type { Answer, Turn } from "./conversation.ts";
import type { FailureCard, Outcome, Progress, Speaker, TokenCount, TurnView } from "./protocol.ts";

/** What the page sees of a turn: names and texts, no ids of Azure and no data of buttons. */
export function turnView(turn: Turn, progress?: Progress): TurnView {
    if (turn.kind === "question") {
        return { ...turn };
    }
    const { id, question, text } = turn;
    return { kind: "answer", id, question, text, speaker: speakerOf(turn.connection), progress, ...outcomeOf(turn) };
}

export function outcomeOf({ state, usage, elapsedMs, finish, failure }: Answer): Outcome {
    return { state, usage: usage && tokenCount(usage), elapsedMs, finish, failure: failure && failureCard(failure) };
}

export function speakerOf({ identity, target }: Connection): Speaker {
    return { deployment: target.deployment, identity: identityName(identity), account: target.accountName };
}

function tokenCount(usage: Usage): TokenCount {
    return { prompt: usage.promptTokens, completion: usage.completionTokens, total: usage.totalTokens };
}

function failureCard({ summary, cause, remedy, actions, evidence }: Failure): FailureCard {
    return {
        summary,
        cause,
        remedy,
        actions: actions.map(({ kind, label }) => ({ kind, label })),
        evidence: evidence.map(({ name, value }) => ({ name, value })),
    };
}
