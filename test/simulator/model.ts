/** What the local Azure consists of. Times are milliseconds of `state.clock.now()`. */
export type Json = Record<string, unknown>;

export interface Clock {
    /** Milliseconds since the epoch, real time plus what `advance` added. */
    now(): number;
    advance(ms: number): void;
}

export interface Tenant {
    id: string;
    displayName: string;
    defaultDomain: string;
    /** Its users must sign in anew, with a prompt; silently they get no token. */
    signInRequired?: boolean;
    /** Claims of the challenges that were answered with a prompt. */
    answeredClaims?: string[];
    /** `authorizationPolicy.defaultUserRolePermissions` of Microsoft Graph: its members may look others up. Default true. */
    allowedToReadOtherUsers?: boolean;
}

export interface ManagementGroup {
    /** `/providers/Microsoft.Management/managementGroups/{name}` */
    id: string;
    tenantId: string;
    displayName: string;
    /** ARM id of the parent group; the root has none. */
    parent?: string;
    /** Subscription ids (GUIDs). */
    subscriptions: string[];
}

export interface Subscription {
    /** `/subscriptions/{guid}` */
    id: string;
    subscriptionId: string;
    tenantId: string;
    displayName: string;
    state: "Enabled" | "Warned" | "PastDue" | "Disabled" | "Deleted";
    /** Namespaces that are not registered here; all others are. */
    unregistered?: string[];
    tags?: Record<string, string>;
}

/** What every ARM resource has. `type` keeps Azure's own letter case. */
export interface Resource {
    id: string;
    name: string;
    type: string;
    location: string;
    tags?: Record<string, string>;
    createdAt: number;
    changedAt?: number;
}

export interface ResourceGroup extends Resource {
    subscriptionId: string;
}

export interface UserAssignedIdentity extends Resource {
    tenantId: string;
    principalId: string;
    clientId: string;
    federatedCredentials?: Record<string, Json>;
}

export interface MachineIdentity {
    type: "None" | "SystemAssigned" | "UserAssigned" | "SystemAssigned, UserAssigned";
    principalId?: string;
    tenantId?: string;
    /** Keys as the caller wrote them; look up with `attachedKey`. */
    userAssignedIdentities?: Record<string, { principalId: string; clientId: string }>;
}

export interface Machine extends Resource {
    vmId: string;
    vmSize: string;
    osType: "Linux" | "Windows";
    powerState: "running" | "deallocated" | "stopped" | "starting" | "stopping" | "deallocating";
    zones?: string[];
    identity?: MachineIdentity;
    /** When IMDS first serves an identity: lower-cased ARM id, or `"system"` → time. */
    identityVisibleAt: Record<string, number>;
    /** `properties` of the ARM body beyond what is modelled above. */
    properties: Json;
    etag: number;
}

export interface DeploymentSku {
    name: string;
    /** Thousands of tokens per minute for token-based SKUs. */
    capacity: number;
}

export interface Deployment {
    name: string;
    sku: DeploymentSku;
    properties: {
        model: { format: string; name: string; version: string };
        provisioningState: string;
        capabilities: Record<string, string>;
        raiPolicyName?: string;
        versionUpgradeOption?: string;
        [other: string]: unknown;
    };
    createdAt: number;
    /** Pace of answers; overrides the account and the simulator. */
    sandbox?: { tokenRate?: number; length?: number; firstTokenMs?: number };
}

export interface AccountProperties extends Json {
    endpoint: string;
    endpoints: Record<string, string>;
    provisioningState: string;
    publicNetworkAccess?: "Enabled" | "Disabled";
    customSubDomainName?: string;
    disableLocalAuth?: boolean;
    networkAcls?: {
        defaultAction: "Allow" | "Deny";
        bypass?: string;
        ipRules?: { value: string }[];
        virtualNetworkRules?: Json[];
    };
    privateEndpointConnections?: Json[];
}

export interface Account extends Resource {
    kind: string;
    sku: { name: string };
    identity?: MachineIdentity;
    properties: AccountProperties;
    deployments: Deployment[];
    keys: [string, string];
    /** Port of its own listener; undefined for accounts without one (bulk, no custom subdomain). */
    port?: number;
    /** What the ARM body does not show. */
    sandbox: {
        /** False: `/openai/v1` answers 404 "Resource not found". Default true. */
        servesV1?: boolean;
        /** Audiences that its data plane accepts; default `defaultAudiences`. */
        audiences?: string[];
        tokenRate?: number;
        /** We reach it through a private endpoint, whatever its public network says. */
        privatePath?: boolean;
    };
}

