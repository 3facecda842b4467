import { parseArmId, sameArmId } from "../../azure/armId.ts";
import type { IdentityHolder } from "../../azure/access/machines.ts";
import { attachIdentity, detachIdentity as detach } from "../../azure/changes/machineIdentity.ts";
import type { Machine } from "../../azure/machine.ts";
import type { AttachedIdentity, ManagedIdentity, VirtualMachine } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { LocalIdentity } from "../../azure/thisMachine.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { chooseResource, isNoAnswer } from "../choose/chooseResource.ts";
import { noteMachine } from "./noteChange.ts";
import { changeOfMachine, mayDo } from "./rights.ts";
import { pickOne } from "../ask/prompts.ts";
import { inTurn, type Place } from "../ask/wizard.ts";
import { runChange } from "./runChange.ts";
import { confirm, showInformation } from "../messages.ts";

const title = "Detach identity";

/** An identity on a machine, as the nodes of both tell it. */
export interface DetachSlice {
    identity?: LocalIdentity;
    machine?: Machine;
    virtualMachine?: VirtualMachine;
    attached?: AttachedIdentity;
    holder?: IdentityHolder;
    managedIdentity?: ManagedIdentity;
}

/** Detaches a user-assigned identity after a question; its other identities stay. */
export async function detachIdentity(parts: AccessParts, node: DetachSlice = {}): Promise<void> {
    const subscriptions = await signedInSubscriptions(parts);
    const machineId = node.holder?.id ?? node.virtualMachine?.id ?? node.machine?.resourceId;
    const identityId = node.managedIdentity?.id ?? node.attached?.resourceId ?? (node.identity?.kind === "userAssigned" ? node.identity.resourceId : undefined);
    const chosen = subscriptions && (machineId && identityId ? { machineId, identityId } : await choose(node.virtualMachine, subscriptions, parts));
    const seen = chosen && await mayDo(title, [changeOfMachine(chosen.machineId)], parts);
    if (seen && await isConfirmed(chosen.machineId, chosen.identityId, parts)) {
        await run(chosen.machineId, chosen.identityId, seen, parts);
    }
}

async function choose(machine: VirtualMachine | undefined, subscriptions: readonly Subscription[], parts: AccessParts) {
    const which = ({ id, name, identity }: VirtualMachine, place?: Place) => pickOne<{ machineId: string; identityId: string }>({ title, placeholder: `Which identity of ${name}?`, ...place }, [{
        choices: identity.userAssigned.map(({ resourceId }) => ({ label: nameOf(resourceId), icon: "shield", value: { machineId: id, identityId: resourceId } })),
    }]);
    if (machine) {
        const chosen = await which(machine);
        return isNoAnswer(chosen) ? undefined : chosen;
    }
    const chosen = await inTurn(
        (place) => chooseResource("virtualMachine", { title, placeholder: "From which virtual machine?", ...place }, subscriptions, parts, {
            accept: ({ identity }) => identity.userAssigned.length > 0,
            describe: ({ identity }) => identity.userAssigned.map(({ resourceId }) => nameOf(resourceId)).join(", "),
        }),
        ({ resource }, place) => which(resource, place),
    );
    return chosen?.second;
}

async function isConfirmed(machineId: string, identityId: string, { connections }: AccessParts): Promise<boolean> {
    const used = connections.all().filter(({ identity }) => identity.kind === "userAssigned" && identity.resourceId && sameArmId(identity.resourceId, identityId));
    const detail = [
        `Whatever runs on ${nameOf(machineId)} as ${nameOf(identityId)} stops getting tokens, within a day at the latest. The identity and its roles stay.`,
        ...(used.length > 0 ? [`Connections of Keyless that use it: ${used.map(({ name }) => name).join(", ")}.`] : []),
    ].join("\n\n");
    return await confirm(`Detach ${nameOf(identityId)} from ${nameOf(machineId)}?`, detail, "Detach") === "Detach";
}

async function run(machineId: string, identityId: string, subscriptions: readonly Subscription[], parts: AccessParts): Promise<void> {
    const { access } = (subscriptionOf(subscriptions, machineId) ?? subscriptions[0]!).tenant;
    const names = `${nameOf(identityId)} from ${nameOf(machineId)}`;
    const result = await runChange(`Detaching ${names}`, parts.signIn.name(), (options) => detach(access, machineId, identityId, options));
    await noteMachine(machineId, access, parts, result?.identity);
    if (!result) {
        return;
    }
    const undo = async () => {
        const again = await runChange(`Attaching ${nameOf(identityId)} again`, parts.signIn.name(), (options) => attachIdentity(access, machineId, identityId, options));
        await noteMachine(machineId, access, parts, again?.identity);
    };
    void showInformation(`Detached ${names}.`, ...(result.changed ? ["Undo"] : []))
        .then((answer) => (answer === "Undo" ? undo() : undefined))
        .then(undefined, (error: unknown) => parts.failures.report(error, "undo"));
}

function nameOf(id: string): string {
    return parseArmId(id)?.name ?? id;
}
