import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { signedIn, type SignedIn } from "./signedIn.ts";

describeWith("az", "az: Azure OpenAI accounts and deployments", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
        await here.az`group create --name rg-ai --location eastus2`;
    });
    after(() => here.close());

    const account = async () => (await here.azure.state()).accounts.find(({ name }) => name === "acc-new");
    const named = ["--resource-group", "rg-ai", "--name", "acc-new"];
    const ask = async (...words: string[]) => {
        const args = ["cognitiveservices", "account", ...words, ...named];
        const { code, stdout, stderr } = await here.az.run(args);
        assert.equal(code, 0, `${args.join(" ")}: ${stderr}`);
        return stdout.trim() === "" ? undefined : JSON.parse(stdout);
    };

    it("lists the accounts, and shows where one answers", async () => {
        const { az, azure } = here;
        assert.deepEqual(await az`cognitiveservices account list --query ${"[].name"}`, ["ai-services-playground", "aoai-private"]);
        assert.deepEqual(await az`cognitiveservices account list --resource-group rg-ai`, []);
        const shown = await az`cognitiveservices account show --resource-group rg-playground --name ai-services-playground`;
        assert.deepEqual([shown.kind, shown.properties.disableLocalAuth, shown.properties.endpoint], ["AIServices", true, azure.accounts["ai-services-playground"]]);
        assert.deepEqual(await az`cognitiveservices account deployment list --resource-group rg-playground --name ai-services-playground --query ${"[].name"}`, ["gpt-4o", "o4-mini"]);
        const model = await az`cognitiveservices account deployment show --resource-group rg-playground --name ai-services-playground --deployment-name gpt-4o --query properties.model`;
        assert.deepEqual([model.name, model.version], ["gpt-4o", "2024-11-20"]);
        assert.match(await az.fails`cognitiveservices account show --resource-group rg-ai --name nothing`, /ResourceNotFound/);
    });

    it("makes an account with a name of its own", async () => {
        const made = await ask("create", "--kind", "OpenAI", "--sku", "S0", "--location", "eastus2", "--custom-domain", "acc-new", "--yes");
        assert.deepEqual([made.name, made.properties.customSubDomainName, made.properties.provisioningState], ["acc-new", "acc-new", "Succeeded"]);
        assert.equal((await account())?.kind, "OpenAI");
        assert.deepEqual((await ask("show")).sku, { capacity: null, family: null, name: "S0", size: null, tier: null });
    });

    it("shows its keys and makes new ones", async () => {
        const before = await ask("keys", "list");
        assert.deepEqual([before.key1, before.key2], (await account())?.keys);
        const after = await ask("keys", "regenerate", "--key-name", "key1");
        assert.notEqual(after.key1, before.key1);
        assert.equal(after.key2, before.key2);
        assert.deepEqual((await account())?.keys, [after.key1, after.key2]);
    });

    it("deploys a model, which answers, and takes it away", async () => {
        const { az, azure } = here;
        const deployment = ["--resource-group", "rg-ai", "--name", "acc-new", "--deployment-name", "chat"];
        const model = ["--model-format", "OpenAI", "--model-name", "gpt-4o", "--model-version", "2024-11-20"];
        const { code, stderr } = await az.run(["cognitiveservices", "account", "deployment", "create", ...deployment, ...model,
            "--scale-settings-scale-type", "Standard", "--scale-settings-capacity", "5"]);
        assert.equal(code, 0, stderr);
        const [made] = (await account())?.deployments ?? [];
        assert.deepEqual([made?.name, made?.sku, made?.properties.model.name], ["chat", { name: "Standard", capacity: 5 }, "gpt-4o"]);
        const { stdout } = await azure.run({
            file: "/usr/bin/env", timeoutMs: 20_000, env: { PATH: "/usr/bin:/bin" }, args: ["curl", "-s", "--cacert", azure.caFile,
                `${(await account())?.properties.endpoint}openai/deployments/chat/chat/completions?api-version=2024-10-21`,
                "-H", `api-key: ${(await account())?.keys[0]}`, "-H", "content-type: application/json", "-d", JSON.stringify({ messages: [{ role: "user", content: "Hello" }] })],
        });
        assert.match(stdout, /gpt-4o-2024-11-20/);
        await az.run(["cognitiveservices", "account", "deployment", "delete", ...deployment]);
        assert.deepEqual((await account())?.deployments, []);
        const { stderr: missing } = await az.run(["cognitiveservices", "account", "deployment", "show", ...deployment]);
        assert.match(missing, /ResourceNotFound/);
    });

    it("knows what can be had: SKUs, models, kinds, usage", async () => {
        const { az } = here;
        assert.ok((await ask("list-skus")).value.some(({ sku }: { sku: { name: string } }) => sku.name === "S0"));
        assert.ok((await ask("list-models")).some(({ name }: { name: string }) => name === "gpt-4o"));
        assert.ok((await az`cognitiveservices account list-kinds`).includes("OpenAI"));
        assert.ok(Array.isArray(await ask("list-usage")));
    });

    it("tags it, gives it an identity, and shuts its network", async () => {
        await ask("update", "--tags", "env=test");
        assert.deepEqual((await account())?.tags, { env: "test" });
        const { principalId } = await ask("identity", "assign");
        assert.equal((await account())?.identity?.principalId, principalId);
        assert.equal((await ask("identity", "show")).principalId, principalId);
        await ask("network-rule", "add", "--ip-address", "203.0.113.0/24");
        assert.deepEqual((await account())?.properties.networkAcls?.ipRules, [{ value: "203.0.113.0/24" }]);
        assert.equal((await ask("network-rule", "list")).ipRules.length, 1);
        await ask("network-rule", "remove", "--ip-address", "203.0.113.0/24");
        assert.deepEqual((await account())?.properties.networkAcls?.ipRules, []);
        await ask("identity", "remove");
        assert.equal((await account())?.identity?.principalId, undefined);
    });

    it("deletes it softly, brings it back, and purges it", async () => {
        const { az } = here;
        const deleted = async () => (await az`cognitiveservices account list-deleted --query ${"[].name"}`) as string[];
        await ask("delete");
        assert.deepEqual([await account(), await deleted()], [undefined, ["acc-new"]]);
        await ask("recover", "--location", "eastus2");
        assert.deepEqual([(await account())?.kind, await deleted()], ["OpenAI", []]);
        await ask("delete");
        await ask("purge", "--location", "eastus2");
        assert.deepEqual(await deleted(), []);
    });
});
