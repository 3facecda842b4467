import { parseArmId, sameArmId } from "../../azure/armId.ts";
import type { ChangeOptions } from "../../azure/changes/change.ts";
import { createIdentity, findIdentity } from "../../azure/changes/identities.ts";
import { attachedPrincipal, attachIdentity, type MachineChange, readMachineIdentity, setSystemAssigned } from "../../azure/changes/machineIdentity.ts";
import { ensureResourceGroup } from "../../azure/changes/resourceGroups.ts";
import { assignRole } from "../../azure/changes/roleAssignments.ts";
import { AccessError } from "../../azure/errors.ts";
import type { PlannedPrincipal } from "../../azure/scripts/plan.ts";
import type { ChangeStep, DoneStep } from "./model.ts";
import type { SetUpParts, SetUpState } from "./parts.ts";
import { userAssigned } from "./plan.ts";

/** Does one step that changes Azure, and notes in `state` what it tells about the identity. @throws AccessError */
export async function runChange(step: ChangeStep, parts: SetUpParts, state: SetUpState, options: ChangeOptions): Promise<DoneStep> {
    const { access } = parts;
    switch (step.kind) {
        case "createGroup": {
            const { created } = await ensureResourceGroup(access, step, options);
            return { step, changed: created };
        }
        case "createIdentity": {
            const { identity, created } = await createIdentity(access, step.identity, options);
            state.identity = userAssigned(identity);
            parts.made?.({ resource: identity });
            return { step, changed: created, principalId: identity.principalId };
        }
        case "attachIdentity": {
            const { identity, changed } = await attachIdentity(access, step.machineId, step.identityId, options);
            noteAttached(step.identityId, identity, state);
            return { step, changed, principalId: attachedPrincipal(identity, step.identityId) };
        }
        case "enableSystemAssigned": {
            const { identity, changed } = await setSystemAssigned(access, step.machineId, true, options);
            noteSystem(step.machineId, identity, state);
            return { step, changed, principalId: identity.systemPrincipalId };
        }
        case "assignRole": {
            const principalId = await principalIdOf(step.principal, parts, state);
            const { on: scope, roleId, roleName, principalName } = step;
            const wanted = { principalId, principalType: "ServicePrincipal" as const, scope, roleId, roleName, principalName };
            const { assignment, created } = await assignRole(access, wanted, options);
            parts.made?.({ assignment });
            return { step, changed: created, assignmentId: assignment.id };
        }
    }
}

/** The machine tells the ids of what is attached to it, in Azure's own words. */
function noteAttached(identityId: string, { userAssigned: attached }: MachineChange["identity"], state: SetUpState): void {
    const found = attached.find(({ resourceId }) => sameArmId(resourceId, identityId));
    if (state.identity.kind === "userAssigned" && found) {
        const { clientId, principalId } = found;
        state.identity = { ...state.identity, clientId: clientId ?? state.identity.clientId, principalId: principalId ?? state.identity.principalId };
    }
}

function noteSystem(machineId: string, { systemPrincipalId, tenantId }: MachineChange["identity"], state: SetUpState): void {
    state.identity = { kind: "systemAssigned", name: parseArmId(machineId)?.name ?? machineId, principalId: systemPrincipalId, tenantId };
}

async function principalIdOf(principal: PlannedPrincipal, { access, signal, who }: SetUpParts, state: SetUpState): Promise<string> {
    const id = principal.kind === "object" ? principal.objectId
        : state.identity.principalId ?? (principal.kind === "identity"
            ? (await findIdentity(access, principal.resourceId, signal))?.principalId
            : (await readMachineIdentity(access, principal.machineId, signal)).systemPrincipalId);
    if (!id) {
        throw new AccessError({
            kind: "notFound",
            summary: `${who ?? "You"} could not assign the role`,
            cause: "Azure names no principal id for the identity: it is gone, or was made a moment ago.",
            remedy: "Try again in a minute.",
            actions: [],
            evidence: [],
        });
    }
    return id;
}
