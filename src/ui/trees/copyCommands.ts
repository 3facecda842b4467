import * as vscode from "vscode";
import { inferenceEndpoint } from "../../azure/accounts.ts";
import type { RoleAssignment } from "../../azure/roles.ts";
import type { Account, AzureResource, ResourceKind } from "../../azure/resources.ts";
import { type AccessParts, signedInSubscriptions } from "../accessParts.ts";
import { chooseResource, isNoAnswer, type ResourceOf } from "../choose/chooseResource.ts";
import { noteDone } from "../messages.ts";

interface Ids {
    clientId?: string;
    principalId?: string;
}

/** The slices of nodes that hold what can be copied. */
export interface CopySlice extends Ids {
    resourceId?: string;
    identity?: Ids;
    managedIdentity?: Ids;
    attached?: Ids;
    caller?: { principalId: string };
    held?: { assignment: RoleAssignment };
    connection?: { identity: Ids; target: { endpoint: string } };
    account?: Account;
}

export async function copyText(text?: string): Promise<void> {
    if (typeof text === "string") {
        await vscode.env.clipboard.writeText(text);
        noteDone(`Copied ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`);
    }
}

export async function copyId(parts: AccessParts, node: CopySlice = {}): Promise<void> {
    await copyText(node.resourceId ?? await asked("Copy resource id", ["account", "managedIdentity", "virtualMachine"], ({ id }) => id, parts));
}

export async function copyClientId(parts: AccessParts, node: CopySlice = {}): Promise<void> {
    await copyText(firstOf(node, "clientId") ?? await asked("Copy client id", ["managedIdentity"], ({ clientId }) => clientId, parts));
}

/** Of an identity, of whoever holds a role, or of a machine's own identity. */
export async function copyPrincipalId(parts: AccessParts, node: CopySlice = {}): Promise<void> {
    const known = node.caller?.principalId ?? node.held?.assignment.principalId ?? firstOf(node, "principalId");
    await copyText(known ?? await asked("Copy principal id", ["managedIdentity", "virtualMachine"], principalOf, parts));
}

/** The address that the account's deployments are called at. */
export async function copyEndpoint(parts: AccessParts, { account, connection }: CopySlice = {}): Promise<void> {
    const known = connection?.target.endpoint ?? (account && inferenceEndpoint(account));
    await copyText(known ?? await asked("Copy endpoint", ["account"], inferenceEndpoint, parts));
}

/** A node of a machine's identity tells the ids itself, the others hold who has them. */
function firstOf(node: CopySlice, id: keyof Ids): string | undefined {
    return node.managedIdentity?.[id] ?? node.identity?.[id] ?? node.attached?.[id] ?? node.connection?.identity[id] ?? node[id];
}

function principalOf(resource: AzureResource): string | undefined {
    return resource.kind === "managedIdentity" ? resource.principalId : resource.kind === "virtualMachine" ? resource.identity.systemPrincipalId : undefined;
}

/** Where no node tells: of one of the resources that have it. */
async function asked<Kind extends ResourceKind>(
    title: string, kinds: readonly Kind[], valueOf: (resource: ResourceOf<Kind>) => string | undefined, parts: AccessParts,
): Promise<string | undefined> {
    const subscriptions = await signedInSubscriptions(parts);
    const chosen = subscriptions && await chooseResource(kinds, { title, placeholder: "Of which resource?" }, subscriptions, parts, { accept: (each) => Boolean(valueOf(each)) });
    return isNoAnswer(chosen) ? undefined : valueOf(chosen.resource);
}
