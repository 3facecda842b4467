import { type ArmAccess, armClient } from "../arm.ts";
import { controlActions } from "../roles/roleCatalog.ts";
import { change, type ChangeOptions, placeOf, sending } from "./change.ts";

/**
 * Switches the account's keys (local authentication) on or off and follows the operation to its end; nothing else of
 * the account is sent.
 * @returns whether it had to be changed.
 * @throws AccessError
 */
export function setLocalAuth(access: ArmAccess, accountId: string, enabled: boolean, options: ChangeOptions = {}): Promise<{ changed: boolean }> {
    const { subscriptionId, resourceGroup, name } = placeOf(accountId);
    const what = `${enabled ? "enable" : "disable"} key access on ${name}`;
    return change({ what, action: controlActions.writeAccount, scope: accountId }, options, async () => {
        const { CognitiveServicesManagementClient } = await import("@azure/arm-cognitiveservices");
        const { accounts } = await armClient(access, (credential, options) => new CognitiveServicesManagementClient(credential, subscriptionId, options));
        const present = await accounts.get(resourceGroup, name, { abortSignal: options.signal });
        // Absent means that keys work (03-arm.md, 3.9).
        if ((present.properties?.disableLocalAuth ?? false) === !enabled) {
            return { changed: false };
        }
        const body = { properties: { disableLocalAuth: !enabled } };
        const poller = await sending(options, (abortSignal) => accounts.beginUpdate(resourceGroup, name, body, { abortSignal }));
        await poller.pollUntilDone({ abortSignal: options.signal });
        return { changed: true };
    });
}
