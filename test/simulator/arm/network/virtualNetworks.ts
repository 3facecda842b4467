/** Virtual networks and their subnets, which are parts of the network's own body and resources with routes of their own. */
import type { SimContext } from "../../context.ts";
import type { Route, SimResponse } from "../../http.ts";
import { touch } from "../../changes.ts";
import { type Json, type PlainResource, type State, sameId } from "../../state.ts";
import { isObject, objectBody } from "../bodies.ts";
import { type ArmCall, armRoute } from "../call.ts";
import { badRequest, gatewayError } from "../errors.ts";
import { beforeChange } from "../graphLag.ts";
import { listOf } from "../lists.ts";
import { type Draft, type PlainType, lastingHeaders, requirePlain } from "../plainType.ts";
import { parsePrefix } from "./addresses.ts";
import { NSG, VNET, idIn, ipConfigurations, joinAll, networkBody, networkEtag, networkName, networkState, objectsIn, propertiesIn } from "./parts.ts";

export const virtualNetworkType: PlainType = { type: VNET, name: networkName, lasting: true, read, body, checkDelete };

const SUBNETS = `${VNET}/subnets`;

export function subnetRoutes(context: SimContext): Route[] {
    const all = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${VNET}/{name}/subnets`;
    return [
        armRoute(context, "GET", all, { action: `${SUBNETS}/read` }, (call) => {
            const network = requirePlain(call, VNET);
            return listOf(call, objectsIn(network.properties["subnets"]), (subnet) => subnetBody(call.state, network, subnet));
        }),
        armRoute(context, "GET", `${all}/{subnet}`, { action: `${SUBNETS}/read` }, getSubnet),
        armRoute(context, "PUT", `${all}/{subnet}`, { action: `${SUBNETS}/write` }, putSubnet),
        armRoute(context, "DELETE", `${all}/{subnet}`, { action: `${SUBNETS}/delete` }, removeSubnet),
    ];
}

function read(call: ArmCall, draft: Draft): { properties: Json } {
    const space = draft.properties["addressSpace"];
    const prefixes = isObject(space) && Array.isArray(space["addressPrefixes"]) ? (space["addressPrefixes"] as unknown[]).map(String) : [];
    if (prefixes.length === 0 || prefixes.some((prefix) => !parsePrefix(prefix))) {
        throw badRequest("InvalidAddressPrefixFormat", `Address prefix ${prefixes.find((prefix) => !parsePrefix(prefix)) ?? ""} of resource ${draft.id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`, { details: [] });
    }
    // A PUT without subnets keeps those that are there.
    const subnets = draft.properties["subnets"] === undefined ? objectsIn(draft.existing?.properties["subnets"]) : objectsIn(draft.properties["subnets"]);
    const kept = subnets.map((subnet) => checkedSubnet(call, draft.id, prefixes, subnet));
    refuseLosing(call.state, draft, kept);
    return { properties: { addressSpace: { addressPrefixes: prefixes }, subnets: kept, ...pick(draft.properties, ["dhcpOptions", "enableDdosProtection"]) } };
}

function pick(from: Json, names: string[]): Json {
    return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}

function checkedSubnet(call: ArmCall, network: string, prefixes: string[], subnet: Json): Json {
    const name = String(subnet["name"] ?? "");
    const properties = propertiesIn(subnet);
    const many = properties["addressPrefixes"];
    const prefix = String(properties["addressPrefix"] ?? (Array.isArray(many) ? many[0] : ""));
    const range = parsePrefix(prefix);
    const fits = range && prefixes.map(parsePrefix).some((space) => space && space.first <= range.first && range.last <= space.last);
    if (!fits) {
        const vnet = network.split("/").at(-1) ?? "";
        throw badRequest("NetcfgInvalidSubnet", `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${vnet}'.`, { details: [] });
    }
    const group = idIn(properties["networkSecurityGroup"]);
    joinAll(call, { id: network, type: VNET }, group ? [{ id: group, action: `${NSG}/join/action`, exists: call.state.resources.has(group) }] : []);
    return { name, properties: pick(properties, ["addressPrefix", "addressPrefixes", "networkSecurityGroup", "natGateway", "defaultOutboundAccess", "delegations", "serviceEndpoints", "privateEndpointNetworkPolicies", "privateLinkServiceNetworkPolicies"]) };
}

