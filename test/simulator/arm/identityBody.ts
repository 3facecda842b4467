import type { Json, UserAssignedIdentity } from "../state.ts";
import { systemData } from "./bodies.ts";

/** The service writes `/resourcegroups/` in its ids, whatever the caller wrote (03-arm, 3.2). */
export function identityId(identity: UserAssignedIdentity): string {
    return identity.id.replace(/\/resourceGroups\//i, "/resourcegroups/");
}

export function identityBody(identity: UserAssignedIdentity): Json {
    const { name, type, location, tags, tenantId, principalId, clientId, createdAt, changedAt } = identity;
    return {
        id: identityId(identity),
        name,
        type,
        location,
        tags: tags ?? {},
        properties: { isolationScope: "None", tenantId, principalId, clientId },
        systemData: systemData(createdAt, changedAt),
    };
}
