import assert from "node:assert/strict";
import type { InferenceEvent } from "../../../src/azure/inference.ts";
import { chatWith, failureOf, hello, refuse, startServer, textOf } from "./inferenceServer.ts";

const notFound = refuse(404, '{"error":{"code":"404","message": "Resource not found"}}');
const wrongAudience = (audience: string) => refuse(401, `{ "statusCode": 401, "message": "Unauthorized. Access token is missing, invalid, audience is incorrect (${audience}), or have expired." }`);
const unsupported = (param: string, message: string) => refuse(400, { error: { message, type: "invalid_request_error", param, code: "unsupported_parameter" } });
const rateLimit = (headers: Record<string, string>) => refuse(429, { error: { code: "429", message: "exceeded token rate limit" } }, headers);

const retries = (events: InferenceEvent[]) => events.flatMap((event) => (event.kind === "retrying" ? [event] : []));

describe("An account that does not serve v1", () => {
    it("is called with the dated API, at once and from then on", async () => {
        await using server = await startServer(notFound, hello);
        const chat = chatWith(server.url);
        await chat.run();
        await chat.run();
        assert.deepEqual(server.requests.map(({ url }) => url), [
            "/openai/v1/chat/completions",
            "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
            "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
        ]);
        assert.equal(textOf(chat.events), "HelloHello");
        assert.deepEqual(retries(chat.events), []);
    });

    it("is called with the API version of the settings", async () => {
        await using server = await startServer(notFound, hello);
        await chatWith(server.url, { apiVersion: () => "2025-04-01-preview" }).run();
        assert.match(server.requests[1]!.url, /api-version=2025-04-01-preview$/);
    });

    it("that serves neither is told as such, and v1 is asked first next time", async () => {
        await using server = await startServer(notFound);
        const chat = chatWith(server.url);
        assert.equal((await failureOf(chat.run)).kind, "notServed");
        assert.equal(server.requests.length, 2);
        assert.equal(chat.memory.size, 0);
    });

    it("is not looked for when only the deployment is missing", async () => {
        await using server = await startServer(refuse(404, { error: { code: "DeploymentNotFound", message: "The API deployment for this resource does not exist." } }));
        assert.equal((await failureOf(chatWith(server.url).run)).kind, "deploymentNotFound");
        assert.equal(server.requests.length, 1);
    });

    it("moves back to v1 when the dated API is gone", async () => {
        await using server = await startServer(notFound, hello);
        const chat = chatWith(server.url);
        chat.memory.set(`account:${server.url}`, { api: "dated" });
        await chat.run();
        assert.deepEqual(server.requests.map(({ url }) => url.split("/")[2]), ["deployments", "v1"]);
        assert.equal(chat.memory.get(`account:${server.url}`)?.api, "v1");
    });
});

describe("The audience of the token", () => {
    it("is the one that the refusal names, and is remembered for the account", async () => {
        await using server = await startServer(wrongAudience("https://ai.azure.com"), hello);
        const chat = chatWith(server.url);
        await chat.run();
        await chat.run();
        assert.deepEqual(chat.asked.map(({ audience }) => audience), ["https://cognitiveservices.azure.com", "https://ai.azure.com", "https://ai.azure.com"]);
        assert.equal(textOf(chat.events), "HelloHello");
    });

    it("stays, with a fresh token, when the refusal names the one that was used; then the next is tried", async () => {
        await using server = await startServer(wrongAudience("https://cognitiveservices.azure.com"));
        const chat = chatWith(server.url);
        const failure = await failureOf(chat.run);
        assert.deepEqual(chat.asked.map(({ audience, options }) => [audience, (options as { forceRefresh?: boolean }).forceRefresh]), [
            ["https://cognitiveservices.azure.com", undefined],
            ["https://cognitiveservices.azure.com", true],
            ["https://ai.azure.com", undefined],
        ]);
        assert.match(failure.cause, /although it looks valid/);
    });

    it("is never one that is not the cloud's, whatever a host asks for", async () => {
        await using server = await startServer(wrongAudience("https://management.azure.com"));
        const chat = chatWith(server.url);
        assert.equal((await failureOf(chat.run)).kind, "wrongAudience");
        assert.deepEqual(chat.asked.map(({ audience }) => audience), ["https://cognitiveservices.azure.com", "https://ai.azure.com"]);
    });

    it("that no longer is the cloud's is not taken from memory", async () => {
        await using server = await startServer(hello);
        const chat = chatWith(server.url);
        chat.memory.set(`account:${server.url}`, { audience: "https://management.azure.com" });
        await chat.run();
        assert.equal(chat.asked[0]?.audience, "https://cognitiveservices.azure.com");
    });

    it("is not changed for a missing role", async () => {
        await using server = await startServer(refuse(401, { error: { code: "PermissionDenied", message: "Principal does not have access to API/Operation." } }));
        const chat = chatWith(server.url);
        assert.equal((await failureOf(chat.run)).kind, "roleMissing");
        assert.equal(chat.asked.length, 1);
    });

    it("brings the service's claims with it when they are asked for, once", async () => {
        const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
        const header = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"`;
        await using server = await startServer(refuse(401, "", { "www-authenticate": header }));
        const chat = chatWith(server.url);
        assert.equal((await failureOf(chat.run)).kind, "challenged");
        assert.deepEqual(chat.asked.map(({ options }) => (options as { claims?: string }).claims), [undefined, claims]);
    });
});

