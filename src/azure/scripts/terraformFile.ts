import { parseArmId } from "../armId.ts";
import { assignmentScope, templateGuidNamespace } from "../roles/roleAssignmentName.ts";
import { header, oneLine } from "./header.ts";
import { changesMachine, isCreated, mainSubscription, principalKey, principalName, principals } from "./plan.ts";
import type { AccessPlan, PlannedAssignment, PlannedIdentity, PlannedMachine, PlannedPrincipal } from "./plan.ts";

/** The plan as one Terraform file: azurerm 4 for what it creates, azapi for the machine, which Terraform doesn't own. */
export function terraformFile(plan: AccessPlan): string {
    return [
        header(plan, "#", [
            "Save as main.tf, then: terraform init && terraform apply",
            "Where a part exists already, import it first (terraform import); role assignments bear the same names as Keyless gives.",
        ]),
        providers(plan),
        plan.createIdentity && createIdentity(plan.createIdentity),
        plan.machine && changesMachine(plan, plan.machine.id) && changeMachine(plan, plan.machine),
        ...principals(plan).map((principal, index) => lookUp(plan, principal, index)),
        ...plan.assignments.map((assignment, index) => assignRole(plan, assignment, index)),
    ].filter((part) => typeof part === "string" && part !== "").join("\n\n") + "\n";
}

