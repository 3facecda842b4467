/** Network security groups and their rules. Nothing here filters packets; the rules are kept and shown. */
import type { SimContext } from "../../context.ts";
import type { Route, SimResponse } from "../../http.ts";
import { touch } from "../../changes.ts";
import { type Json, type PlainResource, type State, sameId } from "../../state.ts";
import { objectBody } from "../bodies.ts";
import { type ArmCall, armRoute } from "../call.ts";
import { badRequest, gatewayError } from "../errors.ts";
import { beforeChange } from "../graphLag.ts";
import { listOf } from "../lists.ts";
import { type Draft, type PlainType, lastingHeaders, requirePlain } from "../plainType.ts";
import { NIC, NSG, VNET, idIn, networkBody, networkEtag, networkName, networkState, objectsIn, plainOf, propertiesIn } from "./parts.ts";

export const securityGroupType: PlainType = { type: NSG, name: networkName, lasting: true, read, body, checkDelete };

const RULES = `${NSG}/securityRules`;

export function securityRuleRoutes(context: SimContext): Route[] {
    const all = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${NSG}/{name}/securityRules`;
    return [
        armRoute(context, "GET", all, { action: `${RULES}/read` }, (call) => {
            const group = requirePlain(call, NSG);
            return listOf(call, objectsIn(group.properties["securityRules"]), (rule) => ruleBody(call.state, group, rule));
        }),
        armRoute(context, "GET", `${all}/{rule}`, { action: `${RULES}/read` }, getRule),
        armRoute(context, "PUT", `${all}/{rule}`, { action: `${RULES}/write` }, putRule),
        armRoute(context, "DELETE", `${all}/{rule}`, { action: `${RULES}/delete` }, removeRule),
    ];
}

function read(_: ArmCall, draft: Draft): { properties: Json } {
    const rules = objectsIn(draft.properties["securityRules"]).map((rule) => checkedRule(draft.id, rule));
    refuseSamePriority(rules);
    return { properties: { securityRules: rules } };
}

const required = ["priority", "direction", "access", "protocol"];

function checkedRule(group: string, rule: Json): Json {
    const properties = propertiesIn(rule);
    const id = `${group}/securityRules/${String(rule["name"])}`;
    const missing = required.find((name) => properties[name] === undefined);
    if (missing) {
        throw badRequest("SecurityRuleInvalid", `Security rule ${id} has no ${missing}.`, { details: [] });
    }
    const priority = Number(properties["priority"]);
    if (!(priority >= 100 && priority <= 4096)) {
        throw badRequest("SecurityRuleInvalidPriority", `Security rule has invalid Priority. Value provided: ${priority} Allowed range 100-4096.`, { details: [] });
    }
    const { provisioningState: _, ...own } = properties;
    return { name: rule["name"], properties: own };
}

function refuseSamePriority(rules: Json[]): void {
    const seen = new Map<string, string>();
    for (const rule of rules) {
        const { priority, direction } = propertiesIn(rule);
        const place = `${String(direction)} ${String(priority)}`;
        const other = seen.get(place);
        if (other) {
            throw badRequest("SecurityRuleConflict", `Security rule ${other} conflicts with rule ${String(rule["name"])}. Rules cannot have the same Priority and Direction.`, { details: [] });
        }
        seen.set(place, String(rule["name"]));
    }
}

function ruleBody(state: State, group: PlainResource, rule: Json, kind = "securityRules"): Json {
    const name = String(rule["name"]);
    const lists = { sourceAddressPrefixes: [], destinationAddressPrefixes: [], sourcePortRanges: [], destinationPortRanges: [] };
    const properties = { provisioningState: networkState(state, group), ...lists, ...propertiesIn(rule) };
    return { name, id: `${group.id}/${kind}/${name}`, etag: networkEtag(group), type: `${NSG}/${kind}`, properties };
}

function standing(name: string, priority: number, inbound: boolean, [source, destination]: [string, string], allow: boolean): Json {
    const ports = { sourcePortRange: "*", destinationPortRange: "*" };
    const access = allow ? "Allow" : "Deny";
    return { name, properties: { protocol: "*", ...ports, sourceAddressPrefix: source, destinationAddressPrefix: destination, access, priority, direction: inbound ? "Inbound" : "Outbound" } };
}

/** The rules that every group has. */
const defaults = [
    standing("AllowVnetInBound", 65000, true, ["VirtualNetwork", "VirtualNetwork"], true),
    standing("AllowAzureLoadBalancerInBound", 65001, true, ["AzureLoadBalancer", "*"], true),
    standing("DenyAllInBound", 65500, true, ["*", "*"], false),
    standing("AllowVnetOutBound", 65000, false, ["VirtualNetwork", "VirtualNetwork"], true),
    standing("AllowInternetOutBound", 65001, false, ["*", "Internet"], true),
    standing("DenyAllOutBound", 65500, false, ["*", "*"], false),
];

function body(state: State, group: PlainResource): Json {
    const { interfaces, subnets } = usersOf(state, group.id);
    return networkBody(state, group, {
        securityRules: objectsIn(group.properties["securityRules"]).map((rule) => ruleBody(state, group, rule)),
        defaultSecurityRules: defaults.map((rule) => ruleBody(state, group, rule, "defaultSecurityRules")),
        ...(interfaces.length > 0 && { networkInterfaces: interfaces }),
        ...(subnets.length > 0 && { subnets }),
    });
}

function usersOf(state: State, id: string): { interfaces: { id: string }[]; subnets: { id: string }[] } {
    const named = (properties: Json): boolean => sameId(idIn(properties["networkSecurityGroup"]) ?? "", id);
    const interfaces = plainOf(state, NIC).filter(({ properties }) => named(properties)).map((nic) => ({ id: nic.id }));
    const subnets = plainOf(state, VNET).flatMap((network) =>
        objectsIn(network.properties["subnets"]).filter((subnet) => named(propertiesIn(subnet))).map(({ name }) => ({ id: `${network.id}/subnets/${String(name)}` })),
    );
    return { interfaces, subnets };
}

function checkDelete(call: ArmCall, group: PlainResource): void {
    const { interfaces, subnets } = usersOf(call.state, group.id);
    const users = [...interfaces, ...subnets].map(({ id }) => id);
    if (users.length > 0) {
        const message = `Network security group ${group.id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}.`;
        throw badRequest("InUseNetworkSecurityGroupCannotBeDeleted", `${message} In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`, { details: [] });
    }
}

function findRule(call: ArmCall, group: PlainResource): Json | undefined {
    return objectsIn(group.properties["securityRules"]).find(({ name }) => String(name).toLowerCase() === (call.params["rule"] ?? "").toLowerCase());
}

function getRule(call: ArmCall): SimResponse {
    const group = requirePlain(call, NSG);
    const rule = findRule(call, group);
    if (!rule) {
        throw gatewayError(404, "NotFound", `Resource ${group.id}/securityRules/${call.params["rule"] ?? ""} not found.`, { details: [] });
    }
    return { status: 200, body: ruleBody(call.state, group, rule) };
}

function putRule(call: ArmCall): SimResponse {
    const group = requirePlain(call, NSG);
    const existing = findRule(call, group);
    const rule = checkedRule(group.id, { ...objectBody(call.request), name: existing?.["name"] ?? call.params["rule"] ?? "" });
    const rules = [...objectsIn(group.properties["securityRules"]).filter((other) => other !== existing), rule];
    refuseSamePriority(rules);
    beforeChange(call.state, group);
    group.properties["securityRules"] = rules;
    touch(call.state, group);
    const { location: _, ...headers } = lastingHeaders(call, RULES, group);
    return { status: existing ? 200 : 201, headers, body: ruleBody(call.state, group, rule) };
}

function removeRule(call: ArmCall): SimResponse {
    const group = requirePlain(call, NSG);
    const rule = findRule(call, group);
    if (!rule) {
        return { status: 204 };
    }
    const finish = (): void => {
        group.properties["securityRules"] = objectsIn(group.properties["securityRules"]).filter((other) => other !== rule);
        touch(call.state, group);
    };
    beforeChange(call.state, group);
    return { status: 202, headers: lastingHeaders(call, RULES, group, finish) };
}
