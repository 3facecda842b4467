import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { type Az, azIn } from "./az.ts";
import { app, subscriptionId } from "./signedIn.ts";

describeWith("az", "az: a cloud of one's own", function () {
    this.timeout(180_000);

    let azure: IsolatedAzure;
    let az: Az;
    before(async () => {
        azure = await startIsolatedAzure();
        az = azIn(azure);
    });
    after(async () => {
        az.remove();
        await azure.close();
    });

    it("finds all endpoints from Resource Manager's", async () => {
        await az`cloud register --name Sandbox --endpoint-resource-manager ${azure.urls.arm}`;
        const { endpoints } = await az`cloud show --name Sandbox`;
        assert.deepEqual([endpoints.resourceManager, endpoints.activeDirectory], [azure.urls.arm, `${azure.urls.authority}/`]);
        assert.ok((await az`cloud list --query ${"[].name"}`).includes("Sandbox"));
        await az`cloud set --name Sandbox`;
        assert.deepEqual(await az`cloud list --query ${"[?isActive].name"}`, ["Sandbox"]);
    });

    it("signs an identity in there, and calls no other address", async () => {
        await azure.clearRequests();
        const [account] = await az`login --identity`;
        assert.deepEqual([account.id, account.environmentName], [subscriptionId, "Sandbox"]);
        assert.deepEqual(await az`group list --query ${"[].name"}`, ["rg-playground"]);
        const hosts = new Set((await azure.requests()).filter(({ service }) => service === "arm").map(({ host }) => host));
        assert.deepEqual([...hosts], [new URL(azure.urls.arm).host]);
    });

    it("takes another authority, and is itself again without it", async () => {
        assert.match((await az.run(["login", "--service-principal", "--username", app.appId, "--password", app.secret, "--tenant", "contoso.com"])).stderr, /invalid_instance/);
        await az`cloud update --name Sandbox --endpoint-active-directory ${"https://login.microsoftonline.com"}`;
        const [account] = await az`login --service-principal --username ${app.appId} --password ${app.secret} --tenant contoso.com --allow-no-subscriptions`;
        assert.equal(account.user.name, app.appId);
        await az`cloud set --name AzureCloud`;
        await az`cloud unregister --name Sandbox`;
        assert.match(await az.fails`cloud show --name Sandbox`, /The cloud 'Sandbox' is not registered/);
        assert.match(await az.fails`cloud register --name Broken --endpoint-resource-manager ${`${azure.urls.portal}/nothing`}`, /metadata|endpoint|failed/i);
    });

    it("reads the list of clouds from the address that ARM_CLOUD_METADATA_URL names", async () => {
        const args = ["cloud", "list", "--query", "[?name=='Sandbox'].endpoints | [0]"];
        const url = `${azure.urls.arm}/metadata/endpoints?api-version=2019-05-01`;
        // az reads it with urllib, which knows no REQUESTS_CA_BUNDLE.
        const { code, stdout, stderr } = await azure.run({ file: "/usr/bin/az", args, env: { ...az.env, ARM_CLOUD_METADATA_URL: url, SSL_CERT_FILE: azure.caFile }, timeoutMs: 30_000 });
        assert.equal(code, 0, stderr);
        const endpoints = JSON.parse(stdout);
        assert.deepEqual([endpoints.resourceManager, endpoints.microsoftGraphResourceId], [`${azure.urls.arm}/`, `${azure.urls.graph}/`]);
    });
});
