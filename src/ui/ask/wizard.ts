import * as vscode from "vscode";
import { type Answer, back } from "./prompts.ts";
import { literal } from "../literal.ts";

/**
 * Where a question stands: the title bar shows "2/4", and a Back button from the second on. While an answer can still
 * bring another question, how many there are is not known, and only "2" shows.
 */
export interface Place {
    step: number;
    steps: number | undefined;
}

/** One question. It changes nothing but the answers: what they lead to is done after the last one. */
export interface Step<Answers> {
    /** False where the answers given so far, or what the command was run on, tell it already. */
    needed(answers: Answers): boolean;
    /** Whether an answer that is still to come can make it necessary. */
    mayCome?(answers: Answers): boolean;
    /** @returns the answers with its own added, or taken away: then the questions for them come up again. */
    ask(answers: Answers, place: Place): Promise<Answer<Answers>>;
}

/**
 * Asks the first question that is open, again and again, until none is. Back returns to the question before, as it
 * was. @returns undefined when dismissed.
 */
export async function runWizard<Answers>(steps: readonly Step<Answers>[], start: Answers): Promise<Answers | undefined> {
    const answers = await goOn(steps, start, 0);
    return answers === back ? undefined : answers;
}

/** As `runWizard`, after questions asked otherwise: Back of the first one leads to these. @param asked how many they were. */
export async function goOn<Answers>(steps: readonly Step<Answers>[], start: Answers, asked: number): Promise<Answer<Answers>> {
    const before: Answers[] = [];
    let answers = start;
    for (;;) {
        const open = steps.filter((step) => step.needed(answers));
        if (open.length === 0) {
            return answers;
        }
        const done = asked + before.length;
        const isKnown = !steps.some((step) => !open.includes(step) && step.mayCome?.(answers));
        const answer = await open[0]!.ask(answers, { step: done + 1, steps: isKnown ? done + open.length : undefined });
        if (answer === undefined) {
            return undefined;
        }
        if (answer === back) {
            if (before.length === 0) {
                return back;
            }
            answers = before.pop()!;
        } else {
            before.push(answers);
            answers = answer;
        }
    }
}

/** Two questions; Back of the second leads to the first. @returns undefined when dismissed. */
export async function inTurn<First, Second>(
    first: (place: Place) => Promise<Answer<First>>, second: (first: First, place: Place) => Promise<Answer<Second>>,
): Promise<{ first: First; second: Second } | undefined> {
    for (;;) {
        const chosen = await first({ step: 1, steps: 2 });
        const answer = chosen === undefined || chosen === back ? undefined : await second(chosen, { step: 2, steps: 2 });
        if (answer !== back) {
            return answer === undefined ? undefined : { first: chosen as First, second: answer as Second };
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
