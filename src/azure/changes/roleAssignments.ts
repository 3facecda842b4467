import { type ArmAccess, armClient } from "../arm.ts";
import { parseArmId, sameArmId } from "../armId.ts";
import { roleAssignmentName } from "../roles/roleAssignmentName.ts";
import { controlActions } from "../roles/roleCatalog.ts";
import { lastSegment } from "../roles/roleMatching.ts";
import type { RoleAssignment } from "../roles/roleModel.ts";
import { change, type ChangeOptions, codeOf, sending, statusOf } from "./change.ts";
import { startWaiting } from "./timer.ts";

export type PrincipalType = "ServicePrincipal" | "User" | "Group" | "ForeignGroup" | "Device";

export interface NewRoleAssignment {
    /** Resource, resource group, subscription or management group. */
    scope: string;
    principalId: string;
    /** `ServicePrincipal` for managed identities. */
    principalType: PrincipalType;
    /** GUID of the role definition, or its id with any prefix. */
    roleId: string;
    /** For people. */
    principalName?: string;
    roleName?: string;
}

/**
 * Gives a principal a role. One that it has at this very scope counts as done and keeps its condition. Waits up to two
 * minutes for a directory that does not know the principal yet.
 * @throws AccessError
 */
export function assignRole(
    access: ArmAccess, wanted: NewRoleAssignment, options: ChangeOptions = {},
): Promise<{ assignment: RoleAssignment; created: boolean }> {
    const scopeName = parseArmId(wanted.scope)?.name ?? wanted.scope;
    const principal = wanted.principalName ?? wanted.principalId;
    const what = `give ${principal} the role ${wanted.roleName ?? lastSegment(wanted.roleId)} on ${scopeName}`;
    return change({ what, action: controlActions.writeRoleAssignment, scope: wanted.scope }, options, async () => {
        const waiting = startWaiting({
            message: `Waiting until the directory knows ${principal}`,
            expectedMs: 30_000, limitMs: 2 * 60_000, pausesMs: [2_000, 4_000, 8_000, 15_000],
        }, options);
        for (;;) {
            try {
                return await assignOnce(access, wanted, options);
            } catch (error) {
                if (codeOf(error) !== "PrincipalNotFound" || !waiting.hasTime()) {
                    throw error;
                }
                await waiting.pause();
            }
        }
    });
}

async function assignOnce(access: ArmAccess, wanted: NewRoleAssignment, options: ChangeOptions) {
    const roles = await assignmentsOf(access, wanted.scope);
    const scope = pathOf(wanted.scope);
    const name = roleAssignmentName(wanted.scope, wanted.principalId, wanted.roleId);
    const present = await roles.get(scope, name, { abortSignal: options.signal }).catch(absent);
    if (present) {
        return { assignment: toAssignment(present), created: false };
    }
    const { principalId, principalType } = wanted;
    const parameters = { roleDefinitionId: roleDefinitionId(wanted.scope, wanted.roleId), principalId, principalType };
    try {
        const made = await sending(options, (abortSignal) => roles.create(scope, name, parameters, { abortSignal }));
        return { assignment: toAssignment(made), created: true };
    } catch (error) {
        const existing = codeOf(error) === "RoleAssignmentExists" ? await findSame(access, wanted, options.signal) : undefined;
        if (!existing) {
            throw error;
        }
        return { assignment: existing, created: false };
    }
}

/** Not there, or not to be read by whoever may write it (403): the PUT then says what is the case. */
function absent(error: unknown): undefined {
    if (![403, 404].includes(statusOf(error) ?? 0)) {
        throw error;
    }
}

/** The assignment of the same role at the same scope under another name, as made by the portal or a template. */
async function findSame(access: ArmAccess, wanted: NewRoleAssignment, abortSignal?: AbortSignal): Promise<RoleAssignment | undefined> {
    const roles = await assignmentsOf(access, wanted.scope);
    const filter = `principalId eq '${wanted.principalId}'`;
    for await (const raw of roles.listForScope(pathOf(wanted.scope), { filter, abortSignal })) {
        const row = toAssignment(raw);
        if (sameArmId(row.scope, wanted.scope) && lastSegment(row.roleDefinitionId) === lastSegment(wanted.roleId)) {
            return row;
        }
    }
    return undefined;
}

/** Removes a role assignment; one that is gone counts as done. @throws AccessError */
export function removeRoleAssignment(access: ArmAccess, id: string, options: ChangeOptions & { what?: string } = {}): Promise<void> {
    const scope = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/]+$/i.exec(id)?.[1] || "/";
    const what = options.what ?? `remove the role assignment ${lastSegment(id)} from ${parseArmId(scope)?.name ?? scope}`;
    return change({ what, action: controlActions.deleteRoleAssignment, scope }, options, async () => {
        const roles = await assignmentsOf(access, scope);
        await sending(options, async (abortSignal) => roles.deleteById(pathOf(id), { abortSignal }).catch((error: unknown) => {
            if (statusOf(error) !== 404) {
                throw error;
            }
        }));
    });
}

async function assignmentsOf(access: ArmAccess, scope: string) {
    const { AuthorizationManagementClient } = await import("@azure/arm-authorization");
    const subscriptionId = parseArmId(scope)?.subscriptionId ?? "";
    return (await armClient(access, (credential, options) => new AuthorizationManagementClient(credential, subscriptionId, options))).roleAssignments;
}

/** The client writes a slash before the scope itself; a second one would be tolerated, but is not what is documented. */
function pathOf(id: string): string {
    return id.replace(/^\/+|\/+$/g, "");
}

/** Qualified by the scope's subscription, as Azure answers it; at a management group there is none. */
export function roleDefinitionId(scope: string, roleId: string): string {
    const subscriptionId = parseArmId(scope)?.subscriptionId;
    const prefix = subscriptionId ? `/subscriptions/${subscriptionId}` : "";
    return `${prefix}/providers/Microsoft.Authorization/roleDefinitions/${lastSegment(roleId)}`;
}

type RawAssignment = { [Member in keyof RoleAssignment]?: RoleAssignment[Member] };

function toAssignment({ id = "", scope = "", roleDefinitionId: role = "", principalId = "", principalType, condition, createdOn }: RawAssignment): RoleAssignment {
    return { id, scope, roleDefinitionId: role, principalId, principalType, condition, createdOn };
}
