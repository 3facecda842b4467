import type { Inventory, TenantFailure } from "../azure/inventory.ts";
import { listDeployments } from "../azure/accounts.ts";
import type { Failure } from "../azure/errors.ts";
import { normalizeArmId } from "../azure/armId.ts";
import type { AzureResource, ResourceKind, VirtualMachine } from "../azure/resources.ts";
import type { Subscription } from "../azure/arm/subscriptions.ts";
import { type AccessTreeSources, callers, callersFolder, holders, identityFolders, roles } from "./accessNodes.ts";
import {
    type AccountNode, type DeploymentNode, failureNode, type GroupNode, machineIdentityName, type Node, type SubscriptionNode, type VirtualMachineIdentityNode,
} from "./nodes.ts";

export interface AzureTreeSources extends AccessTreeSources {
    inventory: Inventory;
    /** Turns what a read threw into words; `what` completes "could not …". */
    explain(error: unknown, what: string): Promise<Failure>;
    /** A tenant that failed because it needs a sign-in of its own, or for another reason. */
    explainTenant(failure: TenantFailure): Promise<Failure>;
    /** Text that names must contain; empty shows all. */
    filter(): string;
    /** How many children of a group are shown; grows with "Show more". */
    shown(groupId: string): number;
}

/**
 * Subscriptions of every tenant; a tenant that can't be read is a node of its own beside them. With a filter, only those
 * with a hit, opened down to it.
 */
export async function azureRoots(sources: AzureTreeSources): Promise<Node[]> {
    const { subscriptions, failures } = await sources.inventory.subscriptions();
    const nodes: Node[] = sources.filter() === "" ? subscriptions.map((each) => subscriptionNode(each)) : await filteredRoots(subscriptions, sources);
    nodes.push(...await Promise.all(failures.map(async (failure) =>
        failureNode(`tenant/${failure.tenant.accountId ?? ""}/${failure.tenant.tenantId}`, await sources.explainTenant(failure)))));
    return nodes;
}

async function filteredRoots(subscriptions: readonly Subscription[], sources: AzureTreeSources): Promise<Node[]> {
    const filter = sources.filter();
    // Ids of their own: VS Code keeps closed what the user has closed before, by its id.
    const nodes = subscriptions.map((each): SubscriptionNode => ({ ...subscriptionNode(each), id: `"${filter}"/${subscriptionNode(each).id}`, expanded: true }));
    const hits = await Promise.all(nodes.map(async (node) => (await groups(node, sources)).length > 0));
    const found = nodes.filter((_, index) => hits[index]);
    return found.length > 0 || nodes.length === 0 ? found : [{
        kind: "message", id: "filter/none", label: `No account, identity or machine has "${filter}" in its name`, description: "change the filter…", icon: "info",
        command: { id: "keyless.filter", title: "Filter by Name…" },
    }];
}

/** Children of any node of the Azure view. Never throws: what fails is a node. */
export async function azureChildren(node: Node, sources: AzureTreeSources): Promise<Node[]> {
    switch (node.kind) {
        case "subscription":
            return groups(node, sources);
        case "group":
            return groupMembers(node, sources);
        case "account":
            return accountFolders(node, sources);
        case "deployments":
            return deployments(node, sources);
        case "virtualMachine":
            return machineIdentities(node.id, node.virtualMachine, node.subscription);
        case "managedIdentity":
            return identityFolders(node);
        case "virtualMachineIdentity":
            return machineIdentityRoles(node, sources);
        case "holders":
            return holders(node, sources);
        case "roles":
            return roles(node, sources);
        case "callers":
            return callers(node, sources);
        default:
            return [];
    }
}

function subscriptionNode(subscription: Subscription): SubscriptionNode {
    const { tenant } = subscription;
    const id = `${tenant.accountId ?? ""}/${tenant.tenantId}${normalizeArmId(subscription.id)}`;
    return { kind: "subscription", id, resourceId: subscription.id, subscription };
}

const kinds: ResourceKind[] = ["account", "managedIdentity", "virtualMachine"];

/**
 * The three groups with their counts, read in parallel; a kind that fails shows its failure when it is opened. With a
 * filter, only those with a hit or a failure.
 */
async function groups(node: SubscriptionNode, sources: AzureTreeSources): Promise<GroupNode[]> {
    const all = await Promise.all(kinds.map(async (of): Promise<GroupNode> => {
        const read = await matching(of, node.subscription, sources).catch(() => undefined);
        const group: GroupNode = { kind: "group", id: `${node.id}/${of}`, of, subscription: node.subscription, count: read?.found.length };
        return sources.filter() === "" ? group : { ...group, total: read?.total, expanded: true };
    }));
    return sources.filter() === "" ? all : all.filter(({ count }) => count !== 0);
}

