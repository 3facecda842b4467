import { createHash } from "node:crypto";
import type { Account, Json } from "../state.ts";
import { systemData, timeText } from "./bodies.ts";

/** As the provider answers; `disableLocalAuth` and `networkAcls` are absent where they were never set (03-arm, 3.9). */
export function accountBody(account: Account, provisioningState = account.properties.provisioningState): Json {
    const { id, name, type, location, tags, kind, sku, identity, properties, createdAt, changedAt } = account;
    return {
        id,
        name,
        type,
        etag: etagOf(id, changedAt ?? createdAt),
        location,
        ...(tags && { tags }),
        sku,
        kind,
        ...(identity && { identity }),
        properties: {
            internalId: createHash("md5").update(id.toLowerCase()).digest("hex"),
            dateCreated: timeText(createdAt),
            callRateLimit: { rules: [] },
            isMigrated: false,
            allowProjectManagement: false,
            privateEndpointConnections: [],
            publicNetworkAccess: "Enabled",
            capabilities: [
                { name: "VirtualNetworks" },
                { name: "CustomerManagedKey" },
                { name: "TrustedServices", value: "Microsoft.CognitiveServices,Microsoft.MachineLearningServices,Microsoft.Search,Microsoft.VideoIndexer" },
            ],
            ...properties,
            provisioningState,
        },
        systemData: systemData(createdAt, changedAt),
    };
}

/** Changes with every change of the resource; the quotes are part of it. */
export function etagOf(id: string, changedAt: number): string {
    const start = createHash("md5").update(id.toLowerCase()).digest("hex").slice(0, 8);
    return `"${start}-0000-2300-0000-${changedAt.toString(16).padStart(12, "0").slice(-12)}"`;
}
