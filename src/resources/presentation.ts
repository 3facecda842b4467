import { canChat } from "../azure/accounts.ts";
import { identityName } from "../azure/identity.ts";
import type { Account, ResourceKind } from "../azure/resources.ts";
import type { Presentation } from "./look.ts";
import { describeSku } from "./capacity.ts";
import { type AttachedNode, type GroupNode, machineIdentityName, type Node, type VirtualMachineIdentityNode } from "./nodes.ts";
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
            return {
                label: node.label, description: node.description, icon: node.icon, children: "none",
                context: ["message", ...(node.unassigned ? ["unassigned"] : [])], command: node.command,
            };
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
                icon: "azure:subscription", children: node.expanded ? "expanded" : "collapsed", context: ["resource", "subscription"],
            };
        case "group":
            return {
                label: groupNames[node.of], description: countOf(node),
                icon: groupIcons[node.of], children: node.expanded ? "expanded" : "collapsed", context: ["group", `${node.of}Group`].sort(),
                spoken: [groupNames[node.of], countOf(node)].filter(Boolean).join(", "),
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
                context: ["account", "endpoint", node.account.disableLocalAuth ? "keysOff" : "keysOn", "resource"],
            };
        case "deployments":
            return { label: "Deployments", icon: "layers", children: "expanded", context: ["deployments"] };
        case "deployment":
            return presentDeployment(node);
        case "managedIdentity":
            return {
                label: node.managedIdentity.name, description: `${node.managedIdentity.resourceGroup} · ${node.managedIdentity.location}`,
                icon: "azure:managedIdentity", children: "collapsed", context: ["clientId", "managedIdentity", "principal", "principalId", "resource"],
            };
        case "virtualMachine":
            return {
                label: node.virtualMachine.name, description: [node.virtualMachine.powerState, node.virtualMachine.resourceGroup, node.virtualMachine.location].filter(Boolean).join(" · "),
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
            return { label: "Roles", description: node.access, icon: "shield", children: "collapsed", context: ["principal", "principalId", "roles"] };
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
                context: ["connection", "endpoint", ...(node.active ? ["active"] : []), ...idsOf(node.connection.identity)].sort(),
                command: { id: "keyless.useConnection", title: "Use Connection", argument: { connection: node.connection } },
                spoken: `${node.connection.name}, ${node.connection.target.accountName}${node.active ? ", in use" : ""}`,
            };
    }
}

/** `214`; with a filter `3 of 214`. */
function countOf({ count, total }: GroupNode): string | undefined {
    return count === undefined || total === undefined ? count?.toString() : `${count} of ${total}`;
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

function presentAttached({ identity, resourceId, access, mayCall }: AttachedNode): Presentation {
    return {
        label: identityName(identity), description: access,
        icon: identityPicture(mayCall), children: identity.principalId ? "collapsed" : "none",
        context: ["attached", "chat", ...idsOf(identity), ...(identity.principalId ? ["principal"] : []), identity.kind, ...(resourceId ? ["resource"] : [])].sort(),
    };
}

/** The ids that can be copied. */
function idsOf(holder: object): string[] {
    return ["clientId", "principalId"].filter((name) => (holder as Record<string, unknown>)[name]);
}

const pictures = { yes: "managedIdentityRole", soon: "managedIdentitySoon", no: "managedIdentityNoRole", unknown: "managedIdentity" };

/** What it may do is in the picture: a narrow side bar cuts what follows the name. */
function identityPicture(mayCall: AttachedNode["mayCall"] = "unknown"): string {
    return `azure:${pictures[mayCall]}`;
}

function presentDeployment({ deployment }: Extract<Node, { kind: "deployment" }>): Presentation {
    const state = deployment.state === "Succeeded" ? undefined : deployment.state;
    const model = deployment.modelName === deployment.name ? deployment.modelVersion : `${deployment.modelName} ${deployment.modelVersion}`;
    return {
        label: deployment.name, description: [state, canChat(deployment) ? undefined : "no chat", model, describeSku(deployment)].filter(Boolean).join(" · "),
        icon: "sparkle", children: "none", context: [...(canChat(deployment) ? ["chat"] : []), "deployment", "endpoint", "resource"],
    };
}

function presentMachineIdentity(node: VirtualMachineIdentityNode): Presentation {
    const { attached, principalId, access, mayCall } = node;
    return {
        label: machineIdentityName(node), description: access,
        icon: identityPicture(mayCall), children: principalId ? "collapsed" : "none",
        context: ["resource", "virtualMachineIdentity", attached ? "userAssigned" : "systemAssigned", ...(principalId ? ["principal"] : []), ...idsOf({ clientId: attached?.clientId, principalId })].sort(),
    };
}

function describeSubscription({ tenant, state }: { tenant: { name: string }; state: string }): string {
    return state === "Enabled" ? tenant.name : `${state} · ${tenant.name}`;
}

/** What one would otherwise click for; a narrow side bar cuts the end, so that what may stand in the way comes first. */
function describeAccount(account: Account): string {
    const network = account.publicNetworkAccess === "Disabled" ? "private only" : account.networkDefaultAction === "Deny" ? "selected networks" : undefined;
    const state = ["", "Succeeded"].includes(account.provisioningState) ? undefined : account.provisioningState;
    const subdomain = account.customSubDomainName ? undefined : "no custom subdomain";
    return [state, subdomain, network, account.disableLocalAuth ? "keys off" : undefined, account.accountKind, account.location].filter(Boolean).join(" · ");
}
