/**
 * The state of the local Azure and how to find things in it. Every answer of the simulator is derived from here;
 * the changes that more than one service makes are in changes.ts.
 */
import { readFileSync } from "node:fs";
import { ById } from "./byId.ts";
import type { Account, Clock, Delays, DenyAssignment, Lock, Machine, ManagementGroup, Operation, PlainResource } from "./model.ts";
import type { Principal, Resource, ResourceGroup, RoleAssignment, RoleDefinition, Subscription, TemplateDeployment, Tenant, UserAssignedIdentity } from "./model.ts";

export * from "./byId.ts";
export type * from "./model.ts";

export const noDelays: Delays = {
    roleAssignmentMs: 0,
    identityAttachMs: 0,
    principalReplicationMs: 0,
    resourceGraphLagMs: 0,
    operationMs: 0,
};

/** Audiences that an account takes unless its own list says otherwise (05-openai-data-plane, 5.1). */
export const defaultAudiences = ["https://cognitiveservices.azure.com", "https://ai.azure.com"];

export interface State {
    clock: Clock;
    delays: Delays;
    /** ARM id of the machine on which IMDS answers; undefined: not on Azure. */
    here?: string;
    tenants: ById<Tenant>;
    managementGroups: ById<ManagementGroup>;
    subscriptions: ById<Subscription>;
    resourceGroups: ById<ResourceGroup>;
    identities: ById<UserAssignedIdentity>;
    machines: ById<Machine>;
    accounts: ById<Account>;
    resources: ById<PlainResource>;
    /** Soft-deleted accounts, by their former id. */
    deletedAccounts: ById<Account>;
    /** Deleted resources that Resource Graph may still show. */
    tombstones: { resource: Resource; deletedAt: number }[];
    principals: Map<string, Principal>;
    roleDefinitions: Map<string, RoleDefinition>;
    roleAssignments: ById<RoleAssignment>;
    /** Removed assignments that still grant until `inForceUntil`. */
    removedAssignments: { assignment: RoleAssignment; inForceUntil: number }[];
    denyAssignments: ById<DenyAssignment>;
    locks: ById<Lock>;
    templateDeployments: ById<TemplateDeployment>;
    operations: Map<string, Operation>;
}

/** An empty Azure with the built-in roles. */
export function createState(delays: Partial<Delays> = {}): State {
    return {
        clock: createClock(),
        delays: { ...noDelays, ...delays },
        tenants: new ById(),
        managementGroups: new ById(),
        subscriptions: new ById(),
        resourceGroups: new ById(),
        identities: new ById(),
        machines: new ById(),
        accounts: new ById(),
        resources: new ById(),
        deletedAccounts: new ById(),
        tombstones: [],
        principals: new Map(),
        roleDefinitions: builtInRoles(),
        roleAssignments: new ById(),
        removedAssignments: [],
        denyAssignments: new ById(),
        locks: new ById(),
        templateDeployments: new ById(),
        operations: new Map(),
    };
}

export function subscriptionIdOf(id: string): string | undefined {
    return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
}

export function resourceGroupOf(id: string): string | undefined {
    return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
}

/** The tenant that a scope's subscription (or management group) belongs to. */
export function tenantOf(state: State, id: string): string | undefined {
    const subscription = subscriptionIdOf(id);
    if (subscription) {
        return state.subscriptions.get(`/subscriptions/${subscription}`)?.tenantId;
    }
    return state.managementGroups.get(id)?.tenantId;
}

/** Any modelled resource with that id. */
export function findResource(state: State, id: string): Resource | undefined {
    return (
        state.accounts.get(id) ??
        state.identities.get(id) ??
        state.machines.get(id) ??
        state.resources.get(id) ??
        state.resourceGroups.get(id)
    );
}

/** The tenant named by its id or by its domain. */
export function findTenant(state: State, name: string): Tenant | undefined {
    return state.tenants.get(name) ?? state.tenants.find((t) => t.defaultDomain === name.toLowerCase());
}

/** The principal with that object id. */
export function findPrincipal(state: State, oid: string): Principal | undefined {
    return state.principals.get(oid.toLowerCase());
}

/** The object ids that an assignment may name to reach this principal: itself and its groups, transitively. */
export function membershipOf(state: State, oid: string): Set<string> {
    const found = new Set<string>();
    const open = [oid.toLowerCase()];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (!found.has(next)) {
            found.add(next);
            open.push(...(findPrincipal(state, next)?.memberOf ?? []).map((id) => id.toLowerCase()));
        }
    }
    return found;
}

function createClock(): Clock {
    let ahead = 0;
    return {
        now: () => Date.now() + ahead,
        advance: (ms) => {
            ahead += ms;
        },
    };
}

/** Verbatim role definitions, see data/SOURCE.md. Parsed anew for each state: scenarios may change them. */
function builtInRoles(): Map<string, RoleDefinition> {
    const raw = JSON.parse(readFileSync(new URL("data/built-in-roles.json", import.meta.url), "utf8")) as RoleDefinition[];
    return new Map(raw.map((role) => [role.name.toLowerCase(), role]));
}
