import { type ArmAccess, armClient } from "../arm.ts";
import { armAddress } from "./armAddress.ts";
import { parseArmId } from "../armId.ts";
import { objectOf } from "../failures/observedError.ts";

/** The api-versions that the SDK packages use (03-arm.md, 3.1); the deepest type that matches counts. */
const apiVersions: Record<string, string> = {
    "": "2022-12-01",
    "microsoft.cognitiveservices": "2025-09-01",
    "microsoft.compute": "2026-04-01",
    "microsoft.managedidentity": "2024-11-30",
};

/**
 * A resource exactly as ARM writes it: the SDK's models drop members that they do not know.
 * @throws RestError for any status but success, and for an answer that is not JSON; AccessError where the id leads elsewhere.
 */
export async function readResource(access: ArmAccess, resourceId: string, signal?: AbortSignal): Promise<unknown> {
    const [{ ServiceClient }, { createPipelineRequest }] = await Promise.all([
        import("@azure/core-client"), import("@azure/core-rest-pipeline"),
    ]);
    const namespace = (parseArmId(resourceId)?.type ?? "").split("/")[0]!.toLowerCase();
    const client = await armClient(access, (credential, options) => new ServiceClient({ credential, ...options }));
    const query = new URLSearchParams({ "api-version": apiVersions[namespace] ?? apiVersions[""]! });
    const url = armAddress(access.cloud, resourceId, query).href;
    const { bodyAsText } = await client.sendRequest(createPipelineRequest({ url, abortSignal: signal }));
    return objectOf(bodyAsText ?? "");
}
