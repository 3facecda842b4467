import { parseArmId } from "../../azure/armId.ts";
import type { HeldRole } from "../../azure/access/accessReader.ts";
import type { ArmAccess, Tenant } from "../../azure/arm.ts";
import { readMachineIdentity, setSystemAssigned } from "../../azure/changes/machineIdentity.ts";
import { removeRoleAssignment } from "../../azure/changes/roleAssignments.ts";
import type { Machine } from "../../azure/machine.ts";
import type { VirtualMachine } from "../../azure/resources.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { inTenant } from "../../resources/accessNodes.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { chooseResource, isNoAnswer } from "../choose/chooseResource.ts";
import { confirmSummary } from "../ask/summary.ts";
import { noteMachine } from "./noteChange.ts";
import { changeOfMachine, mayDo } from "./rights.ts";
import { runChange } from "./runChange.ts";
import { offerUndo } from "./undo.ts";
import { confirm, showInformation, withNotification } from "../messages.ts";

export interface MachineSlice {
    virtualMachine?: VirtualMachine;
    machine?: Machine;
}

interface Chosen {
    id: string;
    name: string;
    access: ArmAccess;
    tenant: Tenant;
    subscriptions: readonly Subscription[];
}

/** Enables it once what will be done is agreed to. */
export async function enableSystemIdentity(parts: AccessParts, node: MachineSlice = {}): Promise<void> {
    const title = "Enable system-assigned identity";
    const chosen = await chooseMachine(title, false, node, parts);
    if (!chosen || !await isAgreed(title, chosen, parts)) {
        return;
    }
    const { id, name, access } = chosen;
    const result = await runChange(`Enabling the system-assigned identity of ${name}`, parts.signIn.name(), (options) => setSystemAssigned(access, id, true, options));
    await noteMachine(id, access, parts, result?.identity);
    if (result) {
        void offerUndo(`${name} has ${result.changed ? "" : "had "}its system-assigned identity${result.changed ? "" : " already"}. It needs a role to call a model.`, !result.changed ? [] : [{
            kind: "disableSystemAssigned", id: "undo", machineId: id, principalId: result.identity.systemPrincipalId,
            text: `Disable the system-assigned identity of ${name}`, action: controlActions.writeMachine, scope: id,
        }], access, parts);
    }
}

async function isAgreed(title: string, { id, name, access, tenant }: Chosen, { signIn }: AccessParts): Promise<boolean> {
    const answer = await confirmSummary({ title, placeholder: "What will be done. Nothing has changed yet." }, Promise.resolve({
        apply: { label: "Enable", icon: "play", description: `as ${signIn.name() ?? "you"}`, value: "apply" as const },
        changes: [`Enable the system-assigned identity of ${name}; its other identities stay`],
        scripts: { cloud: access.cloud.name, tenantId: tenant.tenantId, assignments: [], machine: { id, attach: [], enableSystemAssigned: true } },
    }));
    return answer === "apply";
}

/** Its principal is deleted with it, so that its roles are left over: they can be removed first. */
export async function disableSystemIdentity(parts: AccessParts, node: MachineSlice = {}): Promise<void> {
    const chosen = await chooseMachine("Disable system-assigned identity", true, node, parts);
    if (!chosen) {
        return;
    }
    const roles = await withNotification(`Looking at the roles of ${chosen.name}`, () => rolesOf(chosen, parts));
    const answer = await askToDisable(chosen.name, roles);
    if (!answer) {
        return;
    }
    const { id, name, access } = chosen;
    const result = await runChange(`Disabling the system-assigned identity of ${name}`, parts.signIn.name(), async (options) => {
        for (const { assignment } of answer === "Remove Roles and Disable" ? roles : []) {
            await removeRoleAssignment(access, assignment.id, options);
            parts.reader.forget(assignment.id);
        }
        return setSystemAssigned(access, id, false, options);
    });
    await noteMachine(id, access, parts, result?.identity);
    if (result) {
        void showInformation(`${name} has no system-assigned identity any more.`);
    }
}

async function askToDisable(name: string, roles: readonly HeldRole[]): Promise<string | undefined> {
    const held = roles.map((each) => `${each.roleName} on ${each.scopeName}`).join("; ");
    const detail = [
        `Whatever runs on ${name} as this identity loses its access. Its principal is deleted: enabled again, it is somebody else and needs new roles.`,
        ...(roles.length > 0 ? [`Roles that would stay behind, orphaned: ${held}.`] : []),
    ].join("\n\n");
    const buttons = roles.length > 0 ? ["Remove Roles and Disable", "Disable Only"] : ["Disable"];
    return confirm(`Disable the system-assigned identity of ${name}?`, detail, ...buttons);
}

async function rolesOf({ id, access, tenant, subscriptions }: Chosen, { reader }: AccessParts): Promise<HeldRole[]> {
    const { systemPrincipalId } = await readMachineIdentity(access, id);
    const reachable = inTenant(subscriptions, tenant).map(({ subscriptionId }) => subscriptionId);
    return systemPrincipalId ? reader.rolesOf(access, systemPrincipalId, reachable) : [];
}

async function chooseMachine(title: string, enabled: boolean, { virtualMachine, machine }: MachineSlice, parts: AccessParts): Promise<Chosen | undefined> {
    const subscriptions = await signedInSubscriptions(parts);
    if (!subscriptions) {
        return undefined;
    }
    const picked = virtualMachine ?? machine ?? await chooseResource("virtualMachine", { title, placeholder: "On which virtual machine?" }, subscriptions, parts, {
        accept: ({ identity }) => (identity.systemPrincipalId !== undefined) === enabled,
    });
    if (isNoAnswer(picked)) {
        return undefined;
    }
    const id = "resource" in picked ? picked.resource.id : "id" in picked ? picked.id : picked.scaleSetId ?? picked.resourceId;
    const seen = await mayDo(title, [changeOfMachine(id)], parts);
    const subscription = seen && (subscriptionOf(seen, id) ?? seen[0]);
    return subscription && { id, name: parseArmId(id)?.name ?? id, access: subscription.tenant.access, tenant: subscription.tenant, subscriptions: seen };
}
