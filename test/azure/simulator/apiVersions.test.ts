import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { chat, hello, textOf } from "./client.ts";

describe("simulator: api-versions of the data plane", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
        await simulator.change({ change: "assign", principal: "uai-playground", role: "Azure AI Developer", scope: "ai-services-playground" });
    });
    after(() => simulator.close());

    const dated = (version: string, deployment = "gpt-4o") => `openai/deployments/${deployment}/chat/completions?api-version=${version}`;

    it("answers to the versions that users' code names", async () => {
        const versions = ["2023-05-15", "2024-02-01", "2024-02-15-preview", "2024-05-01-preview", "2024-06-01", "2024-08-01-preview", "2024-10-21",
            "2024-12-01-preview", "2025-01-01-preview", "2025-03-01-preview", "2025-04-01-preview"];
        for (const version of versions) {
            assert.match(textOf(await chat(simulator, { path: dated(version) })), /^Hello!/, version);
        }
    });

    it("has retired what Azure has retired, and has no chat in the first version", async () => {
        for (const version of ["2023-03-15-preview", "2023-12-01-preview", "2022-12-01", "2025-09-01"]) {
            const { status, text } = await chat(simulator, { path: dated(version) });
            assert.deepEqual([status, text], [404, '{"error":{"code":"404","message": "Resource not found"}}'], version);
        }
    });

    it("needs no version on v1, takes its names, and refuses a date in words", async () => {
        for (const query of ["", "?api-version=preview", "?api-version=latest", "?api-version=v1"]) {
            assert.equal((await chat(simulator, { path: `openai/v1/chat/completions${query}` })).status, 200, query);
        }
        const { status, json } = await chat(simulator, { path: "openai/v1/chat/completions?api-version=2025-01-01-preview" });
        assert.deepEqual([status, json.error], [400, { code: "BadRequest", message: "API version not supported" }]);
    });

    it("says from which version on there are responses and reasoning models", async () => {
        const responses = (version: string) => chat(simulator, { path: `openai/responses?api-version=${version}`, body: { model: "gpt-4o", input: "Hello" } });
        assert.equal((await responses("2025-03-01-preview")).status, 200);
        const early = await responses("2024-10-21");
        assert.deepEqual([early.status, early.json.error.message], [400, "Azure OpenAI Responses API is enabled only for api-version 2025-03-01-preview and later"]);
        const reasoning = await chat(simulator, { path: dated("2024-10-21", "o4-mini") });
        assert.deepEqual([reasoning.status, reasoning.json.error.message], [400, "Model {modelName} is enabled only for api versions 2024-12-01-preview and later"]);
        assert.equal((await chat(simulator, { path: dated("2024-12-01-preview", "o4-mini") })).status, 200);
    });

    describe("model inference (services.ai.azure.com/models)", () => {
        const path = "models/chat/completions?api-version=2024-05-01-preview";

        it("chats with the deployment that the body or a header names", async () => {
            assert.match(textOf(await chat(simulator, { path })), /^Hello! This is gpt-4o/);
            const { messages } = hello;
            assert.match(textOf(await chat(simulator, { path, body: { messages }, headers: { "x-ms-model-mesh-model-name": "gpt-4o" } })), /gpt-4o/);
            const { status, json } = await chat(simulator, { path, body: { messages } });
            assert.deepEqual([status, json.error.code, json.error.details], [400, "no_model_name", json.error.message]);
            assert.equal((await chat(simulator, { path, body: { messages, model: "nothing" } })).json.error.code, "DeploymentNotFound");
        });

        it("needs a role with MaaS, which the OpenAI roles lack", async () => {
            await simulator.change({ change: "assign", principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" });
            assert.equal((await chat(simulator, { as: "uai-no-role" })).status, 200);
            const { status, json } = await chat(simulator, { as: "uai-no-role", path });
            assert.deepEqual([status, json.error.code], [401, "PermissionDenied"]);
            assert.match(json.error.message, /`Microsoft\.CognitiveServices\/accounts\/MaaS\/.*` to perform `POST \/models\/chat\/completions`/);
        });

        it("is not on accounts of kind OpenAI, has no other versions, and no info on a host of many models", async () => {
            await simulator.change({ change: "setAccount", name: "aoai-private", properties: {}, sandbox: { privatePath: true } });
            await simulator.change({ change: "assign", principal: "uai-playground", role: "Azure AI Developer", scope: "aoai-private" });
            const attempts = [{ account: "aoai-private", path }, { path: "models/chat/completions?api-version=2024-10-21" }, { path: "models/info?api-version=2024-05-01-preview" }];
            for (const attempt of attempts) {
                const { status, json } = await chat(simulator, attempt);
                assert.deepEqual([status, json.error.message], [404, "Resource not found"]);
            }
        });
    });
});
