import type { ArmAccess } from "../../azure/arm.ts";
import { parseArmId } from "../../azure/armId.ts";
import type { ChangeOptions } from "../../azure/changes/change.ts";
import { deleteIdentity, newIdentityId } from "../../azure/changes/identities.ts";
import { detachIdentity, setSystemAssigned } from "../../azure/changes/machineIdentity.ts";
import { removeRoleAssignment } from "../../azure/changes/roleAssignments.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import type { DoneStep, UndoStep } from "./model.ts";

/**
 * What takes the step back; undefined where it changed nothing: what was there before is never removed. A resource
 * group is left alone too: to delete it would delete whatever was put into it meanwhile.
 */
export function undoOf({ step, changed, assignmentId, principalId }: DoneStep): UndoStep | undefined {
    if (!changed) {
        return undefined;
    }
    const id = `undo:${step.id}`;
    switch (step.kind) {
        case "createIdentity": {
            const identityId = newIdentityId(step.identity);
            return {
                kind: "deleteIdentity", id, identityId, principalId, text: `Delete the identity ${step.identity.name}`,
                action: "Microsoft.ManagedIdentity/userAssignedIdentities/delete", scope: identityId,
            };
        }
        case "attachIdentity":
            return {
                kind: "detachIdentity", id, machineId: step.machineId, identityId: step.identityId, principalId,
                text: `Detach ${nameIn(step.identityId)} from ${nameIn(step.machineId)}`, action: step.action, scope: step.scope,
            };
        case "enableSystemAssigned":
            return {
                kind: "disableSystemAssigned", id, machineId: step.machineId, principalId,
                text: `Disable the system-assigned identity of ${nameIn(step.machineId)}`, action: step.action, scope: step.scope,
            };
        case "assignRole":
            return assignmentId === undefined ? undefined : {
                kind: "removeRoleAssignment", id, assignmentId,
                text: `Remove the role ${step.roleName} of ${step.principalName} on ${nameIn(step.on)}`,
                action: controlActions.deleteRoleAssignment, scope: step.on,
            };
        default:
            return undefined;
    }
}

/** What takes back all that was added, the last first: a role goes before the identity that would leave it orphaned. */
export function undoAll(done: readonly DoneStep[]): UndoStep[] {
    return done.map(undoOf).filter((step) => step !== undefined).reverse();
}

/** What can't be brought back once the steps are taken back, in sentences; empty where nothing is lost. */
export function lostBy(steps: readonly UndoStep[]): string[] {
    const has = (kind: UndoStep["kind"]) => steps.some((step) => step.kind === kind);
    return [
        ...(has("deleteIdentity") ? ["An identity that is deleted can't be brought back: one made anew has other ids."] : []),
        ...(has("disableSystemAssigned") ? ["The principal of a system-assigned identity is deleted with it. Roles that it was given since stay behind, orphaned; enabled again, it is somebody else and needs new roles."] : []),
    ];
}

/**
 * Takes one step back; what is gone already counts as done.
 * @throws AccessError, also where another identity than the one that was added is there now.
 */
export async function applyUndo(step: UndoStep, access: ArmAccess, options: ChangeOptions = {}): Promise<void> {
    switch (step.kind) {
        case "deleteIdentity":
            return deleteIdentity(access, step.identityId, { ...options, principalId: step.principalId });
        case "detachIdentity":
            return void await detachIdentity(access, step.machineId, step.identityId, { ...options, principalId: step.principalId });
        case "disableSystemAssigned":
            return void await setSystemAssigned(access, step.machineId, false, { ...options, principalId: step.principalId });
        case "removeRoleAssignment":
            return removeRoleAssignment(access, step.assignmentId, options);
    }
}

const past = { deleteIdentity: "Deleted", detachIdentity: "Detached", disableSystemAssigned: "Disabled", removeRoleAssignment: "Removed" };

/** The step's text once it is taken back: `Removed the role … of …`. */
export function undoneText({ kind, text }: UndoStep): string {
    return text.replace(/^\w+/, past[kind]);
}

function nameIn(id: string): string {
    return parseArmId(id)?.name ?? id;
}
