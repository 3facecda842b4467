/** Creating and replacing a machine (07-vm-create, 7.4). */
import { randomUUID } from "node:crypto";
import { touch } from "../../changes.ts";
import { azureError } from "../../http.ts";
import { osDiskId } from "../../machineProfile.ts";
import type { Json, Machine } from "../../state.ts";
import { isObject, tagsOf, textOf } from "../bodies.ts";
import type { ArmCall } from "../call.ts";
import { badRequest } from "../errors.ts";
import { applyIdentity, planIdentity } from "../machineIdentity.ts";
import { checkedLocation } from "../plainType.ts";
import { checkCores, checkedOs, checkedSize, invalidParameter, need } from "./machineCheck.ts";
import { interfacesFor } from "./machineNetwork.ts";
import { DISKS } from "./disks.ts";

const TYPE = "Microsoft.Compute/virtualMachines";
const NAME = /^[A-Za-z0-9_](?:[\w.-]{0,62}\w)?$/;

/** Checks everything before anything is made, then makes disk, interfaces and machine. */
export async function createMachine(call: ArmCall, id: string, body: Json): Promise<Machine> {
    const { state } = call;
    const name = id.split("/").at(-1) ?? "";
    if (!NAME.test(name)) {
        throw badRequest("InvalidResourceName", `The virtual machine name '${name}' is invalid: 1 to 64 characters of letters, digits, '_', '.' and '-', not ending with '.' or '-'.`);
    }
    const location = checkedLocation(TYPE, textOf(body, "location"));
    const properties = need(body, "properties");
    const size = checkedSize(properties, location);
    checkCores(state, call.subscription?.id ?? "", location, size);
    const { osProfile, osType } = checkedOs(properties);
    const machine: Machine = {
        id, name, type: TYPE, location, tags: tagsOf(body), createdAt: state.clock.now(), identityVisibleAt: {}, etag: 1,
        vmId: randomUUID(), vmSize: size.name, osType, powerState: "starting", properties: {}, ...(Array.isArray(body["zones"]) && { zones: body["zones"] as string[] }),
    };
    const storageProfile = storageOf(machine, need(properties, "storageProfile"));
    const identity = body["identity"] === undefined ? undefined : planIdentity(call, machine, body["identity"]);
    const networkProfile = await interfacesFor(call, machine, need(properties, "networkProfile"));
    machine.properties = { ...kept(properties), osProfile, storageProfile, networkProfile };
    state.machines.add(machine);
    addDisk(call, machine, storageProfile);
    if (identity) {
        applyIdentity(state, machine, identity);
    }
    delete machine.changedAt;
    return machine;
}

/** Profiles that are kept as they come. */
function kept(properties: Json): Json {
    const names = ["securityProfile", "diagnosticsProfile", "additionalCapabilities", "priority", "licenseType", "availabilitySet"];
    return Object.fromEntries(names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]));
}

function storageOf(machine: Machine, wanted: Json): Json {
    const image = need(wanted, "imageReference", "storageProfile.imageReference");
    const whole = typeof image["id"] === "string" || ["publisher", "offer", "sku", "version"].every((name) => typeof image[name] === "string");
    if (!whole) {
        throw invalidParameter("imageReference", "The image reference needs publisher, offer, sku and version, or an id.");
    }
    const disk = isObject(wanted["osDisk"]) ? wanted["osDisk"] : {};
    const named = typeof disk["name"] === "string" ? disk["name"] : `${machine.name}_OsDisk_1`;
    const id = osDiskId(machine).replace(/[^/]+$/, named);
    const managed = isObject(disk["managedDisk"]) ? disk["managedDisk"] : {};
    const osDisk = {
        osType: machine.osType,
        name: named,
        createOption: "FromImage",
        caching: "ReadWrite",
        deleteOption: "Detach",
        diskSizeGB: machine.osType === "Linux" ? 30 : 127,
        ...disk,
        managedDisk: { storageAccountType: "Standard_LRS", ...managed, id },
    };
    const exact = image["version"] === "latest" ? { exactVersion: "24.04.202511010" } : { exactVersion: image["version"] };
    return { imageReference: { ...image, ...exact }, osDisk, dataDisks: [], diskControllerType: "SCSI" };
}

function addDisk({ state }: ArmCall, machine: Machine, storage: Json): void {
    const { name, managedDisk, diskSizeGB, osType } = storage["osDisk"] as { name: string; managedDisk: { id: string; storageAccountType: string }; diskSizeGB: number; osType: string };
    const properties = { osType, diskSizeGB, creationData: { createOption: "FromImage" } };
    state.resources.add({ id: managedDisk.id, name, type: DISKS, location: machine.location, sku: { name: managedDisk.storageAccountType }, createdAt: state.clock.now(), properties });
}

/** What a PUT of an existing machine changes; a profile that the body leaves out stays, tags and zones do not. */
export function replaceMachine(call: ArmCall, machine: Machine, body: Json): void {
    const { state } = call;
    checkedLocation(TYPE, textOf(body, "location"), machine);
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    refuseZones(machine, body["zones"]);
    refuseNewOs(machine, properties);
    const size = properties["hardwareProfile"] === undefined ? undefined : checkedSize(properties, machine.location);
    if (size && size.name !== machine.vmSize) {
        checkCores(state, call.subscription?.id ?? "", machine.location, size, machine);
    }
    const tags = tagsOf(body);
    const plan = body["identity"] === undefined ? undefined : planIdentity(call, machine, body["identity"], "replace");
    if (plan) {
        applyIdentity(state, machine, plan);
    }
    machine.vmSize = size?.name ?? machine.vmSize;
    machine.tags = tags;
    Object.assign(machine.properties, kept(properties));
    touch(state, machine);
}

function refuseZones(machine: Machine, zones: unknown): void {
    const wanted = Array.isArray(zones) ? zones.join() : "";
    if (wanted !== (machine.zones ?? []).join()) {
        throw badRequest("ResourceZonesCannotBeModified", `The zone(s) '${wanted}' for resource '${machine.id}' cannot be modified from '${(machine.zones ?? []).join()}'.`);
    }
}

function refuseNewOs(machine: Machine, properties: Json): void {
    const before = isObject(machine.properties["osProfile"]) ? machine.properties["osProfile"] : {};
    const wanted = isObject(properties["osProfile"]) ? properties["osProfile"] : {};
    const changed = ["computerName", "adminUsername"].find((name) => wanted[name] !== undefined && before[name] !== undefined && wanted[name] !== before[name]);
    if (changed) {
        throw azureError(409, "PropertyChangeNotAllowed", `Changing property 'osProfile.${changed}' is not allowed.`, { error: { target: `osProfile.${changed}` } });
    }
}

