import { normalizeArmId } from "../azure/armId.ts";
import { identityName } from "../azure/identity.ts";
import type { Machine, MachineReading } from "../azure/machine.ts";
import type { AttachedReading, LocalIdentity } from "../azure/thisMachine.ts";
import { type AccessTreeSources, roles, rolesOfEach } from "./accessNodes.ts";
import { accessFacts, unreadAccess } from "./describeRoles.ts";
import type { AttachedNode, MachineNode, MessageNode, Node } from "./nodes.ts";

export interface MachineTreeSources extends AccessTreeSources {
    machine(): Promise<MachineReading>;
    attached(machine: Machine): Promise<AttachedReading>;
}

export async function machineRoots(sources: MachineTreeSources): Promise<Node[]> {
    const reading = await sources.machine();
    if (reading.kind === "notAzure") {
        return [notAzure(reading.reason)];
    }
    const { machine } = reading;
    return [{ kind: "machine", id: `machine${normalizeArmId(machine.resourceId)}`, resourceId: machine.resourceId, machine }];
}

function notAzure(reason: string): MessageNode {
    return {
        kind: "message",
        id: "machine/notAzure",
        label: "Not an Azure virtual machine",
        description: reason,
        tooltip: `Managed identities work where Azure's metadata service answers: ${reason}.\n\n`
            + "Connect VS Code to an Azure VM with Remote-SSH, or use your own account for the chat.",
        icon: "circle-slash",
    };
}

export async function machineChildren(node: MachineNode, sources: MachineTreeSources): Promise<Node[]> {
    const reading = await sources.attached(node.machine);
    const identities = reading.identities.map((identity) => attachedNode(node, identity));
    void describeAttached(identities, sources);
    if (reading.kind === "imds") {
        return [...identities, await missing(node, reading, sources)];
    }
    return identities.length > 0 ? identities : [{
        kind: "message", id: `${node.id}/none`, label: "No identity attached", icon: "info", description: "set up keyless access…",
        command: { id: "keyless.setUpAccess", title: "Set Up Keyless Access…" },
        tooltip: `Neither a system-assigned nor a user-assigned managed identity is attached to ${node.machine.name}.`,
    }];
}

function attachedNode(node: MachineNode, identity: LocalIdentity): AttachedNode {
    const resourceId = identity.kind === "systemAssigned" ? node.resourceId : identity.resourceId;
    return { kind: "attached", id: `${node.id}/${identity.kind}${normalizeArmId(resourceId ?? identity.name)}`, resourceId, identity, machine: node.machine };
}

/** What the roles of this machine's identities are good for: one query, while they are shown already. */
async function describeAttached(nodes: readonly AttachedNode[], sources: MachineTreeSources): Promise<void> {
    const known = nodes.filter(({ identity }) => identity.principalId);
    if (known.length === 0) {
        return;
    }
    try {
        const subscription = await subscriptionOf(known[0]!, sources);
        const held = subscription && await rolesOfEach(known.map(({ identity }) => identity.principalId!), subscription, sources);
        known.forEach((node) => held && sources.learn(node, accessFacts(held.get(node.identity.principalId!.toLowerCase()) ?? [], new Date())));
    } catch (error) {
        known.forEach((node) => sources.learn(node, unreadAccess));
        await sources.explain(error, `read the roles of the identities of ${known[0]!.machine.name}`);
    }
}

/** The roles of an identity of this machine. */
export async function attachedRoles(node: AttachedNode, sources: MachineTreeSources): Promise<Node[]> {
    const subscription = await subscriptionOf(node, sources).catch(() => undefined);
    if (!subscription) {
        return [{
            kind: "message", id: `${node.id}/unknown`, label: "Roles not known", description: "sign in to see them", icon: "question",
            command: { id: "keyless.signIn", title: "Sign In…" },
        }];
    }
    const { principalId = "" } = node.identity;
    return roles({ kind: "roles", id: `${node.id}/roles`, principalId, principalName: identityName(node.identity), subscription }, sources, node);
}

async function subscriptionOf({ machine }: AttachedNode, { inventory }: MachineTreeSources) {
    const { subscriptions } = await inventory.subscriptions();
    return subscriptions.find(({ subscriptionId }) => subscriptionId.toLowerCase() === machine.subscriptionId.toLowerCase());
}

/** The metadata service can't list identities; Azure Resource Manager can, and this says why it did not. */
async function missing(node: MachineNode, reading: Extract<AttachedReading, { kind: "imds" }>, sources: MachineTreeSources): Promise<MessageNode> {
    const label = reading.several ? "Several user-assigned identities" : reading.identities.length > 0 ? "Others are not known" : "Identities not known";
    const why = reading.error === undefined ? undefined : await sources.explain(reading.error, `read the identities of ${node.machine.name}`);
    return {
        kind: "message",
        id: `${node.id}/missing`,
        label,
        description: why ? why.summary : "sign in to see them",
        tooltip: ["The metadata service of a machine can't list its identities; Azure Resource Manager can.", why && `${why.summary}. ${why.cause} ${why.remedy}`].filter(Boolean).join("\n\n"),
        icon: "question",
        command: { id: "keyless.signIn", title: "Sign In…" },
    };
}
