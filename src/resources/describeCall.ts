import { type Access, summarizeAccess } from "../azure/roles.ts";

/** What an identity may do with a deployment, for a list to choose from. */
export interface CallVerdict {
    /** `may call gpt-4o`, `no inference role`, `role in force in ~3 min`, `can't tell: no right to read roles`. */
    text: string;
    /** What is worth choosing comes first: 0 may call, 1 will or may under a condition, 2 not known, 3 may not. */
    rank: 0 | 1 | 2 | 3;
}

export function describeCall(access: Access, deployment: string, now: Date): CallVerdict {
    const isSure = access.kind === "granted" && !access.mayNotBeInForceYet;
    return { text: isSure ? `may call ${deployment}` : summarizeAccess(access, now), rank: isSure ? 0 : ranks[access.kind] };
}

const ranks = { granted: 1, conditional: 1, unknown: 2, orphaned: 3, denied: 3, notGranted: 3 } as const satisfies Record<Access["kind"], number>;

/** Where the roles of the account can't be read: nothing is guessed. */
export function unreadCall(isForbidden: boolean): CallVerdict {
    return { text: isForbidden ? "can't tell: no right to read roles" : "can't tell: roles can't be read", rank: 2 };
}
