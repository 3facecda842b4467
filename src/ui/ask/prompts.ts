import * as vscode from "vscode";
import { literal } from "../literal.ts";

/** The user went back to the question before. */
export const back = Symbol("back");
export type Answer<T> = T | typeof back | undefined;

export interface Choice<T> {
    label: string;
    description?: string;
    detail?: string;
    /** Codicon name. */
    icon?: string;
    value: T;
}

export interface ChoiceGroup<T> {
    title?: string;
    choices: Choice<T>[];
}

export interface Question {
    title: string;
    placeholder?: string;
    /** Position in a sequence of questions; a Back button shows from the second on. */
    step?: number;
    /** How many there are in all, where no answer can change it any more. */
    steps?: number;
    /** A question within a question, of the same step, from which Back leads to that one. */
    hasBack?: boolean;
}

type Item<T> = vscode.QuickPickItem & { value?: T };

/** A list that shifts under the mouse makes people choose what they did not mean; one that stays empty is no list. */
const orderMs = 700;

/** A group of which more is known a little later: what each identity may do, for example. Both are the same choices. */
export interface RefinedGroup<T> {
    first: Promise<ChoiceGroup<T>>;
    /** In the order to choose from, where it comes soon enough; else its descriptions only. */
    refined: Promise<ChoiceGroup<T>>;
}

export type Group<T> = ChoiceGroup<T> | Promise<ChoiceGroup<T>> | RefinedGroup<T>;

/**
 * One of several. The list opens at once and fills in order as the readings settle; one that is slower than `orderMs`
 * no longer holds up those behind it. @returns undefined when dismissed.
 */
export function pickOne<T>(question: Question, groups: readonly Group<T>[]): Promise<Answer<T>> {
    const pick = vscode.window.createQuickPick<Item<T>>();
    const settled: (Item<T>[] | undefined)[] = groups.map(() => undefined);
    let isLate = false;
    const show = () => {
        const missing = settled.indexOf(undefined);
        fill(pick, settled.slice(0, isLate || missing < 0 ? undefined : missing).flatMap((items) => items ?? []));
    };
    const settle = (index: number, group: ChoiceGroup<T>) => {
        settled[index] = groupItems(group);
        show();
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, orderMs))).then(() => {
        isLate = true;
        show();
    });
    pick.busy = true;
    const readings = groups.map(async (group, index) => {
        if (!("refined" in group)) {
            return settle(index, await group);
        }
        const refined = group.refined.then(async (better) => settle(index, isLate ? describedAnew(await group.first, better) : better));
        await Promise.race([refined, late]);
        if (settled[index] === undefined) {
            settle(index, await group.first);
        }
        return refined;
    });
    return new Promise<Answer<T>>((resolve, reject) => {
        Promise.all(readings).then(() => (pick.busy = false), (error: unknown) => {
            reject(error as Error);
            pick.hide();
        });
        prepare(pick, question, resolve);
        pick.matchOnDescription = true;
        pick.matchOnDetail = true;
        pick.onDidAccept(() => {
            const [item] = pick.selectedItems;
            if (item) {
                resolve(item.value as T);
                pick.hide();
            }
        });
        pick.show();
    }).finally(() => {
        clearTimeout(timer);
        pick.dispose();
    });
}

/** The choices where they are, with the descriptions that came later. */
function describedAnew<T>({ title, choices }: ChoiceGroup<T>, better: ChoiceGroup<T>): ChoiceGroup<T> {
    return { title, choices: choices.map((choice) => ({ ...choice, description: better.choices.find(({ label }) => label === choice.label)?.description ?? choice.description })) };
}

/** The entry to which the user has moved stays the one that Enter takes. */
function fill<T>(pick: vscode.QuickPick<Item<T>>, items: Item<T>[]): void {
    const [active] = pick.activeItems;
    const hasMoved = active !== undefined && active !== pick.items.find(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
    pick.items = items;
    const same = hasMoved ? items.find((item) => item === active || (item.label === active.label && item.kind === active.kind)) : undefined;
    if (same) {
        pick.activeItems = [same];
    }
}

/** Several of a list. @returns undefined when dismissed. */
export async function pickMany<T>(question: Question, choices: readonly (Choice<T> & { picked: boolean })[]): Promise<T[] | undefined> {
    const items = choices.map((choice) => ({ ...choiceItem(choice), picked: choice.picked }));
    const picked = await vscode.window.showQuickPick(items, {
        title: literal(question.title), placeHolder: shown(question.placeholder), canPickMany: true, matchOnDescription: true, ignoreFocusOut: true,
    });
    return picked?.map((item) => item.value as T);
}

export interface TextQuestion extends Question {
    value?: string;
    prompt?: string;
    /** @returns what is wrong with the text, in one sentence. */
    check(text: string): string | undefined | Promise<string | undefined>;
}

/** A line of text; what is wrong with it shows while typing, and Enter does nothing until it is right. */
export function askText(question: TextQuestion): Promise<Answer<string>> {
    const input = vscode.window.createInputBox();
    input.value = question.value ?? "";
    input.prompt = shown(question.prompt);
    return new Promise<Answer<string>>((resolve) => {
        prepare(input, question, resolve);
        let latest = 0;
        const check = async () => {
            const mine = ++latest;
            const problem = await question.check(input.value.trim());
            if (mine === latest) {
                input.validationMessage = shown(problem);
            }
            return problem;
        };
        input.onDidChangeValue(() => void check());
        input.onDidAccept(async () => {
            if ((await check()) === undefined) {
                resolve(input.value.trim());
                input.hide();
            }
        });
        input.show();
    }).finally(() => input.dispose());
}

function prepare<T>(input: vscode.QuickPick<Item<T>> | vscode.InputBox, question: Question, resolve: (answer: Answer<never>) => void): void {
    input.title = literal(question.title);
    input.placeholder = shown(question.placeholder);
    input.step = question.step;
    input.totalSteps = question.steps;
    input.ignoreFocusOut = true;
    input.buttons = question.hasBack || (question.step ?? 1) > 1 ? [vscode.QuickInputButtons.Back] : [];
    input.onDidTriggerButton(() => {
        resolve(back);
        input.hide();
    });
    input.onDidHide(() => resolve(undefined));
}

function groupItems<T>({ title, choices }: ChoiceGroup<T>): Item<T>[] {
    const heading: Item<T>[] = title === undefined || choices.length === 0 ? [] : [{ label: literal(title), kind: vscode.QuickPickItemKind.Separator }];
    return [...heading, ...choices.map(choiceItem)];
}

function choiceItem<T>({ label, description, detail, icon, value }: Choice<T>): Item<T> {
    const text = literal(label);
    return { label: icon ? `$(${icon}) ${text}` : text, description: shown(description), detail: shown(detail), value };
}

function shown(text: string | undefined): string | undefined {
    return text === undefined ? undefined : literal(text);
}
