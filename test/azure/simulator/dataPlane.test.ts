import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { armAudience, ask, call, chat, hello, textOf } from "./client.ts";

const dated = (version: string, deployment = "gpt-4o") => `openai/deployments/${deployment}/chat/completions?api-version=${version}`;

describe("simulator: Azure OpenAI data plane", () => {
    let simulator: Simulator;
    beforeEach(async () => {
        simulator = await startSimulator();
    });
    afterEach(() => simulator.close());

    const set = (name: string, properties: Record<string, unknown>, sandbox?: object) => simulator.change({ change: "setAccount", name, properties, sandbox });
    const keyOf = (name: string) => simulator.state.accounts.find((a) => a.name === name)!.keys[0];
    const withKey = (key: string) => ({ as: null, headers: { "api-key": key } });

    it("answers a chat completion, on the v1 path and on a dated one", async () => {
        for (const path of ["openai/v1/chat/completions", dated("2024-10-21"), dated("2025-04-01-preview")]) {
            const answer = await chat(simulator, { path });
            assert.equal(answer.status, 200);
            assert.match(textOf(answer), /^Hello! This is gpt-4o on ai-services-playground.*\*\*uai-playground\*\*/);
            assert.equal(answer.json.model, "gpt-4o-2024-11-20");
            assert.equal(answer.json.choices[0].content_filter_results.hate.severity, "safe");
            assert.equal(answer.json.prompt_filter_results[0].prompt_index, 0);
            const { prompt_tokens, completion_tokens, total_tokens } = answer.json.usage;
            assert.equal(prompt_tokens + completion_tokens, total_tokens);
            assert.equal(answer.headers["x-ms-region"], "East US 2");
            assert.equal(answer.headers["x-ratelimit-limit-tokens"], "50000");
            assert.equal(answer.headers["x-ms-deployment-name"], "gpt-4o");
        }
    });

    it("sends the flat 401 for no token, a garbled one, another audience and an expired one", async () => {
        const flat =
            '{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired." }';
        const { accessToken } = await simulator.token({ principal: "uai-playground", resource: "https://cognitiveservices.azure.com" });
        const forged = `${accessToken.slice(0, -4)}AAAA`;
        const attempts = [{ as: null }, { as: null, headers: { authorization: "Bearer x.y.z" } }, { as: null, headers: { authorization: `Bearer ${forged}` } }, { resource: armAudience }];
        for (const attempt of attempts) {
            const { status, text } = await chat(simulator, attempt);
            assert.deepEqual([status, text], [401, flat]);
        }
        simulator.state.clock.advance(86_400_000);
        assert.equal((await chat(simulator, { as: null, headers: { authorization: `Bearer ${accessToken}` } })).text, flat);
    });

    it("takes both audiences unless the account takes one only, which it then names", async () => {
        const resource = "https://ai.azure.com";
        assert.equal((await chat(simulator, { resource })).status, 200);
        await set("ai-services-playground", {}, { audiences: [resource] });
        assert.equal((await chat(simulator, { resource: `${resource}/` })).status, 200);
        const { status, json } = await chat(simulator);
        assert.equal(status, 401);
        assert.match(json.message, /audience is incorrect \(https:\/\/ai\.azure\.com\)/);
    });

    it("looks at the network before anything else", async () => {
        const { status, headers, text } = await chat(simulator, { as: null, account: "aoai-private" });
        assert.equal(status, 403);
        assert.equal(text, '{"error":{"code":"403","message": "Public access is disabled. Please configure private endpoint."}}');
        assert.equal(headers["policy-id"], "ThrowExceptionDueToTrafficDenied");
    });

    it("lets in who comes through the private endpoint", async () => {
        await set("aoai-private", {}, { privatePath: true });
        assert.equal((await chat(simulator, { account: "aoai-private" })).json.error.code, "PermissionDenied");
    });

    it("closes the firewall to all but the listed addresses", async () => {
        const denied = { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] } };
        await set("ai-services-playground", denied);
        const { status, headers, text } = await chat(simulator);
        assert.equal(status, 403);
        assert.equal(headers["content-length"], "90");
        assert.match(text, /"message": "Access denied due to Virtual Network\/Firewall rules\."/);
        denied.networkAcls.ipRules.push({ value: "127.0.0.0/8" });
        assert.equal((await chat(simulator)).status, 200);
    });

    it("takes a key where keys are on, and says which of wrong and disabled it is", async () => {
        const disabled = await chat(simulator, withKey(keyOf("ai-services-playground")));
        assert.deepEqual([disabled.status, disabled.json.error.code], [403, "AuthenticationTypeDisabled"]);
        await set("ai-services-playground", { disableLocalAuth: false });
        const answer = await chat(simulator, withKey(keyOf("ai-services-playground")));
        assert.match(textOf(answer), /calling me as \*\*an API key\*\*/);
        const wrong = await chat(simulator, withKey(keyOf("aoai-research")));
        assert.equal(wrong.status, 401);
        assert.match(wrong.json.error.message, /^Access denied due to invalid subscription key or wrong API endpoint\./);
    });

    it("wants a custom subdomain for tokens; a key works on the regional endpoint", async () => {
        await set("ai-services-playground", { customSubDomainName: null, disableLocalAuth: null });
        const { endpoint } = simulator.state.accounts.find((a) => a.name === "ai-services-playground")!.properties;
        assert.equal(endpoint, `${simulator.urls.arm}/`);
        const url = `${endpoint}openai/v1/chat/completions`;
        const { accessToken } = await simulator.token({ principal: "uai-playground", resource: "https://cognitiveservices.azure.com" });
        const token = await call(simulator, url, { headers: { authorization: `Bearer ${accessToken}` }, body: hello });
        assert.equal(token.status, 400);
        assert.match(token.json.error.message, /^Please provide a custom subdomain for token authentication/);
        const key = () => call(simulator, url, { headers: { "api-key": keyOf("ai-services-playground") }, body: hello });
        assert.equal((await key()).status, 200);
        await set("ai-services-playground", { networkAcls: { defaultAction: "Deny" } });
        assert.match((await key()).json.error.message, /^A Virtual Network is configured for this resource/);
    });

    it("answers 404 for what it does not serve: other paths, other api-versions, v1 where it is off", async () => {
        const notFound = '{"error":{"code":"404","message": "Resource not found"}}';
        for (const path of ["openai/v2/chat", dated("2024-11-20"), dated(""), dated("preview"), "openai/responses?api-version=2024-11-20"]) {
            const { status, text } = await chat(simulator, { path });
            assert.deepEqual([status, text], [404, notFound], path);
        }
        await set("ai-services-playground", {}, { servesV1: false });
        assert.equal((await chat(simulator)).text, notFound);
        assert.equal((await chat(simulator, { path: dated("2024-10-21") })).status, 200);
    });

    it("does not know other deployments; the model's name is not the deployment's", async () => {
        const body = { ...hello, model: "gpt-4o-2024-11-20" };
        for (const request of [{ body }, { path: dated("2024-10-21", "nothing") }]) {
            const { status, json, headers } = await chat(simulator, request);
            assert.deepEqual([status, json.error.code], [404, "DeploymentNotFound"]);
            assert.equal(headers["content-length"], "198");
        }
    });

    it("misses a deployment after the caller and the version, and before what was asked", async () => {
        const path = dated("2024-10-21", "nothing");
        const codeOf = async (request: object) => {
            const { status, json } = await chat(simulator, { path, ...request });
            return [status, json.error?.code ?? json.statusCode];
        };
        assert.deepEqual(await codeOf({ as: null }), [401, 401]);
        assert.deepEqual(await codeOf({ as: "uai-no-role" }), [401, "PermissionDenied"]);
        assert.deepEqual(await codeOf({ path: dated("2024-11-20", "nothing") }), [404, "404"]);
        assert.deepEqual(await codeOf({ body: {} }), [404, "DeploymentNotFound"]);
        assert.deepEqual(await codeOf({ path: "openai/v1/chat/completions", body: { model: "nothing" } }), [404, "DeploymentNotFound"]);
    });

    it("does not chat with an embedding model", async () => {
        await simulator.change({ change: "addDeployment", account: "ai-services-playground", name: "embed", model: "text-embedding-3-large" });
        const { status, json } = await chat(simulator, { body: { ...hello, model: "embed" } });
        assert.deepEqual([status, json.error.code], [400, "OperationNotSupported"]);
        assert.match(json.error.message, /^The chatCompletion operation does not work with the specified model, text-embedding-3-large\./);
    });

    it("refuses what reasoning models do not take, and counts their thinking", async () => {
        const think = (more: object) => chat(simulator, { body: { ...hello, model: "o4-mini", reasoning_effort: "low", ...more } });
        assert.deepEqual((await think({ max_tokens: 100 })).json.error, {
            message: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            type: "invalid_request_error",
            param: "max_tokens",
            code: "unsupported_parameter",
        });
        assert.deepEqual((await think({ temperature: 0.2 })).json.error.code, "unsupported_value");
        const started = performance.now();
        const { json } = await think({ max_completion_tokens: 1000, temperature: 1 });
        assert.ok(performance.now() - started > 200, "it thinks before it answers");
        assert.equal(json.usage.completion_tokens_details.reasoning_tokens, 64);
        assert.equal((await think({ max_completion_tokens: 64 })).json.choices[0].finish_reason, "length");
    });

    it("cuts the answer at the number of tokens asked for", async () => {
        const { json } = await chat(simulator, { body: ask("Tell me about rivers", { max_tokens: 12 }) });
        assert.equal(json.choices[0].finish_reason, "length");
        assert.equal(json.usage.completion_tokens, 12);
    });

    it("says what is wrong with a request", async () => {
        const error = async (body: object) => (await chat(simulator, { body })).json.error;
        assert.equal((await error({ model: "gpt-4o" })).code, "missing_required_parameter");
        assert.equal((await error({ model: "gpt-4o", messages: [] })).param, "messages");
        assert.equal((await error({ model: "gpt-4o", messages: [{ role: "robot", content: "x" }] })).param, "messages[0].role");
        assert.equal((await error({ ...hello, temperature: 3 })).param, "temperature");
        assert.match((await error({ ...hello, max_tokens: 20_000 })).message, /at most 16384 completion tokens/);
        await simulator.change({ change: "setDeployment", account: "ai-services-playground", name: "gpt-4o", capacity: 1000 });
        assert.equal((await error(ask("word ".repeat(130_000)))).code, "context_length_exceeded");
    });

    it("blocks a prompt with the content filter's own body, streamed or not", async () => {
        for (const stream of [false, true]) {
            const { status, json, headers } = await chat(simulator, { body: ask("please [[filter]]", { stream }) });
            assert.equal(status, 400);
            assert.match(String(headers["content-type"]), /^application\/json/);
            assert.deepEqual([json.error.code, json.error.type, json.error.param, json.error.status], ["content_filter", null, "prompt", 400]);
            assert.equal(json.error.innererror.code, "ResponsibleAIPolicyViolation");
            assert.deepEqual(json.error.innererror.content_filter_result.jailbreak, { filtered: true, detected: true });
        }
        const { json } = await chat(simulator, { body: ask("go on [[filter-answer]]") });
        assert.equal(json.choices[0].finish_reason, "content_filter");
    });

    it("limits the rate by the deployment's capacity and opens again with time", async () => {
        await simulator.change({ change: "setDeployment", account: "ai-services-playground", name: "gpt-4o", capacity: 1 });
        const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await chat(simulator)).status));
        assert.deepEqual(statuses.toSorted(), [200, 200, 200, 200, 200, 200, 429, 429]);
        const { headers, json } = await chat(simulator);
        assert.equal(headers["policy-id"], "DeploymentRatelimit-Call");
        assert.ok(Number(headers["retry-after"]) >= 1 && Number(headers["retry-after"]) <= 10);
        assert.match(json.error.message, /^Your requests to gpt-4o for gpt-4o in East US 2 have exceeded the call rate limit for your current AIServices S0/);
        simulator.state.clock.advance(11_000);
        assert.equal((await chat(simulator)).status, 200);
    });

    it("names a day when the request alone is too large for the limit", async () => {
        await simulator.change({ change: "setDeployment", account: "ai-services-playground", name: "gpt-4o", capacity: 1 });
        const { status, headers, json } = await chat(simulator, { body: { ...hello, max_tokens: 2000 } });
        assert.equal(status, 429);
        assert.equal(headers["policy-id"], "DeploymentRatelimit-Token");
        assert.equal(headers["retry-after"], "86400");
        assert.match(json.error.message, /under Azure OpenAI API version v1\. Please retry after 86400 seconds\./);
    });

    it("lists the base models, for who may read them", async () => {
        const { accessToken } = await simulator.token({ principal: "uai-playground", resource: "https://cognitiveservices.azure.com" });
        for (const path of ["openai/v1/models", "openai/models?api-version=2024-10-21"]) {
            const { json } = await call(simulator, `${simulator.accounts["ai-services-playground"]}${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
            assert.deepEqual(json.data.map((model: { id: string }) => model.id), ["gpt-4o-2024-11-20", "o4-mini-2025-04-16"]);
        }
    });

    it("answers in JSON when JSON is asked for", async () => {
        const answer = await chat(simulator, { body: ask("Which identity?", { response_format: { type: "json_object" } }) });
        assert.equal(JSON.parse(textOf(answer)).caller, "uai-playground");
    });
});
