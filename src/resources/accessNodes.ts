import type { AccessReader, HeldRole } from "../azure/access/accessReader.ts";
import { type IdentityHolder, machinesWith } from "../azure/access/machines.ts";
import { principalNames } from "../azure/access/principalNames.ts";
import { normalizeArmId, sameArmId } from "../azure/armId.ts";
import type { Tenant } from "../azure/arm.ts";
import type { Failure } from "../azure/errors.ts";
import type { Inventory } from "../azure/inventory.ts";
import type { ManagedIdentity, VirtualMachine } from "../azure/resources.ts";
import type { Subscription } from "../azure/arm/subscriptions.ts";
import { accessFacts } from "./describeRoles.ts";
import { type AccessFacts, type AccountNode, type CallersNode, failureNode, type HoldersNode, type ManagedIdentityNode, type Node, type RolesNode } from "./nodes.ts";

export interface AccessTreeSources {
    inventory: Inventory;
    reader: AccessReader;
    explain(error: unknown, what: string): Promise<Failure>;
    /** Shows the node anew with what was learnt when it was opened, or in the background. */
    learn(node: Node, facts: AccessFacts & { count?: number }): void;
    /** Reads a node's children before it is opened, for what its description tells. */
    readAhead(node: Node): void;
}

/** Below an identity: where it is attached, and which roles it has. */
export function identityFolders({ id, managedIdentity, subscription }: ManagedIdentityNode): [HoldersNode, RolesNode] {
    return [
        { kind: "holders", id: `${id}/holders`, managedIdentity, subscription },
        { kind: "roles", id: `${id}/roles`, principalId: managedIdentity.principalId, principalName: managedIdentity.name, subscription },
    ];
}

export function callersFolder({ id, account, subscription }: AccountNode): CallersNode {
    return { kind: "callers", id: `${id}/callers`, account, subscription };
}

/** The machines, and other resources, that the identity is attached to. */
export async function holders(node: HoldersNode, sources: AccessTreeSources): Promise<Node[]> {
    const { id, managedIdentity, subscription } = node;
    try {
        const found = await holdersOf(managedIdentity, subscription, sources.inventory);
        sources.learn(node, { count: found.length });
        return found.length === 0 ? [{ kind: "message", id: `${id}/none`, label: "Not attached to anything", icon: "info" }] : found.map((holder) => ({
            kind: "holder", id: `${id}${normalizeArmId(holder.id)}`, resourceId: holder.id, holder, managedIdentity, subscription,
        }));
    } catch (error) {
        return [failureNode(id, await sources.explain(error, `find out where ${managedIdentity.name} is attached`))];
    }
}

/**
 * From Resource Graph, which knows every type of resource; where the inventory knows a machine better, because it was
 * changed a moment ago, the inventory counts.
 */
export async function holdersOf(identity: ManagedIdentity, { tenant }: Subscription, inventory: Inventory): Promise<IdentityHolder[]> {
    const { subscriptions } = await inventory.subscriptions();
    const reachable = inTenant(subscriptions, tenant);
    const [found, ...lists] = await Promise.all([
        machinesWith(tenant.access, identity.id, reachable.map(({ subscriptionId }) => subscriptionId)),
        ...reachable.map((each) => inventory.resources("virtualMachine", each)),
    ]);
    const machines = lists.flat() as VirtualMachine[];
    const hasIt = (machine: VirtualMachine) => machine.identity.userAssigned.some(({ resourceId }) => sameArmId(resourceId, identity.id));
    const others = found.filter(({ id }) => !machines.some((machine) => sameArmId(machine.id, id)));
    return [...machines.filter(hasIt).map(({ id, name }) => ({ id, name, type: "Microsoft.Compute/virtualMachines" })), ...others];
}

