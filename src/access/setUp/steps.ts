import { parseArmId } from "../../azure/armId.ts";
import { newIdentityId } from "../../azure/changes/identities.ts";
import { systemAssignedName } from "../../azure/identity.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import type { PlannedPrincipal } from "../../azure/scripts/plan.ts";
import type { ChangeStep, ChosenRole, SetUpChoice, SetUpStep, WaitStep } from "./model.ts";

/** Which of the things that the choice needs are not there. */
export interface Missing {
    group: boolean;
    identity: boolean;
    attachment: boolean;
    role: boolean;
}

/** The changes, in an order in which each finds what it builds on. */
export function changeSteps(choice: SetUpChoice, missing: Missing, role: ChosenRole, scope: string): ChangeStep[] {
    return [
        missing.group && createGroup(choice),
        missing.identity && createIdentity(choice),
        missing.attachment && attach(choice),
        missing.role && assign(choice, role, scope),
    ].filter((step) => typeof step === "object");
}

/** Only on this machine can be seen whether it works. */
export function waitSteps({ machine, target, identity }: SetUpChoice): WaitStep[] {
    if (!machine.isThis) {
        return [];
    }
    const name = identity.kind === "systemAssigned" ? "its system-assigned identity" : nameOf(identity, machine.name);
    return [
        { kind: "waitForToken", id: "waitForToken", text: `Wait until ${machine.name} gets a token for ${name}` },
        { kind: "waitForCall", id: "waitForCall", text: `Wait until a call of ${target.deployment} succeeds` },
    ];
}

function createGroup({ identity }: SetUpChoice): ChangeStep | false {
    if (identity.kind !== "new") {
        return false;
    }
    const { subscriptionId, resourceGroup: name } = identity;
    const location = identity.createGroup?.location ?? identity.location;
    const scope = `/subscriptions/${subscriptionId}`;
    return {
        kind: "createGroup", id: `createGroup:${scope}/${name}`.toLowerCase(),
        text: `Create the resource group ${name} (${location})`,
        subscriptionId, name, location, action: controlActions.writeResourceGroup, scope,
    };
}

function createIdentity({ identity }: SetUpChoice): ChangeStep | false {
    if (identity.kind !== "new") {
        return false;
    }
    const id = newIdentityId(identity);
    return {
        kind: "createIdentity", id: `createIdentity:${id}`.toLowerCase(),
        text: `Create the identity ${identity.name} in ${identity.resourceGroup} (${identity.location})`,
        identity, action: controlActions.writeIdentity, scope: id,
    };
}

function attach({ identity, machine }: SetUpChoice): ChangeStep {
    const change = { machineId: machine.id, action: controlActions.writeMachine, scope: machine.id };
    if (identity.kind === "systemAssigned") {
        return {
            kind: "enableSystemAssigned", id: `enableSystemAssigned:${machine.id}`.toLowerCase(),
            text: `Enable the system-assigned identity of ${machine.name}`, ...change,
        };
    }
    const identityId = identity.kind === "existing" ? identity.identity.id : newIdentityId(identity);
    return {
        kind: "attachIdentity", id: `attachIdentity:${machine.id}:${identityId}`.toLowerCase(),
        text: `Attach ${nameOf(identity, machine.name)} to ${machine.name}; its other identities stay`,
        identityId, linked: { action: controlActions.assignIdentity, scope: identityId }, ...change,
    };
}

function assign({ identity, machine }: SetUpChoice, role: ChosenRole, scope: string): ChangeStep {
    const principal: PlannedPrincipal = identity.kind === "systemAssigned"
        ? { kind: "systemAssigned", machineId: machine.id }
        : { kind: "identity", resourceId: identity.kind === "existing" ? identity.identity.id : newIdentityId(identity) };
    const principalName = nameOf(identity, machine.name);
    return {
        kind: "assignRole", id: `assignRole:${scope}:${principalName}:${role.id}`.toLowerCase(),
        text: `Give ${principalName} the role ${role.name} on ${parseArmId(scope)?.name ?? scope}`,
        principal, principalName, roleId: role.id, roleName: role.name, on: scope,
        action: controlActions.writeRoleAssignment, scope,
    };
}

export function nameOf(identity: SetUpChoice["identity"], machineName: string): string {
    switch (identity.kind) {
        case "existing":
            return identity.identity.name;
        case "new":
            return identity.name;
        case "systemAssigned":
            return systemAssignedName(machineName);
    }
}

export function isChange(step: SetUpStep): step is ChangeStep {
    return step.kind !== "waitForToken" && step.kind !== "waitForCall";
}
