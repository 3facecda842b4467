import * as vscode from "vscode";
import { type Answer, back } from "./prompts.ts";
import { literal } from "../literal.ts";

/** Where a question stands: the title bar shows "2/4", and a Back button from the second on. */
export interface Place {
    step: number;
    steps: number;
}

/** One question. It changes nothing but the answers: what they lead to is done after the last one. */
export interface Step<Answers> {
    /** False where the answers given so far, or what the command was run on, tell it already. */
    needed(answers: Answers): boolean;
    /** @returns the answers with its own added, or taken away: then the questions for them come up again. */
    ask(answers: Answers, place: Place): Promise<Answer<Answers>>;
}

/**
 * Asks the first question that is open, again and again, until none is. Back returns to the question before, as it
 * was. @returns undefined when dismissed.
 */
export async function runWizard<Answers>(steps: readonly Step<Answers>[], start: Answers): Promise<Answers | undefined> {
    const before: Answers[] = [];
    let answers = start;
    for (;;) {
        const open = steps.filter((step) => step.needed(answers));
        if (open.length === 0) {
            return answers;
        }
        const answer = await open[0]!.ask(answers, { step: before.length + 1, steps: before.length + open.length });
        if (answer === undefined) {
            return undefined;
        }
        if (answer === back) {
            answers = before.pop() ?? answers;
        } else {
            before.push(answers);
            answers = answer;
        }
    }
}

/** Shows that something is read before a question can be asked. @returns undefined when dismissed meanwhile. */
export async function readFirst<T>(title: string, placeholder: string, read: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const pick = vscode.window.createQuickPick();
    const cancelled = new AbortController();
    Object.assign(pick, { title: literal(title), placeholder: literal(placeholder), busy: true, enabled: false, ignoreFocusOut: true });
    const dismissed = new Promise<undefined>((resolve) => pick.onDidHide(() => {
        cancelled.abort();
        resolve(undefined);
    }));
    pick.show();
    try {
        return await Promise.race([read(cancelled.signal), dismissed]);
    } finally {
        pick.dispose();
    }
}
