import * as vscode from "vscode";
import type { Inventory } from "../../azure/inventory.ts";
import { readResource } from "../../azure/arm/readResource.ts";
import type { Failures } from "../failures.ts";

const scheme = "keyless";

/** Address of the read-only document with a resource's JSON. The tab shows the resource's name. */
export function propertiesUri(resourceId: string, tenantId: string | undefined): vscode.Uri {
    return vscode.Uri.from({ scheme, path: `${resourceId}.json`, query: tenantId });
}

/** What a read throws becomes the document's text: an empty editor would explain nothing. */
export function createPropertiesDocument(inventory: Inventory, failures: Failures): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, {
        async provideTextDocumentContent(uri) {
            const resourceId = uri.path.replace(/\.json$/, "");
            try {
                const { subscriptions } = await inventory.subscriptions();
                const owner = subscriptions.find(({ id, tenant }) =>
                    resourceId.toLowerCase().startsWith(id.toLowerCase()) && (uri.query === "" || tenant.tenantId === uri.query)) ?? subscriptions[0];
                if (!owner) {
                    return `// Sign in to read ${resourceId}.`;
                }
                return JSON.stringify(await readResource(owner.tenant.access, resourceId), undefined, 4);
            } catch (error) {
                const { summary, cause, remedy } = failures.explain(error, `read ${resourceId}`);
                return [summary, cause, remedy].map((line) => `// ${line}`).join("\n");
            }
        },
    });
}
