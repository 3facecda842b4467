import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { type Az, azIn } from "./az.ts";
import { app, group, subscriptionId } from "./signedIn.ts";

const uai = { name: "uai-playground", clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", principalId: "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283" };
const system = "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614";

describeWith("az", "az: sign-in", function () {
    this.timeout(180_000);

    let azure: IsolatedAzure;
    let az: Az;
    before(async () => {
        azure = await startIsolatedAzure();
        await azure.change({ change: "assign", principal: uai.name, role: "Reader", scope: "Playground" });
    });
    after(() => azure.close());
    beforeEach(async () => {
        az = azIn(azure);
        await azure.clearRequests();
    });
    afterEach(() => az.remove());

    /** Object ids behind the tokens that Resource Manager has got. */
    const callers = async () => [...new Set((await azure.requests()).filter(({ service }) => service === "arm").map(({ oid }) => oid))];

    const forms: [what: string, oid: string, selector: Record<string, string>, args: string[]][] = [
        ["the machine's own identity", system, {}, []],
        ["an identity, by client id", uai.principalId, { client_id: uai.clientId }, ["--username", uai.clientId]],
        ["an identity, by principal id", uai.principalId, { object_id: uai.principalId }, ["--username", uai.principalId]],
        ["an identity, by resource id", uai.principalId, { msi_res_id: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${uai.name}` },
            ["--username", `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${uai.name}`]],
    ];
    for (const [what, oid, selector, args] of forms) {
        it(`signs in as ${what}`, async () => {
            const { code, stdout, stderr } = await az.run(["login", "--identity", ...args]);
            assert.equal(code, 0, stderr);
            const [account] = JSON.parse(stdout);
            assert.deepEqual([account.id, account.user.type], [subscriptionId, "servicePrincipal"]);
            assert.deepEqual(await callers(), [oid]);
            const asked = (await azure.requests()).findLast(({ service, status }) => service === "imds" && status === 200)?.query ?? {};
            assert.deepEqual(Object.fromEntries(Object.keys(selector).map((name) => [name, asked[name]])), selector);
            const { accessToken } = await az`account get-access-token --resource https://cognitiveservices.azure.com`;
            const claims = JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url").toString());
            assert.deepEqual([claims.oid, claims.aud], [oid, "https://cognitiveservices.azure.com"]);
        });
    }

    it("refuses an identity that the machine does not have", async () => {
        assert.match(await az.fails`login --identity --username 07c3a9d5-e24b-4f68-91d0-5b8e6f2a7c34`, /Failed to connect to MSI|Identity not found/);
        assert.deepEqual(await callers(), []);
        assert.match(await az.fails`account show`, /az login/);
    });

    it("signs in an identity without a role only when no subscription is asked for", async () => {
        const clientId = "9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa";
        assert.match(await az.fails`login --identity --username ${clientId}`, /No access was configured for the VM|No subscriptions/i);
        const [account] = await az`login --identity --username ${clientId} --allow-no-subscriptions`;
        assert.match(account.name, /tenant level account/);
    });

    it("signs in an application with its secret, by domain, and knows its tokens again", async () => {
        await azure.change({ change: "assign", principal: app.appId, role: "Reader", scope: "Playground" });
        const [account] = await az`login --service-principal --username ${app.appId} --password ${app.secret} --tenant contoso.com`;
        assert.deepEqual([account.user.name, account.environmentName ?? account.cloudName], [app.appId, "AzureCloud"]);
        assert.equal((await az`account show`).id, subscriptionId);
        assert.equal((await az`account list`).length, 1);
        const token = await az`account get-access-token --tenant contoso.com`;
        assert.deepEqual([token.tokenType, token.tenant], ["Bearer", "contoso.com"]);
        const [group] = await az`group list`;
        assert.equal(group.name, "rg-playground");
        await az`logout`;
        assert.match(await az.fails`group list`, /az login/);
    });

    it("says which of secret, application and tenant is wrong", async () => {
        const login = (user: string, password: string, tenant: string) => az.fails`login --service-principal --username ${user} --password ${password} --tenant ${tenant}`;
        assert.match(await login(app.appId, "wrong", "contoso.com"), /AADSTS7000215/);
        assert.match(await login("00000000-0000-4000-8000-000000000000", app.secret, "contoso.com"), /AADSTS700016/);
        assert.match(await login(app.appId, app.secret, "fabrikam.com"), /AADSTS700016/);
        assert.match(await login(app.appId, app.secret, "nowhere.example"), /AADSTS90002|nowhere\.example/);
    });
});
