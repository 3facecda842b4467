import type { ActionKind, Permission } from "./roleMatching.ts";

export type { ActionKind, Permission } from "./roleMatching.ts";

/** A role definition as ARM returns it, with `properties` flattened. */
export interface RoleDefinition {
    /** Subscription-qualified, whatever the scope asked for; compare by the trailing GUID. */
    id: string;
    roleName: string;
    roleType?: "BuiltInRole" | "CustomRole" | (string & {});
    description?: string;
    assignableScopes?: readonly string[];
    permissions: readonly Permission[];
}

/** A role assignment as ARM returns it, with `properties` flattened. */
export interface RoleAssignment {
    id: string;
    scope: string;
    roleDefinitionId: string;
    principalId: string;
    /** `User`, `Group`, `ServicePrincipal` (managed identities too), `ForeignGroup`, `Device`. */
    principalType?: string;
    condition?: string | null;
    /** A `Date` from the SDK, an ISO 8601 text from Resource Graph. */
    createdOn?: Date | string;
    /** A call that needs such a role has succeeded since it was given: it is in force, however new. */
    isProven?: boolean;
}

export interface DenyPrincipal {
    id: string;
    type?: string;
}

/** A deny assignment as ARM returns it, with `properties` flattened. */
export interface DenyAssignment {
    id: string;
    denyAssignmentName: string;
    scope: string;
    permissions: readonly Permission[];
    principals: readonly DenyPrincipal[];
    excludePrincipals?: readonly DenyPrincipal[];
    doNotApplyToChildScopes?: boolean;
    condition?: string | null;
}

export interface AccessQuestion {
    principalId: string;
    /** Ids of all groups that the principal is in, transitively; undefined where that could not be read. */
    groupIds: readonly string[] | undefined;
    principalDeleted?: boolean;
    action: string;
    actionKind: ActionKind;
    /** The resource, group, subscription or management group that the action is done to. */
    scope: string;
    /** Rows for other principals and scopes do no harm. */
    assignments: readonly RoleAssignment[];
    definitions: readonly RoleDefinition[];
    /** Undefined where they could not be read; the answer then says so. */
    denyAssignments: readonly DenyAssignment[] | undefined;
    /**
     * Ids or names of the management groups above the subscription, nearest first; undefined where they could not be
     * read. Groups that ARM itself returned for `atScope()` are above the scope and may be named here.
     */
    managementGroupPath?: readonly string[];
    now: Date;
}

/** Why a role that the principal has at or near the scope does not allow the action. */
export interface NearMiss {
    assignment: RoleAssignment;
    roleName: string;
    reason:
        /** `notActions` or `notDataActions` take the action away. */
        | "excluded"
        /** The role would do, but it is assigned on a part of the scope, such as a project of the account. */
        | "belowScope"
        /** Owner, Contributor and the like: control plane only. */
        | "noDataActions"
        | "otherActions"
        /** The role would do, but it is assigned somewhere else. */
        | "elsewhere";
}

export type UnknownReason =
    | { kind: "groupMembership"; assignment: RoleAssignment }
    | { kind: "managementGroup"; assignment: RoleAssignment }
    | { kind: "roleDefinition"; assignment: RoleAssignment }
    | { kind: "denyAssignment"; deny: DenyAssignment; because: "groupMembership" | "managementGroup" | "condition" };

/** Whether a principal may do an action at a scope. */
export type Access =
    | GrantedAccess
    | { kind: "conditional"; by: RoleAssignment; roleName: string; condition: string; inheritedFrom?: string; viaGroup?: string }
    | { kind: "denied"; by: DenyAssignment }
    /** The principal was deleted; its assignments are left over and grant nothing to anybody. */
    | { kind: "orphaned"; assignments: RoleAssignment[] }
    | { kind: "notGranted"; actionKind: ActionKind; nearest: NearMiss[] }
    | { kind: "unknown"; why: UnknownReason[] };

export interface GrantedAccess {
    kind: "granted";
    /** The assignment that counts: in force before new, then direct before inherited. */
    by: RoleAssignment;
    roleName: string;
    /** How many assignments grant the action. */
    count: number;
    /** Scope of the assignment where it lies above the scope asked for. */
    inheritedFrom?: string;
    /** Id of the group that has the role; for managed identities a change of membership may take a day. */
    viaGroup?: string;
    createdOn?: Date;
    mayNotBeInForceYet: boolean;
    /** True where deny assignments could not be read, so that one might still stand against it. */
    denyAssignmentsUnread: boolean;
}
