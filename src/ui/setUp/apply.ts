import { applySetUp, type DoneStep, type SetUpOutcome, type SetUpPlan, type SetUpProgress, undoAll } from "../../access/setUp.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { identityName } from "../../azure/identity.ts";
import { type AccessParts, rightsNow } from "../accessParts.ts";
import { noteMachine, noteMade } from "../changes/noteChange.ts";
import { waitText } from "../changes/runChange.ts";
import { offerUndo, undoSteps } from "../changes/undo.ts";
import { openScript } from "../scripts.ts";
import { showError, showWarning, withNotification } from "../messages.ts";

/**
 * Carries the plan out under a notification, to the first answer where it is for this machine; then the chat opens
 * as that identity. What was done is told, and can be taken back; a run that stopped can be taken up again.
 */
export async function applyPlan(plan: SetUpPlan, access: ArmAccess, parts: AccessParts, before: readonly DoneStep[] = []): Promise<boolean> {
    const outcome = await withNotification(`Setting up ${identityName(plan.identity)}`, (signal, report) => applySetUp(plan, {
        access, who: parts.signIn.name(), getToken: parts.getToken, probe: parts.probe, signal,
        made: (made) => noteMade(made, parts),
        progress(progress) {
            report(progressText(progress));
            if (progress.state === "done" && progress.changed) {
                parts.views.refresh();
            }
        },
    }));
    await noteMachine(plan.choice.machine.id, access, parts);
    const done = [...before, ...outcome.done];
    if (outcome.kind === "done") {
        await finished(plan, outcome, done, access, parts);
        return true;
    }
    void stopped(plan, outcome, done, access, parts);
    return false;
}

function progressText({ step, index, count, wait }: SetUpProgress): string {
    return `${index + 1}/${count} ${wait ? waitText(wait) : step.text}`;
}

async function finished(plan: SetUpPlan, { identity }: Extract<SetUpOutcome, { kind: "done" }>, done: readonly DoneStep[], access: ArmAccess, parts: AccessParts): Promise<void> {
    const { target, machine } = plan.choice;
    const name = identityName(identity);
    const known = new Set(parts.connections.all().map(({ id }) => id));
    const connection = machine.isThis ? await parts.connections.connect(identity, target) : undefined;
    const text = machine.isThis
        ? `${name} can call ${target.deployment}: a call has succeeded.`
        : `${name} is set up on ${machine.name}. A new role takes 5 to 10 minutes; chat from a VS Code on that machine.`;
    const isNew = connection && !known.has(connection.id);
    void offerUndo(text, undoAll(done), access, parts, {
        // Not opened by itself: the message would lie on its box.
        next: connection && { label: "Chat", run: () => parts.revealChat() },
        undone: async () => isNew && parts.connections.remove(connection.id),
    });
}

async function stopped(
    plan: SetUpPlan, outcome: Exclude<SetUpOutcome, { kind: "done" }>, done: readonly DoneStep[], access: ArmAccess, parts: AccessParts,
): Promise<void> {
    const undo = undoAll(done);
    const isRefused = outcome.kind === "failed" && ["forbidden", "linkedForbidden"].includes(outcome.error.failure.kind);
    const buttons = [outcome.kind === "failed" ? "Try Again" : "Continue", ...(isRefused ? [somebodyElse] : []), ...(undo.length > 0 ? ["Undo"] : []), "Open az Script"];
    const chosen = outcome.kind === "failed"
        ? await showError(failedText(outcome), ...buttons)
        : await showWarning(`Cancelled. ${outcome.summary}`, ...buttons);
    if (chosen === "Undo") {
        await undoSteps(undo, access, parts);
    } else if (chosen === "Open az Script") {
        await openScript("az", plan.scripts);
    } else if (chosen !== undefined) {
        if (chosen === somebodyElse) {
            await parts.askToSignIn();
        }
        // Every step finds out what is there: what was done is not done again.
        await applyPlan(plan, await rightsNow(plan.choice.target.accountId ?? plan.choice.machine.id, access, parts), parts, done);
    }
}

const somebodyElse = "Sign In as Somebody Else…";

function failedText({ error, summary }: Extract<SetUpOutcome, { kind: "failed" }>): string {
    const { failure } = error;
    return `${failure.summary}. ${failure.cause} ${failure.remedy} ${summary}`;
}
