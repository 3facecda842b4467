/** What a PATCH of `identity` means, worked out against what the machine has (03-arm, 3.7). */
import { attachIdentity, attachedKey, detachIdentity, disableSystemAssigned, enableSystemAssigned, hasSystemAssigned } from "../changes.ts";
import { type Machine, type State, type UserAssignedIdentity, sameId } from "../state.ts";
import { isObject } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { badRequest, linkedAuthorizationFailed } from "./errors.ts";

const ASSIGN = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

interface IdentityPlan {
    systemAssigned: boolean;
    /** With the id as the caller wrote it: Azure keeps that letter case. */
    attach: { identity: UserAssignedIdentity; idAsWritten: string }[];
    detach: string[];
}

/**
 * With PATCH (`merge`) the map adds and, with null, removes; what it does not name stays, unless `type` no longer says
 * `UserAssigned`. With PUT (`replace`) the map is all that there shall be; without a map what there is stays.
 * Throws 400 for a bad type, an unknown identity, or a `UserAssigned` that would be empty; 403 without assign/action.
 */
export function planIdentity(call: ArmCall, machine: Machine, identity: unknown, mode: "merge" | "replace" = "merge"): IdentityPlan {
    const kinds = kindsOf(isObject(identity) ? identity["type"] : undefined);
    const map = mapOf(isObject(identity) ? identity["userAssignedIdentities"] : undefined);
    const attached = Object.keys(machine.identity?.userAssignedIdentities ?? {});
    if (!kinds.userAssigned) {
        refuseMap(map);
        return { systemAssigned: kinds.systemAssigned, attach: [], detach: attached };
    }
    const isNamed = (id: string): boolean => map.some((entry) => !entry.remove && sameId(entry.id, id));
    const left = mode === "replace" && map.length > 0 ? attached.filter((id) => !isNamed(id)) : [];
    const detach = [...map.filter(({ remove }) => remove).map(({ id }) => id), ...left];
    const added = map.filter(({ id, remove }) => !remove && !attachedKey(machine, id));
    const kept = attached.filter((id) => !detach.some((gone) => sameId(gone, id)));
    if (kept.length + added.length === 0) {
        throw badRequest("InvalidParameter", "The identity ids must not be null or empty for 'UserAssigned' identity type.");
    }
    return { systemAssigned: kinds.systemAssigned, attach: resolved(call, machine, added.map(({ id }) => id)), detach };
}

export function applyIdentity(state: State, machine: Machine, plan: IdentityPlan): void {
    plan.detach.forEach((id) => detachIdentity(state, machine, id));
    plan.attach.forEach(({ identity, idAsWritten }) => attachIdentity(state, machine, identity, idAsWritten));
    if (plan.systemAssigned) {
        enableSystemAssigned(state, machine);
    } else if (hasSystemAssigned(machine)) {
        disableSystemAssigned(state, machine);
    }
}

/** `SystemAssigned, UserAssigned` also without the space, in any letter case. */
function kindsOf(type: unknown): { systemAssigned: boolean; userAssigned: boolean } {
    const names = typeof type === "string" ? type.toLowerCase().split(",").map((name) => name.trim()) : [];
    const known = names.every((name) => ["none", "systemassigned", "userassigned"].includes(name));
    if (names.length === 0 || !known || (names.includes("none") && names.length > 1)) {
        const allowed = "Allowed values are 'None', 'SystemAssigned', 'UserAssigned' and 'SystemAssigned, UserAssigned'.";
        throw badRequest("InvalidIdentityType", `The identity type '${String(type)}' is invalid. ${allowed}`);
    }
    return { systemAssigned: names.includes("systemassigned"), userAssigned: names.includes("userassigned") };
}

function mapOf(map: unknown): { id: string; remove: boolean }[] {
    if (map === undefined || map === null) {
        return [];
    }
    if (!isObject(map)) {
        throw badRequest("InvalidParameter", "The value of parameter 'identity.userAssignedIdentities' is invalid.");
    }
    return Object.entries(map).map(([id, value]) => ({ id, remove: value === null }));
}

function refuseMap(map: { remove: boolean }[]): void {
    if (map.some(({ remove }) => !remove)) {
        throw badRequest("InvalidParameter", "The identity ids must be null or empty for an identity type without 'UserAssigned'.");
    }
}

/** UNCONFIRMED text of `FailedIdentityOperation`; rights are judged before existence, as everywhere in ARM. */
function resolved(call: ArmCall, machine: Machine, ids: string[]): IdentityPlan["attach"] {
    const forbidden = ids.filter((id) => !call.access(ASSIGN, id));
    if (forbidden.length > 0) {
        const linked = { action: ASSIGN, ids: forbidden };
        throw linkedAuthorizationFailed(call.claims.oid, "Microsoft.Compute/virtualMachines/write", machine.id, linked);
    }
    return ids.map((idAsWritten) => {
        const identity = call.state.identities.get(idAsWritten);
        if (!identity) {
            const response = `{"error":{"code":"BadRequest","message":"Resource '${idAsWritten}' was not found."}}`;
            const failed = `Identity operation for resource '${machine.id}' failed with error 'Failed to perform resource identity operation.`;
            throw badRequest("FailedIdentityOperation", `${failed} Status: 'NotFound'. Response: '${response}'.`);
        }
        return { identity, idAsWritten };
    });
}
