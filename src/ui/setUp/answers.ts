import type { ChosenRole, SetUpChoice, SetUpPlan } from "../../access/setUp.ts";
import { targetOf } from "../../azure/accounts.ts";
import { parseArmId } from "../../azure/armId.ts";
import type { Target } from "../../azure/connection.ts";
import type { Account, Deployment, ManagedIdentity } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { inTenant } from "../../resources/accessNodes.ts";
import type { ChosenPlace } from "../choose/chooseMachine.ts";
import type { ScriptKind } from "../scripts.ts";
import type { NewPlace } from "../choose/choosePlace.ts";

/** What the set-up has been told so far. */
export interface SetUpAnswers {
    /** What it is asked for: the title of the questions. */
    title: string;
    /** Only what lies in the account's tenant can be used together with it. */
    subscriptions: readonly Subscription[];
    account?: { account: Account; subscription: Subscription };
    target?: Target & { accountId: string };
    /** This machine unless the user names another. */
    machine?: ChosenPlace;
    identity?: { kind: "existing"; identity: ManagedIdentity } | { kind: "new" } | { kind: "systemAssigned" };
    newName?: string;
    /** Where a new identity goes: the machine's group and location unless the user says otherwise. */
    place?: NewPlace;
    /** `recommended` leaves it to the plan, which assigns none where the identity may call already. */
    role?: ChosenRole | "recommended";
    plan?: SetUpPlan;
    /** Where only text is wanted. */
    script?: ScriptKind;
}

export function withDeployment(answers: SetUpAnswers, account: Account, deployment: Deployment, subscription: Subscription): SetUpAnswers {
    return { ...answers, account: { account, subscription }, target: { ...targetOf(account, deployment), accountId: account.id } };
}

/** The group and location of the machine. */
export function placeBeside(machine: ChosenPlace): NewPlace {
    const { subscriptionId = "", resourceGroup = "" } = parseArmId(machine.id) ?? {};
    return { subscriptionId, resourceGroup, createGroup: false, location: machine.location };
}

/** The subscriptions in the account's tenant, where that is known. */
export function subscriptionsFor({ account, subscriptions }: SetUpAnswers): readonly Subscription[] {
    return account ? inTenant(subscriptions, account.subscription.tenant) : subscriptions;
}

export function choiceOf({ target, machine, identity, newName, place, role }: SetUpAnswers): SetUpChoice {
    return {
        target: target!,
        machine: { id: machine!.id, name: machine!.name, isThis: machine!.isThis },
        identity: identity!.kind === "new" ? { kind: "new", name: newName!, ...plannedPlace(place ?? placeBeside(machine!)) } : identity as Exclude<typeof identity, { kind: "new" } | undefined>,
        role: role === "recommended" ? undefined : role,
    };
}

function plannedPlace({ createGroup, ...place }: NewPlace) {
    return { ...place, ...(createGroup ? { createGroup: { location: place.location } } : {}) };
}
