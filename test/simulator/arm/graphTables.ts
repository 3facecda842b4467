/** The tables of Resource Graph, as far as the caller may see their rows (03-arm, 3.10). */
import { type Json, type Resource, type RoleAssignment, type State, resourceGroupOf, subscriptionIdOf, tenantOf } from "../state.ts";
import { readAction } from "./access.ts";
import { allResources } from "./allResources.ts";
import { groupBody } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { laggedRow } from "./graphLag.ts";
import type { GraphScope } from "./graphScope.ts";
import type { Table } from "./kql/run.ts";
import { fullBody } from "./resources.ts";
import { assignmentBody } from "./roleAssignments.ts";
import { isOfTenant } from "./roleDefinitions.ts";
import { visibleSubscriptions } from "./subscriptions.ts";

/** Text columns are never null; the others are property bags or lists. */
const TEXT_COLUMNS = ["id", "name", "type", "tenantId", "kind", "location", "resourceGroup", "subscriptionId", "managedBy"];
const OTHER_COLUMNS = ["sku", "plan", "properties", "tags", "identity", "zones", "extendedLocation", "systemData"];
const COLUMNS = [...TEXT_COLUMNS, ...OTHER_COLUMNS];

/** The table of that lower-case name; `onlyType` (lower case) spares making rows that the query drops at once. */
export function graphTable(call: ArmCall, scope: GraphScope, name: string, onlyType?: string): Table | undefined {
    const rows: Record<string, () => Json[]> = {
        resources: () => resourceRows(call, scope, onlyType),
        resourcecontainers: () => containerRows(call, scope),
        authorizationresources: () => authorizationRows(call, scope),
    };
    const found = rows[name];
    return found && { columns: COLUMNS, rows: found() };
}

function resourceRows(call: ArmCall, scope: GraphScope, onlyType?: string): Json[] {
    const rows: Json[] = [];
    for (const resource of [...allResources(call.state), ...recentlyDeleted(call.state)]) {
        const wanted = !onlyType || resource.type.toLowerCase() === onlyType;
        if (wanted && scope.covers(resource.id) && call.access(readAction(resource), resource.id)) {
            const row = laggedRow(call.state, resource, resourceRow);
            rows.push(...(row ? [row] : []));
        }
    }
    return rows;
}

function recentlyDeleted(state: State): Resource[] {
    const settled = state.clock.now() - state.delays.resourceGraphLagMs;
    return state.tombstones.filter(({ deletedAt }) => deletedAt > settled).map(({ resource }) => resource);
}

function resourceRow(state: State, resource: Resource): Json {
    const body = fullBody(state, resource);
    const power = "powerState" in resource ? { extended: { instanceView: { powerState: powerState(String(resource.powerState)) } } } : {};
    return rowOf(state, { ...body, id: resource.id, properties: { ...(body["properties"] as Json), ...power } });
}

function powerState(state: string): Json {
    return { code: `PowerState/${state}`, level: "Info", displayStatus: `VM ${state}` };
}

/** `type`, `location` and `resourceGroup` come in lower case. */
function rowOf(state: State, body: Json): Json {
    const id = String(body["id"]);
    const texts = { tenantId: tenantOf(state, id) ?? "", resourceGroup: resourceGroupOf(id) ?? "", subscriptionId: subscriptionIdOf(id) ?? "" };
    const row: Json = Object.fromEntries(COLUMNS.map((column) => [column, body[column] ?? null]));
    for (const column of TEXT_COLUMNS) {
        row[column] = body[column] ?? (texts as Record<string, string>)[column] ?? "";
    }
    for (const column of ["type", "location", "resourceGroup"]) {
        row[column] = String(row[column]).toLowerCase();
    }
    return row;
}

function containerRows(call: ArmCall, scope: GraphScope): Json[] {
    const { state } = call;
    const subscriptions = visibleSubscriptions(call).filter(({ id }) => scope.covers(id));
    const groups = state.resourceGroups.filter((group) => scope.covers(group.id) && call.access(readAction(group), group.id));
    return [
        ...subscriptions.map(({ id, displayName, state: status, tags }) =>
            rowOf(state, { id, name: displayName, type: "microsoft.resources/subscriptions", tags, properties: { state: status } }),
        ),
        ...groups.flatMap((group) => {
            const row = laggedRow(state, group, groupRow);
            return row ? [row] : [];
        }),
    ];
}

function groupRow(state: State, resource: Resource): Json {
    const group = { ...resource, subscriptionId: subscriptionIdOf(resource.id) ?? "" };
    return rowOf(state, { ...groupBody(group), type: "microsoft.resources/subscriptions/resourcegroups" });
}

function authorizationRows(call: ArmCall, scope: GraphScope): Json[] {
    const { state } = call;
    const settled = state.clock.now() - state.delays.resourceGraphLagMs;
    const visible = ({ scope: at, createdAt }: RoleAssignment): boolean =>
        createdAt <= settled && scope.coversAssignmentAt(at) && mayReadAssignments(call, scope, at);
    const removedAt = (inForceUntil: number): number => inForceUntil - state.delays.roleAssignmentMs;
    const removed = state.removedAssignments.filter(({ inForceUntil }) => removedAt(inForceUntil) > settled).map(({ assignment }) => assignment);
    return [...[...state.roleAssignments, ...removed].filter(visible).map((assignment) => assignmentRow(state, assignment)), ...definitionRows(call)];
}

/** Assignments above a subscription are read with the right to read them in it. */
function mayReadAssignments(call: ArmCall, scope: GraphScope, at: string): boolean {
    const action = "Microsoft.Authorization/roleAssignments/read";
    return call.access(action, at) || (!subscriptionIdOf(at) && scope.subscriptions.some((id) => call.access(action, `/subscriptions/${id}`)));
}

function assignmentRow(state: State, assignment: RoleAssignment): Json {
    const body = assignmentBody(assignment);
    const roleDefinitionId = `/providers/Microsoft.Authorization/RoleDefinitions/${assignment.roleDefinition}`;
    const row = rowOf(state, { ...body, properties: { ...(body["properties"] as Json), roleDefinitionId } });
    return { ...row, type: "microsoft.authorization/roleassignments", location: "global", resourceGroup: "" };
}

/** Ids are not qualified by a subscription here (UNCONFIRMED; 03-arm, 3.10). */
function definitionRows(call: ArmCall): Json[] {
    return [...call.state.roleDefinitions.values()].filter((role) => isOfTenant(call, role)).map((role) => {
        const { name, roleName, roleType, description, assignableScopes, permissions } = role;
        const properties = { roleName, type: roleType, description, assignableScopes, permissions, isServiceRole: false };
        const id = `/providers/Microsoft.Authorization/RoleDefinitions/${name}`;
        const row = rowOf(call.state, { id, name, type: "microsoft.authorization/roledefinitions", properties });
        return { ...row, tenantId: call.claims.tid };
    });
}
