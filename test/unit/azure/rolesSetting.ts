import { readFileSync } from "node:fs";
import type { AccessQuestion, DenyAssignment, RoleAssignment, RoleDefinition } from "../../../src/azure/roles.ts";

/** The official definitions, from a public dump of 2026-08. */
export const definitions: RoleDefinition[] = JSON.parse(
    readFileSync(new URL("./rolesBuiltIn.json", import.meta.url), "utf8"),
) as RoleDefinition[];

export const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
export const group = `${subscription}/resourceGroups/rg-a`;
export const account = `${group}/providers/Microsoft.CognitiveServices/accounts/ai`;
export const managementGroup = "/providers/Microsoft.Management/managementGroups/mg-platform";
export const rootGroup = "/providers/Microsoft.Management/managementGroups/tenant-root";

export const chat = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";
export const respond = "Microsoft.CognitiveServices/accounts/OpenAI/responses/write";

export const principal = "aaaaaaaa-0000-0000-0000-000000000001";
export const team = "bbbbbbbb-0000-0000-0000-000000000002";
export const everybody = "00000000-0000-0000-0000-000000000000";
export const now = new Date("2026-11-20T12:00:00Z");

export function role(name: string): RoleDefinition {
    const found = definitions.find((each) => each.roleName === name);
    if (found === undefined) {
        throw new Error(`No role ${name} in rolesBuiltIn.json`);
    }
    return found;
}

/** An assignment of long ago to the principal on the account. */
export function assigned(name: string, changes: Partial<RoleAssignment> = {}): RoleAssignment {
    const roleDefinitionId = `${subscription}${role(name).id}`;
    return {
        id: `${changes.scope ?? account}/providers/Microsoft.Authorization/roleAssignments/cccccccc-0000-0000-0000-000000000003`,
        scope: account,
        roleDefinitionId,
        principalId: principal,
        principalType: "ServicePrincipal",
        createdOn: "2026-01-01T00:00:00Z",
        ...changes,
    };
}

/** A custom role, with the id that `custom(...)` assignments point at. */
export function customRole(permissions: RoleDefinition["permissions"]): RoleDefinition {
    return { id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/dddddddd-0000-0000-0000-000000000004`, roleName: "Our role", roleType: "CustomRole", permissions };
}

export function assignedCustom(changes: Partial<RoleAssignment> = {}): RoleAssignment {
    return { ...assigned("Reader", changes), roleDefinitionId: customRole([]).id };
}

/** A deny of every data action for everybody on the account. */
export function denied(changes: Partial<DenyAssignment> = {}): DenyAssignment {
    return {
        id: `${account}/providers/Microsoft.Authorization/denyAssignments/eeeeeeee-0000-0000-0000-000000000005`,
        denyAssignmentName: "Stack lock",
        scope: account,
        permissions: [{ dataActions: ["*"] }],
        principals: [{ id: everybody, type: "SystemDefined" }],
        ...changes,
    };
}

/** May the principal, whose groups are known to be none, chat with the account? */
export function question(changes: Partial<AccessQuestion> = {}): AccessQuestion {
    return {
        principalId: principal,
        groupIds: [],
        action: chat,
        actionKind: "data",
        scope: account,
        assignments: [],
        definitions,
        denyAssignments: [],
        managementGroupPath: [managementGroup, rootGroup],
        now,
        ...changes,
    };
}
