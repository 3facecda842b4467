import assert from "node:assert/strict";
import { type Arm, names, startArm } from "./armServer.ts";

const { subscription, group, machine, account } = names;

describe("ARM: what the sandbox lacks, and what Azure lacks too", () => {
    let arm: Arm;
    before(async () => (arm = await startArm()));
    after(() => arm.close());

    const lacking: [method: string, path: string][] = [
        ["GET", `${group}/providers/Microsoft.KeyVault/vaults/kv`],
        ["PUT", `${group}/providers/Microsoft.KeyVault/vaults/kv`],
        ["GET", `${subscription}/providers/Microsoft.KeyVault/vaults`],
        ["GET", `${subscription}/providers/Microsoft.KeyVault`],
        ["POST", `${subscription}/providers/Microsoft.KeyVault/register`],
        ["POST", `${machine}/redeploy`],
        ["POST", `${machine}/runCommand`],
        ["PUT", `${machine}/extensions/AADSSHLoginForLinux`],
        ["GET", `${group}/providers/Microsoft.Network/bastionHosts`],
        ["GET", `${group}/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/e`],
        ["PUT", `${account}/projects/p`],
        ["POST", `${group}/providers/Microsoft.Storage/storageAccounts/stplayground/listKeys`],
        ["GET", `${subscription}/providers/Microsoft.Authorization/policyAssignments`],
        ["POST", `${group}/exportTemplate`],
    ];
    for (const [method, path] of lacking) {
        it(`${method} …${path.slice(path.indexOf("/providers/") < 0 ? -30 : path.indexOf("/providers/"))}: not in the sandbox`, async () => {
            const { status, body } = await arm.ask(method, path, { body: method === "GET" ? undefined : {} });
            assert.deepEqual([status, body.error.code], [501, "NotInSandbox"]);
            assert.match(body.error.message, /is not in the sandbox, though Azure has it/);
        });
    }

    const nowhere: [method: string, path: string, code: string][] = [
        ["GET", `${group}/providers/Microsoft.Nonsense/things/x`, "InvalidResourceNamespace"],
        ["GET", `${subscription}/providers/Microsoft.Nonsense`, "InvalidResourceNamespace"],
        ["PUT", `${group}/providers/Microsoft.Compute/virtualBrains/x`, "InvalidResourceType"],
        ["GET", `${machine}/nonsense/x`, "InvalidResourceType"],
        ["GET", "/nonsense", "NotFound"],
    ];
    for (const [method, path, code] of nowhere) {
        it(`${method} …${path.slice(-40)}: Azure's own ${code}`, async () => {
            const { status, body } = await arm.ask(method, path, { body: method === "GET" ? undefined : {} });
            assert.deepEqual([status, body.error.code], [404, code]);
        });
    }
});