async function matching(of: ResourceKind, subscription: Subscription, sources: AzureTreeSources): Promise<{ found: AzureResource[]; total: number }> {
    const filter = sources.filter().toLowerCase();
    const all = await sources.inventory.resources(of, subscription);
    return { found: filter === "" ? all : all.filter(({ name }) => name.toLowerCase().includes(filter)), total: all.length };
}

const plural: Record<ResourceKind, string> = {
    account: "AI Services accounts",
    managedIdentity: "managed identities",
    virtualMachine: "virtual machines",
};

async function groupMembers(node: GroupNode, sources: AzureTreeSources): Promise<Node[]> {
    try {
        const { found } = await matching(node.of, node.subscription, sources);
        if (found.length === 0) {
            return [{ kind: "message", id: `${node.id}/none`, label: `No ${plural[node.of]} in ${node.subscription.name}`, icon: "info" }];
        }
        const shown = found.slice(0, sources.shown(node.id)).map((resource) => resourceNode(node, resource));
        const hidden = found.length - shown.length;
        return hidden > 0 ? [...shown, { kind: "more", id: `${node.id}/more`, groupId: node.id, hidden }] : shown;
    } catch (error) {
        return [failureNode(node.id, await sources.explain(error, `list the ${plural[node.of]} of ${node.subscription.name}`))];
    }
}

function resourceNode({ id: groupId, subscription }: GroupNode, resource: AzureResource): Node {
    const { tenant } = subscription;
    const node = { id: `${tenant.accountId ?? ""}/${tenant.tenantId}${normalizeArmId(resource.id)}`, resourceId: resource.id, subscription };
    switch (resource.kind) {
        case "account":
            return { kind: "account", ...node, account: { ...resource, tenantId: resource.tenantId ?? tenant.tenantId } };
        case "managedIdentity":
            return { kind: "managedIdentity", ...node, managedIdentity: resource };
        case "virtualMachine":
            return { kind: "virtualMachine", ...node, id: `${groupId}/${normalizeArmId(resource.id)}`, virtualMachine: resource };
    }
}

/** How many can call it is read in the background, while the deployments are shown. */
function accountFolders(node: AccountNode, sources: AzureTreeSources): Node[] {
    const { id, account, subscription } = node;
    const folder = callersFolder(node);
    sources.readAhead(folder);
    return [{ kind: "deployments", id: `${id}/deployments`, account, subscription }, folder];
}

function machineIdentityRoles(node: VirtualMachineIdentityNode, sources: AzureTreeSources): Promise<Node[]> {
    const { id, subscription, principalId = "" } = node;
    return roles({ kind: "roles", id: `${id}/roles`, principalId, principalName: machineIdentityName(node), subscription }, sources, node);
}

async function deployments({ id, account, subscription }: Pick<AccountNode, "id" | "account" | "subscription">, sources: AzureTreeSources): Promise<Node[]> {
    try {
        const found = await listDeployments(subscription.tenant.access, account.id);
        if (found.length === 0) {
            return [{ kind: "message", id: `${id}/none`, label: `No deployments in ${account.name}`, icon: "info" }];
        }
        return found.map((deployment): DeploymentNode => ({
            kind: "deployment", id: `${id}/${deployment.name.toLowerCase()}`, resourceId: deployment.id, deployment, account, subscription,
        }));
    } catch (error) {
        return [failureNode(id, await sources.explain(error, `list the deployments of ${account.name}`))];
    }
}

function machineIdentities(id: string, machine: VirtualMachine, subscription: Subscription): Node[] {
    const { systemPrincipalId, userAssigned } = machine.identity;
    const nodes: VirtualMachineIdentityNode[] = userAssigned.map((attached) => ({
        kind: "virtualMachineIdentity", id: `${id}${normalizeArmId(attached.resourceId)}`,
        resourceId: attached.resourceId, attached, principalId: attached.principalId, subscription, virtualMachine: machine,
    }));
    if (systemPrincipalId) {
        nodes.unshift({ kind: "virtualMachineIdentity", id: `${id}/system`, resourceId: machine.id, principalId: systemPrincipalId, subscription, virtualMachine: machine });
    }
    return nodes.length > 0 ? nodes : [{ kind: "message", id: `${id}/none`, label: `No identity attached to ${machine.name}`, icon: "info" }];
}
