import type { ArmAccess } from "../arm.ts";
import { scopeOf } from "../credentials.ts";
import { sendWithToken } from "../gate.ts";
import { microsoftGraph } from "../gate/destinations.ts";

/** A user, group or service principal as Microsoft Graph sends it: nothing of it is certain. */
export interface DirectoryObject {
    id?: unknown;
    displayName?: unknown;
    userPrincipalName?: unknown;
}

const longestWaitMs = 3_000;

/** Undefined where the directory does not answer: there is no token for it, no right, or no answer in time. */
export async function getByIds(access: ArmAccess, ids: string[], signal?: AbortSignal): Promise<DirectoryObject[] | undefined> {
    const { cloud, directory, log } = access;
    const url = new URL(`${cloud.microsoftGraph}/v1.0/directoryObjects/getByIds`);
    const start = performance.now();
    const line = (answer?: Response) => log({
        method: "POST", host: url.host, path: url.pathname, ms: Math.round(performance.now() - start),
        status: answer?.status, requestId: answer?.headers.get("request-id") ?? undefined,
    });
    const abortSignal = AbortSignal.any([AbortSignal.timeout(longestWaitMs), ...(signal ? [signal] : [])]);
    try {
        const token = await directory?.getToken(scopeOf(cloud.microsoftGraph ?? ""), { abortSignal });
        const response = await sendWithToken(microsoftGraph(cloud), token?.token ?? "", url, {
            method: "POST", headers: { "content-type": "application/json" }, signal: abortSignal,
            body: JSON.stringify({ ids, types: ["user", "group", "servicePrincipal"] }),
        });
        const { value } = response.ok ? (await response.json()) as { value?: unknown } : {};
        line(response);
        return Array.isArray(value) ? value as DirectoryObject[] : undefined;
    } catch {
        // Names are a kindness: whatever went wrong, the ids that are shown instead are right.
        line();
        return undefined;
    }
}
