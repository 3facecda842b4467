/** One local Azure and one az that is signed in there, for all tests of a file. */
import { type Az, azIn } from "./az.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import type { SimulatorOptions } from "../../simulator/index.ts";

export const app = { appId: "1f0b7c5a-d3e8-4926-8a4b-e6c2f9d07b35", secret: "sandbox-secret" };
export const subscriptionId = "2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91";
export const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/rg-playground`;
export const accountId = `${group}/providers/Microsoft.CognitiveServices/accounts/ai-services-playground`;

export interface SignedIn {
    azure: IsolatedAzure;
    az: Az;
    close(): Promise<void>;
}

/** As an application that owns the subscription and may, with `graphRoles`, read the directory. Delays are none unless given. */
export async function signedIn(options: SimulatorOptions = {}, graphRoles: string[] = []): Promise<SignedIn> {
    const none = { operationMs: 100, identityAttachMs: 0, resourceGraphLagMs: 0, roleAssignmentMs: 0, principalReplicationMs: 0 };
    const azure = await startIsolatedAzure({ ...options, delays: { ...none, ...options.delays } });
    const az = azIn(azure);
    const close = async () => {
        az.remove();
        await azure.close();
    };
    try {
        await azure.change({ change: "assign", principal: app.appId, role: "Owner", scope: "Playground" });
        await azure.change({ change: "consent", principal: app.appId, roles: graphRoles });
        await az`login --service-principal --username ${app.appId} --password ${app.secret} --tenant contoso.com`;
    } catch (error) {
        await close();
        throw error;
    }
    return { azure, az, close };
}
