import { parseArmId } from "./armId.ts";

/** What every listed Azure resource tells. Names and ids as ARM writes them. */
interface ResourceBase {
    id: string;
    name: string;
    location: string;
    resourceGroup: string;
    subscriptionId: string;
}

/** An account that can serve models: kind `OpenAI` or `AIServices`. */
export interface Account extends ResourceBase {
    kind: "account";
    accountKind: string;
    tenantId?: string;
    /** With a trailing slash, as ARM tells it. */
    endpoint: string;
    endpoints: Record<string, string>;
    /** Without one, no Entra token is accepted (failures.md, E1). */
    customSubDomainName?: string;
    disableLocalAuth: boolean;
    publicNetworkAccess: string;
    /** `Deny` where only named networks may call. */
    networkDefaultAction?: string;
    provisioningState: string;
}

export interface ManagedIdentity extends ResourceBase {
    kind: "managedIdentity";
    tenantId: string;
    clientId: string;
    principalId: string;
}

export interface AttachedIdentity {
    resourceId: string;
    clientId?: string;
    principalId?: string;
}

/** The `identity` block of a machine, with the map of user-assigned identities as a list. */
export interface MachineIdentity {
    /** Principal id of the system-assigned identity, where there is one. */
    systemPrincipalId?: string;
    tenantId?: string;
    userAssigned: AttachedIdentity[];
}

export interface VirtualMachine extends ResourceBase {
    kind: "virtualMachine";
    identity: MachineIdentity;
    /** `running`, `deallocated` and so on, where known. */
    powerState?: string;
    size?: string;
}

export type AzureResource = Account | ManagedIdentity | VirtualMachine;
export type ResourceKind = AzureResource["kind"];

export interface Deployment {
    id: string;
    name: string;
    modelName: string;
    /** `OpenAI`, or the publisher's format for other models. */
    modelFormat: string;
    modelVersion: string;
    skuName: string;
    /** Thousands of tokens per minute, or throughput units where the SKU is a provisioned one. */
    capacity?: number;
    /** `{ key: "token", renewalPeriod: 60, count: 50000 }`: so many in so many seconds. */
    rateLimits?: { key?: string; renewalPeriod?: number; count?: number }[];
    state: string;
    /** Values are strings: `{ "chatCompletion": "true", "maxContextToken": "128000" }`. */
    capabilities: Record<string, string>;
}

/** A resource as ARM writes it, or as the queries of `resourceGraph.ts` project it. */
export interface RawResource {
    id: string;
    name: string;
    location?: string;
    kind?: string;
    tenantId?: string;
    identity?: RawIdentity | null;
    properties?: Record<string, unknown> | null;
}

export interface RawIdentity {
    type?: string;
    principalId?: string;
    tenantId?: string;
    userAssignedIdentities?: Record<string, { clientId?: string; principalId?: string } | null> | null;
}

const servingKinds = ["openai", "aiservices"];

/** Can an account of this kind serve models? Older single-service kinds (Face, Speech, …) can't. */
export function servesModels(kind: string | undefined): boolean {
    return servingKinds.includes((kind ?? "").toLowerCase());
}

/** One mapping for both sources. Absent properties mean what 03-arm.md, 3.9 says: keys on, network open. */
export function toResource(kind: ResourceKind, raw: RawResource): AzureResource {
    const properties = raw.properties ?? {};
    const text = (key: string) => (typeof properties[key] === "string" ? properties[key] : undefined);
    const id = parseArmId(raw.id);
    const base = {
        id: raw.id,
        name: raw.name,
        location: raw.location ?? "",
        resourceGroup: id?.resourceGroup ?? "",
        subscriptionId: id?.subscriptionId ?? "",
    };
    switch (kind) {
        case "managedIdentity":
            return {
                ...base, kind,
                tenantId: text("tenantId") ?? "",
                clientId: text("clientId") ?? "",
                principalId: text("principalId") ?? "",
            };
        case "virtualMachine":
            return {
                ...base, kind,
                identity: toMachineIdentity(raw.identity),
                powerState: text("powerState")?.replace(/^PowerState\//, ""),
                size: text("vmSize"),
            };
        case "account":
            return {
                ...base, kind,
                accountKind: raw.kind ?? "",
                tenantId: raw.tenantId,
                endpoint: text("endpoint") ?? "",
                endpoints: (properties["endpoints"] as Record<string, string> | null | undefined) ?? {},
                customSubDomainName: text("customSubDomainName"),
                disableLocalAuth: properties["disableLocalAuth"] === true,
                publicNetworkAccess: text("publicNetworkAccess") ?? "Enabled",
                networkDefaultAction: (properties["networkAcls"] as { defaultAction?: string } | null | undefined)?.defaultAction,
                provisioningState: text("provisioningState") ?? "",
            };
    }
}

export function toMachineIdentity(identity: RawIdentity | null | undefined): MachineIdentity {
    return {
        systemPrincipalId: identity?.principalId || undefined,
        tenantId: identity?.tenantId || undefined,
        userAssigned: Object.entries(identity?.userAssignedIdentities ?? {}).map(([resourceId, ids]) =>
            ({ resourceId, clientId: ids?.clientId, principalId: ids?.principalId })),
    };
}

