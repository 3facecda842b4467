/** The `$filter` of role assignment lists: `atScope()`, `principalId eq '…'`, `assignedTo('…')`, joined with `and`. */
import { type RoleAssignment, type State, findPrincipal, membershipOf } from "../state.ts";
import { badRequest } from "./errors.ts";

type Accepts = (assignment: RoleAssignment, place: "atOrAbove" | "below") => boolean;

export function assignmentFilter(state: State, filter: string | null): Accepts {
    const tests = (filter ?? "").split(/\s+and\s+/i).filter((part) => part.trim()).map((part) => testOf(state, part.trim()));
    return (assignment, place) => tests.every((test) => test(assignment, place));
}

function testOf(state: State, part: string): Accepts {
    if (/^atScope\(\)$/i.test(part)) {
        return (_, place) => place === "atOrAbove";
    }
    const principal = /^principalId\s+eq\s+'([^']*)'$/i.exec(part)?.[1];
    if (principal !== undefined) {
        return (assignment) => assignment.principalId.toLowerCase() === principal.toLowerCase();
    }
    const assigned = /^assignedTo\('([^']*)'\)$/i.exec(part)?.[1];
    if (assigned !== undefined) {
        const members = membersOf(state, assigned);
        return (assignment) => members.has(assignment.principalId.toLowerCase());
    }
    // UNCONFIRMED code and text.
    throw badRequest("UnsupportedQuery", `The filter '${part}' is not supported. Supported filters are atScope(), principalId eq '{value}' and assignedTo('{value}').`);
}

/** The principal and its groups; groups themselves are not taken (documented; the refusal's text is UNCONFIRMED). */
function membersOf(state: State, oid: string): Set<string> {
    if (findPrincipal(state, oid)?.kind === "group") {
        throw badRequest("UnsupportedQuery", `assignedTo() takes a user or a service principal, '${oid}' is a group.`);
    }
    return membershipOf(state, oid);
}
