import { type Evidence, type Failure, type FailureAction, type FailureKind, fitToShow } from "../errors.ts";

/** What a rule says to the user; the members have the meaning that they have in `Failure`. */
export interface Words {
    summary: string;
    cause: string;
    remedy: string;
    actions: FailureAction[];
}

/** One row of a failure table: how it is recognised, and what is said about it. */
export interface Rule<Facts> {
    kind: FailureKind;
    row?: string;
    when(facts: Facts): boolean;
    words(facts: Facts): Words;
}

/**
 * The failure that the first matching rule describes, fit to show. Tables end with a rule that always matches.
 * @throws Error when none does, which is a mistake in the table.
 */
export function firstMatch<Facts>(
    rules: readonly Rule<Facts>[],
    facts: Facts,
    observed: { evidence: Evidence[]; retryAfterMs?: number },
): Failure {
    const rule = rules.find((candidate) => candidate.when(facts));
    if (!rule) {
        throw new Error("The failure table has no rule for what was observed.");
    }
    return fitToShow({ kind: rule.kind, row: rule.row, ...rule.words(facts), ...observed });
}

/**
 * The failure that the first of several errors inside each other stands for which the table knows; that of the
 * outermost where it knows none.
 */
export function mostTelling(failures: readonly Failure[]): Failure {
    return failures.find(({ kind }) => kind !== "unexpected") ?? failures[0]!;
}

/** Evidence without the entries whose value is not known. */
export function evidenceOf(facts: Record<string, string | number | undefined>): Evidence[] {
    return Object.entries(facts)
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => ({ name, value: String(value) }));
}
