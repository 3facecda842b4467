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
        ["https://contoso.openai.azure.com:443/", true],
        ["https://contoso.openai.azure.com:8443/", false],
        ["https://:key@contoso.openai.azure.com/", false],
        ["https://contoso.openai.azure.com./", false],
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

    const wrong: (readonly [what: string, value: unknown, names: RegExp])[] = [
        ["a text", "https://x", /must be an object/],
        ["a list", [], /must be an object/],
        ["no name", { ...custom, name: undefined }, /customCloud\.name must be a non-empty string/],
        ["an http endpoint", { ...custom, resourceManagerEndpointUrl: "http://x" }, /resourceManagerEndpointUrl must be an https URL/],
        ["an http Graph", { ...custom, microsoftGraphEndpointUrl: "http://graph" }, /microsoftGraphEndpointUrl must be an https URL/],
        ["a path as endpoint", { ...custom, activeDirectoryEndpointUrl: "/login" }, /activeDirectoryEndpointUrl must be an https URL/],
        ["no host suffixes", { ...custom, hostSuffixes: [] }, /hostSuffixes must be a list of at least one/],
        ["a number among the audiences", { ...custom, openAiAudiences: [1] }, /openAiAudiences must be a list/],
        ["a user name in an endpoint", { ...custom, resourceManagerEndpointUrl: "https://me:geheim@management.contoso.local/" }, /^(?!.*geheim).*resourceManagerEndpointUrl must not hold a user name/],
        ["a user name in an http endpoint", { ...custom, portalUrl: "http://me:geheim@portal.contoso.local/" }, /^(?!.*geheim).*portalUrl must not hold a user name/],
        ["a query in an endpoint", { ...custom, resourceManagerEndpointUrl: "https://management.contoso.local/?x=" }, /resourceManagerEndpointUrl must end with its host or path/],
        ["a fragment in an endpoint", { ...custom, activeDirectoryEndpointUrl: "https://login.contoso.local/#" }, /activeDirectoryEndpointUrl must end with its host or path/],
        ...[".", "*.", "*", "..", "  . "].map((suffix) => [`the suffix "${suffix}"`, { ...custom, hostSuffixes: ["openai.contoso.local", suffix] }, /hostSuffixes: "[*. ]+" (names no host|has a wildcard inside|is no host name)/] as const),
        ...["com", "*.com", ".net", "gateway", "1", "0x7f000001"].map((suffix) => [`the suffix "${suffix}"`, { ...custom, hostSuffixes: [suffix] }, /is a whole top-level domain|is no host name/] as const),
        ...["0.0.1", "127.1", "contoso.local.", "-a-.b!.c", "a..b", "xn--.com", "a b.com", "%2e.com"].map((suffix) => [`the suffix "${suffix}"`, { ...custom, hostSuffixes: [suffix] }, /hostSuffixes: ".+" (is no host name|holds more than)/] as const),
        ...["https://a.com", "a.com/x", "a.com:443", "user@a.com", "a.com?x", "a.com#x", "a.com\\b", "[::1]", "a.com evil.test"].map((suffix) => [`the suffix "${suffix}"`, { ...custom, hostSuffixes: [suffix] }, /holds more than a host's name/] as const),
        ...["a.*.com", "*a.com", "*.*.com"].map((suffix) => [`the suffix "${suffix}"`, { ...custom, hostSuffixes: [suffix] }, /has a wildcard inside/] as const),
        ["a misspelt member", { ...custom, hostSuffix: ["x"] }, /customCloud\.hostSuffix is not known/],
    ];
    for (const [what, value, names] of wrong) {
        it(`with ${what} is refused by a message that names the member`, () => {
            assert.throws(() => parseCustomCloud(value), (error) => error instanceof CustomCloudError && names.test(error.message));
        });
    }
});

describe("hostSuffixes of keyless.customCloud", () => {
    for (const [entry, host] of [["*.OpenAI.Contoso.Local", "openai.contoso.local"], [".contoso.local", "contoso.local"], ["localhost", "localhost"], ["127.0.0.1", "127.0.0.1"], ["bücher.example", "xn--bcher-kva.example"]] as const) {
        it(`take ${entry}, at any port of a custom cloud`, () => {
            const cloud = parseCustomCloud({ ...custom, hostSuffixes: [entry] });
            assert.deepEqual(cloud.hostSuffixes, [host]);
            assert.equal(isCloudHost(cloud, `https://${host}:8443/`), true);
            assert.equal(isCloudHost(cloud, `https://evil${host}/`), false);
            assert.equal(isCloudHost(cloud, `http://${host}/`), false);
        });
    }
});

describe("Open in Portal", () => {
    it("leads to the cloud's own portal and the resource's tenant", () => {
        assert.equal(portalUrl(knownCloud("AzureChinaCloud"), "/subscriptions/s", "contoso.com"), "https://portal.azure.cn/#@contoso.com/resource/subscriptions/s");
    });
});
