import { parseArmId } from "../armId.ts";
import { AccessError, type Evidence, type Failure } from "../errors.ts";
import { explain } from "../failures/explain.ts";
import { evidenceOf } from "../failures/failureRule.ts";
import { shown } from "../failures/observedError.ts";
import { allowingRole } from "../roles/roleCatalog.ts";
import { graceful } from "./timer.ts";
import type { OnWait, Timer } from "./timer.ts";

/** A change that takes something away may be told whose it must be; where that is another's by now, nothing is done. */
export interface RemovalOptions extends ChangeOptions {
    principalId?: string;
}

/** @throws AccessError where another principal than the expected one is there. */
export function refuseOther(attempt: Attempt, present: string | undefined, { principalId, who }: RemovalOptions): void {
    if (present && principalId && present.toLowerCase() !== principalId.toLowerCase()) {
        throw refusal(attempt, who, {
            kind: "unexpected",
            cause: `It is another identity by now: its principal is ${present}, and the one that was added was ${principalId}. Somebody removed that one and made this one since.`,
            remedy: "Nothing was done. Remove it yourself if nobody needs it.",
        });
    }
}

/** What every change of Azure is told besides what to change. */
export interface ChangeOptions {
    /** Ends waits at once. A request that is on its way is given a few seconds to answer, so that its outcome is known. */
    signal?: AbortSignal;
    /** Whose rights are used, for people; "You" unless given. */
    who?: string;
    onWait?: OnWait;
    /** `sending`: from here on Azure may have done it. `accepted`: it does, whatever happens here. `refused`: it did not. */
    onStage?(stage: "sending" | "accepted" | "refused"): void;
    timer?: Timer;
}

/** What a change needs a right for; every failure of the change tells it. */
export interface Attempt {
    /** After "could not": `attach uai-x to vm-y`. */
    what: string;
    /** The management action. */
    action: string;
    /** Resource, group or subscription that the action is done to. */
    scope: string;
}

/**
 * Does one change.
 * @throws AccessError naming principal, action, scope and a role that allows it; the signal's reason once it fires.
 */
export async function change<T>(attempt: Attempt, options: ChangeOptions, run: () => Promise<T>): Promise<T> {
    options.signal?.throwIfAborted();
    try {
        return await run();
    } catch (error) {
        options.signal?.throwIfAborted();
        throw asFailure(error, attempt, options.who);
    }
}

/** Sends what changes Azure; `send` hands the signal to its request. */
export async function sending<T>(options: ChangeOptions, send: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> {
    options.signal?.throwIfAborted();
    options.onStage?.("sending");
    const grace = graceful(options.signal);
    try {
        const answer = await send(grace.signal);
        options.onStage?.("accepted");
        return answer;
    } catch (error) {
        // Without an answer, or with a 5xx, nobody knows.
        if ((statusOf(error) ?? 500) < 500) {
            options.onStage?.("refused");
        }
        throw error;
    } finally {
        grace.dispose();
    }
}

function asFailure(error: unknown, attempt: Attempt, who = "You"): AccessError {
    const failure = explain(error, { what: attempt.what, who });
    const said = failure.evidence.length === 0 && error instanceof Error ? { "Azure says": shown(error.message) } : {};
    const known = new Set(failure.evidence.map(({ name }) => name));
    const added: Evidence[] = evidenceOf({
        ...said,
        "Principal": who,
        "Action": attempt.action,
        "Scope": attempt.scope,
    }).filter(({ name }) => !known.has(name));
    const evidence = [...failure.evidence, ...added, ...allowedBy(failure, attempt)];
    return new AccessError({ ...failure, evidence }, { cause: error });
}

/** The role for the action that Azure named, which may be another than the one that was tried (LinkedAuthorizationFailed). */
function allowedBy({ evidence }: Failure, attempt: Attempt): Evidence[] {
    const named = evidence.find(({ name }) => name === "Action")?.value.split(", ")[0] ?? attempt.action;
    return evidenceOf({ "Allowed by": allowingRole(named)?.name });
}

/** Status of an answer of Resource Manager; undefined where somebody else answered in its place, whose 404 means nothing. */
export function statusOf(error: unknown): number | undefined {
    return (error as { statusCode?: number } | undefined)?.statusCode;
}

/** `error.code` of an answer of Resource Manager. */
export function codeOf(error: unknown): string | undefined {
    return (error as { code?: string } | undefined)?.code;
}

/** A failure that was found before Azure was asked to change anything. */
export function refusal(attempt: Attempt, who: string | undefined, words: Pick<Failure, "kind" | "cause" | "remedy">): AccessError {
    const evidence = evidenceOf({ "Principal": who, "Action": attempt.action, "Scope": attempt.scope });
    return new AccessError({ ...words, summary: `${who ?? "You"} could not ${attempt.what}`, actions: [], evidence });
}

/** The parts of a resource id that the SDK's clients ask for. @throws Error where the id has no resource group. */
export function placeOf(id: string): { subscriptionId: string; resourceGroup: string; name: string } {
    const { subscriptionId, resourceGroup, name } = parseArmId(id) ?? {};
    if (!subscriptionId || !resourceGroup || !name) {
        throw new Error(`Not the id of a resource in a resource group: ${id}`);
    }
    return { subscriptionId, resourceGroup, name };
}
