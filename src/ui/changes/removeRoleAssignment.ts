import type { HeldRole } from "../../azure/access/accessReader.ts";
import type { Caller } from "../../azure/access/callers.ts";
import { parseArmId } from "../../azure/armId.ts";
import { assignRole, type PrincipalType, removeRoleAssignment as remove } from "../../azure/changes/roleAssignments.ts";
import type { RoleAssignment } from "../../azure/roles.ts";
import type { Account } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { inTenant } from "../../resources/accessNodes.ts";
import { scopeKind } from "../../resources/describeRoles.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { chooseResource } from "../choose/chooseResource.ts";
import { noteMade } from "./noteChange.ts";
import { mayDo } from "./rights.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import { pickAfresh } from "../ask/pickAfresh.ts";
import { inTurn } from "../ask/wizard.ts";
import { runChange } from "./runChange.ts";
import { confirm, showInformation } from "../messages.ts";

const title = "Remove role assignment";

/** A role assignment, as the nodes of its principal and of its scope tell it. */
export interface RoleAssignmentSlice {
    held?: HeldRole;
    principalName?: string;
    caller?: Caller;
    account?: Account;
    subscription?: Subscription;
}

interface Chosen {
    assignment: RoleAssignment;
    roleName: string;
    principalName: string;
    subscription: Subscription;
}

/** Takes a role away after a question, and offers to give it back. */
export async function removeRoleAssignment(parts: AccessParts, node: RoleAssignmentSlice = {}): Promise<void> {
    const subscriptions = await signedInSubscriptions(parts);
    const picked = subscriptions && (ofNode(node, subscriptions) ?? await choose(subscriptions, parts));
    const seen = picked && await mayDo(title, [{ scope: picked.assignment.scope, actions: [controlActions.deleteRoleAssignment] }], parts);
    if (!seen || !await isConfirmed(picked)) {
        return;
    }
    const chosen = { ...picked, subscription: subscriptionOf(seen, picked.subscription.id) ?? picked.subscription };
    const { assignment, roleName, principalName, subscription } = chosen;
    const { access } = subscription.tenant;
    const what = `remove the role ${roleName} of ${principalName}`;
    const removed = await runChange(`Removing ${roleName}`, parts.signIn.name(), async (options) => {
        await remove(access, assignment.id, { ...options, what });
        return true;
    });
    if (removed) {
        parts.reader.forget(assignment.id);
        parts.views.refresh();
        void offerBack(chosen, parts).catch((error: unknown) => parts.failures.report(error, "undo"));
    }
}

function ofNode({ held, principalName, caller, subscription }: RoleAssignmentSlice, subscriptions: readonly Subscription[]): Chosen | undefined {
    const assignment = held?.assignment ?? caller?.assignment;
    const owner = assignment && (subscription ?? subscriptionOf(subscriptions, assignment.scope));
    return assignment && owner && {
        assignment, subscription: owner,
        roleName: held?.roleName ?? caller?.roleName ?? "",
        principalName: principalName ?? caller?.known?.name ?? assignment.principalId,
    };
}

async function choose(subscriptions: readonly Subscription[], parts: AccessParts): Promise<Chosen | undefined> {
    const chosen = await inTurn(
        (place) => chooseResource("managedIdentity", { title, placeholder: "Of which identity?", ...place }, subscriptions, parts),
        ({ resource, subscription }, place) => {
            const reachable = inTenant(subscriptions, subscription.tenant).map(({ subscriptionId }) => subscriptionId);
            const held = () => parts.reader.rolesOf(subscription.tenant.access, resource.principalId, reachable);
            return pickAfresh<HeldRole>({ title, placeholder: `Which role of ${resource.name}?`, ...place }, {
                read: () => [held().then((found) => ({ choices: found.map((each) => ({ label: each.roleName, icon: "shield", description: `on ${each.scopeName}`, value: each })) }))],
                forget: () => undefined, nothing: `${resource.name} has no role`,
            });
        },
    );
    return chosen && { assignment: chosen.second.assignment, roleName: chosen.second.roleName, principalName: chosen.first.resource.name, subscription: chosen.first.subscription };
}

async function isConfirmed({ assignment, roleName, principalName }: Chosen): Promise<boolean> {
    const kind = scopeKind(assignment.scope);
    const scope = parseArmId(assignment.scope)?.name ?? assignment.scope;
    const detail = [
        `It may go on working for some minutes.`,
        ...(kind ? [`The role is assigned on the ${kind} ${scope}: it goes for everything in it.`] : []),
        ...(assignment.condition ? ["It has a condition, which Keyless can't give back."] : []),
    ].join("\n\n");
    return await confirm(`Remove ${roleName} of ${principalName} on ${scope}?`, detail, "Remove") === "Remove";
}

async function offerBack({ assignment, roleName, principalName, subscription }: Chosen, parts: AccessParts): Promise<void> {
    const buttons = assignment.condition ? [] : ["Undo"];
    if (await showInformation(`${principalName} no longer has ${roleName} on ${parseArmId(assignment.scope)?.name ?? assignment.scope}.`, ...buttons) !== "Undo") {
        return;
    }
    const { scope, principalId, principalType = "ServicePrincipal", roleDefinitionId } = assignment;
    const wanted = { scope, principalId, principalType: principalType as PrincipalType, roleId: roleDefinitionId, roleName, principalName };
    const made = await runChange(`Giving ${roleName} back`, parts.signIn.name(), (options) => assignRole(subscription.tenant.access, wanted, options));
    if (made) {
        noteMade(made, parts);
        parts.views.refresh();
    }
}
