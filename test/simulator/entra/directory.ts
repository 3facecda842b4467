/** Who can sign in to which tenant. */
import { findTenant } from "../state.ts";
import type { Principal, State } from "../state.ts";

/** Tenant names of authorities that stand for the user's home tenant. */
export const anyTenant = ["common", "organizations", "consumers"];

/** The user by UPN, in the tenant (as a guest, too) or, without a tenant, at home. */
export function findUser(state: State, upn: string, tenantName?: string): Principal | undefined {
    const home = [...state.principals.values()].find((p) => p.kind === "user" && !p.guestOf && p.upn?.toLowerCase() === upn.toLowerCase());
    if (!home || !tenantName || anyTenant.includes(tenantName.toLowerCase())) {
        return home;
    }
    const tenant = findTenant(state, tenantName)?.id;
    return home.tenantId === tenant ? home : guestIn(state, home, tenant);
}

/** The same person's object in another tenant. */
export function guestIn(state: State, home: Principal, tenantId: string | undefined): Principal | undefined {
    return [...state.principals.values()].find((p) => p.guestOf === home.oid && p.tenantId === tenantId);
}

/** Everyone who can sign in to the tenant, under the name they type. */
export function usersOf(state: State, tenantName: string): string[] {
    const users = [...state.principals.values()].filter((p) => p.kind === "user" && !p.guestOf);
    return users.flatMap((p) => (p.upn && findUser(state, p.upn, tenantName) ? [p.upn] : []));
}

/** By object id, UPN, application id or display name, for scenarios and the control endpoint. */
export function findByName(state: State, name: string, tenantName?: string): Principal | undefined {
    const text = name.toLowerCase();
    const tenant = tenantName ? findTenant(state, tenantName)?.id : undefined;
    return (
        state.principals.get(text) ??
        findUser(state, name, tenantName) ??
        [...state.principals.values()].find(
            (p) => (p.appId?.toLowerCase() === text || p.displayName.toLowerCase() === text) && (!tenant || p.tenantId === tenant),
        )
    );
}
