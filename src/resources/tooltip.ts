import { inferenceEndpoint } from "../azure/accounts.ts";
import type { Caller } from "../azure/access/callers.ts";
import { identityName } from "../azure/identity.ts";
import type { RoleAssignment } from "../azure/roles.ts";
import { describeLimits, describeSku } from "./capacity.ts";
import { type AccessFacts, machineIdentityName, type Node } from "./nodes.ts";

/** A row of the tooltip's table; `copy` adds a link that copies the value. */
type Row = [name: string, value: string | number | undefined, copy?: "copy"];

/**
 * The whole truth about a node as Markdown: a title and a small table, each id with a copy link. Whatever comes from
 * outside passes through `escape`; the tree trusts no command but the one that copies.
 */
export function tooltip(node: Node): string | undefined {
    switch (node.kind) {
        case "message":
            return node.tooltip?.split("\n\n").map(escape).join("\n\n");
        case "failure":
            return [`**${escape(node.failure.summary.trim())}**`, escape(node.failure.cause), escape(node.failure.remedy), facts(node.failure.evidence)].join("\n\n");
        case "machine": {
            const { machine } = node;
            return table(machine.name, [
                ["Size", machine.size], ["Location", machine.location], ["Resource group", machine.resourceGroup],
                ["Private IP", machine.privateIp, "copy"], ["VM id", machine.vmId, "copy"],
                ["Subscription", machine.subscriptionId, "copy"], ["Resource id", machine.resourceId, "copy"],
            ]);
        }
        case "attached":
            return table(identityName(node.identity), [
                ...accessRows(node), ["Client id", node.identity.kind === "userAssigned" ? node.identity.clientId : undefined, "copy"],
                ["Principal id", node.identity.principalId, "copy"], ["Tenant", node.identity.tenantId, "copy"],
                ["Resource id", node.resourceId, "copy"],
            ]);
        case "subscription":
            return table(node.subscription.name, [
                ["State", node.subscription.state], ["Tenant", `${node.subscription.tenant.name} ${node.subscription.tenant.tenantId}`],
                ["Subscription id", node.subscription.subscriptionId, "copy"],
            ]);
        case "account": {
            const { account } = node;
            return table(account.name, [
                ["Kind", account.accountKind], ["Location", account.location], ["Resource group", account.resourceGroup],
                ["Endpoint", inferenceEndpoint(account), "copy"], ["Custom subdomain", account.customSubDomainName ?? "none: Entra tokens are not accepted"],
                ["Keys", account.disableLocalAuth ? "off" : "on"], ["Public network", account.publicNetworkAccess],
                ["Other networks", account.networkDefaultAction], ["State", account.provisioningState],
                ["Tenant", account.tenantId, "copy"], ["Resource id", account.id, "copy"],
            ]);
        }
        case "deployment": {
            const { deployment, account } = node;
            return table(deployment.name, [
                ["Model", `${deployment.modelName} ${deployment.modelVersion}`], ["Format", deployment.modelFormat],
                ["SKU", describeSku(deployment)], ["Limits", describeLimits(deployment.rateLimits)], ["State", deployment.state],
                ["Context", tokens(deployment.capabilities["maxContextToken"])], ["Answer", tokens(deployment.capabilities["maxOutputToken"])],
                ["Account", account.name], ["Endpoint", inferenceEndpoint(account), "copy"],
                ["Resource id", deployment.id, "copy"],
            ]);
        }
        case "managedIdentity": {
            const { managedIdentity } = node;
            return table(managedIdentity.name, [
                ["Client id", managedIdentity.clientId, "copy"], ["Principal id", managedIdentity.principalId, "copy"],
                ["Tenant", managedIdentity.tenantId, "copy"], ["Location", managedIdentity.location],
                ["Resource group", managedIdentity.resourceGroup], ["Resource id", managedIdentity.id, "copy"],
            ]);
        }
        case "virtualMachine": {
            const { virtualMachine } = node;
            return table(virtualMachine.name, [
                ["Size", virtualMachine.size], ["Power", virtualMachine.powerState], ["Location", virtualMachine.location],
                ["Resource group", virtualMachine.resourceGroup], ["Resource id", virtualMachine.id, "copy"],
            ]);
        }
        case "virtualMachineIdentity":
            return table(machineIdentityName(node), [
                ...accessRows(node),
                ["Client id", node.attached?.clientId, "copy"], ["Principal id", node.principalId, "copy"],
                ["Resource id", node.resourceId, "copy"],
            ]);
        case "roles":
            return node.roleNames && table(`Roles of ${node.principalName}`, accessRows(node));
        case "holder":
            return table(node.holder.name, [["Type", node.holder.type], ["Identity", node.managedIdentity.name], ["Resource id", node.holder.id, "copy"]]);
        case "heldRole":
            return table(node.held.roleName, [["Of", node.principalName], ["Says", node.held.definition?.description], ...assignmentRows(node.held.assignment)]);
        case "caller": {
            const { caller } = node;
            return table(caller.known?.name ?? caller.principalId, [
                ["Role", caller.roleName], ["Access", caller.orphaned ? "none: the principal is deleted, its role is left over" : accessWords[caller.access.kind]],
                ["Type", caller.principalType], ["Signs in as", caller.known?.userPrincipalName], ["Inherited from", caller.inheritedFrom], ...assignmentRows(caller.assignment),
            ]);
        }
        case "connection": {
            const { identity, target } = node.connection;
            return table(node.connection.name, [
                ["As", identityName(identity)], ["Deployment", target.deployment], ["Model", target.modelName], ["Account", target.accountName], ["Endpoint", target.endpoint, "copy"],
                ["Client id", "clientId" in identity ? identity.clientId : undefined, "copy"],
                ["Principal id", "principalId" in identity ? identity.principalId : undefined, "copy"],
                ["Tenant", target.tenantId, "copy"], ["Account id", target.accountId, "copy"],
            ]);
        }
        default:
            return undefined;
    }
}

