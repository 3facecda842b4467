import assert from "node:assert/strict";
import { CustomCloudError, isCloudHost, knownCloud, parseCustomCloud, portalUrl } from "../../../src/azure/cloud.ts";

const custom = {
    name: "Contoso",
    resourceManagerEndpointUrl: "https://management.contoso.local/",
    activeDirectoryEndpointUrl: "https://login.contoso.local/",
    hostSuffixes: ["openai.contoso.local"],
};

describe("where model tokens may go", () => {
    const publicCloud = knownCloud("AzureCloud");
    const cases: [address: string, allowed: boolean][] = [
        ["https://contoso.openai.azure.com/", true],
        ["https://contoso.cognitiveservices.azure.com/", true],
        ["https://contoso.services.ai.azure.com/api/projects/p", true],
        ["https://CONTOSO.OpenAI.Azure.com/", true],
        ["https://contoso.openai.azure.com:8443/", true],
        ["http://contoso.openai.azure.com/", false],
        ["https://contoso.openai.azure.us/", false],
        ["https://openai.azure.com.evil.example/", false],
        ["https://evilopenai.azure.com/", false],
        ["https://contoso.openai.azure.com@evil.example/", false],
        ["https://user@contoso.openai.azure.com/", false],
        ["https://evil.example/contoso.openai.azure.com/", false],
        ["not an address", false],
    ];
    for (const [address, allowed] of cases) {
        it(`${allowed ? "allows" : "refuses"} ${address} in the public cloud`, () => {
            assert.equal(isCloudHost(publicCloud, address), allowed);
        });
    }

    it("allows the government's hosts in the government's cloud only", () => {
        assert.equal(isCloudHost(knownCloud("AzureUSGovernment"), "https://contoso.openai.azure.us/"), true);
        assert.equal(isCloudHost(knownCloud("AzureUSGovernment"), "https://contoso.openai.azure.com/"), false);
        assert.equal(isCloudHost(knownCloud("AzureChinaCloud"), "https://contoso.openai.azure.cn/"), true);
    });
});

describe("keyless.customCloud", () => {
    it("is read with sensible defaults", () => {
        const cloud = parseCustomCloud(custom);
        assert.equal(cloud.resourceManager, "https://management.contoso.local");
        assert.equal(cloud.armAudience, "https://management.contoso.local");
        assert.deepEqual(cloud.openAiAudiences, ["https://cognitiveservices.azure.com", "https://ai.azure.com"]);
        assert.equal(isCloudHost(cloud, "https://a.openai.contoso.local/"), true);
        assert.equal(isCloudHost(cloud, "https://a.openai.azure.com/"), false);
        assert.equal(cloud.microsoftGraph, undefined);
        assert.equal(parseCustomCloud({ ...custom, microsoftGraphEndpointUrl: "https://graph.contoso.local/" }).microsoftGraph, "https://graph.contoso.local");
    });

    const wrong: [what: string, value: unknown, names: RegExp][] = [
        ["a text", "https://x", /must be an object/],
        ["a list", [], /must be an object/],
        ["no name", { ...custom, name: undefined }, /customCloud\.name must be a non-empty string/],
        ["an http endpoint", { ...custom, resourceManagerEndpointUrl: "http://x" }, /resourceManagerEndpointUrl must be an https URL/],
        ["an http Graph", { ...custom, microsoftGraphEndpointUrl: "http://graph" }, /microsoftGraphEndpointUrl must be an https URL/],
        ["a path as endpoint", { ...custom, activeDirectoryEndpointUrl: "/login" }, /activeDirectoryEndpointUrl must be an https URL/],
        ["no host suffixes", { ...custom, hostSuffixes: [] }, /hostSuffixes must be a list of at least one/],
        ["a number among the audiences", { ...custom, openAiAudiences: [1] }, /openAiAudiences must be a list/],
        ["a misspelt member", { ...custom, hostSuffix: ["x"] }, /customCloud\.hostSuffix is not known/],
    ];
    for (const [what, value, names] of wrong) {
        it(`with ${what} is refused by a message that names the member`, () => {
            assert.throws(() => parseCustomCloud(value), (error) => error instanceof CustomCloudError && names.test(error.message));
        });
    }
});

describe("Open in Portal", () => {
    it("leads to the cloud's own portal and the resource's tenant", () => {
        assert.equal(portalUrl(knownCloud("AzureChinaCloud"), "/subscriptions/s", "contoso.com"), "https://portal.azure.cn/#@contoso.com/resource/subscriptions/s");
    });
});
