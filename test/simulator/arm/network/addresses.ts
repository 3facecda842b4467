/** IPv4 arithmetic for subnets: which address is the next free one. */
import { type State, sameId } from "../../state.ts";
import { badRequest } from "../errors.ts";
import { idIn, ipConfigurations, propertiesIn, subnetOf } from "./parts.ts";

/** Azure keeps the first four addresses of a subnet and the last one for itself. */
const RESERVED = 4;

/** The lowest free address of a subnet; throws 400 `SubnetIsFull`. */
export function freeAddress(state: State, subnetId: string): string {
    const range = rangeOf(subnetPrefix(state, subnetId));
    const taken = new Set(ipConfigurations(state).filter(({ properties }) => sameId(idIn(properties["subnet"]) ?? "", subnetId)).map(({ properties }) => properties["privateIPAddress"]));
    for (let at = range.first + RESERVED; at < range.last; at++) {
        if (!taken.has(textOf(at))) {
            return textOf(at);
        }
    }
    const name = subnetId.split("/").at(-1) ?? "";
    throw badRequest("SubnetIsFull", `Subnet ${name} with address prefix ${subnetPrefix(state, subnetId)} does not have enough capacity for 1 IP addresses.`, { details: [] });
}

/** `10.0.0.0/24` of the subnet. */
export function subnetPrefix(state: State, subnetId: string): string {
    const properties = propertiesIn(subnetOf(state, subnetId)?.subnet ?? {});
    const many = properties["addressPrefixes"];
    return String(properties["addressPrefix"] ?? (Array.isArray(many) ? many[0] : "0.0.0.0/32"));
}

/** First and last address of `10.0.0.0/24` as numbers; undefined for anything that is no IPv4 range. */
export function parsePrefix(prefix: string): { first: number; last: number } | undefined {
    const [, a, b, c, d, bits] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(prefix) ?? [];
    const parts = [a, b, c, d].map(Number);
    if (bits === undefined || Number(bits) > 32 || parts.some((part) => part > 255)) {
        return undefined;
    }
    const first = parts.reduce((sum, part) => sum * 256 + part, 0);
    const size = 2 ** (32 - Number(bits));
    return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

function rangeOf(prefix: string): { first: number; last: number } {
    return parsePrefix(prefix) ?? { first: 0, last: 0 };
}

function textOf(address: number): string {
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
