import assert from "node:assert/strict";
import { setLimits } from "../../simulator/arm/index.ts";
import { type Arm, names, startArm } from "./armServer.ts";

const IDENTITIES = `${names.subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

function namesIn(items: { name: string }[]): string[] {
    return items.map(({ name }) => name).toSorted();
}

describe("ARM: what a caller sees", () => {
    let arm: Arm;
    before(async () => (arm = await startArm()));
    after(() => arm.close());

    it("lists every tenant the person can enter, but subscriptions of the token's tenant only", async () => {
        const tenants = await arm.all("/tenants");
        assert.deepEqual(tenants.map(({ defaultDomain }) => defaultDomain), ["contoso.com", "fabrikam.com"]);
        assert.deepEqual((await arm.all("/subscriptions")).map(({ displayName }) => displayName), ["Playground"]);
        const asGuest = await arm.all("/subscriptions", { as: names.devInFabrikam });
        assert.deepEqual(asGuest.map(({ displayName, state }) => [displayName, state]), [["Research", "Enabled"]]);
        assert.equal((await arm.all("/tenants", { as: names.devInFabrikam })).length, 2);
    });

    it("shows the subscription's regions", async () => {
        const regions = await arm.all(`${names.subscription}/locations`);
        assert.ok(regions.some(({ name, displayName }) => name === "eastus2" && displayName === "East US 2"));
    });

    it("shows identities, machines and accounts in subscription and group, whatever the letter case of the path", async () => {
        assert.deepEqual(namesIn(await arm.all(IDENTITIES)), ["uai-no-role", "uai-playground"]);
        const shouted = `${names.group.toUpperCase()}//providers/microsoft.COMPUTE/virtualmachines`;
        assert.deepEqual(namesIn(await arm.all(shouted)), ["vm-playground"]);
        assert.deepEqual(namesIn(await arm.all(`${names.group}/providers/Microsoft.CognitiveServices/accounts`)), ["ai-services-playground", "aoai-private"]);
    });

    it("writes ids of identities with a lower-case resourcegroups", async () => {
        const [first] = await arm.all(IDENTITIES);
        assert.match(first.id, /\/resourcegroups\/rg-playground\//);
    });

    it("pages through a list by nextLink", async () => {
        setLimits(arm.state, { pageSize: 1 });
        const { body } = await arm.ask("GET", IDENTITIES);
        assert.equal(body.value.length, 1);
        assert.match(body.nextLink, /^https:\/\/localhost:\d+\/subscriptions\/.*\$skipToken=|%24skipToken=/);
        assert.deepEqual(namesIn(await arm.all(IDENTITIES)), ["uai-no-role", "uai-playground"]);
        setLimits(arm.state, { pageSize: 100 });
    });

    it("filters the generic list by type, name and tag", async () => {
        const resources = `${names.subscription}/resources`;
        assert.deepEqual(namesIn(await arm.all(`${resources}?$filter=resourceType eq 'Microsoft.CognitiveServices/accounts'`)), ["ai-services-playground", "aoai-private"]);
        assert.deepEqual(namesIn(await arm.all(`${resources}?$filter=tagName eq 'env' and tagValue eq 'playground'`)), ["vm-playground"]);
        assert.deepEqual(namesIn(await arm.all(`${resources}?$filter=name eq 'STPLAYGROUND'`)), ["stplayground"]);
        assert.equal((await arm.ask("GET", `${resources}?$filter=colour eq 'red'`)).body.error.code, "InvalidFilterInQueryString");
    });

    it("lists for a role on one resource only that resource, and refuses who has none", async () => {
        const accounts = `${names.subscription}/providers/Microsoft.CognitiveServices/accounts`;
        assert.deepEqual(namesIn(await arm.all(accounts, { as: names.uai })), ["ai-services-playground"]);
        assert.equal((await arm.all("/subscriptions", { as: names.uai })).length, 1);
        const refused = await arm.ask("GET", accounts, { as: names.app });
        assert.equal(refused.status, 403);
        assert.equal(refused.body.error.code, "AuthorizationFailed");
        assert.match(refused.body.error.message, /^The client '1f0b7c5a.*' with object id 'c4d9e2f7.*' does not have authorization to perform action 'Microsoft.CognitiveServices\/accounts\/read' over scope '\/subscriptions\//);
        assert.deepEqual(await arm.all("/subscriptions", { as: names.app }), []);
    });
});

