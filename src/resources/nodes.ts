import type { HeldRole } from "../azure/access/accessReader.ts";
import type { Caller } from "../azure/access/callers.ts";
import type { IdentityHolder } from "../azure/access/machines.ts";
import { parseArmId } from "../azure/armId.ts";
import type { Connection } from "../azure/connection.ts";
import type { Failure } from "../azure/errors.ts";
import { systemAssignedName } from "../azure/identity.ts";
import type { Machine } from "../azure/machine.ts";
import type { Account, AttachedIdentity, Deployment, ManagedIdentity, ResourceKind, VirtualMachine } from "../azure/resources.ts";
import type { Subscription } from "../azure/arm/subscriptions.ts";
import type { LocalIdentity } from "../azure/thisMachine.ts";

/** Everything that the three trees show. Failures and empty states are nodes too. `id` is stable, never a label. */
export type Node =
    | MessageNode
    | FailureNode
    | MachineNode
    | AttachedNode
    | SubscriptionNode
    | GroupNode
    | MoreNode
    | AccountNode
    | DeploymentsNode
    | DeploymentNode
    | ManagedIdentityNode
    | VirtualMachineNode
    | VirtualMachineIdentityNode
    | HoldersNode
    | HolderNode
    | RolesNode
    | HeldRoleNode
    | CallersNode
    | CallerNode
    | ConnectionNode;

/** One calm line: an empty state, or what is missing and why. A click runs the command, where there is one. */
export interface MessageNode {
    kind: "message";
    id: string;
    label: string;
    description?: string;
    /** Plain text; an empty line parts paragraphs. */
    tooltip?: string;
    icon: string;
    command?: { id: string; title: string; argument?: unknown };
    /** Whoever has no role, or the account that nobody has one on: a role can be assigned from here. */
    unassigned?: RolesNode | CallersNode;
}

export interface FailureNode {
    kind: "failure";
    id: string;
    failure: Failure;
}

export interface MachineNode {
    kind: "machine";
    id: string;
    resourceId: string;
    machine: Machine;
}

/** What an identity's roles are good for, once they are read. */
export interface AccessFacts {
    /** In few words: `1 role`, `no inference role`. */
    access?: string;
    /** Whether it may call a model somewhere; `soon` where its role is new. */
    mayCall?: "yes" | "soon" | "no" | "unknown";
    /** Each with its scope: `Reader on rg-playground`. */
    roleNames?: string[];
}

/** An identity attached to this machine. */
export interface AttachedNode extends AccessFacts {
    kind: "attached";
    id: string;
    /** ARM id of the user-assigned identity; the machine's for the system-assigned one. */
    resourceId?: string;
    identity: LocalIdentity;
    /** The machine that it is attached to. */
    machine: Machine;
}

export interface SubscriptionNode {
    kind: "subscription";
    id: string;
    resourceId: string;
    subscription: Subscription;
    /** Open from the start: a filter leads to what is below. */
    expanded?: boolean;
}

export interface GroupNode {
    kind: "group";
    id: string;
    of: ResourceKind;
    subscription: Subscription;
    /** Known once the group was read. */
    count?: number;
    /** How many there are in all, where a filter hides some. */
    total?: number;
    /** Open from the start: a filter leads to what is below. */
    expanded?: boolean;
}

/** "Show 200 more" at the end of a long group. */
export interface MoreNode {
    kind: "more";
    id: string;
    groupId: string;
    hidden: number;
}

export interface AccountNode {
    kind: "account";
    id: string;
    resourceId: string;
    account: Account;
    subscription: Subscription;
}

export interface DeploymentsNode {
    kind: "deployments";
    id: string;
    account: Account;
    subscription: Subscription;
}

export interface DeploymentNode {
    kind: "deployment";
    id: string;
    resourceId: string;
    deployment: Deployment;
    account: Account;
    subscription: Subscription;
}

export interface ManagedIdentityNode {
    kind: "managedIdentity";
    id: string;
    resourceId: string;
    managedIdentity: ManagedIdentity;
    subscription: Subscription;
}

export interface VirtualMachineNode {
    kind: "virtualMachine";
    id: string;
    resourceId: string;
    virtualMachine: VirtualMachine;
    subscription: Subscription;
}

/** An identity of a virtual machine somewhere in Azure: shown, not usable from here. */
export interface VirtualMachineIdentityNode extends AccessFacts {
    kind: "virtualMachineIdentity";
    id: string;
    resourceId: string;
    /** Absent for the system-assigned identity. */
    attached?: AttachedIdentity;
    principalId?: string;
    subscription: Subscription;
    virtualMachine: VirtualMachine;
}

/** "Attached to" below an identity. */
export interface HoldersNode {
    kind: "holders";
    id: string;
    managedIdentity: ManagedIdentity;
    subscription: Subscription;
    /** Known once it was read. */
    count?: number;
}

/** A virtual machine, or another resource, that an identity is attached to. */
export interface HolderNode {
    kind: "holder";
    id: string;
    resourceId: string;
    holder: IdentityHolder;
    managedIdentity: ManagedIdentity;
    subscription: Subscription;
}

/** "Roles" below an identity. */
export interface RolesNode extends AccessFacts {
    kind: "roles";
    id: string;
    principalId: string;
    principalName: string;
    subscription: Subscription;
    /** In few words, once they are read: `1 role`. */
    access?: string;
}

export interface HeldRoleNode {
    kind: "heldRole";
    id: string;
    /** The scope, where it is one that has a page. */
    resourceId?: string;
    held: HeldRole;
    principalName: string;
    /** When it was read: a new role may not be in force yet. */
    now: Date;
    subscription: Subscription;
}

/** "Who can call this" below an account. */
export interface CallersNode {
    kind: "callers";
    id: string;
    account: Account;
    subscription: Subscription;
    /** Known once it was read. */
    count?: number;
}

export interface CallerNode {
    kind: "caller";
    id: string;
    /** Of the identity or machine, where that is known. */
    resourceId?: string;
    caller: Caller;
    /** Name of the subscription from which the role is inherited. */
    scopeName?: string;
    account: Account;
    now: Date;
    subscription: Subscription;
}

export interface ConnectionNode {
    kind: "connection";
    id: string;
    connection: Connection;
    active: boolean;
}

/** `uai-playground`, or `vm-playground (system-assigned)`. */
export function machineIdentityName({ attached, virtualMachine }: Pick<VirtualMachineIdentityNode, "attached" | "virtualMachine">): string {
    return attached ? parseArmId(attached.resourceId)?.name ?? attached.resourceId : systemAssignedName(virtualMachine.name);
}

export function failureNode(parentId: string, failure: Failure): FailureNode {
    return { kind: "failure", id: `${parentId}/failure`, failure };
}
