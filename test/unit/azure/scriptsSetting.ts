import { createdIdentityId } from "../../../src/azure/scripts/plan.ts";
import type { AccessPlan, PlannedIdentity } from "../../../src/azure/scripts/plan.ts";

export const subscriptionId = "11111111-1111-1111-1111-111111111111";
export const otherSubscriptionId = "22222222-2222-2222-2222-222222222222";
export const objectId = "AAAAAAAA-0000-0000-0000-000000000001";
export const roleId = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

export const machineId = `/subscriptions/${subscriptionId}/resourceGroups/rg-vm/providers/Microsoft.Compute/virtualMachines/vm-dev`;
export const accountId = `/subscriptions/${otherSubscriptionId}/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/ai-contoso`;
export const presentIdentityId = `/subscriptions/${subscriptionId}/resourcegroups/rg-ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-present`;

const newIdentity: PlannedIdentity = {
    subscriptionId, resourceGroup: "rg-new", createGroup: { location: "eastus2" }, name: "uai-chat", location: "eastus2",
};
export const newIdentityId = createdIdentityId(newIdentity);
const chat = { roleId, roleName: "Cognitive Services OpenAI User", scope: accountId } as const;

/** Everything new: group, identity, attachment, role. */
export const everythingNew: AccessPlan = {
    cloud: "AzureCloud",
    tenantId: "33333333-3333-3333-3333-333333333333",
    createIdentity: newIdentity,
    machine: { id: machineId, attach: [newIdentityId], enableSystemAssigned: false },
    assignments: [{ ...chat, principal: { kind: "identity", resourceId: newIdentityId }, principalType: "ServicePrincipal" }],
};

/** Two present identities attached, the system-assigned one enabled, roles of every level, in another cloud. */
export const everythingElse: AccessPlan = {
    cloud: "AzureUSGovernment",
    machine: { id: machineId, attach: [presentIdentityId, `${presentIdentityId}-2`], enableSystemAssigned: true },
    assignments: [
        { ...chat, principal: { kind: "identity", resourceId: presentIdentityId }, principalType: "ServicePrincipal" },
        { ...chat, principal: { kind: "systemAssigned", machineId }, principalType: "ServicePrincipal", scope: `${accountId}/projects/p1` },
        { ...chat, principal: { kind: "object", objectId, name: "Team" }, principalType: "Group", scope: `/subscriptions/${otherSubscriptionId}/resourceGroups/rg-ai` },
        { ...chat, principal: { kind: "object", objectId, name: "Team" }, principalType: "Group", scope: `/subscriptions/${subscriptionId}` },
        { ...chat, principal: { kind: "object", objectId, name: "Team" }, principalType: "Group", scope: "/providers/Microsoft.Management/managementGroups/mg-1" },
    ],
};

/** The system-assigned identity is all there is. */
export const systemOnly: AccessPlan = {
    cloud: "AzureChinaCloud",
    machine: { id: machineId, attach: [], enableSystemAssigned: true },
    assignments: [{ ...chat, principal: { kind: "systemAssigned", machineId }, principalType: "ServicePrincipal" }],
};

/** Nothing but a role for an identity that the machine has already. */
export const roleOnly: AccessPlan = {
    cloud: "AzureCloud",
    assignments: [{ ...chat, principal: { kind: "systemAssigned", machineId }, principalType: "ServicePrincipal" }],
};

/** Nothing that Azure would accept as a name, and everything that a shell, HCL or Bicep could take for its own. */
export const hostile = "-x' \"; touch pwned; $(touch pwned) `touch pwned` ${var.x} %{if x} $${y} \\ \\' !~ # // */ \n\r\t\u0008\u000c[ü]|(&)<>";

/** The same steps with a hostile text wherever a name goes. */
export const everythingHostile: AccessPlan = {
    cloud: hostile,
    tenantId: hostile,
    createIdentity: { ...newIdentity, resourceGroup: hostileSegment(), name: hostileSegment(), location: hostile, createGroup: { location: hostile } },
    machine: { id: machineId.replace("vm-dev", hostileSegment()), attach: [presentIdentityId.replace("uai-present", hostileSegment())], enableSystemAssigned: true },
    assignments: [
        {
            principal: { kind: "object", objectId: hostile, name: hostile }, principalType: "User",
            roleId: hostileSegment(), roleName: hostile, scope: accountId.replace("ai-contoso", hostileSegment()),
        },
        { ...chat, principal: { kind: "identity", resourceId: presentIdentityId.replace("uai-present", hostileSegment()) }, principalType: "ServicePrincipal" },
    ],
};

/** A slash would make two segments of an id. */
export function hostileSegment(): string {
    return hostile.replaceAll("/", "");
}
