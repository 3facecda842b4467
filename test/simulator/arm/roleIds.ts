/** How ids of role definitions are written: qualified by the subscription of the scope, compared by their GUID. */
import { subscriptionIdOf } from "../state.ts";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
    return GUID.test(text);
}

/** `/subscriptions/{s}/providers/…/roleDefinitions/{guid}`; without a subscription for scopes above one. */
export function roleDefinitionId(guid: string, scope: string): string {
    const subscription = subscriptionIdOf(scope);
    return `${subscription ? `/subscriptions/${subscription}` : ""}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

/** The GUID at the end of a role definition's id. */
export function roleGuidOf(id: string): string | undefined {
    const guid = id.split("/").at(-1) ?? "";
    return isGuid(guid) ? guid.toLowerCase() : undefined;
}
