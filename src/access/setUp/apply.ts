import { connectionId } from "../../azure/connection.ts";
import { AccessError, isAccessError } from "../../azure/errors.ts";
import { explain } from "../../azure/failures/explain.ts";
import { identityName } from "../../azure/identity.ts";
import type { ChangeOptions } from "../../azure/changes/change.ts";
import { waitForCall } from "../../azure/changes/waitForCall.ts";
import { waitForToken } from "../../azure/changes/waitForToken.ts";
import { runChange } from "./change.ts";
import type { DoneStep, SetUpOutcome, SetUpPlan, SetUpProgress, SetUpStep } from "./model.ts";
import type { SetUpParts, SetUpState } from "./parts.ts";
import { isChange } from "./steps.ts";

/**
 * Does the plan's steps in their order, and stops at the first that fails or at the signal. Each step finds out what
 * is there already: to run a plan again, or a newer one after a failure, does only what is missing.
 * Never throws for what can be expected: the outcome says what was done and what is left.
 */
export async function applySetUp(plan: SetUpPlan, parts: SetUpParts): Promise<SetUpOutcome> {
    const state: SetUpState = { identity: plan.identity };
    const done: DoneStep[] = [];
    for (const [index, step] of plan.steps.entries()) {
        const left = plan.steps.slice(index);
        const tell = (progress: Pick<SetUpProgress, "state" | "wait" | "changed">) =>
            parts.progress?.({ step, index, count: plan.steps.length, ...progress });
        state.stage = undefined;
        try {
            parts.signal.throwIfAborted();
            tell({ state: "running" });
            const finished = await runStep(step, plan, parts, state, tell);
            done.push(finished);
            tell({ state: "done", changed: finished.changed });
        } catch (error) {
            return stopped(error, step, state, done, left, parts);
        }
    }
    return { kind: "done", done, identity: state.identity };
}

async function runStep(
    step: SetUpStep, plan: SetUpPlan, parts: SetUpParts, state: SetUpState, tell: (progress: Pick<SetUpProgress, "state" | "wait">) => void,
): Promise<DoneStep> {
    const { signal, timer, who, access } = parts;
    const options: ChangeOptions = {
        signal, timer, who,
        onWait: (wait) => tell({ state: "waiting", wait }),
        onStage: (stage) => (state.stage = stage),
    };
    if (isChange(step)) {
        return runChange(step, parts, state, options);
    }
    if (step.kind === "waitForToken") {
        await waitForToken(state.identity, { cloud: access.cloud, getToken: parts.getToken }, options);
    } else {
        const { target } = plan.choice;
        const name = `${target.deployment} as ${identityName(state.identity)}`;
        await waitForCall({ id: connectionId(state.identity, target), name, identity: state.identity, target }, parts.probe, options);
    }
    return { step, changed: false };
}

/** What was accepted is done, even though nobody waited for its end; what got no answer is not known. */
function stopped(error: unknown, step: SetUpStep, state: SetUpState, done: DoneStep[], left: SetUpStep[], parts: SetUpParts): SetUpOutcome {
    const accepted = state.stage === "accepted" && parts.signal.aborted;
    const uncertain = state.stage === "sending" ? step : undefined;
    const finished = accepted ? [...done, { step, changed: true, unfinished: true }] : done;
    const remaining = accepted ? left.slice(1) : left;
    const result = { done: finished, left: remaining, uncertain, summary: summaryOf(finished, uncertain) };
    if (parts.signal.aborted) {
        return { kind: "cancelled", ...result };
    }
    return { kind: "failed", failed: step, error: expected(error, step, parts), ...result };
}

function expected(error: unknown, step: SetUpStep, { who }: SetUpParts): AccessError {
    const what = step.text.charAt(0).toLowerCase() + step.text.slice(1);
    return isAccessError(error) ? error : new AccessError(explain(error, { what, who }), { cause: error });
}

/** What has been done, in words: the answer to "did the cancelled run change anything?" */
function summaryOf(done: readonly DoneStep[], uncertain: SetUpStep | undefined): string {
    const changes = done.filter(({ changed }) => changed).map(({ step, unfinished }) => `${step.text}${unfinished ? " (Azure is still finishing it)" : ""}`);
    const said = changes.length > 0 ? `Done: ${changes.join("; ")}.` : uncertain ? "" : "Nothing in Azure was changed.";
    return [said, uncertain && `Not known, as Azure did not answer in time: ${uncertain.text}.`].filter(Boolean).join(" ");
}
