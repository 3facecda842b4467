import { parseArmId } from "../../azure/armId.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import type { AccessParts } from "../accessParts.ts";
import { changeOfMachine, lacking, type Need, type Right } from "../changes/rights.ts";
import type { SetUpAnswers } from "./answers.ts";

/**
 * Which rights the signed-in principal lacks, as far as the machine and the account are known already. Only what is
 * surely missing: what can't be read, or stands under a condition, Azure decides at the change.
 */
export async function rightsLacking(answers: SetUpAnswers, parts: AccessParts, signal: AbortSignal): Promise<Right[]> {
    return lacking(await neededRights(answers, parts), answers.subscriptions, signal);
}

async function neededRights({ machine, account, target, identity, subscriptions }: SetUpAnswers, parts: AccessParts): Promise<Need[]> {
    const { subscriptionId, resourceGroup } = parseArmId(machine?.id ?? "") ?? {};
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
    const forIdentity = identity?.kind === "existing" ? [controlActions.assignIdentity] : [controlActions.writeIdentity, controlActions.assignIdentity];
    const accountId = target?.accountId ?? account?.account.id ?? await onlyAccount(subscriptions, parts);
    return [
        ...(machine ? [
            { scope: identity?.kind === "existing" ? identity.identity.id : group, actions: forIdentity },
            changeOfMachine(machine.id),
        ] : []),
        ...(accountId ? [{ scope: accountId, actions: [controlActions.writeRoleAssignment] }] : []),
    ];
}

/** The account that will be chosen, where there is only one; with several, the summary tells. */
async function onlyAccount(subscriptions: SetUpAnswers["subscriptions"], { inventory }: AccessParts): Promise<string | undefined> {
    const lists = await Promise.allSettled(subscriptions.map((subscription) => inventory.resources("account", subscription)));
    const accounts = lists.flatMap((list) => (list.status === "fulfilled" ? list.value : []));
    return accounts.length === 1 ? accounts[0]!.id : undefined;
}
