import type { State } from "../state.ts";

/** Azure's limits that a test may want to reach sooner, or not at all (`Infinity`). */
export interface Limits {
    /** Items of a list before `nextLink`. */
    pageSize: number;
    /** Resource Graph queries a principal may send in five seconds. */
    graphQueries: number;
    /** Role assignments of a subscription. */
    roleAssignments: number;
    /** Federated credentials of an identity. */
    federatedCredentials: number;
}

const azure: Limits = { pageSize: 100, graphQueries: 15, roleAssignments: 4000, federatedCredentials: 20 };

const chosen = new WeakMap<State, Limits>();

/** The limits in force for this state: Azure's, unless `setLimits` said otherwise. */
export function limitsOf(state: State): Limits {
    return chosen.get(state) ?? azure;
}

export function setLimits(state: State, limits: Partial<Limits>): void {
    chosen.set(state, { ...limitsOf(state), ...limits });
}
