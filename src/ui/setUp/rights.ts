import type { MissingRight } from "../../access/setUp.ts";
import { parseArmId } from "../../azure/armId.ts";
import { allowingRole } from "../../azure/roles/roleCatalog.ts";
import { missingActions } from "../../azure/access/permissions.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { pickOne } from "../ask/prompts.ts";
import type { SetUpAnswers } from "./answers.ts";
import { title } from "./targetSteps.ts";

type Right = Pick<MissingRight, "action" | "scope" | "role">;

/** Before anything is asked: tells which rights are missing. @returns whether to go on. */
export async function goesOnWithout(missing: readonly Right[], parts: AccessParts): Promise<boolean> {
    if (missing.length === 0) {
        return true;
    }
    for (;;) {
        const picked = await pickOne<"go" | "signIn" | "read">({ title, placeholder: `${parts.signIn.name() ?? "You"} can't do all of it` }, [
            { choices: [
                { label: "Go on for an administrator", icon: "file-code", description: "choose, and get it as az script, Bicep or Terraform", value: "go" },
                { label: "Sign in as somebody else…", icon: "account", value: "signIn" },
            ] },
            { title: "Missing rights", choices: missing.map((right) => ({ ...obstacle(right), icon: "warning", value: "read" as const })) },
        ]);
        if (picked === "signIn") {
            await parts.askToSignIn();
            return false;
        }
        if (picked !== "read") {
            return picked === "go";
        }
    }
}

const doing: Record<string, (name: string, isGroup: boolean) => string> = {
    [controlActions.writeIdentity]: (name, isGroup) => (isGroup ? `Create an identity in ${name}` : `Create the identity ${name}`),
    [controlActions.assignIdentity]: (name, isGroup) => (isGroup ? `Attach identities of ${name}` : `Attach ${name}`),
    [controlActions.writeMachine]: (name) => `Change the machine ${name}`,
    [controlActions.writeRoleAssignment]: (name) => `Assign roles on ${name}`,
    [controlActions.writeResourceGroup]: (name) => `Create a resource group in ${name}`,
};

/** `Assign roles on ai-services`, and which role would allow it. */
export function obstacle({ action, scope, role }: Right): { label: string; detail: string } {
    const { name = scope, type } = parseArmId(scope) ?? {};
    return {
        label: doing[action]?.(name, type === undefined) ?? `${action} on ${name}`,
        detail: `${role ? `Needs ${role.name}, for ` : "Needs "}${action}`,
    };
}

/**
 * Which rights the signed-in principal lacks, as far as the machine and the account are known already. Only what is
 * surely missing: what can't be read, or stands under a condition, Azure decides at the change.
 */
export async function rightsLacking(answers: SetUpAnswers, parts: AccessParts, signal: AbortSignal): Promise<Right[]> {
    const lists = await Promise.all((await neededRights(answers, parts)).map(async ({ scope, actions }) => {
        const subscription = subscriptionOf(answers.subscriptions, scope);
        const missing = subscription ? await missingActions(subscription.tenant.access, scope, actions, signal) : [];
        return missing.filter(({ verdict }) => verdict === "missing").map(({ action }) => ({ action, scope, role: allowingRole(action) }));
    }));
    return lists.flat();
}

async function neededRights({ machine, account, target, identity, subscriptions }: SetUpAnswers, parts: AccessParts) {
    const { subscriptionId, resourceGroup } = parseArmId(machine?.id ?? "") ?? {};
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
    const forIdentity = identity?.kind === "existing" ? [controlActions.assignIdentity] : [controlActions.writeIdentity, controlActions.assignIdentity];
    const accountId = target?.accountId ?? account?.account.id ?? await onlyAccount(subscriptions, parts);
    return [
        ...(machine ? [
            { scope: identity?.kind === "existing" ? identity.identity.id : group, actions: forIdentity },
            { scope: machine.id, actions: [controlActions.writeMachine] },
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
