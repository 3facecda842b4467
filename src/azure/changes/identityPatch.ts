import { sameArmId } from "../armId.ts";
import type { RawIdentity } from "../resources.ts";

/** One change of a machine's identities. Ids are resource ids of user-assigned identities. */
export type IdentityChange =
    | { kind: "attach"; identityId: string }
    | { kind: "detach"; identityId: string }
    | { kind: "enableSystemAssigned" }
    | { kind: "disableSystemAssigned" };

export type IdentityType = "SystemAssigned" | "UserAssigned" | "SystemAssigned, UserAssigned" | "None";

/** The `identity` of a PATCH: only what changes is in the map, `type` names all that remains (03-arm.md, 3.7). */
export interface IdentityPatch {
    type: IdentityType;
    /** `{}` adds, null removes. */
    userAssignedIdentities?: Record<string, Record<string, never> | null>;
}

/** @returns undefined where the machine is as it should be already. */
export function identityPatch(present: RawIdentity | null | undefined, change: IdentityChange): IdentityPatch | undefined {
    const hasSystem = hasSystemAssigned(present);
    switch (change.kind) {
        case "attach":
            return attachedKeys(present, change.identityId).length > 0
                ? undefined
                : { type: typeOf(hasSystem, true), userAssignedIdentities: { [change.identityId]: {} } };
        case "detach":
            return detach(present, change.identityId, hasSystem);
        case "enableSystemAssigned":
            return hasSystem ? undefined : { type: typeOf(true, attachedIds(present).length > 0) };
        case "disableSystemAssigned":
            return hasSystem ? { type: typeOf(false, attachedIds(present).length > 0) } : undefined;
    }
}

/** Azure refuses `null` for the last entry: then the type alone says that nothing remains. */
function detach(present: RawIdentity | null | undefined, identityId: string, hasSystem: boolean): IdentityPatch | undefined {
    const keys = attachedKeys(present, identityId);
    if (keys.length === 0) {
        return undefined;
    }
    return keys.length === attachedIds(present).length
        ? { type: typeOf(hasSystem, false) }
        : { type: typeOf(hasSystem, true), userAssignedIdentities: Object.fromEntries(keys.map((key) => [key, null])) };
}

/** The keys of the machine's map that stand for the identity, in the letter case in which Azure keeps them. */
export function attachedKeys(present: RawIdentity | null | undefined, identityId: string): string[] {
    return attachedIds(present).filter((id) => sameArmId(id, identityId));
}

function attachedIds(present: RawIdentity | null | undefined): string[] {
    return Object.keys(present?.userAssignedIdentities ?? {});
}

/** Both `SystemAssigned, UserAssigned` and the form without the blank are Azure's. */
export function hasSystemAssigned(present: RawIdentity | null | undefined): boolean {
    return /\bSystemAssigned\b/i.test(present?.type ?? "");
}

function typeOf(system: boolean, user: boolean): IdentityType {
    if (system) {
        return user ? "SystemAssigned, UserAssigned" : "SystemAssigned";
    }
    return user ? "UserAssigned" : "None";
}
