import { assignmentScope } from "../roles/roleAssignmentName.ts";
import { bicepRoleFile, bicepScope } from "./bicepRole.ts";
import { quoteBicep as q } from "./bicepText.ts";
import type { ScriptFile } from "./bicepText.ts";
import { shellWord } from "../shellWord.ts";
import { header, oneLine } from "./header.ts";
import { changesMachine, createdIdentityId, isCreated, mainSubscription, principalKey, principalName, principals, resourceParts } from "./plan.ts";
import type { AccessPlan, PlannedAssignment, PlannedIdentity, PlannedMachine, PlannedPrincipal } from "./plan.ts";

export type { ScriptFile } from "./bicepText.ts";

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31";
const machineType = "Microsoft.Compute/virtualMachines@2024-07-01";

/**
 * The plan as Bicep: `main.bicep` first, then the modules that it names, for the same folder. One file can't do it:
 * Bicep deploys a resource only in the scope of its file, and the machine, the account and the identity seldom share one.
 */
export function bicepFiles(plan: AccessPlan): ScriptFile[] {
    const changed = plan.machine && changesMachine(plan, plan.machine.id);
    return [
        { name: "main.bicep", text: mainFile(plan) },
        ...(plan.createIdentity ? [{ name: "identity.bicep", text: identityFile }] : []),
        ...(changed ? [{ name: "machine.bicep", text: machineFile }] : []),
        ...plan.assignments.map((each, index) => ({ name: `role${index + 1}.bicep`, text: bicepRoleFile(each) })),
    ];
}

function mainFile(plan: AccessPlan): string {
    const where = `--subscription ${shellWord(mainSubscription(plan))} --location ${shellWord(plan.createIdentity?.location ?? "REGION")}`;
    return [
        header(plan, "//", [
            "A deployment also needs Microsoft.Resources/deployments/write on the subscription and each resource group (Contributor).",
            "Save all files in one folder, then, with any region for the record of the deployment:",
            `  az deployment sub create ${where} --template-file main.bicep`,
        ]),
        "targetScope = 'subscription'",
        plan.createIdentity && createIdentity(plan.createIdentity),
        ...existingIdentities(plan),
        ...existingMachines(plan),
        plan.machine && changesMachine(plan, plan.machine.id) && changeMachine(plan, plan.machine),
        ...plan.assignments.map((assignment, index) => assignRole(plan, assignment, index)),
    ].filter((part) => typeof part === "string" && part !== "").join("\n\n") + "\n";
}

function createIdentity(identity: PlannedIdentity): string {
    const group = identity.createGroup && `resource createdGroup 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: ${q(identity.resourceGroup)}
  location: ${q(identity.createGroup.location)}
}

`;
    return `${group ?? ""}module createdIdentity 'identity.bicep' = {
  name: 'keyless-identity'
  scope: ${group ? "createdGroup" : bicepScope(createdIdentityId(identity))}
  params: {
    name: ${q(identity.name)}
    location: ${q(identity.location)}
  }
}`;
}

const identityFile = `param name string
param location string

resource identity '${identityType}' = {
  name: name
  location: location
}

output principalId string = identity.properties.principalId
`;

function existingIdentities(plan: AccessPlan): string[] {
    return principals(plan).map((principal, index) => principal.kind !== "identity" || isCreated(plan, principal.resourceId) ? ""
        : existing(`identity${index + 1}`, identityType, principal.resourceId));
}

function existingMachines(plan: AccessPlan): string[] {
    return [
        ...(plan.machine && changesMachine(plan, plan.machine.id) ? [existing("machine", machineType, plan.machine.id)] : []),
        ...principals(plan).map((principal, index) => principal.kind !== "systemAssigned" || changesMachine(plan, principal.machineId) ? ""
            : existing(`machine${index + 1}`, machineType, principal.machineId)),
    ];
}

function existing(symbol: string, type: string, id: string): string {
    return `resource ${symbol} '${type}' existing = {
  name: ${q(resourceParts(id).name)}
  scope: ${bicepScope(id)}
}`;
}

/** Bicep can only PUT, so everything of the machine that a PUT without it would take away is handed on. */
function changeMachine(plan: AccessPlan, machine: PlannedMachine): string {
    const dependsOn = machine.attach.some((id) => isCreated(plan, id)) ? "\n  dependsOn: [\n    createdIdentity\n  ]" : "";
    return `// The identities that the machine has are read while this is deployed, and kept.
module changedMachine 'machine.bicep' = {
  name: 'keyless-machine'
  scope: ${bicepScope(machine.id)}
  params: {
    name: ${q(resourceParts(machine.id).name)}
    location: machine.location
    tags: machine.?tags
    zones: machine.?zones
    plan: machine.?plan
    presentKinds: machine.?identity.?type ?? 'None'
    presentIdentities: machine.?identity.?userAssignedIdentities ?? {}
    addIdentities: [
${machine.attach.map((id) => `      ${q(id)}\n`).join("")}    ]
    addSystemAssigned: ${machine.enableSystemAssigned}
  }${dependsOn}
}`;
}

const machineFile = `param name string
param location string
param tags object?
param zones string[]?
param plan object?
param presentKinds string
param presentIdentities object
param addIdentities string[]
param addSystemAssigned bool

// Ids are compared without letter case: Azure returns them in other letters than they were given in.
var added = map(addIdentities, id => toLower(id))
var kept = filter(objectKeys(presentIdentities), id => !contains(added, toLower(id)))
var all = concat(kept, addIdentities)
var hasSystem = addSystemAssigned || contains(toLower(presentKinds), 'systemassigned')

resource machine '${machineType}' = {
  name: name
  location: location
  tags: tags
  zones: zones
  plan: plan
  identity: {
    type: empty(all) ? 'SystemAssigned' : hasSystem ? 'SystemAssigned, UserAssigned' : 'UserAssigned'
    userAssignedIdentities: empty(all) ? null : toObject(all, id => id, id => {})
  }
}

output systemPrincipalId string = hasSystem ? machine.identity.principalId : ''
`;

function principalExpression(plan: AccessPlan, principal: PlannedPrincipal): string {
    const index = principals(plan).findIndex((each) => principalKey(each) === principalKey(principal)) + 1;
    switch (principal.kind) {
        case "object":
            return q(principal.objectId);
        case "systemAssigned":
            return changesMachine(plan, principal.machineId) ? "changedMachine.outputs.systemPrincipalId" : `machine${index}.identity.principalId`;
        case "identity":
            return isCreated(plan, principal.resourceId) ? "createdIdentity.outputs.principalId" : `identity${index}.properties.principalId`;
    }
}

function assignRole(plan: AccessPlan, assignment: PlannedAssignment, index: number): string {
    return `// ${oneLine(`${assignment.roleName} for ${principalName(assignment.principal)} on ${assignmentScope(assignment.scope)}`)}
module role${index + 1} 'role${index + 1}.bicep' = {
  name: 'keyless-role-${index + 1}'
  scope: ${bicepScope(assignment.scope)}
  params: {
    principalId: ${principalExpression(plan, assignment.principal)}
  }
}`;
}
