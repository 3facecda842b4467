import { canChat } from "../azure/accounts.ts";
import { parseArmId } from "../azure/armId.ts";
import type { Account, ResourceKind } from "../azure/resources.ts";
import { type Presentation, shortId } from "./look.ts";
import type { AttachedNode, Node, VirtualMachineIdentityNode } from "./nodes.ts";
import { presentCaller, presentHeldRole, presentHolder } from "./presentAccess.ts";
import { tooltip } from "./tooltip.ts";

const groupNames: Record<ResourceKind, string> = {
    account: "AI Services",
    managedIdentity: "Managed Identities",
    virtualMachine: "Virtual Machines",
};

const groupIcons: Record<ResourceKind, string> = {
    account: "azure:aiServices",
    managedIdentity: "azure:managedIdentity",
    virtualMachine: "azure:virtualMachine",
};

export function present(node: Node): Presentation {
    return { tooltip: tooltip(node), ...look(node) };
}

function look(node: Node): Presentation {
    switch (node.kind) {
        case "message":
            return { label: node.label, description: node.description, icon: node.icon, children: "none", context: ["message"], command: node.command };
        case "failure":
            return presentFailure(node);
        case "machine":
            return {
                label: node.machine.name, description: `${node.machine.resourceGroup} · ${node.machine.location}`,
                icon: "azure:virtualMachine", children: "expanded", context: ["machine", "resource"],
            };
        case "attached":
            return presentAttached(node);
        case "subscription":
            return {
                label: node.subscription.name, description: describeSubscription(node.subscription),
                icon: "azure:subscription", children: "collapsed", context: ["resource", "subscription"],
            };
        case "group":
            return {
                label: groupNames[node.of], description: node.count === undefined ? undefined : String(node.count),
                icon: groupIcons[node.of], children: "collapsed", context: ["group", `${node.of}Group`].sort(),
                spoken: node.count === undefined ? groupNames[node.of] : `${groupNames[node.of]}, ${node.count}`,
            };
        case "more":
            return {
                label: "Show more…", description: `${node.hidden.toLocaleString("en")} not shown`, icon: "ellipsis", children: "none", context: ["more"],
                command: { id: "keyless.showMore", title: "Show More", argument: { groupId: node.groupId } },
            };
        case "account":
            return {
                label: node.account.name, description: describeAccount(node.account),
                icon: "azure:aiServices", children: "collapsed",
                context: ["account", node.account.disableLocalAuth ? "keysOff" : "keysOn", "resource"],
            };
        case "deployments":
            return { label: "Deployments", icon: "layers", children: "expanded", context: ["deployments"] };
        case "deployment":
            return presentDeployment(node);
        case "managedIdentity":
            return {
                label: node.managedIdentity.name, description: `client ${shortId(node.managedIdentity.clientId)} · ${node.managedIdentity.location}`,
                icon: "azure:managedIdentity", children: "collapsed", context: ["managedIdentity", "principal", "resource"],
            };
        case "virtualMachine":
            return {
                label: node.virtualMachine.name, description: [node.virtualMachine.resourceGroup, node.virtualMachine.location, node.virtualMachine.powerState].filter(Boolean).join(" · "),
                icon: "azure:virtualMachine", children: "collapsed",
                context: [...(node.virtualMachine.identity.systemPrincipalId ? [] : ["noSystemIdentity"]), "resource", "virtualMachine"],
            };
        case "virtualMachineIdentity":
            return presentMachineIdentity(node);
        case "holders":
            return presentFolder("Attached to", "plug", "holders", node.count);
        case "holder":
            return presentHolder(node);
        case "roles":
            return { label: "Roles", description: node.access, icon: "shield", children: "collapsed", context: ["principal", "roles"] };
        case "heldRole":
            return presentHeldRole(node);
        case "callers":
            return presentFolder("Who can call this", "organization", "callers", node.count);
        case "caller":
            return presentCaller(node);
        case "connection":
            return {
                label: node.connection.name, description: node.connection.target.accountName,
                icon: node.active ? "circle-filled" : "circle-outline", children: "none",
                context: ["connection", ...(node.active ? ["active"] : [])].sort(),
                command: { id: "keyless.useConnection", title: "Use Connection", argument: { connection: node.connection } },
                spoken: `${node.connection.name}, ${node.connection.target.accountName}${node.active ? ", in use" : ""}`,
            };
    }
}

