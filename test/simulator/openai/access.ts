/** Who may come in: network, kind of authentication, token, tenant, role, in the order in which Azure looks (5.4). */
import { BlockList, isIPv4 } from "node:net";
import type { SimContext } from "../context.ts";
import type { SimRequest } from "../http.ts";
import { isAllowed } from "../rbac.ts";
import { defaultAudiences, findPrincipal, tenantOf } from "../state.ts";
import type { Account, Principal, State } from "../state.ts";
import * as errors from "./errors.ts";

/** A call that has been let in. `principal` is undefined for an API key. */
export interface Admitted {
    account: Account;
    principal?: Principal;
}

export interface Demand {
    dataAction: string;
    /** As the refusal names it: `POST /openai/v1/chat/completions`. */
    operation: string;
}

/** Lets a request to the account's own host in, or throws what Azure answers. Without `demand` no role is asked for. */
export async function admit(context: SimContext, account: Account, request: SimRequest, demand?: Demand): Promise<Admitted> {
    checkNetwork(account, request);
    const key = request.headers["api-key"];
    // That a key wins over a token sent with it is UNCONFIRMED.
    if (key !== undefined) {
        return withKey(account, String(key));
    }
    return withToken(context, account, request, demand);
}

/** The same on the regional endpoint, which knows the account from its key alone. */
export function admitRegional(context: SimContext, request: SimRequest): Admitted {
    const key = request.headers["api-key"];
    if (key === undefined) {
        throw errors.needsSubdomain();
    }
    const account = context.state.accounts.find((a) => a.keys.includes(String(key)));
    if (!account) {
        throw errors.wrongKey();
    }
    if (account.properties.publicNetworkAccess === "Disabled" || account.properties.networkAcls?.defaultAction === "Deny") {
        throw errors.regionalWithNetworkRules();
    }
    return withKey(account, String(key));
}

function checkNetwork(account: Account, request: SimRequest): void {
    const { publicNetworkAccess, networkAcls } = account.properties;
    if (account.sandbox.privatePath) {
        return;
    }
    if (publicNetworkAccess === "Disabled") {
        throw errors.publicAccessDisabled();
    }
    if (networkAcls?.defaultAction === "Deny" && !isListed(networkAcls.ipRules ?? [], request.remoteAddress)) {
        throw errors.firewall();
    }
}

/** `value` is an address or a CIDR range; IPv4 only, as in Azure. */
function isListed(rules: { value: string }[], remoteAddress: string): boolean {
    const list = new BlockList();
    for (const { value } of rules) {
        const [address = "", prefix = "32"] = value.split("/");
        if (isIPv4(address)) {
            list.addSubnet(address, Number(prefix), "ipv4");
        }
    }
    return list.check(remoteAddress.replace(/^::ffff:/, ""), "ipv4");
}

function withKey(account: Account, key: string): Admitted {
    if (account.properties.disableLocalAuth) {
        throw errors.keysDisabled();
    }
    if (!account.keys.includes(key)) {
        throw errors.wrongKey();
    }
    return { account };
}

async function withToken(context: SimContext, account: Account, request: SimRequest, demand?: Demand): Promise<Admitted> {
    const verified = await context.verify(request);
    if (verified.failure || !accepts(account, verified.claims.aud)) {
        throw errors.badToken(audienceText(account));
    }
    const { tid, oid } = verified.claims;
    if (tid !== tenantOf(context.state, account.id)) {
        throw errors.wrongTenant(tid);
    }
    if (demand && !isAllowed(context.state, oid, demand.dataAction, account.id, "dataActions")) {
        throw errors.permissionDenied(oid, demand.dataAction, demand.operation);
    }
    return { account, principal: principalOf(context.state, oid, account) };
}

function principalOf(state: State, oid: string, account: Account): Principal {
    const principal = findPrincipal(state, oid);
    if (!principal) {
        throw errors.badToken(audienceText(account));
    }
    return principal;
}

function accepts(account: Account, audience: string): boolean {
    const plain = (text: string) => text.replace(/\/$/, "").toLowerCase();
    return (account.sandbox.audiences ?? defaultAudiences).some((accepted) => plain(accepted) === plain(audience));
}

/** An account that takes both audiences names the first alone, as the quoted answers do. */
function audienceText(account: Account): string {
    return account.sandbox.audiences?.join(" or ") ?? "https://cognitiveservices.azure.com";
}
