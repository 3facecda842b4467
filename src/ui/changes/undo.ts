import { applyUndo, type UndoStep } from "../../access/setUp.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { type AccessParts, rightsNow } from "../accessParts.ts";
import { noteUndone } from "./noteChange.ts";
import { waitText } from "./runChange.ts";
import { showInformation, showWarning, withNotification } from "../messages.ts";

/** Says what was done, and takes back what it added when asked to. */
export async function offerUndo(
    text: string, undo: readonly UndoStep[], access: ArmAccess, parts: AccessParts, afterwards?: () => Promise<unknown>,
): Promise<void> {
    const chosen = await showInformation(text, ...(undo.length > 0 ? ["Undo"] : []));
    if (chosen === "Undo") {
        await undoSteps(undo, access, parts);
        await afterwards?.();
    }
}

/** Takes the steps back one after the other; what could not be taken back is told. */
export async function undoSteps(steps: readonly UndoStep[], access: ArmAccess, parts: AccessParts): Promise<void> {
    const left = [...steps];
    try {
        await withNotification("Taking it back", async (signal, report) => {
            for (let step = left[0]; step; step = left[0]) {
                report(step.text);
                await applyUndo(step, access, { signal, who: parts.signIn.name(), onWait: (wait) => report(waitText(wait)) });
                await noteUndone(step, access, parts);
                left.shift();
            }
        });
        void showInformation(`Taken back: ${steps.map(({ text }) => text).join("; ")}.`);
    } catch (error) {
        void showWarning(`Not taken back: ${left.map(({ text }) => text).join("; ")}.`);
        await parts.failures.report(error, "undo", async () => undoSteps(left, await rightsNow(left[0]!.scope, access, parts), parts));
    }
}
