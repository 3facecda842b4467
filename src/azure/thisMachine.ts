import type { ArmAccess, Management } from "./arm.ts";
import { normalizeArmId, parseArmId } from "./armId.ts";
import type { Cloud } from "./cloud.ts";
import type { GetToken } from "./credentials.ts";
import type { SystemAssignedIdentity, UserAssignedIdentity } from "./identity.ts";
import { ManagedIdentityFailure } from "./imds/imds.ts";
import type { Inventory } from "./inventory.ts";
import { attachedIdentities, type Machine, type MachineReading, readMachine } from "./machine.ts";
import type { MachineIdentity } from "./resources.ts";

export type LocalIdentity = SystemAssignedIdentity | UserAssignedIdentity;

/** What is attached to this machine: from ARM; or only what IMDS lets one conclude, and why ARM did not tell. */
export type AttachedReading =
    | { kind: "arm"; identities: LocalIdentity[] }
    /** `error` is absent where nobody is signed in. `several`: IMDS says that there is more than one. */
    | { kind: "imds"; identities: LocalIdentity[]; several: boolean; error?: unknown };

/** The machine on which the extension host runs; both readings are cached until `refresh`. */
export interface ThisMachine {
    machine(): Promise<MachineReading>;
    attached(machine: Machine): Promise<AttachedReading>;
    refresh(): void;
}

interface Sources {
    cloud(): Cloud;
    getToken: GetToken;
    management(): Promise<Management | undefined>;
    inventory: Inventory;
}

export function createThisMachine(sources: Sources): ThisMachine {
    let reading: Promise<MachineReading> | undefined;
    let attached: Promise<AttachedReading> | undefined;
    return {
        machine: () => (reading ??= readMachine()),
        attached: (machine) => (attached ??= readAttached(machine, sources)),
        refresh() {
            reading = undefined;
            attached = undefined;
        },
    };
}

async function readAttached(machine: Machine, sources: Sources): Promise<AttachedReading> {
    let error: unknown;
    try {
        const management = await sources.management();
        if (management) {
            const identity = await readFromAny(await accessTo(machine, management, sources.inventory), machine);
            return { kind: "arm", identities: identitiesOf(machine, identity) };
        }
    } catch (caught) {
        error = caught;
    }
    return { kind: "imds", ...(await readFromImds(machine, sources)), error };
}

/** The rights in the tenant of the machine's subscription; where the list does not show it, those in every tenant. */
async function accessTo(machine: Machine, management: Management, inventory: Inventory): Promise<ArmAccess[]> {
    const { subscriptions } = await inventory.subscriptions();
    const owner = subscriptions.find(({ subscriptionId }) => subscriptionId.toLowerCase() === machine.subscriptionId.toLowerCase());
    return owner ? [owner.tenant.access] : (await management.tenants()).map((tenant) => tenant.access);
}

async function readFromAny(accesses: ArmAccess[], machine: Machine): Promise<MachineIdentity> {
    try {
        return await Promise.any(accesses.map((access) => attachedIdentities(access, machine)));
    } catch (error) {
        throw error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
    }
}

/** The identities that this machine can use, the system-assigned one first. */
function identitiesOf(machine: Machine, { systemPrincipalId, tenantId, userAssigned }: MachineIdentity): LocalIdentity[] {
    const system: LocalIdentity[] = systemPrincipalId
        ? [{ kind: "systemAssigned", name: machine.name, principalId: systemPrincipalId, tenantId }]
        : [];
    return [...system, ...userAssigned.map((attached): LocalIdentity => ({
        kind: "userAssigned", name: parseArmId(attached.resourceId)?.name ?? attached.resourceId, ...attached,
    }))];
}

/**
 * IMDS can't list identities, but the token that it gives without a selector tells whose it is: the
 * system-assigned identity's if there is one, else the only user-assigned one's; with several it refuses
 * (02-managed-identity.md, 2.2).
 */
async function readFromImds(machine: Machine, sources: Sources): Promise<{ identities: LocalIdentity[]; several: boolean }> {
    try {
        const anyone: LocalIdentity = { kind: "systemAssigned", name: machine.name };
        const { claims } = await sources.getToken(anyone, sources.cloud().armAudience);
        const ids = { clientId: claims.appid, principalId: claims.oid, tenantId: claims.tid };
        const resourceId = claims.xms_mirid;
        const isSystem = !resourceId || normalizeArmId(resourceId) === normalizeArmId(machine.scaleSetId ?? machine.resourceId);
        return {
            identities: [isSystem
                ? { kind: "systemAssigned", name: machine.name, principalId: ids.principalId, tenantId: ids.tenantId }
                : { kind: "userAssigned", name: parseArmId(resourceId)?.name ?? resourceId, resourceId, ...ids }],
            several: false,
        };
    } catch (error) {
        const refused = error instanceof ManagedIdentityFailure && error.status === 400;
        // The text is Azure's own, but not promised: without it the answer is only "not known".
        return { identities: [], several: refused && /multiple user assigned/i.test(error.body ?? "") };
    }
}
