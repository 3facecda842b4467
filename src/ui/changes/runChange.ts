import type { ChangeOptions } from "../../azure/changes/change.ts";
import type { WaitReport } from "../../azure/changes/timer.ts";
import { showWarning, withNotification } from "../messages.ts";

/**
 * Does one change of Azure under a notification. When cancelled it says what became of the change, unless nothing had
 * been sent yet. @returns undefined when cancelled. @throws AccessError
 */
export function runChange<T>(title: string, who: string | undefined, run: (options: ChangeOptions) => Promise<T>): Promise<T | undefined> {
    return withNotification(title, async (signal, report) => {
        let stage: "sending" | "accepted" | "refused" | undefined;
        try {
            return await run({ signal, who, onWait: (wait) => report(waitText(wait)), onStage: (reached) => (stage = reached) });
        } catch (error) {
            if (!signal.aborted) {
                throw error;
            }
            void showWarning(`${title}: cancelled. ${outcomes[stage ?? "refused"]}`);
            return undefined;
        }
    });
}

const outcomes = {
    sending: "Azure had been asked and has not answered; refresh to see what came of it.",
    accepted: "Azure had taken the change and finishes it.",
    refused: "Nothing has changed in Azure.",
};

/** `Waiting until … 0:20 of about 5:00, at most 10:00`. */
export function waitText({ message, elapsedMs, expectedMs, limitMs }: WaitReport): string {
    const usual = expectedMs !== undefined && elapsedMs < expectedMs
        ? `${clock(elapsedMs)} of usually up to ${clock(expectedMs)}`
        : `${clock(elapsedMs)} of at most ${clock(limitMs)}`;
    return `${message}: ${usual}`;
}

function clock(ms: number): string {
    const seconds = Math.round(ms / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
