/** Microsoft.Network as far as a virtual machine needs it: interfaces, public addresses, networks with subnets, security groups. */
import type { SimContext } from "../../context.ts";
import type { Route } from "../../http.ts";
import { armRoute } from "../call.ts";
import { listOf } from "../lists.ts";
import { plainRoutes } from "../plainType.ts";
import { normalizeLocation } from "../locations.ts";
import { interfaceType } from "./interfaces.ts";
import { NIC, NSG, PUBLIC_IP, VNET, plainOf } from "./parts.ts";
import { publicAddressType } from "./publicAddresses.ts";
import { securityGroupType, securityRuleRoutes } from "./securityGroups.ts";
import { subnetRoutes, virtualNetworkType } from "./virtualNetworks.ts";

export const networkTypes = [interfaceType, publicAddressType, virtualNetworkType, securityGroupType];

/** Names UNCONFIRMED (07-vm-create, 7.5). */
const limits = { [VNET]: ["VirtualNetworks", 1000], [NSG]: ["NetworkSecurityGroups", 5000], [NIC]: ["NetworkInterfaces", 65536], [PUBLIC_IP]: ["StandardSkuPublicIpAddresses", 100] } as const;

export function networkRoutes(context: SimContext): Route[] {
    const usages = "/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/usages";
    const needs = { action: "Microsoft.Network/locations/usages/read", scope: ({ subscription = "" }: Record<string, string>) => `/subscriptions/${subscription}` };
    return [
        ...networkTypes.flatMap((type) => plainRoutes(context, type)),
        ...subnetRoutes(context),
        ...securityRuleRoutes(context),
        armRoute(context, "GET", usages, needs, (call) => {
            const location = normalizeLocation(call.params["location"] ?? "");
            const own = `${call.subscription?.id ?? ""}/`.toLowerCase();
            const here = (type: string): number => plainOf(call.state, type).filter((resource) => resource.location === location && resource.id.toLowerCase().startsWith(own)).length;
            return listOf(call, Object.entries(limits), ([type, [value, limit]]) => ({
                id: `${call.subscription?.id ?? ""}/providers/Microsoft.Network/locations/${location}/usages/${value}`,
                unit: "Count",
                currentValue: here(type),
                limit,
                name: { value, localizedValue: value.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ") },
            }));
        }),
    ];
}
