import * as vscode from "vscode";
import { noteDone } from "../messages.ts";
import { type Answer, type ChoiceGroup, type Group, pickOne, type Question } from "./prompts.ts";

/** Lines to read before one decides. Whoever chooses one of them copies all, to send it to somebody or to keep it. */
export const line = Symbol("line");
export type Line = typeof line;

export function linesOf(title: string, lines: readonly (string | { label: string; detail?: string })[], icon: string): ChoiceGroup<Line> {
    return { title, choices: lines.map((each) => ({ ...(typeof each === "string" ? { label: each } : each), icon, value: line })) };
}

/** One of several, among lines to read; it is asked until something else than a line is chosen. */
export async function pickBeside<T>(question: Question, groups: readonly (ChoiceGroup<T | Line> | Promise<ChoiceGroup<T | Line>>)[]): Promise<Answer<T>> {
    const placeholder = [question.placeholder, "Choose a line to copy all lines."].filter(Boolean).join(" ");
    for (;;) {
        const picked = await pickOne<T | Line>({ ...question, placeholder }, groups as readonly Group<T | Line>[]);
        if (picked !== line) {
            return picked;
        }
        await vscode.env.clipboard.writeText(textOf(await Promise.all(groups)));
        noteDone(`Copied: ${question.title}`);
    }
}

/** Only the lines, below their headings. */
function textOf<T>(groups: readonly ChoiceGroup<T | Line>[]): string {
    return groups.flatMap(({ title, choices }) => {
        const lines = choices.filter(({ value }) => value === line).map(({ label, detail }) => `- ${[label, detail].filter(Boolean).join(": ")}`);
        return lines.length === 0 ? [] : [[title, ...lines].filter(Boolean).join("\n")];
    }).join("\n\n");
}
