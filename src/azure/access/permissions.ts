import type { ArmAccess } from "../arm.ts";
import { parseArmId } from "../armId.ts";
import { conditionConcerns } from "../roles/roleCondition.ts";
import { coversAction, type Permission } from "../roles/roleMatching.ts";
import { authorizationList } from "./authorizationList.ts";

/** An action that the caller does not have for sure; deny assignments are not told by this API. */
export interface MissingAction {
    action: string;
    /** `conditional`: granted under a condition, which Azure judges at the call. `unknown`: not to be read. */
    verdict: "missing" | "conditional" | "unknown";
}

/** The permissions of the caller at a scope: one entry for each effective assignment. @throws RestError */
export function callerPermissions(access: ArmAccess, scope: string, signal?: AbortSignal): Promise<Permission[]> {
    return authorizationList<Permission>(access, scope, "permissions", undefined, signal);
}

/**
 * Which of the management actions the caller may not do at the scope. A scope that does not exist yet is judged by
 * the one above it, from which its rights will be inherited.
 */
export async function missingActions(
    access: ArmAccess, scope: string, actions: readonly string[], signal?: AbortSignal,
): Promise<MissingAction[]> {
    const permissions = await permissionsAbove(access, scope, signal);
    return actions.flatMap((action) => {
        const verdict = permissions ? judge(permissions, action) : "unknown";
        return verdict === "granted" ? [] : [{ action, verdict }];
    });
}

function judge(permissions: readonly Permission[], action: string): "granted" | "conditional" | "missing" {
    const covering = permissions.filter((each) => coversAction(each, action, "control"));
    if (covering.some((each) => !conditionConcerns(each.condition, action))) {
        return "granted";
    }
    return covering.length > 0 ? "conditional" : "missing";
}

/** @returns undefined where they can't be read: not a refusal of the actions themselves. */
async function permissionsAbove(access: ArmAccess, scope: string, signal?: AbortSignal): Promise<Permission[] | undefined> {
    for (const at of [scope, ...scopesAbove(scope)]) {
        try {
            return await callerPermissions(access, at, signal);
        } catch (error) {
            const { statusCode } = error as { statusCode?: number };
            if (statusCode === 401 || statusCode === undefined) {
                throw error;
            }
            if (statusCode !== 404) {
                return undefined;
            }
        }
    }
    return undefined;
}

/** The resource group and the subscription that the scope is in, nearest first. */
function scopesAbove(scope: string): string[] {
    const { subscriptionId, resourceGroup, type } = parseArmId(scope) ?? {};
    const subscription = subscriptionId ? [`/subscriptions/${subscriptionId}`] : [];
    return type && resourceGroup ? [`${subscription[0]}/resourceGroups/${resourceGroup}`, ...subscription] : resourceGroup ? subscription : [];
}
