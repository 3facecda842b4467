/** A scenario: an Azure written down so that a person can read it. Everything is named, not numbered. */
import type { Delays, DenyAssignment, Json, Machine, Permission } from "../state.ts";

export interface ScenarioObject {
    /** Name of the machine on which IMDS answers; left out: not on Azure. */
    here?: string;
    delays?: Partial<Delays>;
    tenants: { id: string; displayName: string; defaultDomain: string; allowedToReadOtherUsers?: boolean }[];
    principals?: ScenarioPrincipal[];
    managementGroups?: { name: string; displayName: string; tenant: string; parent?: string; subscriptions?: string[] }[];
    subscriptions: ScenarioSubscription[];
    /** Custom roles. */
    roles?: { name: string; roleName: string; description?: string; assignableScopes: string[]; permissions: Partial<Permission>[] }[];
    roleAssignments?: ScenarioAssignment[];
    denyAssignments?: (Pick<DenyAssignment, "displayName" | "principals"> & { scope: string; permissions: Partial<Permission>[] } & Partial<DenyAssignment>)[];
}

/** A user, application or group; the principals of managed identities come with the identities. */
export interface ScenarioPrincipal {
    kind: "user" | "servicePrincipal" | "group";
    oid: string;
    displayName: string;
    /** Default domain of the tenant. */
    tenant: string;
    upn?: string;
    appId?: string;
    secret?: string;
    /** Application permissions at Microsoft Graph. */
    graphRoles?: string[];
    /** Tenants (by domain) in which a user is a guest → object id there. */
    guestIn?: Record<string, string>;
    /** Display names of groups. */
    memberOf?: string[];
}

export interface ScenarioSubscription {
    id: string;
    displayName: string;
    /** Default domain of the tenant. */
    tenant: string;
    unregistered?: string[];
    resourceGroups: ScenarioGroup[];
}

export interface ScenarioGroup {
    name: string;
    location: string;
    tags?: Record<string, string>;
    identities?: { name: string; principalId: string; clientId: string; location?: string; tags?: Record<string, string> }[];
    machines?: ScenarioMachine[];
    accounts?: ScenarioAccount[];
    /** Resources of any other type. */
    resources?: { type: string; name: string; location?: string; kind?: string; sku?: Json; properties?: Json; tags?: Record<string, string> }[];
}

export interface ScenarioMachine {
    name: string;
    vmId: string;
    vmSize: string;
    osType?: Machine["osType"];
    location?: string;
    powerState?: Machine["powerState"];
    tags?: Record<string, string>;
    systemAssigned?: { principalId: string; clientId: string };
    /** Names of user-assigned identities of the same subscription. */
    userAssigned?: string[];
    properties?: Json;
}

export interface ScenarioAccount {
    name: string;
    kind: string;
    location?: string;
    tags?: Record<string, string>;
    /** As in the ARM body; `endpoint` and `endpoints` are filled in. */
    properties?: Json;
    sandbox?: Json;
    keys?: [string, string];
    deployments?: ScenarioDeployment[];
}

export interface ScenarioDeployment {
    name: string;
    /** `name` or `name@version`. */
    model: string;
    sku?: string;
    capacity?: number;
    sandbox?: Json;
}

export interface ScenarioAssignment {
    /** UPN, display name, application id or object id. */
    principal: string;
    /** Role name or GUID. */
    role: string;
    /** Name of a resource, resource group, subscription or management group, or an ARM id. */
    scope: string;
    condition?: string;
}

