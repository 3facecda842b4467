import { parseArmId, sameArmId } from "../armId.ts";
import { controlActions, rolesAllowing } from "../roles/roleCatalog.ts";

/** What is to be done so that somebody may call a model: data from which the texts for an administrator are made. */
export interface AccessPlan {
    /** As the Azure CLI names it: `AzureCloud`, `AzureUSGovernment`, `AzureChinaCloud`, or a custom cloud's name. */
    cloud: string;
    tenantId?: string;
    createIdentity?: PlannedIdentity;
    machine?: PlannedMachine;
    assignments: readonly PlannedAssignment[];
}

export interface PlannedIdentity {
    subscriptionId: string;
    resourceGroup: string;
    /** Set where the resource group is to be created too. */
    createGroup?: { location: string };
    name: string;
    location: string;
}

/** Identities that the machine has already are kept. */
export interface PlannedMachine {
    id: string;
    /** Resource ids of user-assigned identities; the one of `createIdentity` among them. */
    attach: readonly string[];
    enableSystemAssigned: boolean;
}

export type PlannedPrincipal =
    | { kind: "identity"; resourceId: string }
    | { kind: "systemAssigned"; machineId: string }
    | { kind: "object"; objectId: string; name?: string };

export interface PlannedAssignment {
    principal: PlannedPrincipal;
    principalType: "ServicePrincipal" | "User" | "Group" | "ForeignGroup" | "Device";
    /** GUID of the role definition. */
    roleId: string;
    /** For comments only. */
    roleName: string;
    /** Resource, resource group, subscription or management group. */
    scope: string;
}

/** The plan names something that is no Azure resource id of the kind that is needed. */
export class PlanError extends Error {
    override readonly name = "PlanError";
}

export interface ResourceParts {
    subscriptionId: string;
    resourceGroup: string;
    type: string;
    name: string;
}

/** @throws PlanError where the id is not one of a resource in a resource group. */
export function resourceParts(id: string): ResourceParts {
    const { subscriptionId, resourceGroup, type, name } = parseArmId(id) ?? {};
    if (!subscriptionId || !resourceGroup || !type || !name) {
        throw new PlanError(`Not the id of a resource in a resource group: ${id}`);
    }
    return { subscriptionId, resourceGroup, type, name };
}

export function groupId(identity: PlannedIdentity): string {
    return `/subscriptions/${identity.subscriptionId}/resourceGroups/${identity.resourceGroup}`;
}

export function createdIdentityId(identity: PlannedIdentity): string {
    return `${groupId(identity)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`;
}

export function isCreated(plan: AccessPlan, identityId: string): boolean {
    return plan.createIdentity !== undefined && sameArmId(createdIdentityId(plan.createIdentity), identityId);
}

/** Whether the plan changes the machine of that id. */
export function changesMachine(plan: AccessPlan, machineId: string): boolean {
    const { machine } = plan;
    return machine !== undefined && sameArmId(machine.id, machineId) && (machine.attach.length > 0 || machine.enableSystemAssigned);
}

/** The principals of the assignments, each once, in the order of their first use. */
export function principals(plan: AccessPlan): PlannedPrincipal[] {
    const byKey = new Map(plan.assignments.map(({ principal }) => [principalKey(principal), principal]));
    return [...byKey.values()];
}

export function principalKey(principal: PlannedPrincipal): string {
    switch (principal.kind) {
        case "identity":
            return principal.resourceId.toLowerCase();
        case "systemAssigned":
            return principal.machineId.toLowerCase();
        case "object":
            return principal.objectId.toLowerCase();
    }
}

export function principalName(principal: PlannedPrincipal): string {
    switch (principal.kind) {
        case "identity":
            return resourceParts(principal.resourceId).name;
        case "systemAssigned":
            return `the system-assigned identity of ${resourceParts(principal.machineId).name}`;
        case "object":
            return principal.name ?? principal.objectId;
    }
}

/** Where the identity is created; otherwise the first subscription that the plan names. @throws PlanError */
export function mainSubscription(plan: AccessPlan): string {
    const ids = [plan.machine?.id, ...plan.assignments.map((each) => each.scope), ...principals(plan).map(principalKey)];
    const found = plan.createIdentity?.subscriptionId
        ?? ids.map((id) => id && parseArmId(id)?.subscriptionId).find((id) => id !== undefined);
    if (!found) {
        throw new PlanError("The plan names no subscription.");
    }
    return found;
}

/** What the plan does, one short sentence a step, in the order of execution. */
export function planSteps(plan: AccessPlan): string[] {
    const { createIdentity, machine } = plan;
    return [
        createIdentity?.createGroup && `Create the resource group ${createIdentity.resourceGroup} in ${createIdentity.createGroup.location}.`,
        createIdentity && `Create the user-assigned identity ${createIdentity.name} in ${createIdentity.resourceGroup}, ${createIdentity.location}.`,
        ...(machine?.attach ?? []).map((id) => `Attach ${resourceParts(id).name} to ${resourceParts(machine!.id).name}; its other identities stay.`),
        machine?.enableSystemAssigned && `Enable the system-assigned identity of ${resourceParts(machine.id).name}.`,
        ...plan.assignments.map((each) => `Give ${principalName(each.principal)} the role ${each.roleName} on ${each.scope}.`),
    ].filter((step) => typeof step === "string");
}

/** The rights that the plan needs: action, where, and the narrowest known role that has it. */
export function planRights(plan: AccessPlan): string[] {
    const { createIdentity, machine } = plan;
    const rights = [
        createIdentity?.createGroup && right(controlActions.writeResourceGroup, `/subscriptions/${createIdentity.subscriptionId}`),
        createIdentity && right(controlActions.writeIdentity, groupId(createIdentity)),
        machine && changesMachine(plan, machine.id) && right(controlActions.writeMachine, machine.id),
        ...(machine?.attach ?? []).map((id) => right(controlActions.assignIdentity, id)),
        ...plan.assignments.map((each) => right(controlActions.writeRoleAssignment, each.scope)),
    ];
    return [...new Set(rights.filter((each) => typeof each === "string"))];
}

function right(action: string, scope: string): string {
    const [role] = rolesAllowing(action, "control");
    return `${action} on ${scope} (${role?.name ?? "Contributor"})`;
}
