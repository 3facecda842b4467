import * as vscode from "vscode";
import { AccessError, type Failure, type FailureAction } from "../azure/errors.ts";
import type { Log } from "./log.ts";
import { showError } from "./messages.ts";

/** Failures as the user meets them outside the chat: a message in words, with the remedy as a button. */
export interface Failures {
    /**
     * Shows what a command threw. A cancelled command is silent.
     * @param again does it once more: when the user asks for that, and once the remedy is carried out.
     */
    report(error: unknown, where: string, again?: () => unknown): Promise<void>;
    /** `what` completes "could not …". Logs what was not expected. */
    explain(error: unknown, what: string): Promise<Failure>;
}

export function createFailures(log: Log, runAction: (action: FailureAction) => Promise<boolean>, who: () => string | undefined): Failures {
    const words = async (error: unknown, what: string) => {
        // The words for all that can fail are loaded with the first failure.
        const { explain } = await import("../azure/failures/explain.ts");
        const failure = explain(error, { what, who: who() });
        if (failure.kind === "unexpected") {
            log.error(`Could not ${what}.`, error);
        }
        return failure;
    };
    return {
        explain: words,
        async report(error, where, again) {
            if (isCancelled(error)) {
                return;
            }
            if (isExpected(error)) {
                const { summary, cause, remedy, actions } = await words(error, `run ${where}`);
                return showWithActions(`${summary}. ${cause} ${remedy}`, actions, runAction, again);
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

async function showWithActions(text: string, actions: FailureAction[], run: (action: FailureAction) => Promise<boolean>, again?: () => unknown): Promise<void> {
    const chosen = await showError(text, ...actions.slice(0, 3).map((action) => action.label));
    const action = actions.find(({ label }) => label === chosen);
    // Done again, a call asks which host may receive a token, and a change tells what is missing and offers its script.
    const isRetry = action?.kind === "retry" || action?.kind === "consentHost" || (action?.kind === "adminScripts" && !action.grant);
    if (action && (isRetry && again ? true : await run(action))) {
        await again?.();
    }
}