describe("ARM: refusals before the provider", () => {
    let arm: Arm;
    before(async () => (arm = await startArm()));
    after(() => arm.close());

    const refusals: [what: string, path: string, status: number, code: string, as?: string | null][] = [
        ["no token", names.subscription, 401, "AuthenticationFailed", null],
        ["a token of another tenant than the subscription's", names.research, 401, "InvalidAuthenticationTokenTenant"],
        ["an unknown subscription", "/subscriptions/11111111-2222-4333-8444-555555555555", 404, "SubscriptionNotFound"],
        ["an unknown group", `${names.subscription}/resourceGroups/nowhere/providers/Microsoft.Compute/virtualMachines`, 404, "ResourceGroupNotFound"],
        ["an unknown resource", `${names.group}/providers/Microsoft.Compute/virtualMachines/nobody`, 404, "ResourceNotFound"],
        ["an unknown type", `${names.group}/providers/Microsoft.CognitiveServices/brains/x`, 404, "InvalidResourceType"],
        ["an unknown provider", `${names.group}/providers/Microsoft.Nonsense/things/x`, 404, "InvalidResourceNamespace"],
        ["a path of nothing", "/nonsense", 404, "NotFound"],
        ["no right to read", names.machine, 403, "AuthorizationFailed", names.app],
    ];
    for (const [what, path, status, code, as] of refusals) {
        it(`${what}: ${status} ${code}`, async () => {
            const answer = await arm.ask("GET", path, { as });
            assert.equal(answer.status, status);
            assert.equal(answer.body.error.code, code);
        });
    }

    it("a wrong audience is named, with those that would do", async () => {
        const { status, body } = await arm.ask("GET", "/subscriptions", { audience: "https://cognitiveservices.azure.com" });
        assert.equal(status, 401);
        assert.equal(body.error.code, "InvalidAuthenticationTokenAudience");
        assert.match(body.error.message, /'https:\/\/cognitiveservices\.azure\.com'.*'https:\/\/management\.azure\.com\/'/);
    });

    it("takes both names of the management audience", async () => {
        assert.equal((await arm.ask("GET", "/subscriptions", { audience: "https://management.core.windows.net/" })).status, 200);
    });

    it("an expired token says when it expired; a garbled one is invalid", async () => {
        const token = await arm.token(names.dev);
        arm.state.clock.advance(7_200_000);
        const expired = await arm.ask("GET", "/subscriptions", { token });
        arm.state.clock.advance(-7_200_000);
        assert.equal(expired.body.error.code, "ExpiredAuthenticationToken");
        const [, expiry = "", now = ""] = /expiry UTC time '(.*?)' is earlier than current UTC time '(.*?)'/.exec(expired.body.error.message) ?? [];
        assert.ok(Date.parse(expiry) < Date.parse(now));
        const garbled = await arm.ask("GET", "/subscriptions", { token: "not.a.token" });
        assert.equal(garbled.body.error.code, "InvalidAuthenticationToken");
        assert.match(garbled.headers["www-authenticate"] ?? "", /authorization_uri="https:\/\/localhost/);
    });

    it("the right tenant is named in the refusal, as authority too", async () => {
        const { body, headers } = await arm.ask("GET", names.research);
        assert.match(body.error.message, /Please use the authority \(URL\) 'https:\/\/login\.windows\.net\/e1b94c30/);
        assert.match(headers["www-authenticate"] ?? "", /\/e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18"/);
    });

    it("an api-version is required, any will do", async () => {
        const missing = await arm.ask("GET", "/subscriptions?api-version=");
        assert.equal(missing.body.error.code, "MissingApiVersionParameter");
        assert.equal((await arm.ask("GET", "/subscriptions?api-version=1999-01-01")).status, 200);
    });

    it("an unregistered provider is a conflict until it is registered", async () => {
        const subscription = arm.state.subscriptions.get(names.subscription);
        assert.ok(subscription);
        subscription.unregistered = ["Microsoft.CognitiveServices"];
        const accounts = `${names.subscription}/providers/Microsoft.CognitiveServices/accounts`;
        assert.equal((await arm.ask("GET", accounts)).body.error.code, "MissingSubscriptionRegistration");
        const registered = await arm.ask("POST", `${names.subscription}/providers/Microsoft.CognitiveServices/register`);
        assert.equal(registered.body.registrationState, "Registered");
        assert.equal((await arm.ask("GET", accounts)).status, 200);
    });

    it("answers carry request ids, what is left of both limits, and the client's own id when asked", async () => {
        const asked = { "x-ms-client-request-id": "mine", "x-ms-return-client-request-id": "true" };
        const { headers } = await arm.ask("GET", names.group, { headers: asked });
        assert.match(headers["x-ms-request-id"] ?? "", /^[0-9a-f-]{36}$/);
        assert.match(headers["x-ms-routing-request-id"] ?? "", /^EASTUS2:\d{8}T\d{6}Z:/);
        assert.equal(headers["x-ms-client-request-id"], "mine");
        assert.ok(headers["x-ms-ratelimit-remaining-subscription-reads"]);
        assert.ok(headers["x-ms-ratelimit-remaining-subscription-global-reads"]);
        const refused = await arm.ask("GET", `${names.subscription}/resourceGroups/nowhere`);
        assert.equal(refused.headers["x-ms-failure-cause"], "gateway");
    });
});

describe("ARM: clouds, groups, seeded resources", () => {
    let arm: Arm;
    before(async () => (arm = await startArm({ delays: { operationMs: 30_000 } })));
    after(() => arm.close());

    it("tells what az cloud register asks for, in the old and the new form, without a token", async () => {
        const old = await arm.ask("GET", `${arm.origin}//metadata/endpoints?api-version=2015-01-01`, { as: null });
        assert.equal(old.body.authentication.loginEndpoint, `${arm.origin}/`);
        assert.equal(old.body.graphEndpoint, "https://graph.windows.net/");
        const { body } = await arm.ask("GET", "/metadata/endpoints?api-version=2022-09-01", { as: null });
        assert.equal(body[0].resourceManager, `${arm.origin}/`);
        assert.deepEqual(Object.keys(body[0].suffixes).length, 6);
    });

    it("creates, changes and finds a group", async () => {
        const group = `${names.subscription}/resourcegroups/rg-new`;
        assert.equal((await arm.ask("HEAD", group)).status, 404);
        assert.equal((await arm.ask("PUT", group, { body: { location: "East US 2" } })).status, 201);
        assert.equal((await arm.ask("PUT", group, { body: { location: "eastus2", tags: { a: "b" } } })).status, 200);
        assert.equal((await arm.ask("HEAD", group)).status, 204);
        assert.deepEqual((await arm.ask("PATCH", group, { body: { tags: { a: "c" } } })).body.tags, { a: "c" });
        assert.equal((await arm.ask("PUT", group, { body: { location: "westeurope" } })).body.error.code, "InvalidResourceGroupLocation");
        assert.equal((await arm.ask("PUT", `${group}.`, { body: { location: "eastus2" } })).body.error.code, "InvalidResourceGroupName");
        assert.equal((await arm.ask("PUT", group, { body: { location: "atlantis" } })).body.error.code, "LocationNotAvailableForResourceGroup");
    });

    it("deletes a group with what is in it, polled by Location", async () => {
        const group = `${names.subscription}/resourcegroups/rg-gone`;
        await arm.ask("PUT", group, { body: { location: "eastus2" } });
        const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/inside`;
        await arm.ask("PUT", identity, { body: { location: "eastus2" } });
        const account = { kind: "OpenAI", sku: { name: "S0" }, location: "eastus2", properties: { customSubDomainName: "inside" } };
        await arm.ask("PUT", `${group}/providers/Microsoft.CognitiveServices/accounts/inside`, { body: account });
        const begun = await arm.ask("DELETE", group);
        assert.deepEqual([begun.status, begun.body], [202, undefined]);
        const polled = await arm.ask("GET", begun.headers["location"] ?? "");
        assert.deepEqual([polled.status, polled.headers["location"]], [202, begun.headers["location"]]);
        assert.equal((await arm.ask("GET", group)).body.properties.provisioningState, "Deleting");
        arm.state.clock.advance(30_001);
        const done = await arm.ask("GET", begun.headers["location"] ?? "");
        assert.deepEqual([done.status, done.body], [200, undefined]);
        assert.equal((await arm.ask("HEAD", group)).status, 404);
        assert.equal((await arm.ask("GET", identity)).body.error.code, "ResourceGroupNotFound");
        const deleted = await arm.all(`${names.subscription}/providers/Microsoft.CognitiveServices/deletedAccounts`);
        assert.deepEqual(namesIn(deleted), ["inside"]);
    });

    it("reads a storage account that is only there to have roles on it", async () => {
        const { body } = await arm.ask("GET", `${names.group}/providers/Microsoft.Storage/storageAccounts/stplayground`);
        assert.deepEqual([body.name, body.type], ["stplayground", "Microsoft.Storage/storageAccounts"]);
        assert.deepEqual(namesIn(await arm.all(`${names.subscription}/providers/Microsoft.Storage/storageAccounts`)), ["stplayground"]);
    });

    it("names the system-assigned identity of a machine", async () => {
        const { body } = await arm.ask("GET", `${names.machine}/providers/Microsoft.ManagedIdentity/identities/default`);
        assert.equal(body.properties.principalId, arm.state.machines.get(names.machine)?.identity?.principalId);
    });
});
