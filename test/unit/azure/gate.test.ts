import assert from "node:assert/strict";
import { armAddress } from "../../../src/azure/arm/armAddress.ts";
import { type Cloud, knownCloud } from "../../../src/azure/cloud.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import { type Destination, sendWithToken } from "../../../src/azure/gate.ts";
import { microsoftGraph, modelHost, resourceManager } from "../../../src/azure/gate/destinations.ts";

const token = "eyJhbGciOiJub25lIn0.eyJvaWQiOiJYIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4";
const publicCloud = knownCloud("AzureCloud");
const custom = (resourceManagerUrl: string): Cloud => ({ ...publicCloud, name: "Contoso", resourceManager: resourceManagerUrl, isCustom: true });

/** Sends through the gate and tells where it went, and with what. */
async function through(destination: Destination, address: string) {
    const sent: { url: string; authorization: string | null; redirect: string | undefined }[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
        const request = new Request(input, init);
        sent.push({ url: request.url, authorization: request.headers.get("authorization"), redirect: init?.redirect });
        return new Response("");
    };
    const error = await sendWithToken(destination, token, address, {}, fetch).then(() => undefined, (caught: unknown) => caught);
    return { sent, error };
}

describe("A Resource Manager token", () => {
    const cases: [cloud: Cloud, address: string, goes: boolean][] = [
        [publicCloud, "https://management.azure.com/subscriptions?api-version=1", true],
        [publicCloud, "https://management.azure.com:443/subscriptions", true],
        [publicCloud, "https://MANAGEMENT.Azure.COM/subscriptions", true],
        [publicCloud, "https://westus2.management.azure.com/operations/1", true],
        [publicCloud, "https://west-us.management.azure.com:443/operations/1", true],
        [publicCloud, "HTTPS:\\\\management.azure.com\\subscriptions", true],
        [publicCloud, "http://management.azure.com/subscriptions", false],
        [publicCloud, "https://management.azure.com:8443/subscriptions", false],
        [publicCloud, "https://management.azure.com./subscriptions", false],
        [publicCloud, "https://management.azure.com@evil.test/", false],
        [publicCloud, "https://management.azure.com:443@evil.test/", false],
        [publicCloud, "https://user@management.azure.com/", false],
        [publicCloud, "https://:key@management.azure.com/", false],
        [publicCloud, "https://management.azure.com.evil.test/", false],
        [publicCloud, "https://evil.test/.management.azure.com", false],
        [publicCloud, "https://evil.test#.management.azure.com", false],
        [publicCloud, "https://evil.test?.management.azure.com", false],
        [publicCloud, "https://evil.test\\.management.azure.com", false],
        [publicCloud, "https://a.b.management.azure.com/", false],
        [publicCloud, "https://evil.test%2f.management.azure.com/", false],
        [publicCloud, "https://evilmanagement.azure.com/", false],
        [publicCloud, "https://.management.azure.com/", false],
        [publicCloud, "https://x_y.management.azure.com/", false],
        [publicCloud, "https://mаnagement.azure.com/", false],
        [publicCloud, "https://xn--mnagement-5fg.azure.com/", false],
        [publicCloud, "https://management.usgovcloudapi.net/subscriptions", false],
        [publicCloud, "https://[::1]/subscriptions", false],
        [publicCloud, "https://127.0.0.1/subscriptions", false],
        [publicCloud, "//management.azure.com/subscriptions", false],
        [publicCloud, "/subscriptions", false],
        [publicCloud, "javascript:alert(1)", false],
        [publicCloud, "", false],
        [knownCloud("AzureUSGovernment"), "https://usgovvirginia.management.usgovcloudapi.net/x", true],
        [knownCloud("AzureUSGovernment"), "https://management.azure.com/x", false],
        [custom("https://arm.contoso.test:8443"), "https://arm.contoso.test:8443/x", true],
        [custom("https://arm.contoso.test:8443"), "https://east.arm.contoso.test:8443/x", true],
        [custom("https://arm.contoso.test:8443"), "https://arm.contoso.test/x", false],
        [custom("https://arm.contoso.test:8443"), "https://arm.contoso.test:443/x", false],
        [custom("https://localhost:8443"), "https://localhost:8443/x", true],
        [custom("https://localhost:8443"), "https://x.localhost:8443/x", false],
        [custom("https://localhost:8443"), "https://localhost:8444/x", false],
        [custom("https://localhost:8443"), "https://127.0.0.1:8443/x", false],
        [custom("https://[::1]:8443"), "https://[0:0:0:0:0:0:0:1]:8443/x", true],
        [custom("https://[::1]:8443"), "https://[::2]:8443/x", false],
    ];
    for (const [cloud, address, goes] of cases) {
        it(`${goes ? "goes" : "does not go"} to ${address} in ${cloud.isCustom ? cloud.resourceManager : cloud.name}`, async () => {
            const { sent, error } = await through(resourceManager(cloud), address);
            if (goes) {
                assert.equal(error, undefined);
                assert.deepEqual(sent, [{ url: new URL(address).href, authorization: `Bearer ${token}`, redirect: "manual" }]);
                return;
            }
            assert.deepEqual(sent, []);
            assert.ok(isAccessError(error), String(error));
            assert.equal(error.failure.kind, "hostNotAllowed");
            assert.match(error.failure.cause, /Azure Resource Manager/);
            const host = URL.canParse(address) ? new URL(address).host : "";
            assert.ok(error.failure.summary.includes(host), error.failure.summary);
        });
    }
});