function presentFailure({ failure }: Extract<Node, { kind: "failure" }>): Presentation {
    const [action] = failure.actions;
    return {
        label: failure.summary, description: action?.label ?? failure.remedy, icon: "error", color: "list.errorForeground",
        children: "none", context: ["failure"],
        command: action && { id: "keyless.failureAction", title: action.label, argument: { action } },
        spoken: `${failure.summary}. ${failure.cause} ${failure.remedy}`,
    };
}

function presentFolder(label: string, icon: string, context: string, count: number | undefined): Presentation {
    return {
        label, description: count === undefined ? undefined : String(count), icon, children: "collapsed", context: [context],
        spoken: count === undefined ? label : `${label}, ${count}`,
    };
}

function presentAttached({ identity, resourceId, access }: AttachedNode): Presentation {
    const isSystem = identity.kind === "systemAssigned";
    return {
        label: isSystem ? "System-assigned" : identity.name,
        // The role first: it is what a narrow side bar must not cut.
        description: [access, isSystem ? identity.name : idOf(identity)].filter(Boolean).join(" · "),
        icon: "azure:managedIdentity", children: identity.principalId ? "collapsed" : "none",
        context: ["attached", identity.kind, ...(identity.principalId ? ["principal"] : []), ...(resourceId ? ["resource"] : [])].sort(),
    };
}

function idOf(identity: Extract<AttachedNode["identity"], { kind: "userAssigned" }>): string | undefined {
    return identity.clientId ? `client ${shortId(identity.clientId)}` : identity.principalId && `principal ${shortId(identity.principalId)}`;
}

function presentDeployment({ deployment }: Extract<Node, { kind: "deployment" }>): Presentation {
    const sku = [deployment.skuName, deployment.capacity].filter((part) => part !== undefined && part !== "").join(" ");
    const state = deployment.state === "Succeeded" ? undefined : deployment.state;
    const model = deployment.modelName === deployment.name ? deployment.modelVersion : `${deployment.modelName} ${deployment.modelVersion}`;
    return {
        label: deployment.name, description: [model, sku, state, canChat(deployment) ? undefined : "no chat"].filter(Boolean).join(" · "),
        icon: "sparkle", children: "none", context: [...(canChat(deployment) ? ["chat"] : []), "deployment", "resource"],
    };
}

function presentMachineIdentity({ attached, principalId, resourceId, access }: VirtualMachineIdentityNode): Presentation {
    const ids = attached?.clientId ? `client ${shortId(attached.clientId)}` : principalId && `principal ${shortId(principalId)}`;
    return {
        label: attached ? parseArmId(resourceId)?.name ?? resourceId : "System-assigned",
        description: [access, ids].filter(Boolean).join(" · "),
        icon: "azure:managedIdentity", children: principalId ? "collapsed" : "none",
        context: ["resource", "virtualMachineIdentity", attached ? "userAssigned" : "systemAssigned", ...(principalId ? ["principal"] : [])].sort(),
    };
}

function describeSubscription({ tenant, state }: { tenant: { name: string }; state: string }): string {
    return state === "Enabled" ? tenant.name : `${tenant.name} · ${state}`;
}

/** What one would otherwise click for: kind, place, keys, network. */
function describeAccount(account: Account): string {
    const network = account.publicNetworkAccess === "Disabled" ? "private only" : account.networkDefaultAction === "Deny" ? "selected networks" : undefined;
    const state = ["", "Succeeded"].includes(account.provisioningState) ? undefined : account.provisioningState;
    const subdomain = account.customSubDomainName ? undefined : "no custom subdomain";
    return [account.accountKind, account.location, account.disableLocalAuth ? "keys off" : undefined, network, subdomain, state].filter(Boolean).join(" · ");
}
