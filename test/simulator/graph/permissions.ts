/**
 * Who may read what in the directory: for applications by their roles, for users by what the client was given (`scp`) and
 * by what the directory lets its members and guests see (learn.microsoft.com/entra/fundamentals/users-default-permissions).
 */
import type { Claims } from "../context.ts";
import { findPrincipal } from "../state.ts";
import type { State } from "../state.ts";

export type Kind = "user" | "group" | "servicePrincipal" | "application";

export interface Permissions {
    /** The properties of any object of that kind. */
    read(kind: Kind): boolean;
    /** All objects of that kind. */
    list(kind: Kind): boolean;
    /** The caller's own object. */
    readSelf(): boolean;
    /** Objects of any kind by their ids. */
    lookUp(): boolean;
}

const directory = ["Directory.Read.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"];

const enough: Record<Kind, string[]> = {
    user: ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All"],
    group: ["GroupMember.Read.All", "Group.Read.All", "Group.ReadWrite.All"],
    servicePrincipal: ["Application.Read.All", "Application.ReadWrite.All"],
    application: ["Application.Read.All", "Application.ReadWrite.All"],
};

export function permissionsOf(state: State, claims: Claims): Permissions {
    const given = new Set(claims.idtyp === "user" ? String(claims["scp"] ?? "").split(" ") : ((claims["roles"] as string[] | undefined) ?? []));
    const has = (names: string[]) => names.some((name) => given.has(name));
    const person = claims.idtyp === "user" ? findPrincipal(state, claims.oid) : undefined;
    const blind = person !== undefined && state.tenants.get(claims.tid)?.allowedToReadOtherUsers === false;
    const read = (kind: Kind) => has([...directory, ...enough[kind]]) && !(kind === "user" && blind);
    return {
        read,
        // A guest finds whom they can name. That the refusal also meets lists with a filter is UNCONFIRMED.
        list: (kind) => read(kind) && !(person?.guestOf && (kind === "user" || kind === "group")),
        readSelf: () => has([...directory, ...enough.user, "User.Read", "User.ReadWrite"]),
        lookUp: () => has(directory),
    };
}
