/** Resource groups of a scenario and what is in them. */
import { randomBytes } from "node:crypto";
import { attachIdentity, createIdentity, enableSystemAssigned } from "../changes.ts";
import { findModel } from "../models.ts";
import type { AccountProperties, Deployment, Machine, State } from "../state.ts";
import { addNetwork } from "./network.ts";
import type { ScenarioAccount, ScenarioDeployment, ScenarioGroup, ScenarioMachine } from "./types.ts";

/** When everything in a scenario was made: thirty days ago. */
export const setUpAt = Date.now() - 30 * 86_400_000;

export function addGroup(state: State, subscriptionId: string, group: ScenarioGroup): void {
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${group.name}`;
    const { name, location, tags } = group;
    const type = "Microsoft.Resources/resourceGroups";
    state.resourceGroups.add({ id, name, type, location, tags, subscriptionId, createdAt: setUpAt });
    for (const identity of group.identities ?? []) {
        createIdentity(state, { location, ...identity, id: `${id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity.name}`, createdAt: setUpAt });
    }
    (group.machines ?? []).forEach((machine, nth) => addNetwork(state, id, addMachine(state, group, id, machine), nth));
    (group.accounts ?? []).forEach((account) => addAccount(state, group, id, account));
    for (const resource of group.resources ?? []) {
        state.resources.add({ location, properties: {}, ...resource, id: `${id}/providers/${resource.type}/${resource.name}`, createdAt: setUpAt });
    }
}

function addMachine(state: State, group: ScenarioGroup, groupId: string, described: ScenarioMachine): Machine {
    const { systemAssigned, userAssigned = [], ...own } = described;
    const machine: Machine = state.machines.add({
        location: group.location,
        osType: "Linux",
        powerState: "running",
        ...own,
        properties: { ...own.properties },
        id: `${groupId}/providers/Microsoft.Compute/virtualMachines/${described.name}`,
        type: "Microsoft.Compute/virtualMachines",
        createdAt: setUpAt,
        identityVisibleAt: {},
        etag: 1,
    });
    if (systemAssigned) {
        enableSystemAssigned(state, machine, systemAssigned);
    }
    for (const name of userAssigned) {
        const identity = state.identities.find((i) => i.name === name);
        if (!identity) {
            throw new Error(`The scenario has no identity ${name}.`);
        }
        attachIdentity(state, machine, identity);
    }
    delete machine.changedAt;
    return machine;
}

function addAccount(state: State, group: ScenarioGroup, groupId: string, described: ScenarioAccount): void {
    const { keys, deployments = [], sandbox = {}, properties, ...own } = described;
    const fixed = { provisioningState: "Succeeded", publicNetworkAccess: "Enabled", endpoint: "", endpoints: {} };
    state.accounts.add({
        location: group.location,
        ...own,
        id: `${groupId}/providers/Microsoft.CognitiveServices/accounts/${described.name}`,
        type: "Microsoft.CognitiveServices/accounts",
        sku: { name: "S0" },
        properties: { ...fixed, ...properties } as AccountProperties,
        deployments: deployments.map(deploymentOf),
        keys: keys ?? [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")],
        sandbox,
        createdAt: setUpAt,
    });
}

export function deploymentOf({ name, model, sku = "Standard", capacity = 10, sandbox }: ScenarioDeployment): Deployment {
    const [modelName = "", version] = model.split("@");
    const known = findModel(modelName, version);
    const properties = {
        model: { format: known?.format ?? "OpenAI", name: modelName, version: version ?? known?.version ?? "1" },
        provisioningState: "Succeeded",
        capabilities: { ...known?.capabilities },
        raiPolicyName: "Microsoft.DefaultV2",
        versionUpgradeOption: "OnceNewDefaultVersionAvailable",
    };
    return { name, sku: { name: sku, capacity }, properties, createdAt: setUpAt, ...(sandbox ? { sandbox } : {}) };
}
