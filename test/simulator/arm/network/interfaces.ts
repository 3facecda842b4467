/** Network interfaces: their addresses come from the subnet, the machine they belong to from the machines. */
import { createHash } from "node:crypto";
import { type Json, type Machine, type PlainResource, type State, sameId } from "../../state.ts";
import { badRequest } from "../errors.ts";
import type { ArmCall } from "../call.ts";
import type { Draft, PlainType } from "../plainType.ts";
import { freeAddress } from "./addresses.ts";
import { NIC, NSG, PUBLIC_IP, idIn, ipConfigurations, joinAll, networkBody, networkEtag, networkName, networkState, objectsIn, propertiesIn, refersTo, subnetOf } from "./parts.ts";

export const interfaceType: PlainType = { type: NIC, name: networkName, lasting: true, read, body, checkDelete };

function read(call: ArmCall, draft: Draft): { properties: Json } {
    const configurations = objectsIn(draft.properties["ipConfigurations"]);
    if (configurations.length === 0) {
        throw badRequest("NetworkInterfaceMustHaveAtLeastOneIpConfiguration", `Network interface ${draft.id} must have at least one IP configuration.`, { details: [] });
    }
    joinAll(call, { id: draft.id, type: NIC }, references(call.state, draft, configurations));
    const { ipConfigurations: _, provisioningState: __, ...rest } = draft.properties;
    return { properties: { ...rest, ipConfigurations: configurations.map((entry) => configured(call.state, draft, entry)) } };
}

function references(state: State, draft: Draft, configurations: Json[]): Parameters<typeof joinAll>[2] {
    const found: Parameters<typeof joinAll>[2] = [];
    for (const entry of configurations) {
        const { subnet, publicIPAddress } = propertiesIn(entry);
        const subnetId = idIn(subnet);
        if (!subnetId) {
            throw badRequest("SubnetIsRequired", `Subnet is required for IP configuration ${String(entry["name"])} of ${draft.id}.`, { details: [] });
        }
        found.push({ id: subnetId, action: "Microsoft.Network/virtualNetworks/subnets/join/action", exists: subnetOf(state, subnetId) !== undefined });
        const address = idIn(publicIPAddress);
        found.push(...(address ? [{ id: address, action: `${PUBLIC_IP}/join/action`, exists: state.resources.has(address) }] : []));
        refuseTaken(state, draft, address);
    }
    const group = idIn(draft.properties["networkSecurityGroup"]);
    return [...found, ...(group ? [{ id: group, action: `${NSG}/join/action`, exists: state.resources.has(group) }] : [])];
}

/** UNCONFIRMED wording. */
function refuseTaken(state: State, draft: Draft, address: string | undefined): void {
    const taken = address && ipConfigurations(state).find(({ nic, properties }) => !sameId(nic.id, draft.id) && refersTo(properties["publicIPAddress"], address));
    if (taken) {
        throw badRequest("PublicIPAddressInUse", `Resource ${draft.id} is referencing public IP address ${address} that is already allocated to resource ${taken.id}.`, { details: [] });
    }
}

function configured(state: State, draft: Draft, entry: Json): Json {
    const properties = propertiesIn(entry);
    const before = objectsIn(draft.existing?.properties["ipConfigurations"]).find(({ name }) => name === entry["name"]);
    const kept = before && refersTo(propertiesIn(before)["subnet"], idIn(properties["subnet"]) ?? "") ? propertiesIn(before)["privateIPAddress"] : undefined;
    const privateIPAddress = properties["privateIPAddress"] ?? kept ?? freeAddress(state, idIn(properties["subnet"]) ?? "");
    return { name: entry["name"] ?? "ipconfig1", properties: { ...properties, privateIPAddress } };
}

/** The machine that has the interface. */
export function machineOf(state: State, nic: string): Machine | undefined {
    return state.machines.find(({ properties }) => {
        const profile = properties["networkProfile"] as Json | undefined;
        return objectsIn(profile?.["networkInterfaces"]).some((entry) => refersTo(entry, nic));
    });
}

export function macAddress(nic: string): string {
    const tail = createHash("md5").update(nic.toLowerCase()).digest("hex").slice(0, 6).toUpperCase();
    return `00-0D-3A-${tail.slice(0, 2)}-${tail.slice(2, 4)}-${tail.slice(4)}`;
}

function body(state: State, nic: PlainResource): Json {
    const machine = machineOf(state, nic.id);
    const etag = networkEtag(nic);
    const provisioningState = networkState(state, nic);
    const configurations = objectsIn(nic.properties["ipConfigurations"]).map((entry, index) => ({
        name: entry["name"],
        id: `${nic.id}/ipConfigurations/${String(entry["name"])}`,
        etag,
        type: `${NIC}/ipConfigurations`,
        properties: { provisioningState, privateIPAllocationMethod: "Dynamic", primary: index === 0, privateIPAddressVersion: "IPv4", ...propertiesIn(entry) },
    }));
    return networkBody(state, nic, {
        dnsSettings: { dnsServers: [], appliedDnsServers: [] },
        enableAcceleratedNetworking: false,
        enableIPForwarding: false,
        vnetEncryptionSupported: false,
        ...nic.properties,
        ipConfigurations: configurations,
        hostedWorkloads: [],
        tapConfigurations: [],
        nicType: "Standard",
        ...(machine && { macAddress: macAddress(nic.id), primary: true, virtualMachine: { id: machine.id } }),
    });
}

function checkDelete(call: ArmCall, nic: PlainResource): void {
    const machine = machineOf(call.state, nic.id);
    if (machine) {
        const used = `Network Interface ${nic.id} is used by existing resource ${machine.id}.`;
        throw badRequest("NicInUse", `${used} In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`, { details: [] });
    }
}
