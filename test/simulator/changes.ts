/** The changes to the state that more than one service makes; times and delays are kept here. */
import { randomUUID } from "node:crypto";
import { key, sameId, tenantOf } from "./state.ts";
import type { Machine, MachineIdentity, Principal, Resource, RoleAssignment, State, UserAssignedIdentity } from "./state.ts";

export function addPrincipal(state: State, principal: Omit<Principal, "memberOf" | "createdAt"> & Partial<Principal>): Principal {
    const added = { memberOf: [], createdAt: state.clock.now(), ...principal };
    state.principals.set(added.oid.toLowerCase(), added);
    return added;
}

/** The key under which an identity is attached to a machine, in the letter case it was written in. */
export function attachedKey(machine: Machine, identityId: string): string | undefined {
    return Object.keys(machine.identity?.userAssignedIdentities ?? {}).find((id) => sameId(id, identityId));
}

/** Attaches a user-assigned identity, keeping the others. `idAsWritten` is kept as the map's key. */
export function attachIdentity(state: State, machine: Machine, identity: UserAssignedIdentity, idAsWritten = identity.id): void {
    if (attachedKey(machine, identity.id)) {
        return;
    }
    const attached = { ...machine.identity?.userAssignedIdentities };
    attached[idAsWritten] = { principalId: identity.principalId, clientId: identity.clientId };
    setIdentities(machine, hasSystemAssigned(machine), attached);
    machine.identityVisibleAt[key(identity.id)] = state.clock.now() + state.delays.identityAttachMs;
    touch(state, machine);
}

export function detachIdentity(state: State, machine: Machine, identityId: string): void {
    const attached = { ...machine.identity?.userAssignedIdentities };
    const known = attachedKey(machine, identityId);
    if (known) {
        delete attached[known];
    }
    setIdentities(machine, hasSystemAssigned(machine), attached);
    delete machine.identityVisibleAt[key(identityId)];
    touch(state, machine);
}

export function hasSystemAssigned(machine: Machine): boolean {
    return machine.identity?.type.startsWith("SystemAssigned") ?? false;
}

/** Gives the machine a system-assigned identity, a new principal unless `ids` names one. */
export function enableSystemAssigned(state: State, machine: Machine, ids: { principalId?: string; clientId?: string } = {}): void {
    if (hasSystemAssigned(machine)) {
        return;
    }
    const principal = addPrincipal(state, {
        oid: ids.principalId ?? randomUUID(),
        appId: ids.clientId ?? randomUUID(),
        kind: "managedIdentity",
        displayName: machine.name,
        tenantId: tenantOf(state, machine.id) ?? "",
        resourceId: machine.id,
    });
    setIdentities(machine, true, machine.identity?.userAssignedIdentities ?? {}, principal);
    machine.identityVisibleAt["system"] = state.clock.now() + state.delays.identityAttachMs;
    touch(state, machine);
}

/** Takes the system-assigned identity away; its principal is deleted, its role assignments stay (orphaned). */
export function disableSystemAssigned(state: State, machine: Machine): void {
    if (machine.identity?.principalId) {
        state.principals.delete(machine.identity.principalId.toLowerCase());
    }
    setIdentities(machine, false, machine.identity?.userAssignedIdentities ?? {});
    delete machine.identityVisibleAt["system"];
    touch(state, machine);
}

function setIdentities(
    machine: Machine,
    system: boolean,
    attached: NonNullable<MachineIdentity["userAssignedIdentities"]>,
    principal?: Principal,
): void {
    const user = Object.keys(attached).length > 0;
    const before = machine.identity;
    const kinds = [system ? "SystemAssigned" : "", user ? "UserAssigned" : ""].filter(Boolean);
    if (kinds.length === 0) {
        delete machine.identity;
        return;
    }
    machine.identity = {
        type: kinds.join(", ") as MachineIdentity["type"],
        ...(system ? { principalId: principal?.oid ?? before?.principalId, tenantId: principal?.tenantId ?? before?.tenantId } : {}),
        ...(user ? { userAssignedIdentities: attached } : {}),
    };
}

/** Creates the identity and its principal. */
export function createIdentity(
    state: State,
    identity: { id: string; name: string; location: string; tags?: Record<string, string>; principalId?: string; clientId?: string; createdAt?: number },
): UserAssignedIdentity {
    const tenantId = tenantOf(state, identity.id) ?? "";
    const createdAt = identity.createdAt ?? state.clock.now();
    const { principalId = randomUUID(), clientId = randomUUID() } = identity;
    const { id, name, location, tags = {} } = identity;
    addPrincipal(state, { oid: principalId, appId: clientId, kind: "managedIdentity", displayName: name, tenantId, resourceId: id, createdAt });
    const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
    return state.identities.add({ id, name, type, location, tags, tenantId, principalId, clientId, createdAt });
}

/** Adds an assignment that acts after the delay; the caller has checked that it may exist. */
export function assignRole(
    state: State,
    assignment: Pick<RoleAssignment, "scope" | "roleDefinition" | "principalId" | "principalType"> & Partial<RoleAssignment>,
): RoleAssignment {
    const name = assignment.name ?? randomUUID();
    const now = state.clock.now();
    const scope = assignment.scope === "/" ? "" : assignment.scope;
    return state.roleAssignments.add({
        createdAt: now,
        inForceAt: now + state.delays.roleAssignmentMs,
        ...assignment,
        name,
        id: assignment.id ?? `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    });
}

/** Takes an assignment out of the lists at once; it stops granting after the delay. */
export function unassignRole(state: State, id: string): RoleAssignment | undefined {
    const assignment = state.roleAssignments.get(id);
    if (assignment) {
        state.roleAssignments.delete(id);
        state.removedAssignments.push({ assignment, inForceUntil: state.clock.now() + state.delays.roleAssignmentMs });
    }
    return assignment;
}

/** Marks a resource as changed now (Resource Graph lags behind it). */
export function touch(state: State, resource: Resource): void {
    resource.changedAt = state.clock.now();
    if ("etag" in resource && typeof resource.etag === "number") {
        resource.etag += 1;
    }
}
