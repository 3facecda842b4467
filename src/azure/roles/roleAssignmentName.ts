import { createHash } from "node:crypto";
import { normalizeArmId } from "../armId.ts";
import { lastSegment } from "./roleMatching.ts";

/** Namespace of the template function `guid()`, so that Bicep, Terraform and this product agree on one name. */
export const templateGuidNamespace = "11fb06fb-712d-4ddd-98c7-e71bbd588830";

/**
 * Name of the role assignment of a principal, role and scope: always the same GUID, whatever the letter case, so that
 * a retry meets the first attempt. Equals the template expression `guid(scope, principalId, roleGuid)` of the
 * lower-cased parts, and Terraform's `uuidv5` of `templateGuidNamespace` and the parts joined by "-".
 * @param roleDefinitionId the id with any prefix, or the GUID alone.
 */
export function roleAssignmentName(scope: string, principalId: string, roleDefinitionId: string): string {
    return templateGuid(assignmentScope(scope), principalId.toLowerCase(), lastSegment(roleDefinitionId));
}

/** The scope as it goes into the name: lower case, no trailing slash; the root stays "/". */
export function assignmentScope(scope: string): string {
    return normalizeArmId(scope) || "/";
}

/** The version 5 UUID that `guid(...)` gives in ARM templates: the parts joined by "-" (bicep-functions-string.md). */
export function templateGuid(...parts: readonly string[]): string {
    const hash = createHash("sha1")
        .update(Buffer.from(templateGuidNamespace.replaceAll("-", ""), "hex"))
        .update(parts.join("-"), "utf8")
        .digest();
    hash[6] = (hash[6]! & 0x0f) | 0x50;
    hash[8] = (hash[8]! & 0x3f) | 0x80;
    const hex = hash.toString("hex", 0, 16);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