/** Quotes for HCL: nothing inside is a template. */
export function quoteHcl(text: string): string {
    const escaped = text
        .replace(/["\\]/g, (character) => `\\${character}`)
        .replace(/[$%]\{/g, (start) => `${start[0]}${start}`)
        .replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
    return `"${escaped}"`;
}

const q = quoteHcl;
const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31";
const machineType = "Microsoft.Compute/virtualMachines@2024-07-01";

/** Arguments one below the other, `=` in one column, as `terraform fmt` does it. */
function args(indent: string, entries: readonly (readonly [name: string, value: string])[]): string {
    const width = Math.max(...entries.map(([name]) => name.length));
    return entries.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`).join("\n");
}

function providers(plan: AccessPlan): string {
    const environment = { AzureCloud: "public", AzureUSGovernment: "usgovernment", AzureChinaCloud: "china" }[plan.cloud];
    const common = [
        ...(environment ? [["environment", q(environment)] as const] : []),
        ...(plan.tenantId ? [["tenant_id", q(plan.tenantId)] as const] : []),
        ["subscription_id", q(mainSubscription(plan))] as const,
    ];
    const custom = environment ? "" : "# Set metadata_host of azurerm and endpoint of azapi for this cloud.\n";
    return `terraform {
  required_version = ">= 1.5"
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    azapi = {
      source  = "Azure/azapi"
      version = "~> 2.0"
    }
  }
}

${custom}provider "azurerm" {
  features {}
${args("  ", common)}
}

provider "azapi" {
${args("  ", common)}
}`;
}

function createIdentity(identity: PlannedIdentity): string {
    const group = identity.createGroup && `resource "azurerm_resource_group" "created" {
${args("  ", [["name", q(identity.resourceGroup)], ["location", q(identity.createGroup.location)]])}
}

`;
    return `${group ?? ""}resource "azurerm_user_assigned_identity" "created" {
${args("  ", [
        ["name", q(identity.name)],
        ["resource_group_name", group ? "azurerm_resource_group.created.name" : q(identity.resourceGroup)],
        ["location", q(identity.location)],
    ])}
}`;
}

/**
 * `azapi_resource_action` sends the very PATCH that adds identities. `azapi_update_resource` would read the whole
 * machine and PUT it back, and lose what somebody else attaches in between.
 */
function changeMachine(plan: AccessPlan, machine: PlannedMachine): string {
    const attach = machine.attach.map((id) => [q(id), "{}"] as const);
    const identities = attach.length > 0 ? `\n      userAssignedIdentities = {\n${args("        ", attach)}\n      }` : "";
    const type = identityKinds(machine);
    const dependsOn = machine.attach.some((id) => isCreated(plan, id)) ? "\n\n  depends_on = [azurerm_user_assigned_identity.created]" : "";
    return `data "azapi_resource" "machine" {
${args("  ", [["type", q(machineType)], ["resource_id", q(machine.id)], ["response_export_values", "[\"identity\"]"]])}
}

# The type must name every kind of identity that the machine shall have, those it has already too.
locals {
  machine_kinds         = try(lower(data.azapi_resource.machine.output.identity.type), "none")
  machine_identity_type = ${type}
}

# A PATCH of the identities to add; the others stay. Destroying it takes nothing away.
resource "azapi_resource_action" "machine_identities" {
${args("  ", [["type", q(machineType)], ["resource_id", q(machine.id)], ["method", "\"PATCH\""]])}

  body = {
    identity = {
      type = local.machine_identity_type${identities}
    }
  }${dependsOn}
}`;
}

/** An expression for the `type` that keeps the kinds of identity that the machine has. */
function identityKinds(machine: PlannedMachine): string {
    if (machine.enableSystemAssigned && machine.attach.length > 0) {
        return "\"SystemAssigned, UserAssigned\"";
    }
    return machine.enableSystemAssigned
        ? "strcontains(local.machine_kinds, \"userassigned\") ? \"SystemAssigned, UserAssigned\" : \"SystemAssigned\""
        : "strcontains(local.machine_kinds, \"systemassigned\") ? \"SystemAssigned, UserAssigned\" : \"UserAssigned\"";
}

/** A `data` block for a principal whose object id only Azure knows; nothing for the others. */
function lookUp(plan: AccessPlan, principal: PlannedPrincipal, index: number): string | undefined {
    if (principal.kind === "object" || principal.kind === "identity" && isCreated(plan, principal.resourceId)) {
        return undefined;
    }
    const machine = principal.kind === "systemAssigned";
    const dependsOn = machine && changesMachine(plan, principal.machineId) ? "\n\n  depends_on = [azapi_resource_action.machine_identities]" : "";
    return `data "azapi_resource" "principal_${index + 1}" {
${args("  ", [
        ["type", q(machine ? machineType : identityType)],
        ["resource_id", q(machine ? principal.machineId : principal.resourceId)],
        ["response_export_values", machine ? "[\"identity.principalId\"]" : "[\"properties.principalId\"]"],
    ])}${dependsOn}
}`;
}

function principalExpression(plan: AccessPlan, principal: PlannedPrincipal): string {
    const index = principals(plan).findIndex((each) => principalKey(each) === principalKey(principal)) + 1;
    switch (principal.kind) {
        case "object":
            return q(principal.objectId);
        case "systemAssigned":
            return `data.azapi_resource.principal_${index}.output.identity.principalId`;
        case "identity":
            return isCreated(plan, principal.resourceId)
                ? "azurerm_user_assigned_identity.created.principal_id"
                : `data.azapi_resource.principal_${index}.output.properties.principalId`;
    }
}

function assignRole(plan: AccessPlan, assignment: PlannedAssignment, index: number): string {
    const { subscriptionId } = parseArmId(assignment.scope) ?? {};
    const principal = principalExpression(plan, assignment.principal);
    const prefix = subscriptionId ? `/subscriptions/${subscriptionId}` : "";
    const parts = `[${q(assignmentScope(assignment.scope))}, lower(${principal}), ${q(assignment.roleId.toLowerCase())}]`;
    return `# ${oneLine(`${assignment.roleName} for ${principalName(assignment.principal)}`)}
resource "azurerm_role_assignment" "role_${index + 1}" {
${args("  ", [
        ["name", `uuidv5("${templateGuidNamespace}", join("-", ${parts}))`],
        ["scope", q(assignment.scope)],
        ["role_definition_id", q(`${prefix}/providers/Microsoft.Authorization/roleDefinitions/${assignment.roleId}`)],
        ["principal_id", principal],
        ["principal_type", q(assignment.principalType)],
        ...(assignment.principalType === "ServicePrincipal" ? [["skip_service_principal_aad_check", "true"] as const] : []),
    ])}
}`;
}