describe("ARM: keys, SKUs, storage accounts and registries", () => {
    let arm: Arm;
    beforeEach(async () => (arm = await startArm()));
    afterEach(() => arm.close());

    const own = `${group}/providers/Microsoft.CognitiveServices/accounts/keyed`;
    const body = { kind: "OpenAI", sku: { name: "S0" }, location: "eastus2", properties: { customSubDomainName: "keyed" } };

    it("makes one key anew, and the other goes on", async () => {
        await arm.ask("PUT", own, { body });
        const before = await arm.ask("POST", `${own}/listKeys`);
        const after = await arm.ask("POST", `${own}/regenerateKey`, { body: { keyName: "Key1" } });
        assert.equal(after.status, 200);
        assert.equal(after.body.key2, before.body.key2);
        assert.notEqual(after.body.key1, before.body.key1);
        assert.deepEqual((await arm.ask("POST", `${own}/listKeys`)).body, after.body);
        assert.equal((await arm.ask("POST", `${own}/regenerateKey`, { body: { keyName: "Key3" } })).status, 400);
        assert.equal((await arm.ask("POST", `${own}/regenerateKey`, { body: { keyName: "Key1" }, as: names.reader })).status, 403);
        assert.equal((await arm.ask("POST", `${account}/regenerateKey`, { body: { keyName: "Key1" } })).status, 400);
    });

    it("tells which kinds of accounts have which SKUs, and takes no other", async () => {
        const skus = await arm.all(`${subscription}/providers/Microsoft.CognitiveServices/skus`);
        assert.deepEqual([...new Set(skus.filter(({ kind }) => kind === "OpenAI").map(({ name }) => name))], ["S0"]);
        const check = await arm.ask("POST", `${subscription}/providers/Microsoft.CognitiveServices/locations/eastus2/checkSkuAvailability`, { body: { skus: ["S0", "F0"], kind: "OpenAI", type: "Microsoft.CognitiveServices/accounts" } });
        assert.deepEqual(check.body.value.map(({ skuAvailable }: { skuAvailable: boolean }) => skuAvailable), [true, false]);
        const { status, body: refused } = await arm.ask("PUT", own, { body: { ...body, sku: { name: "F0" } } });
        assert.deepEqual([status, refused.error.code], [400, "InvalidSkuId"]);
        assert.equal((await arm.ask("PUT", own, { body: { ...body, kind: "SpeechServices", sku: { name: "F0" } } })).body.sku.name, "F0");
    });

    const storage = `${group}/providers/Microsoft.Storage/storageAccounts`;
    const registries = `${group}/providers/Microsoft.ContainerRegistry/registries`;
    const storageBody = { location: "eastus2", kind: "StorageV2", sku: { name: "Standard_LRS" }, properties: { allowSharedKeyAccess: false } };

    it("makes storage accounts and registries, on which roles can be given", async () => {
        const made = await arm.ask("PUT", `${storage}/stmade`, { body: storageBody });
        assert.deepEqual([made.status, made.body.properties.primaryEndpoints.blob, made.body.properties.allowSharedKeyAccess], [200, "https://stmade.blob.core.windows.net/", false]);
        const registry = await arm.ask("PUT", `${registries}/crmade`, { body: { location: "eastus2", sku: { name: "Basic" } } });
        assert.deepEqual([registry.status, registry.body.properties.loginServer], [201, "crmade.azurecr.io"]);
        for (const [id, role] of [[`${storage}/stmade`, "Storage Blob Data Reader"], [`${registries}/crmade`, "AcrPull"]] as const) {
            await arm.change({ change: "assign", principal: names.app, role, scope: id });
            assert.equal((await arm.all(`${id}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope() and assignedTo('${names.app}')`)).length, 1);
        }
        const rows = await arm.graph("resources | where name in~ ('stmade', 'crmade') | project name, type, sku = tostring(sku.name) | order by name asc");
        assert.deepEqual(rows.body.data.map(({ sku }: { sku: string }) => sku), ["Basic", "Standard_LRS"]);
        assert.deepEqual([(await arm.ask("DELETE", `${storage}/stmade`)).status, (await arm.ask("DELETE", `${storage}/stmade`)).status], [200, 204]);
    });

    it("their names are unique in the world, and say so before", async () => {
        const check = async (namespace: string, type: string, name: string): Promise<unknown[]> => {
            const answer = await arm.ask("POST", `${subscription}/providers/${namespace}/checkNameAvailability`, { body: { name, type: `${namespace}/${type}` } });
            return [answer.body.nameAvailable, answer.body.reason];
        };
        assert.deepEqual(await check("Microsoft.Storage", "storageAccounts", "stplayground"), [false, "AlreadyExists"]);
        assert.deepEqual(await check("Microsoft.Storage", "storageAccounts", "Not Good"), [false, "AccountNameInvalid"]);
        assert.deepEqual(await check("Microsoft.ContainerRegistry", "registries", "crfree"), [true, undefined]);
        await arm.ask("PUT", `${subscription}/resourceGroups/rg-other`, { body: { location: "eastus2" } });
        const taken = await arm.ask("PUT", `${storage.replace("rg-playground", "rg-other")}/stplayground`, { body: storageBody });
        assert.deepEqual([taken.status, taken.body.error.code], [409, "StorageAccountAlreadyTaken"]);
        const bad = await arm.ask("PUT", `${storage}/BAD`, { body: storageBody });
        assert.deepEqual([bad.status, bad.body.error.code], [400, "AccountNameInvalid"]);
    });
});
