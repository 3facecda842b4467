import type { ArmAccess } from "../arm.ts";
import { parseArmId } from "../armId.ts";

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
    const { armGet } = await import("./armGet.ts");
    const namespace = (parseArmId(resourceId)?.type ?? "").split("/")[0]!.toLowerCase();
    return armGet(access, resourceId, { "api-version": apiVersions[namespace] ?? apiVersions[""]! }, signal);
}
