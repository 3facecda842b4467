import type { Connection } from "../azure/connection.ts";
import type { Failure } from "../azure/errors.ts";
import { AccessError } from "../azure/errors.ts";
import { identityName } from "../azure/identity.ts";

/** The failure to show for whatever a call threw; `isExpected` is false for what nobody has put into words. */
export function failureOf(error: unknown, { identity, target }: Connection): { failure: Failure; isExpected: boolean } {
    if (error instanceof AccessError) {
        return { failure: error.failure, isExpected: true };
    }
    const failure: Failure = {
        kind: "unexpected",
        summary: `${identityName(identity)} got no answer from ${target.deployment}`,
        cause: "Keyless met something that it does not know.",
        remedy: "Try again; if it stays, the log says more.",
        actions: [{ kind: "retry", label: "Try again" }, { kind: "showLog", label: "Show log" }],
        // Only the name: what an unknown error's message holds is unknown too.
        evidence: [{ name: "Error", value: error instanceof Error ? error.name : typeof error }],
    };
    return { failure, isExpected: false };
}
