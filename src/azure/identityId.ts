import { parseArmId } from "./armId.ts";

export function isGuid(text: string): boolean {
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** @returns what is wrong with an identity's id, or undefined. */
export function checkIdentityId(id: string): string | undefined {
    if (id === "") {
        return "Enter an id.";
    }
    if (isGuid(id)) {
        return undefined;
    }
    const type = parseArmId(id)?.type?.toLowerCase();
    if (type === "microsoft.managedidentity/userassignedidentities") {
        return undefined;
    }
    return id.startsWith("/")
        ? "A resource id of a user-assigned identity ends with …/providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME."
        : "A client id or object id is a GUID such as 00000000-0000-0000-0000-000000000000; a resource id begins with /subscriptions/.";
}
