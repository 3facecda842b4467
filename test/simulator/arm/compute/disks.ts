/** Managed disks: made with their machines, and deleted with them or by themselves. */
import { type Json, type Machine, type PlainResource, type State, sameId } from "../../state.ts";
import { isObject, plainBody, timeText } from "../bodies.ts";
import type { ArmCall } from "../call.ts";
import { badRequest } from "../errors.ts";
import type { Draft, PlainType } from "../plainType.ts";
import { azureError } from "../../http.ts";
import { machineProfile } from "../../machineProfile.ts";
import { guidOf } from "../network/parts.ts";

export const DISKS = "Microsoft.Compute/disks";

export const diskType: PlainType = {
    type: DISKS,
    name: { pattern: /^\w[\w.-]{0,78}\w?$/, rule: "The name must be 1 to 80 characters of letters, digits, '_', '.' and '-'." },
    lasting: true,
    read,
    body,
    checkDelete,
};

function read(_: ArmCall, { properties, body: wanted, existing }: Draft): Pick<PlainResource, "properties" | "sku"> {
    const creation = properties["creationData"] ?? existing?.properties["creationData"];
    if (!isObject(creation) || typeof creation["createOption"] !== "string") {
        throw badRequest("InvalidParameter", "Required parameter 'creationData.createOption' is missing (null).", { target: "creationData.createOption" });
    }
    const sku = isObject(wanted["sku"]) ? wanted["sku"] : (existing?.sku ?? { name: "Standard_LRS", tier: "Standard" });
    return { sku, properties: { ...existing?.properties, ...properties, creationData: creation } };
}

/** The machine whose operating system the disk holds. */
export function diskUser(state: State, disk: string): Machine | undefined {
    return state.machines.find((machine) => sameId(osDiskOf(machine) ?? "", disk));
}

export function osDiskOf(machine: Machine): string | undefined {
    const { osDisk } = machineProfile(machine).storageProfile as { osDisk?: { managedDisk?: { id?: string } } };
    return osDisk?.managedDisk?.id;
}

function body(state: State, disk: PlainResource): Json {
    const user = diskUser(state, disk.id);
    const { properties, ...envelope } = plainBody(disk);
    const diskState = user ? (user.powerState === "deallocated" ? "Reserved" : "Attached") : "Unattached";
    const own = { timeCreated: timeText(disk.createdAt), diskState, provisioningState: "Succeeded", uniqueId: guidOf(disk.id) };
    return { ...envelope, ...(user && { managedBy: user.id }), properties: { ...(properties as Json), ...own } };
}

function checkDelete(call: ArmCall, disk: PlainResource): void {
    const user = diskUser(call.state, disk.id);
    if (user) {
        throw azureError(409, "OperationNotAllowed", `Disk ${disk.name} is attached to VM ${user.id}.`);
    }
}
