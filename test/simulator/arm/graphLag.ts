/** What Resource Graph shows while it lags behind: each resource as it was before its latest change. */
import { type Resource, type State, key } from "../state.ts";

interface Seen {
    /** Of the version that was seen. */
    stamp: number;
    row: Record<string, unknown>;
}

type Render = (state: State, resource: Resource) => Record<string, unknown>;

const seenBefore = new WeakMap<State, Map<string, Seen>>();
const pending = new WeakMap<State, Map<string, Resource>>();

/** To be called before a resource is changed: keeps a copy to show until the lag has passed. */
export function beforeChange(state: State, resource: Resource): void {
    const lag = state.delays.resourceGraphLagMs;
    const id = key(resource.id);
    const stillHidden = (resource.changedAt ?? resource.createdAt) > state.clock.now() - lag && mapOf(pending, state).has(id);
    if (lag > 0 && !stillHidden) {
        mapOf(pending, state).set(id, structuredClone(resource));
    }
}

/**
 * The row of a resource as Resource Graph knows it now; undefined for one it has not seen yet.
 * A change that nobody announced by `beforeChange` and that no query has seen before shows at once.
 */
export function laggedRow(state: State, resource: Resource, render: Render): Record<string, unknown> | undefined {
    const lag = state.delays.resourceGraphLagMs;
    if (lag === 0) {
        return render(state, resource);
    }
    const settled = state.clock.now() - lag;
    if (resource.createdAt > settled) {
        return undefined;
    }
    const stamp = resource.changedAt ?? resource.createdAt;
    const id = key(resource.id);
    const before = mapOf(pending, state).get(id);
    if (stamp > settled && before) {
        return render(state, before);
    }
    const seen = mapOf(seenBefore, state).get(id);
    if (seen && stamp > settled) {
        return seen.row;
    }
    const row = render(state, resource);
    mapOf(seenBefore, state).set(id, { stamp, row });
    return row;
}

function mapOf<T>(maps: WeakMap<State, Map<string, T>>, state: State): Map<string, T> {
    const known = maps.get(state) ?? new Map<string, T>();
    maps.set(state, known);
    return known;
}
