import { type Answer, type Choice, type ChoiceGroup, type Group, pickOne, type Question } from "./prompts.ts";

/** The choice to read again what could not be read, or was not there. */
export const lookAgain = Symbol("look again");
export type LookAgain = typeof lookAgain;

/** What can't be chosen from is told beside something that can be done: looking again. */
export function again(why: string, remedy?: string): Choice<LookAgain> {
    return { label: "Look again", icon: "refresh", description: why, detail: remedy, value: lookAgain };
}

interface Reading<T> {
    /** Begins to read; called again when the user looks again. */
    read(): readonly Group<T | LookAgain>[];
    /** Makes the next `read` a fresh one. */
    forget(): void;
    /** What there is none of, where nothing at all is found: `no virtual machine found`. */
    nothing: string;
}

/** One of several that are read for it. @returns undefined when dismissed. */
export async function pickAfresh<T>(question: Question, { read, forget, nothing }: Reading<T>): Promise<Answer<T>> {
    for (;;) {
        const groups = read();
        const picked = await pickOne<T | LookAgain>(question, [...groups, noneOf(groups, nothing)]);
        if (picked !== lookAgain) {
            return picked;
        }
        forget();
    }
}

async function noneOf<T>(groups: readonly Group<T | LookAgain>[], nothing: string): Promise<ChoiceGroup<T | LookAgain>> {
    const all = await Promise.all(groups.map((group) => ("refined" in group ? group.first : group)));
    return { choices: all.every(({ choices }) => choices.length === 0) ? [again(nothing)] : [] };
}
