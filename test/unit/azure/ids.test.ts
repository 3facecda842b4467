import assert from "node:assert/strict";
import { normalizeArmId, parseArmId, sameArmId } from "../../../src/azure/armId.ts";
import { connectionId } from "../../../src/azure/connection.ts";
import { checkDeploymentName, checkEndpoint, normalizeEndpoint } from "../../../src/azure/endpoint.ts";
import { checkIdentityId } from "../../../src/azure/identityId.ts";

const identity = "/subscriptions/S1/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai";

describe("a resource id", () => {
    it("tells its subscription, group, type and name", () => {
        assert.deepEqual(parseArmId(identity), {
            subscriptionId: "S1", resourceGroup: "rg", type: "Microsoft.ManagedIdentity/userAssignedIdentities", name: "uai",
        });
        assert.equal(parseArmId("/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/deployments/d")?.type, "Microsoft.CognitiveServices/accounts/deployments");
        assert.deepEqual(parseArmId("/subscriptions/s"), { subscriptionId: "s", name: "s" });
    });

    it("is recognised in any letter case and with stray slashes", () => {
        assert.ok(sameArmId(identity, `/${identity.toUpperCase()}/`));
        assert.equal(normalizeArmId("//A//b/"), "/a/b");
    });

    for (const text of ["", "uai", "/subscriptions", "subscriptions/s", "/a/b/c"]) {
        it(`is not "${text}"`, () => assert.equal(parseArmId(text), undefined));
    }
});

describe("an identity typed by hand", () => {
    it("is accepted as a GUID or as a resource id", () => {
        assert.equal(checkIdentityId("40ef0000-0000-0000-0000-0000000030e4"), undefined);
        assert.equal(checkIdentityId(identity), undefined);
    });

    it("is refused with what it should look like", () => {
        assert.match(checkIdentityId("")!, /Enter an id/);
        assert.match(checkIdentityId("uai-playground")!, /is a GUID such as/);
        assert.match(checkIdentityId("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm")!, /userAssignedIdentities\/NAME/);
    });
});

describe("an endpoint typed by hand", () => {
    const pasted: [text: string, base: string][] = [
        ["https://a.openai.azure.com", "https://a.openai.azure.com/"],
        ["https://a.openai.azure.com/openai/v1/", "https://a.openai.azure.com/"],
        ["https://a.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", "https://a.openai.azure.com/"],
        ["https://gateway.contoso.com/ai/openai", "https://gateway.contoso.com/ai/"],
    ];
    for (const [text, base] of pasted) {
        it(`is ${base} when ${text} is pasted`, () => assert.equal(normalizeEndpoint(text), base));
    }

    it("is refused with the reason", () => {
        assert.match(checkEndpoint("contoso")!, /such as https:\/\/NAME/);
        assert.match(checkEndpoint("ftp://contoso")!, /must begin with https/);
        assert.match(checkEndpoint("https://key@contoso.com")!, /user name or a key/);
        assert.equal(checkEndpoint("https://contoso.openai.azure.com/"), undefined);
        assert.match(checkDeploymentName("gpt 4o")!, /1 to 64 letters/);
        assert.equal(checkDeploymentName("gpt-4o"), undefined);
    });
});

describe("a connection", () => {
    it("is the same one whatever the letter case of its ids", () => {
        const target = { endpoint: "https://A/", deployment: "GPT", accountName: "a" };
        assert.equal(
            connectionId({ kind: "userAssigned", name: "x", clientId: "ABC" }, target),
            connectionId({ kind: "userAssigned", name: "y", clientId: "abc" }, { ...target, endpoint: "https://a/", deployment: "gpt" }),
        );
    });
});
