import { type ArmAccess, armClient } from "../arm.ts";
import { parseArmId, sameArmId } from "../armId.ts";
import { type MachineIdentity, type RawIdentity, toMachineIdentity } from "../resources.ts";
import { controlActions } from "../roles/roleCatalog.ts";
import { type Attempt, change, type ChangeOptions, placeOf, refusal, refuseOther, type RemovalOptions, sending, statusOf } from "./change.ts";
import { type IdentityChange, identityPatch } from "./identityPatch.ts";
import { startWaiting } from "./timer.ts";

/** What the machine has after a change, and whether the change was needed. */
export interface MachineChange {
    identity: MachineIdentity;
    changed: boolean;
}

/** Attaches a user-assigned identity; the others stay. Follows the operation to its end. @throws AccessError */
export function attachIdentity(access: ArmAccess, machineId: string, identityId: string, options: ChangeOptions = {}): Promise<MachineChange> {
    return changeMachine(access, machineId, { kind: "attach", identityId }, options);
}

/** Detaches a user-assigned identity; the others stay. @throws AccessError */
export function detachIdentity(access: ArmAccess, machineId: string, identityId: string, options: RemovalOptions = {}): Promise<MachineChange> {
    return changeMachine(access, machineId, { kind: "detach", identityId }, options);
}

/** Switching off deletes the identity's principal; its role assignments stay behind, orphaned. @throws AccessError */
export function setSystemAssigned(access: ArmAccess, machineId: string, enabled: boolean, options: RemovalOptions = {}): Promise<MachineChange> {
    return changeMachine(access, machineId, { kind: enabled ? "enableSystemAssigned" : "disableSystemAssigned" }, options);
}

/** The identities of a machine, as they are now. @throws AccessError for scale sets, RestError otherwise. */
export async function readMachineIdentity(access: ArmAccess, machineId: string, signal?: AbortSignal): Promise<MachineIdentity> {
    refuseScaleSet({ what: `read the identities of ${placeOf(machineId).name}`, action: "Microsoft.Compute/virtualMachines/read", scope: machineId }, undefined);
    return toMachineIdentity((await read(access, machineId, signal)).identity);
}

function changeMachine(access: ArmAccess, machineId: string, wanted: IdentityChange, options: RemovalOptions): Promise<MachineChange> {
    const attempt = { what: whatOf(machineId, wanted), action: controlActions.writeMachine, scope: machineId };
    return change(attempt, options, async () => {
        refuseScaleSet(attempt, options.who);
        const waiting = startWaiting({
            message: `Waiting for another change of ${placeOf(machineId).name}`,
            limitMs: 4 * 60_000, pausesMs: [1_000, 2_000, 4_000, 8_000, 10_000],
        }, options);
        for (;;) {
            try {
                return await changeOnce(access, machineId, wanted, options);
            } catch (error) {
                // Somebody else changes the machine now (409), or did since we read it (412).
                if (![409, 412].includes(statusOf(error) ?? 0) || !waiting.hasTime()) {
                    throw error;
                }
                await waiting.pause();
            }
        }
    });
}

async function changeOnce(access: ArmAccess, machineId: string, wanted: IdentityChange, options: RemovalOptions): Promise<MachineChange> {
    const { resourceGroup, name } = placeOf(machineId);
    const present = await read(access, machineId, options.signal);
    refuseOther({ what: whatOf(machineId, wanted), action: controlActions.writeMachine, scope: machineId }, principalOf(toMachineIdentity(present.identity), wanted), options);
    const identity = identityPatch(present.identity, wanted);
    if (!identity) {
        return { identity: toMachineIdentity(present.identity), changed: false };
    }
    const machines = await machinesOf(access, machineId);
    const { poller } = await sending(options, async (abortSignal) => {
        // The SDK's type lacks the null that removes an entry; its serializer sends it.
        const begun = machines.update(resourceGroup, name, { identity: identity as object }, { ifMatch: present.etag, abortSignal });
        await begun.submitted();
        // Wrapped, as the poller itself is a promise of the operation's end.
        return { poller: begun };
    });
    await poller.pollUntilDone({ abortSignal: options.signal });
    return { identity: toMachineIdentity((await read(access, machineId, options.signal)).identity), changed: true };
}

/** The principal of an identity that is attached to the machine, as far as Azure tells it. */
export function attachedPrincipal({ userAssigned }: MachineIdentity, identityId: string): string | undefined {
    return userAssigned.find(({ resourceId }) => sameArmId(resourceId, identityId))?.principalId;
}

function principalOf(present: MachineIdentity, wanted: IdentityChange): string | undefined {
    return "identityId" in wanted ? attachedPrincipal(present, wanted.identityId) : present.systemPrincipalId;
}

interface PresentMachine {
    identity: RawIdentity | undefined;
    etag?: string;
}

async function read(access: ArmAccess, machineId: string, abortSignal?: AbortSignal): Promise<PresentMachine> {
    const { resourceGroup, name } = placeOf(machineId);
    const { identity, etag } = await (await machinesOf(access, machineId)).get(resourceGroup, name, { abortSignal });
    return { identity: identity as RawIdentity | undefined, etag };
}

async function machinesOf(access: ArmAccess, machineId: string) {
    const { ComputeManagementClient } = await import("@azure/arm-compute");
    return (await armClient(access, (credential, options) => new ComputeManagementClient(credential, placeOf(machineId).subscriptionId, options))).virtualMachines;
}

/** The identities of a scale set's machine are the scale set's, and reach its machines by its upgrade policy only. */
function refuseScaleSet(attempt: Attempt, who: string | undefined): void {
    if (/\/virtualMachineScaleSets(\/|$)/i.test(attempt.scope)) {
        throw refusal(attempt, who, {
            kind: "unexpected",
            cause: "It is a virtual machine scale set, or belongs to one; Keyless can't change the identities of those yet.",
            remedy: "Change them in the portal or with az vmss identity assign, then update the instances.",
        });
    }
}

function whatOf(machineId: string, wanted: IdentityChange): string {
    const machine = placeOf(machineId).name;
    switch (wanted.kind) {
        case "attach":
            return `attach ${parseArmId(wanted.identityId)?.name ?? wanted.identityId} to ${machine}`;
        case "detach":
            return `detach ${parseArmId(wanted.identityId)?.name ?? wanted.identityId} from ${machine}`;
        case "enableSystemAssigned":
            return `enable the system-assigned identity of ${machine}`;
        case "disableSystemAssigned":
            return `disable the system-assigned identity of ${machine}`;
    }
}
