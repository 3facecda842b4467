import type { Cloud } from "../../azure/cloud.ts";
import type { AccessPlan, PlannedAssignment, PlannedIdentity, PlannedMachine } from "../../azure/scripts/plan.ts";
import type { ChangeStep } from "./model.ts";

/** The changes as the plan from which the texts for an administrator are made. */
export function planScripts(changes: readonly ChangeStep[], cloud: Cloud, tenantId: string | undefined): AccessPlan {
    const plan: AccessPlan & { assignments: PlannedAssignment[] } = { cloud: cloud.name, tenantId, assignments: [] };
    for (const step of changes) {
        switch (step.kind) {
            case "createGroup":
                break;
            case "createIdentity":
                plan.createIdentity = created(step.identity, changes);
                break;
            case "attachIdentity":
                plan.machine = { id: step.machineId, attach: [step.identityId], enableSystemAssigned: false };
                break;
            case "enableSystemAssigned":
                plan.machine = { id: step.machineId, attach: [], enableSystemAssigned: true } satisfies PlannedMachine;
                break;
            case "assignRole":
                plan.assignments.push({
                    principal: step.principal, principalType: "ServicePrincipal", roleId: step.roleId, roleName: step.roleName, scope: step.on,
                });
                break;
        }
    }
    return plan;
}

/** The group belongs to the identity in the plan of the scripts; it is created only where it is missing. */
function created({ subscriptionId, resourceGroup, name, location }: PlannedIdentity, changes: readonly ChangeStep[]): PlannedIdentity {
    const group = changes.find((step) => step.kind === "createGroup");
    return { subscriptionId, resourceGroup, name, location, ...(group ? { createGroup: { location: group.location } } : {}) };
}
