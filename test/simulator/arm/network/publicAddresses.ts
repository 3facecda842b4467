/** Public IP addresses; from the range that is kept for documentation (RFC 5737), as nothing here is on the internet. */
import type { Json, PlainResource, State } from "../../state.ts";
import { isObject } from "../bodies.ts";
import type { ArmCall } from "../call.ts";
import { badRequest } from "../errors.ts";
import type { Draft, PlainType } from "../plainType.ts";
import { PUBLIC_IP, ipConfigurations, networkBody, networkName, plainOf, refersTo } from "./parts.ts";

export const publicAddressType: PlainType = { type: PUBLIC_IP, name: networkName, lasting: true, read, body, checkDelete };

function read(call: ArmCall, draft: Draft): Pick<PlainResource, "properties" | "sku"> {
    const { existing, properties, body: wanted } = draft;
    const given = isObject(wanted["sku"]) ? wanted["sku"] : existing?.sku;
    const sku = { name: "Standard", tier: "Regional", ...given };
    const method = properties["publicIPAllocationMethod"] ?? existing?.properties["publicIPAllocationMethod"] ?? "Static";
    if (sku.name === "Standard" && method !== "Static") {
        // UNCONFIRMED wording.
        throw badRequest("PublicIPAddressAllocationMethodNotSupported", `Standard SKU public IP address ${draft.id} must have the allocation method Static.`, { details: [] });
    }
    const { provisioningState: _, ipConfiguration: __, ...rest } = properties;
    const ipAddress = existing?.properties["ipAddress"] ?? nextAddress(call.state);
    return { sku, properties: { idleTimeoutInMinutes: 4, publicIPAddressVersion: "IPv4", ipTags: [], ...rest, publicIPAllocationMethod: method, ipAddress } };
}

function nextAddress(state: State): string {
    const taken = new Set(plainOf(state, PUBLIC_IP).map(({ properties }) => properties["ipAddress"]));
    const range = Array.from({ length: 254 * 2 }, (_, index) => (index < 254 ? `203.0.113.${index + 1}` : `198.51.100.${index - 253}`));
    const free = range.find((address) => !taken.has(address));
    if (!free) {
        throw badRequest("PublicIPCountLimitReached", "Cannot create more than 508 public IP addresses in this sandbox.", { details: [] });
    }
    return free;
}

/** The IP configuration that has the address. */
function holderOf(state: State, address: PlainResource): { id: string } | undefined {
    return ipConfigurations(state).find(({ properties }) => refersTo(properties["publicIPAddress"], address.id));
}

function body(state: State, address: PlainResource): Json {
    const holder = holderOf(state, address);
    return networkBody(state, address, { ...address.properties, ...(holder && { ipConfiguration: { id: holder.id } }) });
}

function checkDelete(call: ArmCall, address: PlainResource): void {
    const holder = holderOf(call.state, address);
    if (holder) {
        const message = `Public IP address ${address.id} can not be deleted since it is still allocated to resource ${holder.id}.`;
        throw badRequest("PublicIPAddressCannotBeDeleted", `${message} In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`, { details: [] });
    }
}
