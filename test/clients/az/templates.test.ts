import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWith } from "../available.ts";
import { signedIn, type SignedIn } from "./signedIn.ts";

const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: { name: { type: "string" }, secret: { type: "secureString", defaultValue: "hidden" } },
    resources: [
        { type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name: "[parameters('name')]", location: "[resourceGroup().location]" },
        {
            type: "Microsoft.Authorization/roleAssignments",
            apiVersion: "2022-04-01",
            name: "[guid(resourceGroup().id, parameters('name'))]",
            dependsOn: ["[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))]"],
            properties: {
                principalId: "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))).principalId]",
                principalType: "ServicePrincipal",
                roleDefinitionId: "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
            },
        },
    ],
    outputs: { principalId: { type: "string", value: "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))).principalId]" } },
};

const failing = {
    ...template,
    parameters: {},
    outputs: {},
    resources: [{ type: "Microsoft.Storage/storageAccounts", apiVersion: "2023-05-01", name: "NotAName", location: "eastus2", kind: "StorageV2", sku: { name: "Standard_LRS" } }],
};

describeWith("az", "az: template deployments", function () {
    this.timeout(90_000);

    let here: SignedIn;
    const folder = mkdtempSync(join(tmpdir(), "keyless-templates-"));
    const file = (name: string, content: object): string => {
        writeFileSync(join(folder, name), JSON.stringify(content));
        return join(folder, name);
    };
    before(async () => {
        here = await signedIn();
    });
    after(async () => {
        rmSync(folder, { recursive: true });
        await here.close();
    });

    it("validates, previews and makes what a template says, and lists the steps", async () => {
        const { az, azure } = here;
        const path = file("main.json", template);
        const valid = await az`deployment group validate --resource-group rg-playground --template-file ${path} --parameters name=uai-az`;
        assert.equal(valid.properties.provisioningState, "Succeeded");
        const preview = await az`deployment group what-if --resource-group rg-playground --template-file ${path} --parameters name=uai-az --no-pretty-print`;
        assert.ok(preview.changes.some(({ changeType, resourceId }: { changeType: string; resourceId: string }) => changeType === "Create" && resourceId.endsWith("/uai-az")));
        assert.ok(!(await azure.state()).identities.some(({ name }) => name === "uai-az"));
        const made = await az`deployment group create --resource-group rg-playground --name first --template-file ${path} --parameters name=uai-az`;
        assert.equal(made.properties.provisioningState, "Succeeded");
        const identity = (await azure.state()).identities.find(({ name }) => name === "uai-az");
        assert.equal(made.properties.outputs.principalId.value, identity?.principalId);
        assert.equal(made.properties.parameters.secret.value, undefined);
        const steps = await az`deployment operation group list --resource-group rg-playground --name first --query ${"[].properties.targetResource.resourceType"}`;
        assert.deepEqual(steps, ["Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Authorization/roleAssignments"]);
        assert.deepEqual(await az`deployment group list --resource-group rg-playground --query ${"[].name"}`, ["first"]);
        await az`deployment group delete --resource-group rg-playground --name first`;
        assert.deepEqual(await az`deployment group list --resource-group rg-playground`, []);
    });

    it("tells the resource's own error where one fails, and a template's where there is none", async () => {
        const { az } = here;
        assert.match(await az.fails`deployment group create --resource-group rg-playground --template-file ${file("failing.json", failing)}`, /AccountNameInvalid/);
        assert.match(await az.fails`deployment group create --resource-group rg-playground --template-file ${file("main.json", template)} --parameters name=a other=b`, /other/);
    });

    it("deploys at a subscription, with a group in the template", async () => {
        const { az, azure } = here;
        const group = { type: "Microsoft.Resources/resourceGroups", apiVersion: "2024-03-01", name: "rg-from-template", location: "westeurope" };
        const main = { ...template, $schema: "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#", parameters: {}, outputs: {}, resources: [group] };
        await az`deployment sub create --name main --location eastus2 --template-file ${file("sub.json", main)}`;
        assert.equal(await az`group exists --name rg-from-template`, true);
        assert.ok(azure);
    });
});

describeWith("az", "az: what a machine consists of", function () {
    this.timeout(90_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
    });
    after(() => here.close());

    it("shows addresses, network and sizes", async () => {
        const { az } = here;
        const [{ virtualMachine }] = await az`vm list-ip-addresses --resource-group rg-playground --name vm-playground`;
        assert.deepEqual(virtualMachine.network.privateIpAddresses, ["10.1.0.4"]);
        assert.match(virtualMachine.network.publicIpAddresses[0].ipAddress, /^203\.0\.113\./);
        assert.ok((await az`vm list-sizes --location eastus2`).length > 5);
        assert.ok((await az`vm list-usage --location eastus2`).some(({ name }: { name: { value: string } }) => name.value === "cores"));
        assert.ok((await az`vm list-skus --location westeurope --size Standard_B2 --all`).length > 0);
        assert.ok((await az`disk list --resource-group rg-playground --query ${"[].name"}`).includes("vm-playground_OsDisk_1"));
    });

    it("makes a network, and storage and a registry on which roles can be given", async () => {
        const { az } = here;
        await az`network vnet create --resource-group rg-playground --name vnet-az --address-prefix 10.9.0.0/16 --subnet-name one --subnet-prefix 10.9.1.0/24`;
        await az`network nsg create --resource-group rg-playground --name nsg-az`;
        await az`network nsg rule create --resource-group rg-playground --nsg-name nsg-az --name ssh --priority 1000 --destination-port-ranges 22 --source-address-prefixes 203.0.113.7/32`;
        assert.deepEqual(await az`network vnet subnet list --resource-group rg-playground --vnet-name vnet-az --query ${"[].addressPrefix"}`, ["10.9.1.0/24"]);
        const storage = await az`storage account create --resource-group rg-playground --name staz1 --location eastus2 --sku Standard_LRS`;
        assert.equal(storage.provisioningState, "Succeeded");
        const registry = await az`acr create --resource-group rg-playground --name craz001 --sku Basic`;
        assert.equal(registry.loginServer, "craz001.azurecr.io");
        const [assignee] = await az`identity list --resource-group rg-playground --query ${"[].principalId"}`;
        await az`role assignment create --assignee-object-id ${assignee} --assignee-principal-type ServicePrincipal --role AcrPull --scope ${registry.id}`;
    });
});
