/** `vmSizes`, `skus` and `usages` of Microsoft.Compute. */
import type { SimContext } from "../../context.ts";
import type { Route, SimResponse } from "../../http.ts";
import { type ArmCall, armRoute } from "../call.ts";
import { badRequest } from "../errors.ts";
import { listOf } from "../lists.ts";
import { isRegion } from "../locations.ts";
import { MACHINES, MACHINE_PATH, requireMachine } from "../machines.ts";
import { coreQuotas, sizeBody, sizes, skuRows } from "./sizes.ts";

export function sizeRoutes(context: SimContext): Route[] {
    const compute = "/subscriptions/{subscription}/providers/Microsoft.Compute";
    const scope = ({ subscription = "" }: Record<string, string>): string => `/subscriptions/${subscription}`;
    const reads = (what: string): { action: string; scope: typeof scope } => ({ action: `Microsoft.Compute/${what}/read`, scope });
    return [
        armRoute(context, "GET", `${compute}/locations/{location}/vmSizes`, reads("locations/vmSizes"), (call) => whole(sizes.map(sizeBody), locationIn(call))),
        armRoute(context, "GET", `${MACHINE_PATH}/vmSizes`, { action: `${MACHINES}/vmSizes/read` }, (call) => whole(sizes.map(sizeBody), requireMachine(call).location)),
        armRoute(context, "GET", `${compute}/locations/{location}/usages`, reads("locations/usages"), usages),
        armRoute(context, "GET", `${compute}/skus`, reads("skus"), skus),
    ];
}

function locationIn(call: ArmCall): string {
    const location = call.params["location"] ?? "";
    if (!isRegion(location)) {
        throw badRequest("NoRegisteredProviderFound", `No registered resource provider found for location '${location}'.`);
    }
    return location;
}

/** These lists have no pages. */
function whole(value: object[], _location: string): SimResponse {
    return { status: 200, body: { value } };
}

function usages(call: ArmCall): SimResponse {
    const rows = coreQuotas(call.state, call.subscription?.id ?? "", locationIn(call));
    return listOf(call, rows, ({ name, localizedName, used, limit }) => ({ limit, unit: "Count", currentValue: used, name: { value: name, localizedValue: localizedName } }));
}

/** `location eq '…'` is the only filter. */
function skus(call: ArmCall): SimResponse {
    const filter = call.request.query.get("$filter");
    const location = filter ? /^\s*location eq '([^']*)'\s*$/i.exec(filter)?.[1] : undefined;
    if (filter && location === undefined) {
        throw badRequest("InvalidFilter", `The filter '${filter}' is not supported: only 'location eq' is.`);
    }
    return whole(skuRows(location), location ?? "");
}
