import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { type Subscription, subscriptionOf } from "../../azure/arm/subscriptions.ts";
import { readResource } from "../../azure/arm/readResource.ts";
import type { Inventory } from "../../azure/inventory.ts";
import type { Failures } from "../failures.ts";

const scheme = "keyless";

/** Read-only documents with a resource's JSON. */
export interface PropertiesDocuments extends vscode.Disposable {
    /** The address of a resource's document, in this window only. The tab shows the resource's name. */
    issue(resourceId: string, subscription: Subscription | undefined): vscode.Uri;
}

interface Issued {
    path: string;
    resourceId: string;
    tenantId: string | undefined;
}

/**
 * A file or a link in a workspace can name any address of the scheme, and VS Code then asks for its text without a
 * question: only what was issued in this window is read, known by a number that nobody else can guess. What a read
 * throws becomes the document's text: an empty editor would explain nothing.
 */
export function createPropertiesDocuments(inventory: Inventory, failures: Failures): PropertiesDocuments {
    const issued = new Map<string, Issued>();
    const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: async ({ path, query, authority }) => {
            const known = authority === "" ? issued.get(query) : undefined;
            return known?.path === path ? textOf(known, inventory, failures) : notIssued;
        },
    });
    return {
        issue(resourceId, subscription) {
            const tenantId = subscription?.tenant.tenantId;
            const known = [...issued].find(([, other]) => other.resourceId === resourceId && other.tenantId === tenantId)?.[0];
            const query = known ?? randomUUID();
            const uri = vscode.Uri.from({ scheme, path: `${resourceId}.json`, query });
            issued.set(query, { path: uri.path, resourceId, tenantId });
            return uri;
        },
        dispose: () => registration.dispose(),
    };
}

const notIssued = `// Keyless shows a resource here only when it is asked to in this window.
// To see one: right-click it in the Keyless view, and choose View Properties.
`;

async function textOf({ resourceId, tenantId }: Issued, inventory: Inventory, failures: Failures): Promise<string> {
    try {
        const owner = subscriptionOf((await inventory.subscriptions()).subscriptions, resourceId, tenantId);
        return owner
            ? JSON.stringify(await readResource(owner.tenant.access, resourceId), undefined, 4)
            : `// ${resourceId} is in none of the subscriptions that this sign-in shows.\n// Sign in, or select its subscription, then view its properties again.\n`;
    } catch (error) {
        const { summary, cause, remedy } = await failures.explain(error, `read ${resourceId}`);
        return [summary, cause, remedy].map((line) => `// ${line}`).join("\n");
    }
}
