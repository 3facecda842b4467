import type { UndoStep } from "../../access/setUp.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { sameArmId } from "../../azure/armId.ts";
import { readMachineIdentity } from "../../azure/changes/machineIdentity.ts";
import type { AzureResource, MachineIdentity } from "../../azure/resources.ts";
import type { RoleAssignment } from "../../azure/roles.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";

/** Resource Graph lags behind: what was just made is shown at once all the same. */
export function noteMade(made: { resource: AzureResource } | { assignment: RoleAssignment }, { inventory, reader }: AccessParts): void {
    if ("resource" in made) {
        inventory.remember(made.resource);
    } else {
        reader.remember(made.assignment);
    }
}

/** The machine's identities were changed; `identity` spares reading them. The trees read again. */
export async function noteMachine(machineId: string, access: ArmAccess, parts: AccessParts, identity?: MachineIdentity): Promise<void> {
    const { subscriptions } = await parts.inventory.subscriptions();
    const subscription = subscriptionOf(subscriptions, machineId);
    const machines = subscription ? await parts.inventory.resources("virtualMachine", subscription).catch(() => []) : [];
    const machine = machines.find(({ id }) => sameArmId(id, machineId));
    if (machine?.kind === "virtualMachine") {
        const now = identity ?? await readMachineIdentity(access, machineId).catch(() => undefined);
        if (now) {
            parts.inventory.remember({ ...machine, identity: now });
        }
    }
    parts.views.refresh();
}

export async function noteUndone(step: UndoStep, access: ArmAccess, parts: AccessParts): Promise<void> {
    switch (step.kind) {
        case "deleteIdentity":
            parts.inventory.forget(step.identityId);
            return parts.views.refresh();
        case "removeRoleAssignment":
            parts.reader.forget(step.assignmentId);
            return parts.views.refresh();
        default:
            return noteMachine(step.machineId, access, parts);
    }
}
