import * as vscode from "vscode";
import type { Cloud } from "../../azure/cloud.ts";
import { portalUrl } from "../../azure/cloud.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { noteDone, showInformation } from "../messages.ts";
import type { PropertiesDocuments } from "./propertiesDocument.ts";

/** The slice of a node that names an Azure resource. */
export interface ResourceSlice {
    resourceId?: string;
    subscription?: Subscription;
}

export async function copyId(node?: ResourceSlice): Promise<void> {
    if (!node?.resourceId) {
        void showInformation("Select a resource in the Keyless view, then copy its id.");
        return;
    }
    await copyText(node.resourceId);
}

export async function copyText(text?: string): Promise<void> {
    if (typeof text === "string") {
        await vscode.env.clipboard.writeText(text);
        noteDone(`Copied ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`);
    }
}

export async function openInPortal(cloud: Cloud, node?: ResourceSlice): Promise<void> {
    const address = node?.resourceId ? portalUrl(cloud, node.resourceId, node.subscription?.tenant.tenantId) : cloud.portal;
    await vscode.env.openExternal(vscode.Uri.parse(address, true));
}

/** The resource as ARM tells it now, as JSON in a read-only editor. */
export async function viewProperties(documents: PropertiesDocuments, node?: ResourceSlice): Promise<void> {
    if (!node?.resourceId) {
        void showInformation("Select a resource in the Keyless view, then view its properties.");
        return;
    }
    const uri = documents.issue(node.resourceId, node.subscription);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}
