/** Many resources, to see how clients behave in a large organisation. Reproducible; nothing of it listens. */
import { createHash } from "node:crypto";
import { assignRole, createIdentity } from "./changes.ts";
import { setEndpoints } from "./endpoints.ts";
import { deploymentOf, setUpAt } from "./scenario/resources.ts";
import { roleNamed } from "./scenario/access.ts";
import type { Principal, State } from "./state.ts";

export interface Seed {
    subscriptions: number;
    resourcesPerSubscription: number;
    /** Parts of identities, accounts and machines; default 4 : 4 : 2. */
    ratio?: { identities: number; accounts: number; machines: number };
    /** In one further subscription. */
    identities?: number;
    accounts?: number;
}

const locations = ["eastus2", "westeurope", "swedencentral", "japaneast"];
const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** Adds the seed to the tenant of the first user, who becomes owner of each subscription. */
export function generate(state: State, seed: Seed): void {
    const user = [...state.principals.values()].find((p) => p.kind === "user" && !p.guestOf);
    if (!user) {
        throw new Error("The generator needs a user, who will own what it makes.");
    }
    const { identities = 4, accounts = 4, machines = 2 } = seed.ratio ?? {};
    const parts = identities + accounts + machines;
    for (let n = 0; n < seed.subscriptions; n++) {
        const total = seed.resourcesPerSubscription;
        const someIdentities = Math.round((total * identities) / parts);
        const someAccounts = Math.round((total * accounts) / parts);
        const counts = { identities: someIdentities, accounts: someAccounts, machines: total - someIdentities - someAccounts };
        addSubscription(state, user, `Generated ${String(n + 1).padStart(3, "0")}`, counts);
    }
    if (seed.identities || seed.accounts) {
        addSubscription(state, user, "Generated many", { identities: seed.identities ?? 0, accounts: seed.accounts ?? 0, machines: 0 });
    }
}

function addSubscription(state: State, user: Principal, displayName: string, counts: { identities: number; accounts: number; machines: number }): void {
    const subscriptionId = guid(displayName);
    const subscription = state.subscriptions.add({
        id: `/subscriptions/${subscriptionId}`,
        subscriptionId,
        tenantId: user.tenantId,
        displayName,
        state: "Enabled",
    });
    assignRole(state, { scope: subscription.id, roleDefinition: roleNamed(state, owner).name, principalId: user.oid, principalType: "User", createdAt: setUpAt });
    const groups = locations.map((location) => addGroup(state, subscriptionId, location));
    const at = (index: number) => groups[index % groups.length] ?? "";
    for (let n = 0; n < counts.identities; n++) {
        addIdentity(state, at(n), `uai-${suffix(displayName, n)}`, n);
    }
    for (let n = 0; n < counts.accounts; n++) {
        addAccount(state, at(n), `aoai-${suffix(displayName, n)}`, n);
    }
    for (let n = 0; n < counts.machines; n++) {
        addMachine(state, at(n), `vm-${suffix(displayName, n)}`, n);
    }
}

function addGroup(state: State, subscriptionId: string, location: string): string {
    const name = `rg-${location}`;
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
    state.resourceGroups.add({ id, name, location, subscriptionId, type: "Microsoft.Resources/resourceGroups", createdAt: setUpAt });
    return id;
}

function addIdentity(state: State, group: string, name: string, n: number): void {
    const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
    const location = locationAt(n);
    createIdentity(state, { id, name, location, principalId: guid(`${id} principal`), clientId: guid(`${id} client`), createdAt: setUpAt });
}

function addAccount(state: State, group: string, name: string, n: number): void {
    const account = state.accounts.add({
        id: `${group}/providers/Microsoft.CognitiveServices/accounts/${name}`,
        name,
        type: "Microsoft.CognitiveServices/accounts",
        kind: n % 3 === 0 ? "OpenAI" : "AIServices",
        location: locationAt(n),
        sku: { name: "S0" },
        properties: { endpoint: "", endpoints: {}, provisioningState: "Succeeded", publicNetworkAccess: "Enabled", customSubDomainName: name },
        deployments: [deploymentOf({ name: "gpt-4o", model: "gpt-4o@2024-11-20", sku: "GlobalStandard", capacity: 10 })],
        keys: [guid(`${name} 1`), guid(`${name} 2`)],
        sandbox: {},
        createdAt: setUpAt,
    });
    setEndpoints(account, `https://${name}.openai.azure.invalid/`);
}

function addMachine(state: State, group: string, name: string, n: number): void {
    state.machines.add({
        id: `${group}/providers/Microsoft.Compute/virtualMachines/${name}`,
        name,
        type: "Microsoft.Compute/virtualMachines",
        location: locationAt(n),
        vmId: guid(name),
        vmSize: "Standard_D2s_v5",
        osType: n % 4 === 0 ? "Windows" : "Linux",
        powerState: n % 5 === 0 ? "deallocated" : "running",
        identityVisibleAt: {},
        properties: {},
        createdAt: setUpAt,
        etag: 1,
    });
}

function locationAt(n: number): string {
    return locations[n % locations.length] ?? "eastus2";
}

function suffix(displayName: string, n: number): string {
    return `${displayName.replace(/^\D+/, "") || "many"}-${String(n + 1).padStart(5, "0")}`;
}

/** A GUID that depends on the text alone. */
function guid(text: string): string {
    const hex = createHash("sha256").update(text).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
