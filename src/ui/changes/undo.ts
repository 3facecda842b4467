import { applyUndo, lostBy, undoneText, type UndoStep } from "../../access/setUp.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { type AccessParts, rightsNow } from "../accessParts.ts";
import { noteUndone } from "./noteChange.ts";
import { waitText } from "./runChange.ts";
import { confirm, showInformation, showWarning, withNotification } from "../messages.ts";

/** What may follow a change: the next thing to do, and what belongs to taking it back besides the steps. */
interface Following {
    next?: { label: string; run(): Promise<unknown> };
    undone?(): Promise<unknown>;
}

/** Says what was done, offers what comes next, and takes back what it added when asked to. */
export async function offerUndo(text: string, undo: readonly UndoStep[], access: ArmAccess, parts: AccessParts, { next, undone }: Following = {}): Promise<void> {
    const takeBack = rememberUndo(undo, access, parts, undone);
    const chosen = await showInformation(text, ...(next ? [next.label] : []), ...(undo.length > 0 ? ["Undo"] : []));
    if (chosen === "Undo") {
        await takeBack();
    } else if (chosen !== undefined) {
        await next?.run();
    }
}

/** Keeps what takes the steps back for `Undo Last Change…`, without a message. @returns it. */
export function rememberUndo(undo: readonly UndoStep[], access: ArmAccess, parts: AccessParts, undone?: Following["undone"]): (asks?: boolean) => Promise<boolean> {
    const takeBack = async (asks = false) => {
        const isUndone = await undoSteps(undo, access, parts, asks);
        if (isUndone) {
            parts.lastChange.forget();
            await undone?.();
        }
        return isUndone;
    };
    if (undo.length > 0) {
        parts.lastChange.remember(takeBack);
    }
    return takeBack;
}

/**
 * Takes the steps back one after the other, after a question where something is deleted or `asks` says so; what could
 * not be taken back is told. @returns whether all of them are taken back.
 */
export async function undoSteps(steps: readonly UndoStep[], access: ArmAccess, parts: AccessParts, asks = false): Promise<boolean> {
    const left = [...steps];
    if ((asks || lostBy(steps).length > 0) && !await isConfirmed(steps)) {
        return false;
    }
    try {
        await withNotification("Taking it back", async (signal, report) => {
            for (let step = left[0]; step; step = left[0]) {
                report(step.text);
                await applyUndo(step, access, { signal, who: parts.signIn.name(), onWait: (wait) => report(waitText(wait)) });
                await noteUndone(step, access, parts);
                left.shift();
            }
        });
        void showInformation(`${steps.map(undoneText).join(". ")}.`);
        return true;
    } catch (error) {
        void showWarning(`Not taken back: ${left.map(({ text }) => text).join("; ")}.`);
        await parts.failures.report(error, "undo", async () => undoSteps(left, await rightsNow(left[0]!.scope, access, parts), parts));
        return false;
    }
}

async function isConfirmed(steps: readonly UndoStep[]): Promise<boolean> {
    const lines = steps.map(({ text }) => `• ${text}`).join("\n");
    return await confirm("Take back what was done?", [lines, ...lostBy(steps)].join("\n\n"), "Take Back") === "Take Back";
}
