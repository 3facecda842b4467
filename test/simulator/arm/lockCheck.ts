/** What locks forbid: `CanNotDelete` deleting, `ReadOnly` also writing and actions; at their scope and everything below. */
import type { SimError } from "../http.ts";
import { scopesAbove } from "../rbac.ts";
import { type Lock, type State, key } from "../state.ts";
import { gatewayError } from "./errors.ts";

/** Throws 409 `ScopeLocked` where a lock forbids the method at the scope. Locks themselves can always be changed. */
export function checkLocks(state: State, method: string, path: string, scope: string): void {
    const exempt = method === "GET" || method === "HEAD" || /\/providers\/Microsoft\.Authorization\/locks(\/|$)/i.test(path);
    if (exempt || state.locks.size === 0) {
        return;
    }
    const found = method === "DELETE" ? locksOnDelete(state, scope) : locksAbove(state, scope).filter(({ level }) => level === "ReadOnly");
    if (found.length > 0) {
        throw scopeLocked(scope, method === "DELETE" ? "delete" : "write", found);
    }
}

function locksAbove(state: State, scope: string): Lock[] {
    const above = new Set(scopesAbove(state, scope));
    return state.locks.filter((lock) => above.has(key(lock.scope)));
}

/** Deleting a group deletes what is in it, so that locks below count too. */
function locksOnDelete(state: State, scope: string): Lock[] {
    const below = `${key(scope)}/`;
    return [...locksAbove(state, scope), ...state.locks.filter((lock) => key(lock.scope).startsWith(below))];
}

/** UNCONFIRMED wording (03-arm, 3.3). */
function scopeLocked(scope: string, operation: string, locks: Lock[]): SimError {
    const scopes = [...new Set(locks.map((lock) => lock.scope))].join(",");
    const message = `The scope '${scope}' cannot perform ${operation} operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`;
    return gatewayError(409, "ScopeLocked", message);
}
