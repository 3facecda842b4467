import type { MissingRight } from "../../access/setUp.ts";
import { missingActions } from "../../azure/access/permissions.ts";
import { parseArmId } from "../../azure/armId.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { allowingRole, controlActions } from "../../azure/roles/roleCatalog.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { linesOf, pickBeside } from "../ask/lines.ts";
import { readFirst } from "../ask/wizard.ts";

export type Right = Pick<MissingRight, "action" | "scope" | "role">;

/** What a task needs at a scope. */
export interface Need {
    scope: string;
    actions: readonly string[];
}

/** What is known before the first question, and which rights for it are surely missing. */
export interface Begun<T> {
    start: T;
    missing: readonly Right[];
}

export interface RightsQuestion {
    title: string;
    /** Of rights with which the user goes on already: these are not asked about again. */
    known?: readonly Right[];
    /** False where there is no text that an administrator could run. */
    hasScripts?: boolean;
}

/**
 * Looks whether the signed-in principal may do it, before it is asked how. Where a right is missing it says which, and
 * offers to sign in as somebody else: then it looks again, with what that one sees, and the task goes on by itself.
 * @returns undefined when dismissed.
 */
export async function settleRights<T>(
    { title, known = [], hasScripts = true }: RightsQuestion, parts: AccessParts,
    read: (subscriptions: readonly Subscription[], signal: AbortSignal) => Promise<Begun<T>>,
): Promise<Begun<T> | undefined> {
    for (;;) {
        const subscriptions = await signedInSubscriptions(parts);
        const begun = subscriptions && await readFirst(title, "Looking what you may do…", (signal) => read(subscriptions, signal));
        if (!begun || begun.missing.every((right) => known.some((each) => sameRight(each, right)))) {
            return begun;
        }
        const answer = await askWithout(title, begun.missing, parts, hasScripts);
        if (answer !== "signIn") {
            return answer === "go" ? begun : undefined;
        }
        await parts.askToSignIn();
    }
}

/** The rights that are surely missing. What can't be read, or stands under a condition, Azure decides at the change. */
export async function lacking(needs: readonly Need[], subscriptions: readonly Subscription[], signal?: AbortSignal): Promise<Right[]> {
    const lists = await Promise.all(needs.map(async ({ scope, actions }) => {
        const subscription = subscriptionOf(subscriptions, scope);
        const missing = subscription ? await missingActions(subscription.tenant.access, scope, actions, signal) : [];
        return missing.filter(({ verdict }) => verdict === "missing").map(({ action }) => ({ action, scope, role: allowingRole(action) }));
    }));
    return lists.flat();
}

/** As `settleRights`, for a change that its target alone decides. @returns what the signed-in principal sees then. */
export async function mayDo(title: string, needs: readonly Need[], parts: AccessParts): Promise<readonly Subscription[] | undefined> {
    const begun = await settleRights({ title, hasScripts: false }, parts, async (subscriptions, signal) =>
        ({ start: subscriptions, missing: await lacking(needs, subscriptions, signal) }));
    return begun?.start;
}

/** What it takes to change a machine; a scale set is another type. */
export function changeOfMachine(id: string): Need {
    const isScaleSet = parseArmId(id)?.type?.toLowerCase() === "microsoft.compute/virtualmachinescalesets";
    return { scope: id, actions: [isScaleSet ? "Microsoft.Compute/virtualMachineScaleSets/write" : controlActions.writeMachine] };
}

async function askWithout(title: string, missing: readonly Right[], { signIn }: AccessParts, hasScripts: boolean): Promise<"go" | "signIn" | undefined> {
    const who = signIn.name() ?? "You";
    const [first] = missing.map(obstacle);
    const placeholder = missing.length === 1 ? `${who} may not ${first!.label[0]!.toLowerCase()}${first!.label.slice(1)}` : `${who} can't do all of it`;
    const picked = await pickBeside<"go" | "signIn">({ title, placeholder: `${placeholder}.` }, [
        { choices: [
            { label: "Sign in as somebody else…", icon: "account", description: "and go on here", value: "signIn" },
            ...(hasScripts ? [{ label: "Go on for an administrator", icon: "file-code", description: "choose, and get it as az script, Bicep or Terraform", value: "go" as const }] : []),
        ] },
        linesOf("Missing rights", missing.map(obstacle), "warning"),
    ]);
    return picked === "go" || picked === "signIn" ? picked : undefined;
}

const doing: Record<string, (name: string, isGroup: boolean) => string> = {
    [controlActions.writeIdentity]: (name, isGroup) => (isGroup ? `Create an identity in ${name}` : `Create the identity ${name}`),
    [controlActions.deleteIdentity]: (name) => `Delete the identity ${name}`,
    [controlActions.assignIdentity]: (name, isGroup) => (isGroup ? `Attach identities of ${name}` : `Attach ${name}`),
    [controlActions.writeMachine]: (name) => `Change the machine ${name}`,
    [controlActions.writeRoleAssignment]: (name) => `Assign roles on ${name}`,
    [controlActions.deleteRoleAssignment]: (name) => `Remove roles on ${name}`,
    [controlActions.writeResourceGroup]: (name) => `Create a resource group in ${name}`,
    [controlActions.writeAccount]: (name) => `Change the account ${name}`,
};

/** `Assign roles on ai-services`, and which role would allow it. */
export function obstacle({ action, scope, role }: Right): { label: string; detail: string } {
    const { name = scope, type } = parseArmId(scope) ?? {};
    return {
        label: doing[action]?.(name, type === undefined) ?? `${action} on ${name}`,
        detail: `${role ? `Needs ${role.name}, for ` : "Needs "}${action}`,
    };
}

function sameRight(left: Right, right: Right): boolean {
    return left.action === right.action && left.scope.toLowerCase() === right.scope.toLowerCase();
}
