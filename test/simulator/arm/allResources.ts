/** Everything that lies in resource groups, whatever its type, as the generic routes and Resource Graph see it. */
import { type Account, type Resource, type State, key } from "../state.ts";

/** Every resource, of every type; resource groups are not among them. */
export function* allResources(state: State): Generator<Resource> {
    yield* state.machines;
    yield* state.identities;
    yield* state.accounts;
    yield* state.resources;
}

export function resourcesIn(state: State, scope: string): Resource[] {
    const prefix = `${key(scope)}/`;
    return [...allResources(state)].filter(({ id }) => key(id).startsWith(prefix));
}

/** Takes a resource away; role assignments on it go too, those of its principal stay behind, orphaned. */
export function deleteResource(state: State, resource: Resource): void {
    for (const collection of [state.machines, state.identities, state.accounts, state.resources]) {
        collection.delete(resource.id);
    }
    for (const principal of state.principals.values()) {
        if (principal.resourceId && key(principal.resourceId) === key(resource.id)) {
            state.principals.delete(principal.oid.toLowerCase());
        }
    }
    for (const { id, scope } of state.roleAssignments) {
        if (key(scope) === key(resource.id)) {
            state.roleAssignments.delete(id);
        }
    }
    state.tombstones.push({ resource, deletedAt: state.clock.now() });
}

/** A deleted account can be restored or purged for 48 hours. */
export function softDelete(state: State, account: Account): void {
    deleteResource(state, account);
    state.deletedAccounts.add(account);
}
