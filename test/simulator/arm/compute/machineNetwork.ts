/** The network interfaces of a new machine: present ones, or made with it (07-vm-create, 7.3). */
import { azureError } from "../../http.ts";
import { type Json, type Machine, sameId } from "../../state.ts";
import { isObject } from "../bodies.ts";
import type { ArmCall } from "../call.ts";
import { interfaceType, machineOf } from "../network/interfaces.ts";
import { publicAddressType } from "../network/publicAddresses.ts";
import { NIC, PUBLIC_IP, idIn, joinAll, objectsIn, propertiesIn } from "../network/parts.ts";
import type { PlainType } from "../plainType.ts";
import { invalidParameter } from "./machineCheck.ts";

/** `networkProfile` of the machine's body; throws where an interface is not there, not joinable, elsewhere or taken. */
export async function interfacesFor(call: ArmCall, machine: Machine, profile: Json): Promise<Json> {
    const configurations = objectsIn(profile["networkInterfaceConfigurations"]);
    const present = objectsIn(profile["networkInterfaces"]);
    if (configurations.length + present.length === 0) {
        throw invalidParameter("networkProfile.networkInterfaces", "Virtual Machine must have at least one network interface.");
    }
    const references = present.map((entry) => idIn(entry) ?? "").map((id) => ({ id, action: `${NIC}/join/action`, exists: call.state.resources.has(id) }));
    joinAll(call, machine, references);
    references.forEach(({ id }) => refuse(call, machine, id));
    const made = configurations.map((configuration) => makeInterface(call, machine, configuration));
    return { networkInterfaces: [...present, ...made] };
}

function refuse(call: ArmCall, machine: Machine, id: string): void {
    const nic = call.state.resources.get(id);
    const taken = machineOf(call.state, id);
    if (taken && !sameId(taken.id, machine.id)) {
        const message = `Cannot attach the network interface ${id} to virtual machine ${machine.id}: it is already attached to ${taken.id}.`;
        throw azureError(409, "NetworkInterfaceAlreadyInUse", message);
    }
    if (nic && nic.location !== machine.location) {
        throw azureError(400, "InvalidResourceLocation", `The network interface ${id} is in ${nic.location}, the virtual machine in ${machine.location}.`);
    }
}

function makeInterface(call: ArmCall, machine: Machine, configuration: Json): Json {
    const properties = propertiesIn(configuration);
    const name = String(configuration["name"]);
    const ipConfigurations = objectsIn(properties["ipConfigurations"]).map((entry) => ({ name: entry["name"], properties: withAddress(call, machine, propertiesIn(entry)) }));
    const id = make(call, machine, interfaceType, name, { ipConfigurations, ...(properties["networkSecurityGroup"] !== undefined && { networkSecurityGroup: properties["networkSecurityGroup"] }) });
    return { id, properties: { primary: properties["primary"] ?? true, deleteOption: properties["deleteOption"] ?? "Detach" } };
}

function withAddress(call: ArmCall, machine: Machine, properties: Json): Json {
    const { publicIPAddressConfiguration: wanted, ...rest } = properties;
    if (!isObject(wanted)) {
        return rest;
    }
    const id = make(call, machine, publicAddressType, String(wanted["name"]), { publicIPAllocationMethod: "Static", deleteOption: propertiesIn(wanted)["deleteOption"] }, { name: "Standard" });
    return { ...rest, publicIPAddress: { id } };
}

/** As a PUT of its own would; the rights that it needs are the caller's. */
function make(call: ArmCall, machine: Machine, of: PlainType, name: string, properties: Json, sku?: Json): string {
    const group = machine.id.split("/").slice(0, 5).join("/");
    const id = `${group}/providers/${of.type}/${name}`;
    call.demand(`${of.type}/write`, id);
    const read = of.read(call, { id, name, location: machine.location, body: { properties, ...(sku && { sku }) }, properties });
    call.state.resources.add({ id, name, type: of.type, location: machine.location, createdAt: call.state.clock.now(), ...read });
    return id;
}

/** What goes with a machine: interfaces, their addresses and the disk, where they say `Delete`. */
export function goingWith(call: ArmCall, machine: Machine): string[] {
    const profile = machine.properties["networkProfile"] as Json | undefined;
    const gone = objectsIn(profile?.["networkInterfaces"]).filter((entry) => propertiesIn(entry)["deleteOption"] === "Delete").flatMap((entry) => idIn(entry) ?? []);
    const addresses = gone.flatMap((id) => objectsIn(call.state.resources.get(id)?.properties["ipConfigurations"])).flatMap((entry) => addressGoing(call, entry));
    return [...gone, ...addresses];
}

function addressGoing(call: ArmCall, entry: Json): string[] {
    const reference = propertiesIn(entry)["publicIPAddress"];
    const id = idIn(reference);
    const address = id === undefined ? undefined : call.state.resources.get(id);
    const option = isObject(reference) ? propertiesIn(reference)["deleteOption"] : undefined;
    return address && address.type === PUBLIC_IP && (option ?? address.properties["deleteOption"]) === "Delete" ? [address.id] : [];
}