function refuseLosing(state: State, draft: Draft, kept: Json[]): void {
    for (const { name } of objectsIn(draft.existing?.properties["subnets"])) {
        if (!kept.some((subnet) => String(subnet["name"]).toLowerCase() === String(name).toLowerCase())) {
            refuseUsed(state, draft.id, String(name));
        }
    }
}

function usersOf(state: State, network: string, subnet: string): { id: string }[] {
    return ipConfigurations(state).filter(({ properties }) => sameId(idIn(properties["subnet"]) ?? "", `${network}/subnets/${subnet}`));
}

function refuseUsed(state: State, network: string, subnet: string): void {
    const user = usersOf(state, network, subnet)[0];
    if (user) {
        throw badRequest("InUseSubnetCannotBeDeleted", `Subnet ${subnet} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`, { details: [] });
    }
}

function subnetBody(state: State, network: PlainResource, subnet: Json): Json {
    const name = String(subnet["name"]);
    const users = usersOf(state, network.id, name).map(({ id }) => ({ id }));
    return {
        name,
        id: `${network.id}/subnets/${name}`,
        etag: networkEtag(network),
        type: SUBNETS,
        properties: {
            provisioningState: networkState(state, network),
            ...propertiesIn(subnet),
            ...(users.length > 0 && { ipConfigurations: users }),
            delegations: propertiesIn(subnet)["delegations"] ?? [],
            privateEndpointNetworkPolicies: propertiesIn(subnet)["privateEndpointNetworkPolicies"] ?? "Disabled",
            privateLinkServiceNetworkPolicies: propertiesIn(subnet)["privateLinkServiceNetworkPolicies"] ?? "Enabled",
        },
    };
}

function body(state: State, network: PlainResource): Json {
    const subnets = objectsIn(network.properties["subnets"]).map((subnet) => subnetBody(state, network, subnet));
    return networkBody(state, network, { enableDdosProtection: false, virtualNetworkPeerings: [], ...network.properties, subnets });
}

function checkDelete(call: ArmCall, network: PlainResource): void {
    objectsIn(network.properties["subnets"]).forEach(({ name }) => refuseUsed(call.state, network.id, String(name)));
}

function findSubnet(call: ArmCall, network: PlainResource): Json | undefined {
    return objectsIn(network.properties["subnets"]).find(({ name }) => String(name).toLowerCase() === (call.params["subnet"] ?? "").toLowerCase());
}

function getSubnet(call: ArmCall): SimResponse {
    const network = requirePlain(call, VNET);
    const subnet = findSubnet(call, network);
    if (!subnet) {
        // The network provider's own words, other than the gateway's for a missing network.
        throw gatewayError(404, "NotFound", `Resource ${network.id}/subnets/${call.params["subnet"] ?? ""} not found.`, { details: [] });
    }
    return { status: 200, body: subnetBody(call.state, network, subnet) };
}

function putSubnet(call: ArmCall): SimResponse {
    const network = requirePlain(call, VNET);
    const existing = findSubnet(call, network);
    const space = network.properties["addressSpace"] as { addressPrefixes: string[] };
    const name = existing?.["name"] ?? call.params["subnet"] ?? "";
    const subnet = checkedSubnet(call, network.id, space.addressPrefixes, { ...objectBody(call.request), name });
    const others = objectsIn(network.properties["subnets"]).filter((other) => other !== existing);
    beforeChange(call.state, network);
    network.properties["subnets"] = [...others, subnet];
    touch(call.state, network);
    const { location: _, ...headers } = lastingHeaders(call, SUBNETS, network);
    return { status: existing ? 200 : 201, headers, body: subnetBody(call.state, network, subnet) };
}

function removeSubnet(call: ArmCall): SimResponse {
    const network = requirePlain(call, VNET);
    const subnet = findSubnet(call, network);
    if (!subnet) {
        return { status: 204 };
    }
    refuseUsed(call.state, network.id, String(subnet["name"]));
    const finish = (): void => {
        network.properties["subnets"] = objectsIn(network.properties["subnets"]).filter((other) => other !== subnet);
        touch(call.state, network);
    };
    beforeChange(call.state, network);
    return { status: 202, headers: lastingHeaders(call, SUBNETS, network, finish) };
}
