import type { Machine } from "../../../src/azure/machine.ts";
import type { Account, Deployment, ManagedIdentity, VirtualMachine } from "../../../src/azure/resources.ts";
import type { Subscription } from "../../../src/azure/arm/subscriptions.ts";
import type { RoleAssignment, RoleDefinition } from "../../../src/azure/roles.ts";
import type { HeldRole } from "../../../src/azure/access/accessReader.ts";
import type { Node } from "../../../src/resources/nodes.ts";

/** A node of each kind in which every text that comes from outside is `text`. */
export function hostileNodes(text: string): { [Kind in Node["kind"]]: Extract<Node, { kind: Kind }> } {
    const base = { id: text, name: text, location: text, resourceGroup: text, subscriptionId: text };
    const subscription: Subscription = { id: text, subscriptionId: text, name: text, state: text, tenant: { name: text, tenantId: text } as Subscription["tenant"] };
    const machine: Machine = { ...base, resourceId: text, size: text, vmId: text, scaleSetId: text, environment: text, privateIp: text };
    const account: Account = {
        ...base, kind: "account", accountKind: text, tenantId: text, endpoint: text, endpoints: { [text]: text }, customSubDomainName: text,
        disableLocalAuth: true, publicNetworkAccess: text, networkDefaultAction: text, provisioningState: text,
    };
    const deployment: Deployment = {
        id: text, name: text, modelName: text, modelFormat: text, modelVersion: text, skuName: text, state: text,
        capabilities: { maxContextToken: text, chatCompletion: text },
    };
    const managedIdentity: ManagedIdentity = { ...base, kind: "managedIdentity", tenantId: text, clientId: text, principalId: text };
    const attached = { resourceId: text, clientId: text, principalId: text };
    const virtualMachine: VirtualMachine = {
        ...base, kind: "virtualMachine", powerState: text, size: text, identity: { systemPrincipalId: text, tenantId: text, userAssigned: [attached] },
    };
    const assignment: RoleAssignment = { id: text, scope: text, roleDefinitionId: text, principalId: text, principalType: text, condition: text };
    const definition: RoleDefinition = { id: text, roleName: text, roleType: text, description: text, assignableScopes: [text], permissions: [] };
    const held: HeldRole = { assignment, roleName: text, definition, scopeName: text, hasInference: true };
    const node = { id: text, resourceId: text, subscription };
    return {
        message: { kind: "message", id: text, label: text, description: text, tooltip: `${text}\n\n${text}`, icon: "info" },
        failure: { kind: "failure", id: text, failure: {
            kind: "unexpected", summary: text, cause: text, remedy: text, actions: [{ kind: "copy", label: text, text }], evidence: [{ name: text, value: text }],
        } },
        machine: { kind: "machine", id: text, resourceId: text, machine },
        attached: { kind: "attached", id: text, resourceId: text, machine, access: text, identity: { kind: "userAssigned", name: text, ...attached, tenantId: text } },
        subscription: { ...node, kind: "subscription" },
        group: { ...node, kind: "group", of: "account", count: 1 },
        more: { kind: "more", id: text, groupId: text, hidden: 1 },
        account: { ...node, kind: "account", account },
        deployments: { ...node, kind: "deployments", account },
        deployment: { ...node, kind: "deployment", account, deployment },
        managedIdentity: { ...node, kind: "managedIdentity", managedIdentity },
        virtualMachine: { ...node, kind: "virtualMachine", virtualMachine },
        virtualMachineIdentity: { ...node, kind: "virtualMachineIdentity", virtualMachine, attached, principalId: text, access: text },
        holders: { ...node, kind: "holders", managedIdentity, count: 1 },
        holder: { ...node, kind: "holder", managedIdentity, holder: { id: text, name: text, type: text } },
        roles: { ...node, kind: "roles", principalId: text, principalName: text, access: text },
        heldRole: { ...node, kind: "heldRole", held, principalName: text, now: new Date(0) },
        callers: { ...node, kind: "callers", account, count: 1 },
        caller: { ...node, kind: "caller", account, now: new Date(0), scopeName: text, caller: {
            principalId: text, principalType: text, known: { name: text, kind: "identity", resourceId: text }, roleName: text, assignment,
            access: { kind: "unknown", reason: text } as never, inheritedFrom: text, orphaned: false,
        } },
        connection: { kind: "connection", id: text, active: true, connection: {
            id: text, name: text, identity: { kind: "userAssigned", name: text, ...attached },
            target: { endpoint: text, deployment: text, accountName: text, accountId: text, tenantId: text, modelName: text, modelFormat: text },
        } },
    };
}
