import { createAccessReader } from "../../azure/access/accessReader.ts";
import { currentAssignmentsOf } from "../../azure/access/assignments.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { statusOf } from "../../azure/changes/change.ts";
import { findIdentity, newIdentityId, sameLocation } from "../../azure/changes/identities.ts";
import { readMachineIdentity } from "../../azure/changes/machineIdentity.ts";
import { findResourceGroup } from "../../azure/changes/resourceGroups.ts";
import { AccessError } from "../../azure/errors.ts";
import { dataActions, recommendedRoles } from "../../azure/roles/roleCatalog.ts";
import { lastSegment, relateScope } from "../../azure/roles/roleMatching.ts";
import type { MachineIdentity, ManagedIdentity } from "../../azure/resources.ts";
import type { ChosenIdentity, ChosenRole, SetUpChoice } from "./model.ts";

/** What is there of the things that the choice names. */
export interface Present {
    groupExists: boolean;
    identity: ManagedIdentity | undefined;
    machine: MachineIdentity;
    /** The identity may call models of the account, whatever role lets it. */
    mayCall: boolean;
    /** It has the chosen role at the scope or above. */
    hasRole: boolean;
}

/** Reads it all from ARM, which does not lag. @throws RestError, AccessError */
export async function readPresent(choice: SetUpChoice, { access, signal }: { access: ArmAccess; signal?: AbortSignal }): Promise<Present> {
    const [machine, groupExists, identity] = await Promise.all([
        readMachineIdentity(access, choice.machine.id, signal),
        hasGroup(choice.identity, access, signal),
        readIdentity(choice.identity, access, signal),
    ]);
    const principalId = choice.identity.kind === "systemAssigned" ? machine.systemPrincipalId : identity?.principalId;
    const [mayCall, hasRole] = principalId
        ? await Promise.all([readMayCall(choice, principalId, access, signal), readHasRole(choice, principalId, access, signal)])
        : [false, false];
    return { groupExists, identity, machine, mayCall, hasRole };
}

/** Known for Azure OpenAI models only: which data action the others need is not documented for each of their calls. */
async function readMayCall({ target }: SetUpChoice, principalId: string, access: ArmAccess, signal?: AbortSignal): Promise<boolean> {
    if ((target.modelFormat ?? "OpenAI").toLowerCase() !== "openai") {
        return false;
    }
    const answer = createAccessReader().canCall(access, principalId, target.accountId, { action: dataActions.chatCompletions }, signal);
    return (await unlessForbidden(answer))?.kind === "granted";
}

/** The chosen role, at the scope or above it, without a condition. */
async function readHasRole(choice: SetUpChoice, principalId: string, access: ArmAccess, signal?: AbortSignal): Promise<boolean> {
    const scope = scopeOf(choice);
    const guid = lastSegment(roleOf(choice).id);
    const held = await unlessForbidden(currentAssignmentsOf(access, principalId, scope, signal));
    return (held ?? []).some((each) => lastSegment(each.roleDefinitionId) === guid && !each.condition
        // What ARM returns at all, in a management group, is above.
        && ["same", "above", "unknown"].includes(relateScope(each.scope, scope)));
}

/** What may not be read counts as missing: to do it again does no harm, and whoever may assign it may read it. */
async function unlessForbidden<T>(read: Promise<T>): Promise<T | undefined> {
    return read.catch((error: unknown) => {
        if (statusOf(error) !== 403) {
            throw error;
        }
        return undefined;
    });
}

async function hasGroup(identity: ChosenIdentity, access: ArmAccess, signal?: AbortSignal): Promise<boolean> {
    return identity.kind === "new" && await findResourceGroup(access, identity.subscriptionId, identity.resourceGroup, signal) !== undefined;
}

/** The lists that an identity is chosen from may lag behind; a new one may be there from an earlier try. */
async function readIdentity(identity: ChosenIdentity, access: ArmAccess, signal?: AbortSignal): Promise<ManagedIdentity | undefined> {
    switch (identity.kind) {
        case "systemAssigned":
            return undefined;
        case "existing":
            return await unlessForbidden(readChosen(identity.identity, access, signal)) ?? identity.identity;
        case "new": {
            const found = await findIdentity(access, newIdentityId(identity), signal);
            if (found && !sameLocation(found.location, identity.location)) {
                throw nameTaken(identity.name, found.location);
            }
            return found;
        }
    }
}

async function readChosen({ id, name, resourceGroup }: ManagedIdentity, access: ArmAccess, signal?: AbortSignal): Promise<ManagedIdentity> {
    const found = await findIdentity(access, id, signal);
    if (!found) {
        throw new AccessError({
            kind: "notFound",
            summary: `The identity ${name} can't be used`,
            cause: `It is no longer in the resource group ${resourceGroup}.`,
            remedy: "Refresh the list, and choose another or create one.",
            actions: [],
            evidence: [{ name: "Identity", value: id }],
        });
    }
    return found;
}

function nameTaken(name: string, location: string): AccessError {
    return new AccessError({
        kind: "nameTaken",
        summary: `The identity ${name} can't be created`,
        cause: `One of this name is in the resource group already, in ${location}.`,
        remedy: "Use that one, or choose another name or resource group.",
        actions: [],
        evidence: [],
    });
}

/** The chosen role, or the recommended one for the model. */
export function roleOf({ role, target }: SetUpChoice): ChosenRole {
    return role ?? recommendedRoles({ modelFormat: target.modelFormat, purpose: "models" })[0]!.role;
}

/** Where the role is given. */
export function scopeOf({ scope, target }: SetUpChoice): string {
    return scope ?? target.accountId;
}
