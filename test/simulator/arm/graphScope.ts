/** Which part of the tenant a Resource Graph query covers: its subscriptions or management groups, or all of it. */
import { scopesAbove } from "../rbac.ts";
import { type Json, type State, key, subscriptionIdOf } from "../state.ts";
import type { ArmCall } from "./call.ts";
import { badRequest } from "./errors.ts";
import { visibleSubscriptions } from "./subscriptions.ts";

export interface GraphScope {
    /** Subscriptions (lower-case GUIDs) that are covered and visible to the caller. */
    subscriptions: string[];
    /** Whether a resource lies in them. */
    covers(id: string): boolean;
    /** The same for a role assignment, which `authorizationScopeFilter` may also seek above. */
    coversAssignmentAt(scope: string): boolean;
}

const FILTERS = ["AtScopeAndBelow", "AtScopeAndAbove", "AtScopeExact", "AtScopeAboveAndBelow"];

/** Throws 400 for a filter there is none of, and for subscriptions none of which the caller can see. */
export function graphScope(call: ArmCall, body: Json): GraphScope {
    const named = namesOf(body, "subscriptions")?.map((id) => id.toLowerCase());
    const groups = namesOf(body, "managementGroups");
    const visible = visibleSubscriptions(call).map(({ subscriptionId }) => subscriptionId.toLowerCase());
    const inGroups = groups && new Set(groups.flatMap((name) => subscriptionsBelow(call.state, groupId(name))));
    const subscriptions = visible.filter((id) => (named ? named.includes(id) : (inGroups?.has(id) ?? true)));
    if ((named?.length ?? 0) > 0 && subscriptions.length === 0) {
        throw noValidSubscriptions(named ?? []);
    }
    const tops = groups ? groups.map((name) => key(groupId(name))) : subscriptions.map((id) => `/subscriptions/${id}`);
    const covered = new Set(subscriptions);
    const covers = (id: string): boolean => covered.has(subscriptionIdOf(id)?.toLowerCase() ?? "");
    const wholeTenant = !named && !groups;
    return { subscriptions, covers, coversAssignmentAt: assignmentScope(call.state, filterOf(body), tops, wholeTenant, covers) };
}

function assignmentScope(state: State, filter: string, tops: string[], wholeTenant: boolean, covers: (id: string) => boolean): (scope: string) => boolean {
    const above = new Set(tops.flatMap((top) => scopesAbove(state, top)).filter((scope) => !tops.includes(scope)));
    return (scope) => {
        const at = key(scope);
        const below = covers(at) || tops.includes(at) || tops.some((top) => scopesAbove(state, at).includes(top));
        const isAbove = above.has(at) && !tops.includes(at);
        switch (filter) {
            case "AtScopeExact":
                return tops.includes(at);
            case "AtScopeAndAbove":
                return tops.includes(at) || isAbove;
            case "AtScopeAboveAndBelow":
                return below || isAbove;
            default:
                return below || (wholeTenant && isAbove);
        }
    };
}

function filterOf(body: Json): string {
    const options = (body["options"] ?? {}) as Json;
    const filter = options["authorizationScopeFilter"] ?? "AtScopeAndBelow";
    if (typeof filter !== "string" || !FILTERS.includes(filter)) {
        throw badRequest("BadRequest", `The authorizationScopeFilter '${String(filter)}' is not one of ${FILTERS.join(", ")}.`);
    }
    return filter;
}

function namesOf(body: Json, member: string): string[] | undefined {
    const names = body[member];
    if (names === undefined || names === null) {
        return undefined;
    }
    if (!Array.isArray(names) || names.some((name) => typeof name !== "string")) {
        throw badRequest("BadRequest", `'${member}' must be a list of names.`);
    }
    return names as string[];
}

function groupId(name: string): string {
    return `/providers/Microsoft.Management/managementGroups/${name}`;
}

function subscriptionsBelow(state: State, group: string): string[] {
    const own = state.managementGroups.get(group)?.subscriptions.map((id) => id.toLowerCase()) ?? [];
    const children = state.managementGroups.filter(({ parent }) => parent !== undefined && key(parent) === key(group));
    return [...own, ...children.flatMap((child) => subscriptionsBelow(state, child.id))];
}

/** UNCONFIRMED wording. */
function noValidSubscriptions(given: string[]): Error {
    const message = `There must be at least one subscription that is eligible to contain resources. Given: '${given.join(",")}'.`;
    return badRequest("BadRequest", "The request is invalid.", { details: [{ code: "NoValidSubscriptionsInQueryRequest", message }] });
}
