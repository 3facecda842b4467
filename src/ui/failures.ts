import * as vscode from "vscode";
import { AccessError, type Failure, type FailureAction } from "../azure/errors.ts";
import { explain } from "../azure/failures/explain.ts";
import type { Log } from "./log.ts";
import { showError } from "./messages.ts";

/** Failures as the user meets them outside the chat: a message in words, with the remedy as a button. */
export interface Failures {
    /** Shows what a command threw. A cancelled command is silent. */
    report(error: unknown, where: string): Promise<void>;
    /** `what` completes "could not …". Logs what was not expected. */
    explain(error: unknown, what: string): Failure;
}

export function createFailures(log: Log, runAction: (action: FailureAction) => Promise<unknown>, who: () => string | undefined): Failures {
    const words = (error: unknown, what: string) => {
        const failure = explain(error, { what, who: who() });
        if (failure.kind === "unexpected") {
            log.error(`Could not ${what}.`, error);
        }
        return failure;
    };
    return {
        explain: words,
        async report(error, where) {
            if (isCancelled(error)) {
                return;
            }
            if (isExpected(error)) {
                const { summary, cause, remedy, actions } = words(error, `run ${where}`);
                return showWithActions(`${summary}. ${cause} ${remedy}`, actions, runAction);
            }
            log.error(`${where} failed unexpectedly.`, error);
            await showWithActions(`Keyless met something unexpected: ${(error as Error).message}`, [{ kind: "showLog", label: "Show log" }], runAction);
        },
    };
}

/** Errors that a service or a credential sent, as opposed to mistakes in this program. */
function isExpected(error: unknown): boolean {
    return error instanceof AccessError || (error instanceof Error
        && !(error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof SyntaxError));
}

function isCancelled(error: unknown): boolean {
    return error instanceof vscode.CancellationError || (error as Error | undefined)?.name === "AbortError";
}

async function showWithActions(text: string, actions: FailureAction[], run: (action: FailureAction) => Promise<unknown>): Promise<void> {
    const chosen = await showError(text, ...actions.slice(0, 3).map((action) => action.label));
    const action = actions.find(({ label }) => label === chosen);
    if (action) {
        await run(action);
    }
}
