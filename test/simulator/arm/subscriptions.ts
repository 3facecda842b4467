/** Tenants, subscriptions and their regions (03-arm, 3.4). */
import type { SimContext } from "../context.ts";
import type { Route } from "../http.ts";
import { scopesAbove } from "../rbac.ts";
import { type Principal, type State, type Subscription, type Tenant, findPrincipal } from "../state.ts";
import { hasAnyAccess } from "./access.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { listOf } from "./lists.ts";
import { locationRows } from "./locations.ts";

const READ = "Microsoft.Resources/subscriptions/read";

export function subscriptionRoutes(context: SimContext): Route[] {
    return [
        armRoute(context, "GET", "/tenants", {}, (call) => listOf(call, tenantsOf(call.state, call.claims.oid), tenantBody)),
        armRoute(context, "GET", "/subscriptions", {}, (call) => listOf(call, visibleSubscriptions(call), (subscription) => subscriptionBody(subscription))),
        armRoute(context, "GET", "/subscriptions/{subscription}", { listed: READ }, (call) => ({
            status: 200,
            body: call.subscription && subscriptionBody(call.subscription),
        })),
        armRoute(context, "GET", "/subscriptions/{subscription}/locations", { listed: "Microsoft.Resources/subscriptions/locations/read" }, (call) => ({
            status: 200,
            body: { value: locationRows(call.subscription?.id ?? "") },
        })),
    ];
}

/** Every tenant that the person behind the token can enter: the home one, and those in which it is a guest. */
function tenantsOf(state: State, oid: string): Tenant[] {
    const person = findPrincipal(state, oid);
    const home = person?.guestOf ?? person?.oid;
    const isMe = (principal: Principal): boolean => principal.oid === home || principal.guestOf === home;
    const ids = [...state.principals.values()].filter((principal) => home !== undefined && isMe(principal)).map(({ tenantId }) => tenantId);
    return [...new Set(ids)].map((id) => state.tenants.get(id)).filter((tenant) => tenant !== undefined);
}

/** Subscriptions of the token's tenant in which the caller has any role, wherever in them. */
export function visibleSubscriptions(call: ArmCall): Subscription[] {
    const { state, claims } = call;
    return state.subscriptions.filter(
        ({ id, tenantId }) => tenantId === claims.tid && hasAnyAccess(state, claims.oid, id, scopesAbove(state, id)),
    );
}

function tenantBody(tenant: Tenant): object {
    return {
        id: `/tenants/${tenant.id}`,
        tenantId: tenant.id,
        countryCode: "US",
        displayName: tenant.displayName,
        domains: [tenant.defaultDomain],
        // UNCONFIRMED for guests: ARM's categories other than Home are about Lighthouse and partners.
        tenantCategory: "Home",
        defaultDomain: tenant.defaultDomain,
        tenantType: "AAD",
    };
}

function subscriptionBody(subscription: Subscription): object {
    const { id, subscriptionId, tenantId, displayName, state, tags } = subscription;
    return {
        id,
        authorizationSource: "RoleBased",
        managedByTenants: [],
        ...(tags && { tags }),
        subscriptionId,
        tenantId,
        displayName,
        state,
        subscriptionPolicies: { locationPlacementId: "Public_2014-09-01", quotaId: "PayAsYouGo_2014-09-01", spendingLimit: "Off" },
    };
}
