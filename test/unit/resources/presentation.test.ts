import assert from "node:assert/strict";
import type { Machine } from "../../../src/azure/machine.ts";
import type { Account, Deployment, ManagedIdentity, VirtualMachine } from "../../../src/azure/resources.ts";
import type { Subscription } from "../../../src/azure/arm/subscriptions.ts";
import { failureNode, type Node } from "../../../src/resources/nodes.ts";
import { describeLimits } from "../../../src/resources/capacity.ts";
import { shortId } from "../../../src/resources/look.ts";
import { present } from "../../../src/resources/presentation.ts";

const subscription = { id: "/subscriptions/s", subscriptionId: "s", name: "Playground", state: "Enabled", tenant: { name: "contoso.com", tenantId: "t" } } as Subscription;
const account: Account = {
    kind: "account", id: "/a", name: "ai-services-playground", accountKind: "AIServices", location: "eastus2", resourceGroup: "rg", subscriptionId: "s",
    endpoint: "https://x/", endpoints: {}, customSubDomainName: "x", disableLocalAuth: true, publicNetworkAccess: "Enabled", provisioningState: "Succeeded",
};
const deployment: Deployment = {
    id: "/a/deployments/gpt-4o", name: "gpt-4o", modelName: "gpt-4o", modelFormat: "OpenAI", modelVersion: "2024-11-20",
    skuName: "GlobalStandard", capacity: 50, state: "Succeeded", capabilities: { chatCompletion: "true" },
};
const managedIdentity = { kind: "managedIdentity", name: "uai-playground", resourceGroup: "rg-playground", location: "eastus2", clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", principalId: "p", id: "/i" } as ManagedIdentity;
const machine = { name: "vm-playground", resourceGroup: "rg-playground", location: "eastus2", resourceId: "/m" } as Machine;
const base = { id: "n", resourceId: "/r", subscription };

/** The row as one reads it: `label | description`. */
const line = (node: Node) => [present(node).label, present(node).description].filter(Boolean).join(" | ");
const accountLine = (changes: Partial<Account>) => line({ ...base, kind: "account", account: { ...account, ...changes } });
const deploymentLine = (changes: Partial<Deployment>) => line({ ...base, kind: "deployment", account, deployment: { ...deployment, ...changes } });

describe("A row of the tree", () => {
    it("tells the machine's group and place, and what its identities are good for: also in the picture, which a narrow side bar does not cut", () => {
        assert.equal(line({ kind: "machine", id: "n", resourceId: "/m", machine }), "vm-playground | rg-playground · eastus2");
        const system: Node = { kind: "attached", id: "n", machine, identity: { kind: "systemAssigned", name: "vm-playground", principalId: "p" }, access: "no inference role" };
        assert.equal(line(system), "vm-playground (system-assigned) | no inference role");
        const { clientId } = managedIdentity;
        assert.deepEqual(["yes", "soon", "no", undefined].map((mayCall) => present({ ...system, mayCall } as Node).icon),
            ["azure:managedIdentityRole", "azure:managedIdentitySoon", "azure:managedIdentityNoRole", "azure:managedIdentity"]);
        assert.equal(line({ kind: "attached", id: "n", machine, identity: { kind: "userAssigned", name: "uai-playground", clientId }, access: "1 role" }), "uai-playground | 1 role");
        assert.equal(line({ kind: "attached", id: "n", machine, identity: { kind: "userAssigned", name: "typed", principalId: clientId } }), "typed");
    });

    it("tells the tenant of a subscription, and its state where that is not usual", () => {
        assert.equal(line({ ...base, kind: "subscription" }), "Playground | contoso.com");
        assert.equal(line({ ...base, kind: "subscription", subscription: { ...subscription, state: "Disabled" } }), "Playground | Disabled · contoso.com");
    });

    it("tells how many are in a group", () => {
        assert.equal(line({ ...base, kind: "group", of: "account", count: 2 }), "AI Services | 2");
        assert.equal(line({ ...base, kind: "group", of: "managedIdentity" }), "Managed Identities");
        assert.equal(line({ ...base, kind: "group", of: "virtualMachine", count: 0 }), "Virtual Machines | 0");
    });

    it("tells what one would click an account for", () => {
        assert.equal(accountLine({}), "ai-services-playground | keys off · AIServices · eastus2");
        assert.equal(accountLine({ accountKind: "OpenAI", location: "westeurope", disableLocalAuth: false, publicNetworkAccess: "Disabled" }), "ai-services-playground | private only · OpenAI · westeurope");
        assert.equal(accountLine({ disableLocalAuth: false, networkDefaultAction: "Deny" }), "ai-services-playground | selected networks · AIServices · eastus2");
        assert.equal(accountLine({ disableLocalAuth: false, customSubDomainName: undefined, provisioningState: "Creating" }), "ai-services-playground | Creating · no custom subdomain · AIServices · eastus2");
    });

    it("tells version, SKU and state of a deployment, and its model where the name does not", () => {
        assert.equal(deploymentLine({}), "gpt-4o | 2024-11-20 · GlobalStandard 50K TPM");
        assert.equal(deploymentLine({ name: "chat", state: "Creating", capacity: undefined }), "chat | Creating · gpt-4o 2024-11-20 · GlobalStandard");
        assert.equal(deploymentLine({ name: "vectors", modelName: "text-embedding-3-large", modelVersion: "1", capabilities: { embeddings: "true" } }), "vectors | no chat · text-embedding-3-large 1 · GlobalStandard 50K TPM");
    });

    it("gives the unit of a capacity where it is known", () => {
        assert.equal(deploymentLine({ skuName: "DataZoneStandard", capacity: 2500 }), "gpt-4o | 2024-11-20 · DataZoneStandard 2.5M TPM");
        assert.equal(deploymentLine({ skuName: "GlobalProvisionedManaged", capacity: 100 }), "gpt-4o | 2024-11-20 · GlobalProvisionedManaged 100 PTU");
        assert.equal(deploymentLine({ skuName: "GlobalBatch", capacity: 1000 }), "gpt-4o | 2024-11-20 · GlobalBatch 1,000");
        assert.equal(describeLimits([{ key: "request", renewalPeriod: 10, count: 50 }, { key: "token", renewalPeriod: 60, count: 50_000 }]), "50 requests per 10 s, 50,000 tokens per minute");
        assert.equal(describeLimits(undefined), undefined);
    });

    it("offers a chat with deployments that can chat, alone", () => {
        const context = (capabilities: Record<string, string>) => present({ ...base, kind: "deployment", account, deployment: { ...deployment, capabilities } }).context;
        assert.deepEqual(context({ chatCompletion: "true" }), ["chat", "deployment", "endpoint", "resource"]);
        assert.deepEqual(context({ embeddings: "true" }), ["deployment", "endpoint", "resource"]);
    });

    it("tells the place of an identity and the power of a machine", () => {
        assert.equal(line({ ...base, kind: "managedIdentity", managedIdentity }), "uai-playground | rg-playground · eastus2");
        const virtualMachine = { kind: "virtualMachine", name: "vm-playground", resourceGroup: "rg", location: "eastus2", powerState: "running", identity: { userAssigned: [] } } as unknown as VirtualMachine;
        assert.equal(line({ ...base, kind: "virtualMachine", virtualMachine }), "vm-playground | running · rg · eastus2");
    });

    it("says how many are not shown, and shows more of that group on a click", () => {
        const look = present({ kind: "more", id: "g/more", groupId: "g", hidden: 9_800 });
        assert.deepEqual([look.label, look.description, look.command], ["Show more…", "9,800 not shown", { id: "keyless.showMore", title: "Show More", argument: { groupId: "g" } }]);
    });

    it("is a reason with its remedy as a click where something failed", () => {
        const action = { kind: "signIn", label: "sign in", tenantId: "t" } as const;
        const failure = { kind: "signedOut", summary: "Not signed in to fabrikam.com", cause: "c.", remedy: "Sign in.", actions: [action], evidence: [] } as const;
        const look = present(failureNode("p", { ...failure, actions: [action], evidence: [] }));
        assert.deepEqual([look.label, look.description, look.command?.argument, look.spoken],
            ["Not signed in to fabrikam.com", "sign in", { action }, "Not signed in to fabrikam.com. c. Sign in."]);
        const bare = present(failureNode("p", { ...failure, actions: [], evidence: [] }));
        assert.deepEqual([bare.description, bare.command], ["Sign in.", undefined]);
    });

    it("marks the connection in use, for the eye and for the ear", () => {
        const connection = { id: "c", name: "gpt-4o as uai-playground", identity: { kind: "environment" } as const, target: { endpoint: "https://x/", deployment: "gpt-4o", accountName: "ai-services-playground" } };
        const used = present({ kind: "connection", id: "n", connection, active: true });
        const other = present({ kind: "connection", id: "n", connection, active: false });
        assert.deepEqual([used.icon, used.context, used.spoken], ["circle-filled", ["active", "connection", "endpoint"], "gpt-4o as uai-playground, ai-services-playground, in use"]);
        assert.deepEqual([other.icon, other.context], ["circle-outline", ["connection", "endpoint"]]);
    });

    it("shortens ids to their ends", () => {
        assert.deepEqual([shortId(managedIdentity.clientId), shortId("short")], ["40ef…30e4", "short"]);
    });
});
