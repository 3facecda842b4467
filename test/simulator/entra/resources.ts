/** The resources for which this Entra ID issues tokens. */
import type { SimContext } from "../context.ts";

export const microsoftGraph = "https://graph.microsoft.com";
const microsoftGraphId = "00000003-0000-0000-c000-000000000000";

const hosts = [
    "management.azure.com",
    "management.core.windows.net",
    "management.usgovcloudapi.net",
    "management.chinacloudapi.cn",
    "cognitiveservices.azure.com",
    "cognitiveservices.azure.us",
    "cognitiveservices.azure.cn",
    "ai.azure.com",
    "ml.azure.com",
    "vault.azure.net",
    "storage.azure.com",
    "graph.microsoft.com",
    "database.windows.net",
    "search.azure.com",
    "containerregistry.azure.net",
    "monitor.azure.com",
];

/** `https://{known host}` with or without a slash behind it; an account's own URL is none. */
export function isKnownResource(context: SimContext, resource: string): boolean {
    const host = /^https:\/\/([^/]+)\/?$/i.exec(resource)?.[1];
    return isGraph(context, resource) || (host !== undefined && hosts.includes(host.toLowerCase()));
}

/** Microsoft Graph by its public name, by the application id, or by its address in this cloud, as `az` asks for it. */
export function isGraph(context: SimContext, resource: string): boolean {
    const name = resource.toLowerCase().replace(/\/$/, "");
    return [microsoftGraph, microsoftGraphId, context.graphOrigin()].includes(name);
}

export function unknownResourceText(resource: string, tenant: string): string {
    return (
        `AADSTS500011: The resource principal named ${resource} was not found in the tenant named ${tenant}. ` +
        "This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. " +
        "You might have sent your authentication request to the wrong tenant."
    );
}
