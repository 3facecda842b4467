import { parseArmId } from "../armId.ts";
import { assignmentScope } from "../roles/roleAssignmentName.ts";
import { isManagementGroup } from "../roles/roleMatching.ts";
import { quoteBicep as q } from "./bicepText.ts";
import { PlanError } from "./plan.ts";
import type { PlannedAssignment } from "./plan.ts";

/** Versions of the types on which roles are usual; for others any version does, as nothing is read from them. */
const apiVersions: Record<string, string> = {
    "microsoft.cognitiveservices/accounts": "2024-10-01",
    "microsoft.cognitiveservices/accounts/projects": "2025-06-01",
    "microsoft.storage/storageaccounts": "2023-05-01",
    "microsoft.containerregistry/registries": "2023-07-01",
    "microsoft.managedidentity/userassignedidentities": "2023-01-31",
    "microsoft.compute/virtualmachines": "2024-07-01",
};

/** The module scope of an id: its resource group, subscription or management group. @throws PlanError */
export function bicepScope(id: string): string {
    const { subscriptionId, resourceGroup } = parseArmId(id) ?? {};
    if (subscriptionId) {
        return resourceGroup ? `resourceGroup(${q(subscriptionId)}, ${q(resourceGroup)})` : `subscription(${q(subscriptionId)})`;
    }
    if (!isManagementGroup(id)) {
        throw new PlanError(`No role can be assigned from Bicep on ${id}`);
    }
    return `managementGroup(${q(id.split("/").findLast((segment) => segment !== "") ?? "")})`;
}

/** The module that assigns one role in the scope that `bicepScope` gives. */
export function bicepRoleFile(assignment: PlannedAssignment): string {
    const level = scopeLevel(assignment.scope);
    const target = level === "resource" ? `${existingTarget(assignment.scope)}\n\n` : "";
    const name = `guid(${q(assignmentScope(assignment.scope))}, toLower(principalId), ${q(assignment.roleId.toLowerCase())})`;
    const definitions = level === "managementGroup" ? "tenantResourceId" : "subscriptionResourceId";
    return `targetScope = '${level === "resource" ? "resourceGroup" : level}'

param principalId string

${target}// The name that Keyless gives too, so that neither creates a second assignment.
resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: ${name}
${level === "resource" ? "  scope: target\n" : ""}  properties: {
    principalId: principalId
    principalType: ${q(assignment.principalType)}
    roleDefinitionId: ${definitions}('Microsoft.Authorization/roleDefinitions', ${q(assignment.roleId)})
  }
}
`;
}

function scopeLevel(scope: string): "resource" | "resourceGroup" | "subscription" | "managementGroup" {
    const { subscriptionId, resourceGroup, type } = parseArmId(scope) ?? {};
    if (type !== undefined && subscriptionId) {
        return "resource";
    }
    return resourceGroup ? "resourceGroup" : subscriptionId ? "subscription" : "managementGroup";
}

/** A child is named with its parents, `account/project`. @throws PlanError for resources that extend another one. */
function existingTarget(scope: string): string {
    const [, provider = "", ...more] = scope.split(/\/providers\//i);
    const [namespace = "", ...rest] = provider.split("/").filter((segment) => segment !== "");
    if (more.length > 0 || rest.length === 0 || !parseArmId(scope)?.resourceGroup) {
        throw new PlanError(`No role can be assigned from Bicep on ${scope}`);
    }
    const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
    const name = rest.filter((_, index) => index % 2 === 1).join("/");
    const version = apiVersions[type.toLowerCase()];
    const warning = version ? "" : "#disable-next-line BCP081 // the version of the type matters only where something is read\n";
    return `${warning}resource target ${q(`${type}@${version ?? "2021-04-01"}`)} existing = {\n  name: ${q(name)}\n}`;
}

