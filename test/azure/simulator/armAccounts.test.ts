import assert from "node:assert/strict";
import { type Arm, names, startArm } from "./armServer.ts";

const ACCOUNTS = `${names.group}/providers/Microsoft.CognitiveServices/accounts`;
const cognitive = `${names.subscription}/providers/Microsoft.CognitiveServices`;
const openAi = { kind: "OpenAI", sku: { name: "S0" }, location: "EASTUS2" };

function deployment(model: string, version: string, capacity: number, sku = "GlobalStandard"): object {
    return { sku: { name: sku, capacity }, properties: { model: { format: "OpenAI", name: model, version } } };
}

describe("ARM: accounts and deployments", () => {
    let arm: Arm;
    before(async () => (arm = await startArm()));
    after(() => arm.close());

    it("shows what decides how an account may be called", async () => {
        const { body } = await arm.ask("GET", names.account);
        assert.deepEqual([body.kind, body.properties.disableLocalAuth, body.properties.customSubDomainName], ["AIServices", true, "ai-services-playground"]);
        assert.match(body.properties.endpoint, /^https:\/\/localhost:\d+\/$/);
        const other = await arm.ask("GET", `${ACCOUNTS}/aoai-private`);
        assert.equal(other.body.properties.publicNetworkAccess, "Disabled");
        assert.ok(!("disableLocalAuth" in other.body.properties), "never set, so absent");
    });

    it("lists deployments with model, SKU and limits", async () => {
        const found = await arm.all(`${names.account}/deployments`);
        assert.deepEqual(found.map(({ name, sku, properties }) => [name, properties.model.version, sku.name, sku.capacity]), [
            ["gpt-4o", "2024-11-20", "GlobalStandard", 50],
            ["o4-mini", "2025-04-16", "GlobalStandard", 10],
        ]);
        assert.deepEqual(found[0].properties.rateLimits[1], { key: "token", renewalPeriod: 60, count: 50_000 });
        assert.equal((await arm.ask("GET", `${names.account}/deployments/GPT-4O`)).body.name, "gpt-4o");
        assert.equal((await arm.ask("GET", `${names.account}/deployments/none`)).body.error.code, "ResourceNotFound");
    });

    it("creates an account in its own time; a custom subdomain gives it its own endpoint, once and for all", async () => {
        arm.state.delays.operationMs = 60_000;
        const id = `${ACCOUNTS}/made`;
        const created = await arm.ask("PUT", id, { body: openAi });
        assert.deepEqual([created.status, created.body.properties.provisioningState, created.body.location], [201, "Creating", "EASTUS2"]);
        const status = created.headers["azure-asyncoperation"] ?? "";
        assert.match(status, /\/providers\/Microsoft\.CognitiveServices\/locations\/EASTUS2\/operationResults\//);
        assert.equal((await arm.ask("PATCH", id, { body: { tags: {} } })).status, 409);
        arm.state.clock.advance(60_001);
        arm.state.delays.operationMs = 0;
        assert.equal((await arm.ask("GET", status)).body.status, "Succeeded");
        const regional = await arm.ask("GET", id);
        assert.equal(regional.body.properties.endpoint, `${arm.origin}/`);
        const own = await arm.ask("PATCH", id, { body: { properties: { customSubDomainName: "made" } } });
        assert.notEqual(own.body.properties.endpoint, `${arm.origin}/`);
        assert.equal((await arm.ask("PATCH", id, { body: { properties: { customSubDomainName: "other" } } })).status, 400);
    });

    it("a taken subdomain is refused, and was foreseeable", async () => {
        const check = (subdomainName: string): ReturnType<Arm["ask"]> =>
            arm.ask("POST", `${cognitive}/checkDomainAvailability`, { body: { subdomainName, type: "Microsoft.CognitiveServices/accounts" } });
        assert.equal((await check("AI-services-playground")).body.isSubdomainAvailable, false);
        assert.equal((await check("still-free")).body.isSubdomainAvailable, true);
        const taken = await arm.ask("PUT", `${ACCOUNTS}/taken`, { body: { ...openAi, properties: { customSubDomainName: "ai-services-playground" } } });
        assert.deepEqual([taken.status, taken.body.error.code], [409, "CustomDomainInUse"]);
        assert.equal((await arm.ask("GET", `${ACCOUNTS}/taken`)).status, 404);
    });

    it("refuses kinds, SKUs and regions there are none of", async () => {
        const put = (body: object): ReturnType<Arm["ask"]> => arm.ask("PUT", `${ACCOUNTS}/refused`, { body });
        assert.equal((await put({ ...openAi, kind: "Brain" })).body.error.code, "InvalidApiSetId");
        assert.equal((await put({ ...openAi, sku: { name: "X9" } })).body.error.code, "InvalidSkuId");
        assert.equal((await put({ ...openAi, location: "atlantis" })).body.error.code, "LocationNotAvailableForResourceType");
    });

    it("turns key access off and on; keys are listed only while it is on", async () => {
        const id = `${ACCOUNTS}/aoai-private`;
        const keys = await arm.ask("POST", `${id}/listKeys`);
        assert.match(keys.body.key1, /^\w{20,}$/);
        assert.deepEqual((await arm.ask("POST", `${id}/listKeys`)).body, keys.body);
        await arm.ask("PATCH", id, { body: { properties: { disableLocalAuth: true } } });
        assert.equal((await arm.ask("GET", id)).body.properties.disableLocalAuth, true);
        assert.equal((await arm.ask("POST", `${id}/listKeys`)).status, 400);
        await arm.ask("PATCH", id, { body: { properties: { disableLocalAuth: false } } });
        assert.equal((await arm.ask("GET", id)).body.properties.publicNetworkAccess, "Disabled");
        const refused = await arm.ask("POST", `${id}/listKeys`, { as: names.reader });
        assert.equal(refused.status, 403);
        assert.match(refused.body.error.message, /accounts\/listKeys\/action' over scope '.*\/accounts\/aoai-private'/);
    });

    it("OpenAI User reads account and deployments and may change neither", async () => {
        assert.equal((await arm.ask("GET", `${names.account}/deployments`, { as: names.uai })).status, 200);
        assert.equal((await arm.ask("PATCH", names.account, { as: names.uai, body: { tags: {} } })).status, 403);
        assert.equal((await arm.ask("PUT", `${names.account}/deployments/x`, { as: names.uai, body: {} })).status, 403);
    });

    it("deploys a model: 201, then 200, 200 and 204", async () => {
        const id = `${names.account}/deployments/mini`;
        const created = await arm.ask("PUT", id, { body: deployment("gpt-4o-mini", "2024-07-18", 3) });
        assert.deepEqual([created.status, created.body.properties.provisioningState, created.body.properties.currentCapacity], [201, "Succeeded", 3]);
        assert.equal((await arm.ask("PUT", id, { body: deployment("gpt-4o-mini", "2024-07-18", 5) })).status, 200);
        assert.equal((await arm.ask("DELETE", id)).status, 200);
        assert.equal((await arm.ask("DELETE", id)).status, 204);
    });

    it("counts quota, and refuses what goes beyond it or is not there", async () => {
        const usages = await arm.all(`${cognitive}/locations/eastus2/usages`);
        const gpt4o = usages.find(({ name }) => name.value === "OpenAI.GlobalStandard.gpt-4o");
        assert.deepEqual([gpt4o?.currentValue, gpt4o?.limit], [50, 2000]);
        const id = `${names.account}/deployments/big`;
        const big = await arm.ask("PUT", id, { body: deployment("gpt-4o", "2024-11-20", 1951) });
        assert.deepEqual([big.status, big.body.error.code], [400, "InsufficientQuota"]);
        assert.match(big.body.error.message, /require 1951 new capacity.*current available capacity 1950/);
        assert.equal((await arm.ask("PUT", id, { body: deployment("gpt-9", "1", 1) })).body.error.code, "DeploymentModelNotSupported");
        assert.equal((await arm.ask("PUT", id, { body: deployment("o4-mini", "2025-04-16", 1, "Standard") })).body.error.code, "DeploymentModelNotSupported");
    });

    it("lists models, SKUs, usages, projects and private links of an account", async () => {
        assert.ok((await arm.all(`${names.account}/models`)).some(({ name, format }) => name === "gpt-4o" && format === "OpenAI"));
        assert.deepEqual((await arm.all(`${names.account}/skus`)).map(({ sku }) => sku.name), ["S0"]);
        assert.equal((await arm.all(`${names.account}/usages`)).length, 2);
        assert.deepEqual(await arm.all(`${names.account}/projects`), []);
        const [link] = await arm.all(`${names.account}/privateLinkResources`);
        assert.ok(link.properties.requiredZoneNames.includes("privatelink.services.ai.azure.com"));
        assert.ok((await arm.all(`${cognitive}/locations/eastus2/models`)).length > 5);
    });

    it("a deleted account keeps its name until it is purged or restored", async () => {
        const id = `${ACCOUNTS}/phoenix`;
        await arm.ask("PUT", id, { body: openAi });
        assert.equal((await arm.ask("DELETE", id)).status, 200);
        assert.equal((await arm.ask("DELETE", id)).status, 204);
        const again = await arm.ask("PUT", id, { body: openAi });
        assert.deepEqual([again.status, again.body.error.code], [409, "FlagMustBeSetForRestore"]);
        const deleted = (await arm.all(`${cognitive}/deletedAccounts`)).find(({ name }) => name === "phoenix");
        assert.ok(deleted);
        assert.equal((await arm.ask("PUT", id, { body: { location: "eastus2", properties: { restore: true } } })).status, 201);
        const restored = (await arm.ask("GET", id)).body;
        assert.deepEqual([restored.kind, restored.sku.name], [openAi.kind, "S0"]);
        await arm.ask("DELETE", id);
        assert.equal((await arm.ask("DELETE", deleted.id)).status, 200);
        assert.equal((await arm.ask("PUT", id, { body: openAi })).status, 201);
    });
});
