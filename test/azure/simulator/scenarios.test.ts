import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import { armAudience, call, imdsToken } from "./client.ts";

describe("simulator: scenarios and generator", () => {
    it("starts the playground with the identities and accounts of our users", async () => {
        const simulator = await startSimulator();
        const uai = simulator.state.identities.find((i) => i.name === "uai-playground")!;
        assert.match(uai.clientId, /^40ef.*30e4$/);
        assert.deepEqual(Object.keys(simulator.accounts), ["ai-services-playground", "aoai-private", "aoai-research"]);
        assert.equal(new Set(Object.values(simulator.accounts).map((url) => new URL(url).port)).size, 3);
        assert.equal(simulator.customCloud.resourceManagerEndpointUrl, `${simulator.urls.arm}/`);
        await simulator.close();
    });

    it("starts the setup scenario with nothing attached and no role but the users'", async () => {
        const simulator = await startSimulator({ scenario: "setup" });
        const { state } = simulator;
        assert.equal(state.machines.find(() => true)!.identity, undefined);
        assert.ok([...state.roleAssignments].every((a) => a.principalType === "User"));
        assert.equal(state.delays.roleAssignmentMs, 20_000);
        assert.equal((await imdsToken(simulator, "")).json.error_description, "Identity not found");
        await simulator.close();
    });

    it("starts with 100 subscriptions of 100 resources and 10 000 more in less than two seconds", async () => {
        const started = performance.now();
        const simulator = await startSimulator({ seed: { subscriptions: 100, resourcesPerSubscription: 100, identities: 5000, accounts: 5000 } });
        assert.ok(performance.now() - started < 2000);
        const { identities, accounts, machines } = simulator.state;
        assert.deepEqual([identities.size, accounts.size, machines.size], [9003, 9003, 2001]);
        assert.equal(accounts.find((a) => a.name === "aoai-001-00001")!.properties.endpoint, "https://aoai-001-00001.openai.azure.invalid/");
        const { accessToken } = await simulator.token({ principal: "dev@contoso.com", resource: armAudience });
        const subscription = simulator.state.subscriptions.find((s) => s.displayName === "Generated 042")!;
        const url = `${simulator.urls.arm}${subscription.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2024-11-30`;
        const { json } = await call(simulator, url, { headers: { authorization: `Bearer ${accessToken}` } });
        assert.equal(json.value.length, 40);
        await simulator.close();
    });

    it("refuses a scenario that it does not have", async () => {
        await assert.rejects(startSimulator({ scenario: "nothing" }), /There is no scenario "nothing"/);
        await assert.rejects(startSimulator({ scenario: "load" }), /There is no scenario "load"/);
    });
});
