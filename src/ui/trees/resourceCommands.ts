import * as vscode from "vscode";
import { type Cloud, portalUrl } from "../../azure/cloud.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, signedInSubscriptions } from "../accessParts.ts";
import { chooseResource, isNoAnswer } from "../choose/chooseResource.ts";
import type { PropertiesDocuments } from "./propertiesDocument.ts";

/** The slice of a node that names an Azure resource. */
export interface ResourceSlice {
    resourceId?: string;
    subscription?: Subscription;
}

export async function openInPortal(cloud: Cloud, parts: AccessParts, node?: ResourceSlice): Promise<void> {
    const resource = await resourceOf("Open in portal", parts, node);
    if (resource?.resourceId) {
        await vscode.env.openExternal(vscode.Uri.parse(portalUrl(cloud, resource.resourceId, resource.subscription?.tenant.tenantId), true));
    }
}

/** The resource as ARM tells it now, as JSON in a read-only editor. */
export async function viewProperties(documents: PropertiesDocuments, parts: AccessParts, node?: ResourceSlice): Promise<void> {
    const resource = await resourceOf("View properties", parts, node);
    if (resource?.resourceId) {
        const uri = documents.issue(resource.resourceId, resource.subscription);
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    }
}

/** The node's, else one that is asked for. */
async function resourceOf(title: string, parts: AccessParts, node: ResourceSlice = {}): Promise<ResourceSlice | undefined> {
    if (node.resourceId) {
        return node;
    }
    const subscriptions = await signedInSubscriptions(parts);
    const question = { title, placeholder: "Which resource?" };
    const chosen = subscriptions && await chooseResource(["account", "managedIdentity", "virtualMachine"], question, subscriptions, parts);
    return isNoAnswer(chosen) ? undefined : { resourceId: chosen.resource.id, subscription: chosen.subscription };
}
