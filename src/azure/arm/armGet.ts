import { ServiceClient } from "@azure/core-client";
import { createPipelineRequest } from "@azure/core-rest-pipeline";
import { type ArmAccess, armClient } from "../arm.ts";
import { objectOf } from "../failures/observedError.ts";
import { armAddress } from "./armAddress.ts";

/** What Resource Manager has below a resource id, exactly as it writes it. Loaded when the first is wanted. @throws as `armGetLink`; AccessError where the path leads elsewhere. */
export async function armGet(access: ArmAccess, path: string, query: Record<string, string>, signal?: AbortSignal): Promise<Record<string, unknown>> {
    return armGetLink(access, armAddress(access.cloud, path, new URLSearchParams(query)).href, signal);
}

/**
 * The same at an address that an answer named: its next page.
 * @throws RestError for any status but success, and for an answer that is no JSON, by the transport; AccessError for a foreign host.
 */
export async function armGetLink(access: ArmAccess, url: string, abortSignal?: AbortSignal): Promise<Record<string, unknown>> {
    const client = await armClient(access, (credential, options) => new ServiceClient({ credential, ...options }));
    const { bodyAsText } = await client.sendRequest(createPipelineRequest({ url, abortSignal }));
    return objectOf(bodyAsText ?? "") ?? {};
}
