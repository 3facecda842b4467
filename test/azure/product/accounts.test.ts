import assert from "node:assert/strict";
import { canChat, inferenceEndpoint, listDeployments, targetOf } from "../../../src/azure/accounts.ts";
import type { Account, Deployment } from "../../../src/azure/resources.ts";
import { servesModels, toResource } from "../../../src/azure/resources.ts";
import { accountId, assertDescribed, type Sandbox, startSandbox } from "../sandbox.ts";

const deployment: Deployment = {
    id: `${accountId}/deployments/gpt-4o`, name: "gpt-4o", modelName: "gpt-4o", modelFormat: "OpenAI", modelVersion: "2024-11-20",
    skuName: "GlobalStandard", capacity: 50, state: "Succeeded", capabilities: { chatCompletion: "true", maxContextToken: "128000" },
};
const account = (properties: object, raw: object = {}) =>
    toResource("account", { id: accountId, name: "ai-services-playground", kind: "AIServices", ...raw, properties: { ...properties } }) as Account;

describe("The deployments of an account", () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    it("are listed by name, with model, version, SKU and state", async () => {
        const found = await listDeployments(sandbox.access(), accountId);
        assert.deepEqual(found.map(({ name, modelName, modelVersion, skuName, capacity, state }) => [name, modelName, modelVersion, skuName, capacity, state]), [
            ["gpt-4o", "gpt-4o", "2024-11-20", "GlobalStandard", 50, "Succeeded"],
            ["o4-mini", "o4-mini", "2025-04-16", "GlobalStandard", 10, "Succeeded"],
        ]);
        assert.ok(found.every(canChat));
        assertDescribed(sandbox);
    });

    it("of an account that is gone are refused by ARM", async () => {
        await assert.rejects(listDeployments(sandbox.access(), `${accountId}-gone`), { statusCode: 404 });
    });
});

describe("A deployment can be chatted with", () => {
    for (const [what, capabilities, expected] of [
        ["that says so", { chatCompletion: "true" }, true],
        ["that tells nothing", {}, true],
        ["of embeddings", { embeddings: "true" }, false],
        ["that says no", { chatCompletion: "false" }, false],
        ["that serves responses only", { responses: "true" }, false],
    ] as const) {
        it(`${expected ? "one" : "but not one"} ${what}`, () => assert.equal(canChat({ ...deployment, capabilities }), expected));
    }
});

describe("What a connection calls", () => {
    it("is the account's endpoint, the deployment's name, and where it is in Azure", () => {
        assert.deepEqual(targetOf(account({ endpoint: "https://x.openai.azure.com", customSubDomainName: "x" }, { tenantId: "t" }), deployment), {
            endpoint: "https://x.openai.azure.com/", deployment: "gpt-4o", accountName: "ai-services-playground", accountId, tenantId: "t",
            modelName: "gpt-4o", modelFormat: "OpenAI", maxContextTokens: 128_000,
        });
    });

    it("is the OpenAI host of an AI Services account that has several", () => {
        const endpoints = { "OpenAI Language Model Instance API": "https://x.openai.azure.com/", "AI Foundry API": "https://x.services.ai.azure.com/" };
        assert.equal(inferenceEndpoint(account({ endpoint: "https://x.cognitiveservices.azure.com/", endpoints, customSubDomainName: "x" })), "https://x.openai.azure.com/");
    });

    it("is the regional endpoint of an account without a subdomain, so that the failure can be explained", () => {
        const endpoints = { "OpenAI Language Model Instance API": "https://eastus2.api.cognitive.microsoft.com/x" };
        assert.equal(inferenceEndpoint(account({ endpoint: "https://eastus2.api.cognitive.microsoft.com/", endpoints })), "https://eastus2.api.cognitive.microsoft.com/");
    });

    it("tells no context length where the deployment does not", () => {
        assert.equal(targetOf(account({}), { ...deployment, capabilities: {} }).maxContextTokens, undefined);
    });
});

describe("An account as ARM writes it", () => {
    it("has keys and an open network where nothing else is said", () => {
        const { disableLocalAuth, publicNetworkAccess, networkDefaultAction } = account({});
        assert.deepEqual([disableLocalAuth, publicNetworkAccess, networkDefaultAction], [false, "Enabled", undefined]);
    });

    it("bears null where a member is missing", () => {
        const read = account({ endpoints: null, networkAcls: null, customSubDomainName: null, disableLocalAuth: null });
        assert.deepEqual([read.endpoints, read.networkDefaultAction, read.customSubDomainName, read.disableLocalAuth], [{}, undefined, undefined, false]);
    });

    it("serves models where its kind is OpenAI or AIServices, in whatever letter case", () => {
        assert.deepEqual(["OpenAI", "AIServices", "aiservices", "SpeechServices", undefined].map(servesModels), [true, true, true, false, false]);
    });
});
