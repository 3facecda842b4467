import { parseArmId, sameArmId } from "../../azure/armId.ts";
import { targetOf } from "../../azure/accounts.ts";
import type { Account, Deployment, ManagedIdentity, VirtualMachine } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { LocalIdentity } from "../../azure/thisMachine.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { readFirst, runWizard, type Step } from "../ask/wizard.ts";
import type { SetUpAnswers } from "./answers.ts";
import { applyPlan } from "./apply.ts";
import { identityStep, nameStep } from "./identitySteps.ts";
import { placeOf, thisMachine } from "../choose/chooseMachine.ts";
import { machineStep } from "./machineStep.ts";
import { settleRights } from "../changes/rights.ts";
import { rightsLacking } from "./rights.ts";
import { roleStep } from "./roleStep.ts";
import { summaryStep } from "./summaryStep.ts";
import { targetSteps } from "./targetSteps.ts";

const title = "Set up keyless access";

/** The slices of nodes that answer questions of the set-up. */
export interface SetUpSlice {
    account?: Account;
    deployment?: Deployment;
    managedIdentity?: ManagedIdentity;
    virtualMachine?: VirtualMachine;
    /** An identity of this machine. */
    identity?: LocalIdentity;
}

/**
 * From "no identity" to the first answer: everything is asked first, then shown, then done.
 * @returns whether it was carried out.
 */
export async function setUpAccess(parts: AccessParts, node: SetUpSlice = {}): Promise<boolean> {
    const begun = await settleRights({ title }, parts, async (subscriptions, signal) => {
        const start = await startOf(title, node, subscriptions, parts);
        return { start, missing: await rightsLacking(start, parts, signal) };
    });
    if (!begun) {
        return false;
    }
    const answers = await runWizard([...questions(parts), summaryStep(parts)], begun.start);
    if (!answers?.plan) {
        return false;
    }
    const { access } = subscriptionOf(answers.subscriptions, answers.target!.accountId)!.tenant;
    return applyPlan(answers.plan, access, parts);
}

/** The questions alone, and what comes after them. @returns undefined when dismissed. */
export async function askSetUp(title: string, parts: AccessParts, node: SetUpSlice, last: Step<SetUpAnswers>): Promise<SetUpAnswers | undefined> {
    const subscriptions = await signedInSubscriptions(parts);
    const start = subscriptions && await readFirst(title, "Reading this machine…", () => startOf(title, node, subscriptions, parts));
    return start && runWizard([...questions(parts), last], start);
}

function questions(parts: AccessParts): Step<SetUpAnswers>[] {
    return [...targetSteps(parts), machineStep(parts), identityStep(parts), nameStep(parts), roleStep(parts)];
}

/** What the node tells, and this machine. */
async function startOf(title: string, node: SetUpSlice, subscriptions: readonly Subscription[], parts: AccessParts): Promise<SetUpAnswers> {
    const { account, deployment, virtualMachine } = node;
    const here = await thisMachine(parts);
    const owner = account && subscriptionOf(subscriptions, account.id);
    return {
        title,
        subscriptions,
        account: account && owner && { account, subscription: owner },
        target: account && deployment && { ...targetOf(account, deployment), accountId: account.id },
        machine: virtualMachine && !(here && sameArmId(virtualMachine.id, here.id)) ? placeOf({ resource: virtualMachine }) : here,
        identity: await identityOf(node, subscriptions, parts),
    };
}

async function identityOf({ managedIdentity, identity }: SetUpSlice, subscriptions: SetUpAnswers["subscriptions"], { inventory }: AccessParts): Promise<SetUpAnswers["identity"]> {
    if (managedIdentity || identity?.kind === "systemAssigned") {
        return managedIdentity ? { kind: "existing", identity: managedIdentity } : { kind: "systemAssigned" };
    }
    const id = identity?.kind === "userAssigned" ? identity.resourceId : undefined;
    const subscription = id && parseArmId(id) ? subscriptionOf(subscriptions, id) : undefined;
    const listed = subscription ? await inventory.resources("managedIdentity", subscription) : [];
    const found = listed.find((each) => sameArmId(each.id, id!));
    return found?.kind === "managedIdentity" ? { kind: "existing", identity: found } : undefined;
}