/** The roles of an identity in every subscription of its tenant; `above` is the node that stands for it in the tree. */
export async function roles(node: RolesNode, sources: AccessTreeSources, above: Node = node): Promise<Node[]> {
    const { id, principalName, subscription } = node;
    try {
        const now = new Date();
        const held = await rolesIn(node.principalId, subscription, sources);
        sources.learn(above, accessFacts(held, now));
        return held.length === 0 ? [{
            kind: "message", id: `${id}/none`, label: "No role", icon: "info",
            command: { id: "keyless.assignRole", title: "Assign Role…", argument: node }, description: "assign one…", unassigned: node,
        }] : held.map((each) => ({
            kind: "heldRole", id: `${id}${normalizeArmId(each.assignment.id)}`, held: each, principalName, now, subscription,
            resourceId: each.assignment.scope.toLowerCase().startsWith("/subscriptions/") ? each.assignment.scope : undefined,
        }));
    } catch (error) {
        return [failureNode(id, await sources.explain(error, `read the roles of ${principalName}`))];
    }
}

export async function rolesOfEach(principalIds: readonly string[], { tenant }: Subscription, { inventory, reader }: AccessTreeSources): Promise<Map<string, HeldRole[]>> {
    const { subscriptions } = await inventory.subscriptions();
    return reader.rolesOfEach(tenant.access, principalIds, inTenant(subscriptions, tenant).map(({ subscriptionId }) => subscriptionId));
}

async function rolesIn(principalId: string, { tenant }: Subscription, { inventory, reader }: AccessTreeSources): Promise<HeldRole[]> {
    const { subscriptions } = await inventory.subscriptions();
    const reachable = inTenant(subscriptions, tenant).map(({ subscriptionId }) => subscriptionId);
    const held = await reader.rolesOf(tenant.access, principalId, reachable);
    return held.map((role) => ({ ...role, scopeName: nameOfSubscription(role.assignment.scope, subscriptions) ?? role.scopeName }));
}

/** Compared by id: a node may be older than the list, and its tenant another object. */
export function inTenant(subscriptions: readonly Subscription[], { tenantId, accountId }: Tenant): Subscription[] {
    return subscriptions.filter(({ tenant }) => tenant.tenantId === tenantId && tenant.accountId === accountId);
}

function nameOfSubscription(scope: string, subscriptions: readonly Subscription[]): string | undefined {
    return subscriptions.find(({ id }) => sameArmId(id, scope))?.name;
}

/** Everybody with a role that lets them call the account's models. */
export async function callers(node: CallersNode, sources: AccessTreeSources): Promise<Node[]> {
    const { id, account, subscription } = node;
    try {
        const names = await knownPrincipals(subscription, sources.inventory);
        const { subscriptions } = await sources.inventory.subscriptions();
        const now = new Date();
        const found = await sources.reader.whoCanCall(subscription.tenant.access, account.id, { names });
        sources.learn(node, { count: found.length });
        return found.length === 0 ? [{
            kind: "message", id: `${id}/none`, label: "Nobody without a key", icon: "info", description: "assign a role…", unassigned: node,
            command: { id: "keyless.assignRole", title: "Assign Role…", argument: node },
        }] : found.map((caller) => ({
            kind: "caller", id: `${id}/${caller.principalId}`, resourceId: caller.known?.resourceId, caller, account, now, subscription,
            scopeName: caller.inheritedFrom && nameOfSubscription(caller.inheritedFrom, subscriptions),
        }));
    } catch (error) {
        return [failureNode(id, await sources.explain(error, `read who can call ${account.name}`))];
    }
}

/** Identities and machines that can't be listed leave ids without a name, no more. */
export async function knownPrincipals({ tenant }: Subscription, inventory: Inventory): Promise<ReturnType<typeof principalNames>> {
    const { subscriptions } = await inventory.subscriptions();
    const lists = await Promise.allSettled(inTenant(subscriptions, tenant).flatMap((each) =>
        (["managedIdentity", "virtualMachine"] as const).map((kind) => inventory.resources(kind, each))));
    return principalNames(lists.flatMap((list) => (list.status === "fulfilled" ? list.value : [])));
}