function assignmentRows({ scope, principalId, condition, createdOn, id }: RoleAssignment): Row[] {
    return [
        ["Scope", scope, "copy"], ["Condition", condition ?? undefined], ["Since", createdOn && new Date(createdOn).toLocaleString()],
        ["Principal id", principalId, "copy"], ["Assignment id", id, "copy"],
    ];
}

/** Which role lets it, and why not: the words of the tree, the roles by their names. */
function accessRows({ access, roleNames = [] }: AccessFacts): Row[] {
    const [first, second, third, ...more] = roleNames;
    return [["Access", access], ["Roles", [first, second, third, more.length > 0 ? `${more.length} more` : undefined].filter(Boolean).join("; ")]];
}

const accessWords: Record<Caller["access"]["kind"], string> = {
    granted: "may call its models", conditional: "may call its models under a condition", denied: "denied", unknown: "not known",
    notGranted: "none", orphaned: "none: the principal is deleted",
};

/** `128000` → `128,000 tokens`. */
function tokens(count: string | undefined): string | undefined {
    return count && Number.isFinite(Number(count)) ? `${Number(count).toLocaleString("en")} tokens` : count;
}

/** VS Code makes a tooltip 500 px wide: a longer value in a table would bring a scroll bar, a paragraph is broken. */
const cellLength = 40;

function table(title: string, rows: Row[]): string {
    const known = rows.map(([name, value, copy]) => ({ name, copy, text: value === undefined ? "" : String(value).trim() })).filter(({ text }) => text !== "");
    const cells = known.filter(({ text }) => text.length <= cellLength).map(({ name, text, copy }) => `| ${name} | ${shown(text, copy)} |`);
    const paragraphs = known.filter(({ text }) => text.length > cellLength).map(({ name, text, copy }) => `${name}  \n${shown(text, copy)}`);
    const heading = title.trim() === "" ? [] : [`**${escape(title.trim())}**`];
    return [...heading, ["| | |", "|:--|:--|", ...cells].join("\n"), ...paragraphs].join("\n\n");
}

function shown(text: string, copy: Row[2]): string {
    return copy ? `${code(text)} ${copyLink(text)}` : escape(text);
}

/** Only this command is trusted in tooltips. */
export const copyCommand = "keyless.copyText";

function copyLink(text: string): string {
    // Parentheses, which names of resource groups may have, would end the link.
    const argument = encodeURIComponent(JSON.stringify([text])).replaceAll("(", "%28").replaceAll(")", "%29");
    return `[$(copy)](command:${copyCommand}?${argument} "Copy")`;
}

function facts(evidence: { name: string; value: string }[]): string {
    return evidence.map(({ name, value }) => `${escape(name)}: ${escape(value)}`).join("  \n");
}

/** An id in the letters of code, unless it holds what would end the code or the table's cell, or be an icon. */
function code(text: string): string {
    return /[`|\s$]/.test(text) ? escape(text) : `\`${text}\``;
}

/**
 * Names come from Azure and may hold anything: they are text on one line, never Markdown, nor addresses that become links.
 * Icons are looked for once more when all is HTML: a backslash that is left there makes VS Code show `$(name)` as it is.
 */
function escape(text: string): string {
    return text.replace(/\s+/g, " ").replace(/\$(?=\([\w~-]+\))/g, "\\$").replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
