import type { ArmAccess } from "../../azure/arm.ts";
import { sameArmId } from "../../azure/armId.ts";
import { newIdentityId } from "../../azure/changes/identities.ts";
import { AccessError } from "../../azure/errors.ts";
import { explain } from "../../azure/failures/explain.ts";
import type { ManagedIdentity } from "../../azure/resources.ts";
import { type Present, readPresent, roleOf, scopeOf } from "./present.ts";
import { planScripts } from "./scripts.ts";
import { changeSteps, type Missing, nameOf, waitSteps } from "./steps.ts";
import type { ChosenRole, SetUpChoice, SetUpIdentity, SetUpPlan } from "./model.ts";

export interface PlanOptions {
    access: ArmAccess;
    /** Whose rights are used, for people. */
    who?: string;
    signal?: AbortSignal;
}

/**
 * What has to be done so that the chosen identity may call the chosen deployment from the chosen machine. Reads what
 * is there, and plans only what is missing; changes nothing.
 * @throws AccessError where the present state can't be read, or stands against the choice.
 */
export async function planSetUp(choice: SetUpChoice, options: PlanOptions): Promise<SetUpPlan> {
    try {
        const present = await readPresent(choice, options);
        refuseOtherTenant(choice, present);
        return planFrom(choice, present, options.access);
    } catch (error) {
        options.signal?.throwIfAborted();
        throw error instanceof AccessError ? error
            : new AccessError(explain(error, { what: "read what is set up already", who: options.who }), { cause: error });
    }
}

/** A managed identity gets tokens of its own tenant only (failures.md, A7). */
function refuseOtherTenant({ identity, machine, target }: SetUpChoice, present: Present): void {
    const own = identity.kind === "systemAssigned" ? present.machine.tenantId : present.identity?.tenantId;
    if (own && target.tenantId && own.toLowerCase() !== target.tenantId.toLowerCase()) {
        throw new AccessError({
            kind: "wrongTenant", row: "A7",
            summary: `${nameOf(identity, machine.name)} can't call ${target.deployment}`,
            cause: `The identity is in tenant ${own}, ${target.accountName} is in tenant ${target.tenantId}; a managed identity works in its own tenant only.`,
            remedy: "Choose a deployment of the identity's tenant.",
            actions: [],
            evidence: [],
        });
    }
}

function planFrom(choice: SetUpChoice, present: Present, access: ArmAccess): SetUpPlan {
    const role = roleOf(choice);
    const missing: Missing = {
        group: choice.identity.kind === "new" && !present.groupExists,
        identity: choice.identity.kind === "new" && !present.identity,
        attachment: !isAttached(choice, present),
        role: !present.hasRole && (choice.role !== undefined || !present.mayCall),
    };
    const changes = changeSteps(choice, missing, role, scopeOf(choice));
    return {
        choice,
        steps: [...changes, ...waitSteps(choice)],
        present: presentTexts(choice, missing, role),
        scripts: planScripts(changes, access.cloud, choice.target.tenantId),
        identity: identityOf(choice, present),
    };
}

function isAttached({ identity }: SetUpChoice, { machine, identity: found }: Present): boolean {
    return identity.kind === "systemAssigned"
        ? machine.systemPrincipalId !== undefined
        : found !== undefined && machine.userAssigned.some(({ resourceId }) => sameArmId(resourceId, found.id));
}

function identityOf({ identity, machine }: SetUpChoice, { machine: present, identity: found }: Present): SetUpIdentity {
    switch (identity.kind) {
        case "systemAssigned":
            return { kind: "systemAssigned", name: machine.name, principalId: present.systemPrincipalId, tenantId: present.tenantId };
        case "existing":
            return userAssigned(found ?? identity.identity);
        case "new":
            return found ? userAssigned(found) : { kind: "userAssigned", name: identity.name, resourceId: newIdentityId(identity) };
    }
}

/** The identity as connections keep it. */
export function userAssigned({ name, clientId, principalId, id, tenantId }: ManagedIdentity): SetUpIdentity {
    return { kind: "userAssigned", name, clientId, principalId, resourceId: id, tenantId };
}

function presentTexts({ identity, machine, target }: SetUpChoice, missing: Missing, role: ChosenRole): string[] {
    const name = nameOf(identity, machine.name);
    return [
        identity.kind === "new" && !missing.group && `The resource group ${identity.resourceGroup} exists`,
        identity.kind === "new" && !missing.identity && `The identity ${identity.name} exists`,
        !missing.attachment && (identity.kind === "systemAssigned"
            ? `${machine.name} has its system-assigned identity`
            : `${name} is attached to ${machine.name}`),
        !missing.role && `${name} has ${role.name} or a role that includes it for ${target.accountName}`,
    ].filter((text) => typeof text === "string");
}
