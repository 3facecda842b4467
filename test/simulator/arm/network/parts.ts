/** What the network types share: etags, states, references to each other, rights to join. */
import { createHash } from "node:crypto";
import { type Json, type PlainResource, type State, key } from "../../state.ts";
import { isObject } from "../bodies.ts";
import type { ArmCall } from "../call.ts";
import { badRequest, linkedAuthorizationFailed } from "../errors.ts";
import { running } from "../operations.ts";

export const NIC = "Microsoft.Network/networkInterfaces";
export const PUBLIC_IP = "Microsoft.Network/publicIPAddresses";
export const VNET = "Microsoft.Network/virtualNetworks";
export const NSG = "Microsoft.Network/networkSecurityGroups";

/** The rule of all four for names. */
export const networkName = {
    pattern: /^[A-Za-z0-9](?:[\w.-]{0,78}\w)?$/,
    rule: "The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.",
};

/** Weak, and changing with every change. */
export function networkEtag(resource: PlainResource): string {
    return `W/"${guidOf(`${resource.id} ${resource.changedAt ?? resource.createdAt}`)}"`;
}

/** A GUID that depends on the text alone. */
export function guidOf(text: string): string {
    const hex = createHash("sha256").update(text.toLowerCase()).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}

export function networkState(state: State, resource: PlainResource): string {
    return running(state, resource.id) ? "Updating" : "Succeeded";
}

export function networkBody(state: State, resource: PlainResource, properties: Json): Json {
    const { id, name, type, location, tags, sku } = resource;
    const own = { provisioningState: networkState(state, resource), resourceGuid: guidOf(id), ...properties };
    return { name, id, etag: networkEtag(resource), type, location, ...(tags && { tags }), ...(sku && { sku }), properties: own };
}

/** `{ "id": … }` in a body. */
export function idIn(value: unknown): string | undefined {
    return isObject(value) && typeof value["id"] === "string" ? value["id"] : undefined;
}

/** Objects of a list in a body; anything else in it is left out. */
export function objectsIn(value: unknown): Json[] {
    return Array.isArray(value) ? value.filter(isObject) : [];
}

export function propertiesIn(value: Json): Json {
    return isObject(value["properties"]) ? value["properties"] : {};
}

/** Throws 403 where the caller may not join one of the ids, 400 where one does not exist (rights come first, as everywhere). */
export function joinAll(call: ArmCall, from: { id: string; type: string }, references: { id: string; action: string; exists: boolean }[]): void {
    const forbidden = references.find(({ id, action }) => !call.access(action, id));
    if (forbidden) {
        throw linkedAuthorizationFailed(call.claims.oid, `${from.type}/write`, from.id, { action: forbidden.action, ids: [forbidden.id] });
    }
    const absent = references.find(({ exists }) => !exists);
    if (absent) {
        const referenced = `Resource ${absent.id} referenced by resource ${from.id} was not found.`;
        const advice = "Please make sure that the referenced resource exists, and that both resources are in the same region.";
        throw badRequest("InvalidResourceReference", `${referenced} ${advice}`, { details: [] });
    }
}

export function plainOf(state: State, type: string): PlainResource[] {
    return state.resources.filter((resource) => resource.type === type);
}

/** The subnet entry of a virtual network that a subnet's id names. */
export function subnetOf(state: State, id: string): { network: PlainResource; subnet: Json } | undefined {
    const [, vnet, name] = /^(.*)\/subnets\/([^/]+)$/i.exec(id) ?? [];
    const network = state.resources.get(vnet ?? "");
    const subnet = objectsIn(network?.properties["subnets"]).find((entry) => String(entry["name"]).toLowerCase() === name?.toLowerCase());
    return network && subnet && { network, subnet };
}

/** IP configurations of all network interfaces, with their ids. */
export function ipConfigurations(state: State): { id: string; nic: PlainResource; properties: Json }[] {
    return plainOf(state, NIC).flatMap((nic) =>
        objectsIn(nic.properties["ipConfigurations"]).map((entry) => ({ id: `${nic.id}/ipConfigurations/${String(entry["name"])}`, nic, properties: propertiesIn(entry) })),
    );
}

export function refersTo(value: unknown, id: string): boolean {
    const found = idIn(value);
    return found !== undefined && key(found) === key(id);
}