describe("A Microsoft Graph token", () => {
    const path = "/v1.0/directoryObjects/getByIds";

    it("goes to the cloud's Graph, that host and port, and to no other", async () => {
        assert.equal((await through(microsoftGraph(publicCloud), `https://graph.microsoft.com${path}`)).sent.length, 1);
        for (const other of ["https://graph.microsoft.us", "http://graph.microsoft.com", "https://graph.microsoft.com:444", "https://x.graph.microsoft.com", "https://graph.microsoft.com@evil.test", "https://management.azure.com"]) {
            const { sent, error } = await through(microsoftGraph(publicCloud), `${other}${path}`);
            assert.deepEqual(sent, [], other);
            assert.ok(isAccessError(error), other);
        }
    });

    it("goes nowhere in a cloud whose Graph is not known", async () => {
        const { microsoftGraph: _none, ...cloud } = publicCloud;
        assert.deepEqual((await through(microsoftGraph(cloud), `https://graph.microsoft.com${path}`)).sent, []);
        assert.deepEqual((await through(microsoftGraph(cloud), `undefined${path}`)).sent, []);
    });
});

describe("A model token", () => {
    const identity = { kind: "systemAssigned", name: "vm" } as const;
    const at = (endpoint: string, allowed: boolean) => modelHost(publicCloud, new URL(endpoint), identity, {}, async () => allowed);

    it("goes to the endpoint that was chosen, its port included, and to no other host of the cloud", async () => {
        const destination = await at("https://a.openai.azure.com/", false);
        assert.ok(destination);
        assert.equal((await through(destination, "https://a.openai.azure.com/openai/v1/chat/completions")).sent.length, 1);
        for (const other of ["https://b.openai.azure.com/", "https://a.openai.azure.com:444/", "http://a.openai.azure.com/", "https://u@a.openai.azure.com/"]) {
            assert.deepEqual((await through(destination, other)).sent, []);
        }
    });

    it("goes to a foreign host only as the user allows: that scheme, host and port", async () => {
        assert.equal(await at("http://127.0.0.1:4000/", false), undefined);
        const destination = await at("http://127.0.0.1:4000/", true);
        assert.ok(destination);
        assert.equal((await through(destination, "http://127.0.0.1:4000/v1")).sent.length, 1);
        for (const other of ["http://127.0.0.1:4001/", "https://127.0.0.1:4000/", "http://localhost:4000/"]) {
            assert.deepEqual((await through(destination, other)).sent, []);
        }
    });
});

describe("The address of a resource", () => {
    const query = new URLSearchParams({ "api-version": "1" });

    it("is the id below Resource Manager, also where that has a path of its own", () => {
        assert.equal(armAddress(publicCloud, "/subscriptions/s/resourceGroups/rg(1)", query).href,
            "https://management.azure.com/subscriptions/s/resourceGroups/rg(1)?api-version=1");
        assert.equal(armAddress(custom("https://arm.contoso.test:8443/edge"), "/subscriptions/s", query).href,
            "https://arm.contoso.test:8443/edge/subscriptions/s?api-version=1");
    });

    for (const id of [".evil.test/x", "@evil.test/x", "//evil.test/x", "\\\\evil.test\\x", ":8443@evil.test/x", "https://evil.test/x", "1/x", "/x?y=https://evil.test#z"]) {
        it(`stays there for ${id}`, () => {
            assert.equal(armAddress(publicCloud, id, query).origin, "https://management.azure.com");
            assert.equal(armAddress(publicCloud, id, query).search, "?api-version=1");
        });
    }

    for (const id of ["/subscriptions/s/../../tenants", "/subscriptions/./x", "/subscriptions/s/.."]) {
        it(`is refused for ${id}, which leads elsewhere`, () => {
            assert.throws(() => armAddress(publicCloud, id, query), isAccessError);
        });
    }
});
