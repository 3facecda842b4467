import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { app, group, signedIn, type SignedIn, subscription } from "./signedIn.ts";

describeWith("az", "az: groups, resources, providers", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
    });
    after(() => here.close());

    const groups = async () => (await here.azure.state()).resourceGroups.map(({ name }) => name);

    it("makes, tags, shows, lists and deletes a group", async () => {
        const { az } = here;
        assert.equal(await az`group exists --name rg-new`, false);
        const made = await az`group create --name rg-new --location westeurope --tags env=test`;
        assert.deepEqual([made.location, made.tags, made.properties.provisioningState], ["westeurope", { env: "test" }, "Succeeded"]);
        assert.ok((await groups()).includes("rg-new"));
        assert.equal(await az`group exists --name rg-new`, true);
        await az`group update --name rg-new --set tags.owner=me`;
        assert.deepEqual((await here.azure.state()).resourceGroups.find(({ name }) => name === "rg-new")?.tags, { env: "test", owner: "me" });
        assert.deepEqual((await az`group list --tag env=test`).map((g: { name: string }) => g.name), ["rg-new"]);
        await az`group delete --name rg-new --yes`;
        assert.ok(!(await groups()).includes("rg-new"));
        assert.match(await az.fails`group show --name rg-new`, /\(ResourceGroupNotFound\) Resource group 'rg-new' could not be found/);
    });

    it("deletes a group without waiting, and with all that is in it", async () => {
        const { az } = here;
        await az`group create --name rg-full --location eastus2`;
        await az`identity create --resource-group rg-full --name uai-inside`;
        await az`group delete --name rg-full --yes --no-wait`;
        await az`group wait --name rg-full --deleted --interval 1`;
        const { identities } = await here.azure.state();
        assert.ok(!identities.some(({ name }) => name === "uai-inside"));
    });

    it("lists and shows resources of any type, by name, type and id", async () => {
        const { az } = here;
        const names = async (list: Promise<{ name: string }[]>) => (await list).map(({ name }) => name);
        assert.ok((await names(az`resource list`)).includes("vm-playground"));
        assert.deepEqual(await names(az`resource list --resource-group rg-playground --resource-type Microsoft.CognitiveServices/accounts`), ["ai-services-playground", "aoai-private"]);
        assert.deepEqual(await names(az`resource list --tag env=playground`), ["vm-playground"]);
        assert.equal((await az`resource show --ids ${`${group}/providers/Microsoft.Compute/virtualMachines/vm-playground`}`).name, "vm-playground");
        const storage = await az`resource show --resource-group rg-playground --name stplayground --resource-type Microsoft.Storage/storageAccounts`;
        assert.deepEqual([storage.kind, storage.properties.allowSharedKeyAccess], ["StorageV2", false]);
        assert.deepEqual(await names(az`storage account list`), ["stplayground"]);
        assert.deepEqual(await names(az`acr list`), ["crplayground"]);
        assert.match(await az.fails`resource show --resource-group rg-playground --name nothing --resource-type Microsoft.CognitiveServices/accounts`, /ResourceNotFound/);
    });

    it("knows the providers and the places of a subscription", async () => {
        const { az } = here;
        assert.equal(await az`provider show --namespace Microsoft.CognitiveServices --query registrationState`, "Registered");
        assert.ok((await az`provider list --query ${"[].namespace"}`).includes("Microsoft.ManagedIdentity"));
        assert.ok((await az`account list-locations --query ${"[].name"}`).includes("swedencentral"));
        assert.match(await az.fails`provider show --namespace Microsoft.Nonsense`, /InvalidResourceNamespace/);
    });

    it("asks Resource Manager whatever one likes", async () => {
        const { az } = here;
        assert.equal(await az`rest --method get --url ${"/subscriptions?api-version=2022-12-01"} --query ${"value[0].displayName"}`, "Playground");
        const body = JSON.stringify({ location: "eastus2", tags: { by: "rest" } });
        await az`rest --method put --url ${`${subscription}/resourcegroups/rg-rest?api-version=2021-04-01`} --body ${body}`;
        assert.deepEqual((await here.azure.state()).resourceGroups.find(({ name }) => name === "rg-rest")?.tags, { by: "rest" });
        const query = JSON.stringify({ query: "resources | where type =~ 'microsoft.compute/virtualmachines' | project name" });
        const { data } = await az`rest --method post --url ${"/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01"} --body ${query}`;
        assert.deepEqual(data, [{ name: "vm-playground" }]);
        assert.match(await az.fails`rest --method get --url ${`${subscription}/resourcegroups/nothing?api-version=2021-04-01`}`, /ResourceGroupNotFound/);
        assert.match(await az.fails`rest --method get --url ${"/subscriptions"}`, /MissingApiVersionParameter/);
    });

    it("tells who may not do what, and where", async () => {
        const { az, azure } = here;
        await azure.change({ change: "unassign", principal: app.appId, role: "Owner", scope: "Playground" });
        await azure.change({ change: "assign", principal: app.appId, role: "Reader", scope: "Playground" });
        const said = await az.fails`group create --name rg-refused --location eastus2`;
        assert.match(said, /\(AuthorizationFailed\) The client '.*' with object id 'c4d9e2f7-6b08-4e1a-b3f5-97a0c8d1e264' does not have authorization to perform action 'Microsoft.Resources\/subscriptions\/resourcegroups\/write' over scope '.*rg-refused'/i);
        assert.match(await az.fails`identity create --resource-group rg-playground --name uai-refused`, /Microsoft\.ManagedIdentity\/userAssignedIdentities\/write/);
        assert.match(await az.fails`cognitiveservices account keys list --resource-group rg-playground --name ai-services-playground`, /listKeys\/action/i);
        assert.ok(!(await groups()).includes("rg-refused"));
        await azure.change({ change: "unassign", principal: app.appId, role: "Reader", scope: "Playground" });
        assert.match(await az.fails`group show --name rg-playground`, /AuthorizationFailed|ResourceGroupNotFound/);
    });
});