describe("A parameter that the model does not take", () => {
    it("is renamed as the refusal says, at once and from then on", async () => {
        await using server = await startServer(unsupported("max_tokens", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."), hello);
        const chat = chatWith(server.url, {}, { parameters: { maxTokens: 100 } });
        await chat.run();
        await chat.run();
        assert.deepEqual(server.requests.map(({ body }) => [body["max_tokens"], body["max_completion_tokens"]]), [[100, undefined], [undefined, 100], [undefined, 100]]);
    });

    it("is left out where there is no other name", async () => {
        const refusal = { error: { message: "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.", type: "invalid_request_error", param: "temperature", code: "unsupported_value" } };
        await using server = await startServer(refuse(400, refusal), hello);
        await chatWith(server.url, {}, { parameters: { temperature: 0.2 } }).run();
        assert.deepEqual(server.requests.map(({ body }) => body["temperature"]), [0.2, undefined]);
    });

    it("may be the one that asks for usage, in an old API", async () => {
        await using server = await startServer(refuse(400, { error: { message: "Unrecognized request argument supplied: stream_options", type: "invalid_request_error", param: null, code: null } }), hello);
        await chatWith(server.url).run();
        assert.deepEqual(server.requests.map(({ body }) => "stream_options" in body), [true, false]);
    });

    it("may be a role: the system prompt is sent under the other one", async () => {
        const refusal = { error: { message: "Unsupported value: 'messages[0].role' does not support 'developer' with this model.", type: "invalid_request_error", param: "messages[0].role", code: "unsupported_value" } };
        await using server = await startServer(refuse(400, refusal), hello);
        const messages = [{ role: "system" as const, content: "Be brief." }, { role: "user" as const, content: "Hi there" }];
        await chatWith(server.url, {}, { messages, target: { modelName: "o1-mini" } }).run();
        assert.deepEqual(server.requests.map(({ body }) => (body["messages"] as { role: string }[])[0]?.role), ["developer", "system"]);
    });

    it("that goes round in a circle is left out in the end", async () => {
        await using server = await startServer(
            unsupported("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
            unsupported("max_completion_tokens", "Unsupported parameter: 'max_completion_tokens'. Use 'max_tokens' instead."), hello);
        await chatWith(server.url, {}, { parameters: { maxTokens: 5 } }).run();
        assert.deepEqual(Object.keys(server.requests[2]!.body).filter((name) => name.startsWith("max")), []);
    });

    it("is told when it can't be left out", async () => {
        await using server = await startServer(unsupported("messages", "Unsupported parameter: 'messages'"));
        assert.equal((await failureOf(chatWith(server.url).run)).kind, "parameterRejected");
        assert.equal(server.requests.length, 1);
    });

    it("is not sent to reasoning models in the first place", async () => {
        await using server = await startServer(hello);
        const messages = [{ role: "system" as const, content: "Be brief." }];
        await chatWith(server.url, {}, { messages, parameters: { maxTokens: 5, temperature: 0 }, target: { modelName: "o4-mini" } }).run();
        const { body } = server.requests[0]!;
        assert.deepEqual([body["max_completion_tokens"], "max_tokens" in body, "temperature" in body], [5, false, false]);
        assert.deepEqual(body["messages"], [{ role: "developer", content: "Be brief." }]);
    });
});

describe("A failure that passes", () => {
    it("is waited out for as long as the service says, with the reason shown", async () => {
        await using server = await startServer(rateLimit({ "retry-after": "12" }), hello);
        const chat = chatWith(server.url);
        const before = Date.now();
        await chat.run();
        const [retry] = retries(chat.events);
        assert.equal(retry?.reason, "Rate limit of gpt-4o");
        assert.ok(retry!.untilMs >= before + 12_000 && retry!.untilMs < before + 13_000);
        assert.deepEqual(chat.waits, [12_000]);
        assert.equal(textOf(chat.events), "Hello");
    });

    it("is tried three times in all, with growing waits", async () => {
        await using server = await startServer(refuse(503, { error: { code: "NoCapacity", message: "high demand" } }));
        const chat = chatWith(server.url);
        assert.equal((await failureOf(chat.run)).kind, "noCapacity");
        assert.equal(server.requests.length, 3);
        const [first = 0, second = 0] = chat.waits;
        assert.ok(first >= 750 && first <= 1000 && second >= 1500 && second <= 2000, chat.waits.join());
    });

    it("is told at once when the service wants more than a minute", async () => {
        await using server = await startServer(rateLimit({ "retry-after": "86400" }));
        const failure = await failureOf(chatWith(server.url).run);
        assert.equal(failure.retryAfterMs, 86_400_000);
        assert.equal(server.requests.length, 1);
    });

    for (const status of [408, 500, 502, 504]) {
        it(`may be a ${status}`, async () => {
            await using server = await startServer(refuse(status, "upstream", { "content-type": "text/plain" }), hello);
            const chat = chatWith(server.url);
            await chat.run();
            assert.equal(textOf(chat.events), "Hello");
        });
    }

    it("may be a broken connection", async () => {
        await using server = await startServer(({ response }) => response.destroy(), hello);
        const chat = chatWith(server.url);
        await chat.run();
        assert.equal(textOf(chat.events), "Hello");
        assert.equal(retries(chat.events).length, 1);
    });

    it("is not a missing role, a refused prompt or an unknown host", async () => {
        await using server = await startServer(refuse(400, { error: { code: "content_filter", message: "filtered" } }));
        assert.equal((await failureOf(chatWith(server.url).run)).kind, "contentFiltered");
        assert.equal(server.requests.length, 1);
        const chat = chatWith("https://no-such-account.openai.azure.invalid/");
        assert.equal((await failureOf(chat.run)).kind, "hostNotFound");
        assert.equal(chat.log.length, 1);
    });
});
