import type { PlannedIdentity, PlannedPrincipal } from "../../azure/scripts/plan.ts";
import type { AccessPlan } from "../../azure/scripts/plan.ts";
import type { Target } from "../../azure/connection.ts";
import type { AccessError } from "../../azure/errors.ts";
import type { SystemAssignedIdentity, UserAssignedIdentity } from "../../azure/identity.ts";
import type { ManagedIdentity } from "../../azure/resources.ts";

/** What the user chose; nothing of it has been done. */
export interface SetUpChoice {
    /** The account must be known: `accountId` is where the role is given unless `scope` says otherwise. */
    target: Target & { accountId: string };
    machine: ChosenMachine;
    identity: ChosenIdentity;
    /** Absent: the recommended role, and none where the identity may call the model already. */
    role?: ChosenRole;
    /** Account, resource group or subscription; the account unless given. */
    scope?: string;
}

export interface ChosenMachine {
    id: string;
    name: string;
    /** The extension host runs on it: only then can its token, and a call, be waited for. */
    isThis: boolean;
}

export type ChosenIdentity =
    | { kind: "existing"; identity: ManagedIdentity }
    | ({ kind: "new" } & PlannedIdentity)
    | { kind: "systemAssigned" };

export interface ChosenRole {
    /** GUID. */
    id: string;
    name: string;
}

/** What each step tells, for a list, a log or an error: `who may do action on scope`. */
interface StepBase {
    /** Stable: the same for the same step of a later plan. */
    id: string;
    /** One sentence without a full stop: `Create the identity uai-x in rg-y (eastus2)`. */
    text: string;
}

interface ChangeBase extends StepBase {
    /** The management action, and where the right to do it is needed. */
    action: string;
    scope: string;
    /** A further right that the step needs: to attach an identity. */
    linked?: { action: string; scope: string };
}

/** One step that changes Azure, or that waits for a change to come into force. */
export type SetUpStep = ChangeStep | WaitStep;

export type ChangeStep =
    | (ChangeBase & { kind: "createGroup"; subscriptionId: string; name: string; location: string })
    | (ChangeBase & { kind: "createIdentity"; identity: PlannedIdentity })
    | (ChangeBase & { kind: "attachIdentity"; machineId: string; identityId: string })
    | (ChangeBase & { kind: "enableSystemAssigned"; machineId: string })
    | (ChangeBase & { kind: "assignRole"; principal: PlannedPrincipal; principalName: string; roleId: string; roleName: string; on: string });

export type WaitStep = StepBase & { kind: "waitForToken" | "waitForCall" };

export interface SetUpPlan {
    choice: SetUpChoice;
    /** What is missing, in the order of execution; waits last. No change among them: all is there. */
    steps: SetUpStep[];
    /** What is there already, one sentence each. */
    present: string[];
    /** The changes of `steps` for `azScript`, `bicepFiles` and `terraformFile`. */
    scripts: AccessPlan;
    /** The identity that the connection will have, as far as it is known now. */
    identity: UserAssignedIdentity | SystemAssignedIdentity;
}

/** A right that the signed-in principal does not have for sure. */
export interface MissingRight {
    action: string;
    scope: string;
    /** For people: the last name in the scope. */
    scopeName: string;
    /** The narrowest known role that has the action. */
    role: ChosenRole | undefined;
    /** Texts of the steps that need it. */
    steps: string[];
    /**
     * `missing`: no role has it. `conditional`: a role has it under a condition, which Azure judges at the change.
     * `unknown`: the permissions could not be read.
     */
    verdict: "missing" | "conditional" | "unknown";
}

/** One step that was carried out. */
export interface DoneStep {
    step: SetUpStep;
    /** False where it turned out to be so already: then there is nothing to undo. */
    changed: boolean;
    /** Azure has taken the change, but was not waited for. */
    unfinished?: boolean;
    /** Id of the role assignment that was made. */
    assignmentId?: string;
    /** Of the identity that was made, attached or enabled: only that one is taken back. */
    principalId?: string;
}

export type SetUpIdentity = UserAssignedIdentity | SystemAssignedIdentity;

/** How it ended. `done` and `left` together are the plan's steps, whatever happened. */
export type SetUpOutcome =
    | { kind: "done"; done: DoneStep[]; identity: SetUpIdentity }
    /** `uncertain`: a request of this step was cut off before Azure answered; a new plan tells what came of it. */
    | { kind: "cancelled"; done: DoneStep[]; left: SetUpStep[]; uncertain?: SetUpStep; summary: string }
    | { kind: "failed"; done: DoneStep[]; left: SetUpStep[]; failed: SetUpStep; error: AccessError; uncertain?: SetUpStep; summary: string };

export interface SetUpProgress {
    step: SetUpStep;
    /** From 0. */
    index: number;
    count: number;
    state: "running" | "waiting" | "done";
    /** While waiting: what for, and the countdown. */
    wait?: { message: string; elapsedMs: number; expectedMs?: number; limitMs: number };
    /** With `done`. */
    changed?: boolean;
}

/**
 * What takes back one step that added something. `principalId`: of the identity that was added; where there is another
 * by now, nothing is done. Absent where nobody waited for Azure to tell it.
 */
export type UndoStep = StepBase & { action: string; scope: string } & (
    | { kind: "deleteIdentity"; identityId: string; principalId?: string }
    | { kind: "detachIdentity"; machineId: string; identityId: string; principalId?: string }
    | { kind: "disableSystemAssigned"; machineId: string; principalId?: string }
    | { kind: "removeRoleAssignment"; assignmentId: string });
