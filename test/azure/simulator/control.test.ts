import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Change, Simulator } from "../../simulator/index.ts";
import { armAudience, ask, call, chat, claimsOf, openAiAudience } from "./client.ts";

describe("simulator: control endpoint and recorder", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    const control = (path: string, body?: unknown, method?: string) => call(simulator, `${simulator.controlUrl}${path}`, { body, method });
    const change = (body: Change) => control("/state", body);

    it("shows what came in: who, what, when, how it ended, and no credentials", async () => {
        const { headers } = await chat(simulator, { path: "openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", body: ask("Hello") });
        const { json, text } = await control("/requests");
        const { time, ms, headers: sent, ...entry } = json.at(-1);
        assert.ok(Date.now() - time < 10_000 && ms >= 0);
        assert.deepEqual(entry, {
            service: "openai",
            method: "POST",
            host: new URL(simulator.accounts["ai-services-playground"]!).host,
            path: "/openai/deployments/gpt-4o/chat/completions",
            query: { "api-version": "2024-10-21" },
            status: 200,
            apiVersion: "2024-10-21",
            requestId: headers["apim-request-id"],
            oid: simulator.state.identities.find((i) => i.name === "uai-playground")!.principalId,
            body: ask("Hello"),
        });
        assert.equal(sent.authorization, undefined);
        assert.ok(!text.includes("eyJ"));
        assert.equal((await control("/requests", undefined, "DELETE")).status, 204);
        assert.deepEqual((await control("/requests")).json, []);
    });

    it("hands out tokens for anyone, in their own tenant or as a guest", async () => {
        const { json } = await control("/tokens", { principal: "dev@contoso.com", resource: armAudience, tenantId: "fabrikam.com" });
        const claims = claimsOf(json.accessToken);
        assert.deepEqual([claims.oid, claims.tid, claims.aud, claims.idtyp], [json.oid, json.tenantId, armAudience, "user"]);
        assert.ok(Math.abs(json.expiresOn / 1000 - Number(claims.exp)) < 2);
        assert.notEqual(json.oid, (await control("/tokens", { principal: "dev@contoso.com", resource: armAudience })).json.oid);
    });

    it("explains what it cannot do", async () => {
        const refused = [
            await control("/tokens", { principal: "reader@contoso.com", resource: armAudience, tenantId: "fabrikam.com" }),
            await control("/tokens", { principal: "nobody", resource: openAiAudience }),
            await control("/tokens", { principal: "dev@contoso.com", resource: "https://nothing.example" }),
            await control("/state", { change: "explode" }),
            await change({ change: "setAccount", name: "nothing" }),
            await change({ change: "unassign", principal: "uai-no-role", role: "Reader", scope: "Playground" }),
        ];
        for (const { status, json } of refused) {
            assert.equal(status, 400);
            assert.ok(json.error.message.length > 10);
        }
    });

    it("changes the state as calls of the portal would", async () => {
        const role = { principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" };
        assert.equal((await change({ change: "assign", ...role })).status, 200);
        assert.equal((await chat(simulator, { as: "uai-no-role" })).status, 200);
        await change({ change: "unassign", ...role });
        assert.equal((await chat(simulator, { as: "uai-no-role" })).status, 401);
        await change({ change: "setAccount", name: "ai-services-playground", properties: { publicNetworkAccess: "Disabled" } });
        assert.equal((await chat(simulator)).status, 403);
        await change({ change: "setAccount", name: "ai-services-playground", properties: { publicNetworkAccess: "Enabled" } });
        await change({ change: "removeDeployment", account: "ai-services-playground", name: "gpt-4o" });
        assert.equal((await chat(simulator)).status, 404);
        await change({ change: "addDeployment", account: "ai-services-playground", name: "gpt-4o", model: "gpt-4o@2024-11-20", capacity: 50 });
        assert.equal((await chat(simulator)).status, 200);
    });

    it("moves the clock, and shows the state as JSON", async () => {
        const { json } = await control("/clock", { advanceMs: 3_600_000 });
        assert.ok(json.now - Date.now() > 3_500_000);
        const state = (await control("/state")).json;
        assert.deepEqual(state.machines.map((machine: { name: string }) => machine.name), ["vm-playground"]);
        assert.ok(state.roleDefinitions.length >= 30);
    });
});
