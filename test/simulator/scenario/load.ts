/** Builds the state that a scenario describes. */
import { readdir, readFile } from "node:fs/promises";
import { addPrincipal } from "../changes.ts";
import { createState, findPrincipal, findTenant } from "../state.ts";
import type { State } from "../state.ts";
import { addAccess } from "./access.ts";
import { addGroup, setUpAt } from "./resources.ts";
import type { ScenarioObject, ScenarioPrincipal } from "./types.ts";

/** The scenario of that name: `scenario/{name}.json`, or a module whose default export it is. */
export async function readScenario(name: string): Promise<ScenarioObject> {
    const folder = new URL(".", import.meta.url);
    const files = await readdir(folder);
    if (files.includes(`${name}.json`)) {
        return JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8")) as ScenarioObject;
    }
    const module = files.includes(`${name}.ts`) ? ((await import(new URL(`${name}.ts`, folder).href)) as { default?: ScenarioObject }) : {};
    if (!module.default) {
        throw new Error(`There is no scenario "${name}".`);
    }
    return module.default;
}

export function loadScenario(scenario: ScenarioObject): State {
    const state = createState();
    scenario.tenants.forEach((tenant) => state.tenants.add({ ...tenant }));
    (scenario.principals ?? []).forEach((principal) => addDirectoryPrincipal(state, principal));
    for (const { id, displayName, unregistered, tenant, resourceGroups } of scenario.subscriptions) {
        state.subscriptions.add({
            id: `/subscriptions/${id}`,
            subscriptionId: id,
            displayName,
            tenantId: tenantNamed(state, tenant),
            unregistered,
            state: "Enabled",
        });
        resourceGroups.forEach((group) => addGroup(state, id, group));
    }
    addManagementGroups(state, scenario);
    (scenario.principals ?? []).forEach((principal) => joinGroups(state, principal));
    addAccess(state, scenario);
    state.here = machineNamed(state, scenario.here);
    // Only now: what a scenario describes has been there for long.
    Object.assign(state.delays, scenario.delays);
    return state;
}

function addDirectoryPrincipal(state: State, principal: ScenarioPrincipal): void {
    const { tenant, guestIn, memberOf: _groups, ...own } = principal;
    const tenantId = tenantNamed(state, tenant);
    addPrincipal(state, { ...own, tenantId, createdAt: setUpAt });
    for (const [domain, oid] of Object.entries(guestIn ?? {})) {
        const upn = `${principal.upn?.replace("@", "_")}#EXT#@${domain}`;
        const { kind, displayName } = principal;
        addPrincipal(state, { oid, kind, displayName, upn, tenantId: tenantNamed(state, domain), guestOf: principal.oid, createdAt: setUpAt });
    }
}

function joinGroups(state: State, principal: ScenarioPrincipal): void {
    const groups = (principal.memberOf ?? []).map((name) => [...state.principals.values()].find((p) => p.kind === "group" && p.displayName === name));
    findPrincipal(state, principal.oid)?.memberOf.push(...groups.flatMap((group) => group?.oid ?? []));
}

function addManagementGroups(state: State, scenario: ScenarioObject): void {
    const idOf = (name: string) => `/providers/Microsoft.Management/managementGroups/${name}`;
    for (const { name, displayName, tenant, parent, subscriptions = [] } of scenario.managementGroups ?? []) {
        const ids = subscriptions.map((text) => state.subscriptions.find((s) => s.displayName === text)?.subscriptionId ?? text);
        const tenantId = tenantNamed(state, tenant);
        state.managementGroups.add({ id: idOf(name), displayName, tenantId, parent: parent && idOf(parent), subscriptions: ids });
    }
}

function tenantNamed(state: State, domain: string): string {
    const tenant = findTenant(state, domain);
    if (!tenant) {
        throw new Error(`The scenario has no tenant ${domain}.`);
    }
    return tenant.id;
}

function machineNamed(state: State, name: string | undefined): string | undefined {
    const machine = state.machines.find((m) => m.name === name);
    if (name && !machine) {
        throw new Error(`"here" names no machine: ${name}`);
    }
    return machine?.id;
}