/** Any other resource on which a role can be assigned. */
export interface PlainResource extends Resource {
    kind?: string;
    sku?: Json;
    identity?: MachineIdentity;
    properties: Json;
}

export interface Principal {
    oid: string;
    kind: "user" | "servicePrincipal" | "managedIdentity" | "group";
    displayName: string;
    tenantId: string;
    upn?: string;
    /** Client id of an application or managed identity. */
    appId?: string;
    /** Client secret of a seeded application. */
    secret?: string;
    /** Application permissions at Microsoft Graph that an administrator has consented to, as `Directory.Read.All`. */
    graphRoles?: string[];
    /** ARM id behind a managed identity (the identity, or the machine for a system-assigned one). */
    resourceId?: string;
    /** Object id of the same person in the home tenant, for a guest. */
    guestOf?: string;
    /** Object ids of groups that it is a direct member of. */
    memberOf: string[];
    createdAt: number;
}

export interface Permission {
    actions: string[];
    notActions: string[];
    dataActions: string[];
    notDataActions: string[];
    condition?: string | null;
    conditionVersion?: string | null;
}

export interface RoleDefinition {
    /** The GUID. */
    name: string;
    roleName: string;
    roleType: "BuiltInRole" | "CustomRole";
    description: string;
    assignableScopes: string[];
    permissions: Permission[];
    /** Of a custom role that was made here. */
    createdAt?: number;
    changedAt?: number;
    /** Object id of whoever made or last changed it. */
    changedBy?: string;
}

/** A management lock; it acts at its scope and below. */
export interface Lock {
    /** `{scope}/providers/Microsoft.Authorization/locks/{name}` */
    id: string;
    name: string;
    scope: string;
    level: "CanNotDelete" | "ReadOnly";
    notes?: string;
    createdAt: number;
}

export interface RoleAssignment {
    /** `{scope}/providers/Microsoft.Authorization/roleAssignments/{name}` */
    id: string;
    name: string;
    scope: string;
    /** GUID of the role definition. */
    roleDefinition: string;
    principalId: string;
    principalType: "User" | "Group" | "ServicePrincipal" | "ForeignGroup" | "Device";
    condition?: string;
    conditionVersion?: string;
    description?: string;
    createdAt: number;
    createdBy?: string;
    /** From then on it grants; until then it is listed but has no effect. */
    inForceAt: number;
}

export interface DenyAssignment {
    id: string;
    name: string;
    displayName: string;
    scope: string;
    permissions: Permission[];
    /** Object ids; `"*"` is everyone. */
    principals: string[];
    excludePrincipals: string[];
    doNotApplyToChildScopes: boolean;
    createdAt: number;
}

/** A template deployment, as its history keeps it. */
export interface TemplateDeployment {
    /** `{scope}/providers/Microsoft.Resources/deployments/{name}` */
    id: string;
    name: string;
    scope: string;
    /** Of the record; only above resource groups. */
    location?: string;
    tags?: Record<string, string>;
    createdAt: number;
    endedAt?: number;
    state: "Accepted" | "Running" | "Succeeded" | "Failed" | "Canceled";
    correlationId: string;
    template: Json;
    templateHash: string;
    /** As they are shown: types, and values of those that are no secrets. */
    parameters: Json;
    outputs?: Json;
    outputResources: string[];
    steps: DeploymentStep[];
    dependencies: Json[];
    providers: Json[];
    error?: Json;
}

/** An operation of a template deployment: one resource, or the outputs at the end. */
export interface DeploymentStep {
    id: string;
    kind: "Create" | "Read" | "EvaluateDeploymentOutput";
    target?: Json;
    state: "Running" | "Succeeded" | "Failed";
    startedAt: number;
    endedAt?: number;
    statusCode?: string;
    error?: Json;
}

/** A long-running operation; the ARM routes decide how it is polled. */
export interface Operation {
    id: string;
    kind: string;
    subscriptionId: string;
    location: string;
    startedAt: number;
    endsAt: number;
    /** Resource that it works on. */
    target: string;
    /** Runs once when the operation is first seen as ended. */
    finish?: () => void;
    error?: { code: string; message: string };
    /** What its `Location` answers once it has ended. */
    result?: Json;
    done?: boolean;
}

export interface Delays {
    /** A new (or removed) role assignment acts only after this. */
    roleAssignmentMs: number;
    /** IMDS serves a newly attached identity only after this. */
    identityAttachMs: number;
    /** `PrincipalNotFound` without principalType until then. */
    principalReplicationMs: number;
    /** Resource Graph shows changes only after this. */
    resourceGraphLagMs: number;
    /** Length of long-running operations. */
    operationMs: number;
}
