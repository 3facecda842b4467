import { type ArmAccess, armClient } from "../arm.ts";
import type { RoleAssignment } from "../roles/roleModel.ts";

const pageSize = 1000;

const columns = `project id, scope=tostring(properties.scope), roleDefinitionId=tostring(properties.roleDefinitionId), \
principalId=tostring(properties.principalId), principalType=tostring(properties.principalType), \
condition=tostring(properties.condition), createdOn=tostring(properties.createdOn)`;

/**
 * Role assignments from Resource Graph: in the subscriptions and, unlike `queryRows`, above them. They lag behind
 * changes by seconds to minutes.
 * @param where a condition of KQL about `properties`, its texts quoted by `kql`.
 * @throws RestError where Resource Graph refuses.
 */
export async function graphAssignments(
    access: ArmAccess, subscriptions: readonly string[], where: string, signal?: AbortSignal,
): Promise<RoleAssignment[]> {
    const { ResourceGraphClient } = await import("@azure/arm-resourcegraph");
    const client = await armClient(access, (credential, options) => new ResourceGraphClient(credential, options));
    const query = `authorizationresources\n| where type =~ 'microsoft.authorization/roleassignments' and ${where}\n| ${columns}`;
    const rows: RoleAssignment[] = [];
    let skipToken: string | undefined;
    do {
        const options = { top: pageSize, skipToken, resultFormat: "objectArray" as const, authorizationScopeFilter: "AtScopeAboveAndBelow" as const };
        const page = await client.resources({ query, subscriptions: [...subscriptions], options }, { abortSignal: signal });
        rows.push(...(page.data as RoleAssignment[]));
        skipToken = page.skipToken || undefined;
    } while (skipToken);
    return rows;
}

/** A text literal of KQL. */
export function kql(text: string): string {
    return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** Resource Graph answered, but not with rows: not available to this principal, in this cloud, or just now. */
export function isRefusal(error: unknown): boolean {
    const { statusCode } = error as { statusCode?: number };
    return statusCode !== undefined && statusCode !== 401;
}
