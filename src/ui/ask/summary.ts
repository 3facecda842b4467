import type { AccessPlan } from "../../azure/scripts/plan.ts";
import { type Line, linesOf, pickBeside } from "./lines.ts";
import { type Answer, back, type Choice, type ChoiceGroup, type Question } from "./prompts.ts";
import { openScript, type ScriptKind, scriptNames } from "../scripts.ts";

/** What will be done, shown before it is done. All texts are sentences without a full stop. */
export interface Summary<More> {
    /** The first entry, which Enter chooses. */
    apply: Choice<"apply">;
    changes: readonly string[];
    /** What is waited for once the changes are made. */
    after?: readonly string[];
    present?: readonly string[];
    /** What stands in the way. With any of it, the scripts for somebody else come first. */
    obstacles?: readonly { label: string; detail?: string }[];
    scripts?: AccessPlan;
    /** Answers that can still be changed here. */
    more?: readonly Choice<More>[];
}

type Pick<More> = "apply" | { script: ScriptKind } | { more: More };

/** Shows the summary until it is accepted; the texts for an administrator open beside it. */
export async function confirmSummary<More = never>(question: Question, summary: Promise<Summary<More>>): Promise<Answer<"apply" | { more: More }>> {
    for (;;) {
        const groups = [0, 1, 2, 3, 4, 5, 6].map(async (index) => (await groupsOf(summary))[index]!);
        const picked = await pickBeside<Pick<More>>(question, groups);
        if (picked === undefined || picked === back || picked === "apply") {
            return picked;
        }
        if (typeof picked === "object" && "more" in picked) {
            return picked;
        }
        if (typeof picked === "object") {
            await openScript(picked.script, (await summary).scripts!);
        }
    }
}

async function groupsOf<More>(promised: Promise<Summary<More>>): Promise<ChoiceGroup<Pick<More> | Line>[]> {
    const { apply, changes, after = [], present = [], obstacles = [], scripts, more = [] } = await promised;
    const isBlocked = obstacles.length > 0;
    const texts: ChoiceGroup<Pick<More>> = {
        title: isBlocked ? "For an administrator" : "The same as text",
        choices: scripts === undefined || changes.length === 0 ? [] : Object.entries(scriptNames).map(([kind, label]) =>
            ({ label: `Open as ${label}`, icon: "file-code", value: { script: kind as ScriptKind } })),
    };
    const first: ChoiceGroup<Pick<More>> = { choices: [apply] };
    return [
        isBlocked ? texts : first,
        linesOf("Missing rights", obstacles, "warning"),
        linesOf(isBlocked ? "What would change" : "What will change", changes, "arrow-small-right"),
        linesOf("Then", after, "watch"),
        linesOf("There already", present, "check"),
        { title: "Otherwise", choices: [...more.map((each) => ({ ...each, value: { more: each.value } })), ...(isBlocked ? [apply] : [])] },
        isBlocked ? { choices: [] } : texts,
    ];
}

