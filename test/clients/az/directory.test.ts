import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { type Az, azIn } from "./az.ts";
import { accountId, app, signedIn, type SignedIn, subscriptionId } from "./signedIn.ts";

const developer = "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63";
const contoso = "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210";
const research = "90d4e7b3-6a1f-4c28-b5e0-3f8c2d7a9516";

describeWith("az", "az: a person, by device code", function () {
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

    it("signs in whoever types the code, to both of their tenants", async () => {
        const { code, stdout, stderr } = await az.run(["login", "--use-device-code"], "dev@contoso.com");
        assert.equal(code, 0, stderr);
        assert.match(stderr, /enter the code [A-Z0-9]+ to authenticate/);
        const accounts = JSON.parse(stdout) as { name: string; id: string; user: { name: string } }[];
        assert.deepEqual(accounts.map(({ name, user }) => [name, user.name]).toSorted(), [["Playground", "dev@contoso.com"], ["Research", "dev@contoso.com"]]);
        const grants = (await azure.requests()).filter(({ path, status }) => path.endsWith("/oauth2/v2.0/token") && status === 200);
        assert.ok(grants.some(({ body }) => (body as { grant_type?: string }).grant_type === "urn:ietf:params:oauth:grant-type:device_code"));
    });

    it("chooses a subscription, and lists what is in it as the guest that one is there", async () => {
        await az`account set --subscription Research`;
        assert.equal((await az`account show`).id, research);
        await azure.clearRequests();
        assert.deepEqual(await az`identity list --query ${"[].name"}`, ["uai-research"]);
        assert.equal((await azure.requests()).find(({ service }) => service === "arm")?.oid, "b60a2d94-1e7c-4f83-a5d9-6c3e8b7f0142");
        assert.deepEqual(await az`group list --subscription ${subscriptionId} --query ${"[].name"}`, ["rg-playground"]);
        await az`account set --subscription ${subscriptionId}`;
        const token = await az`account get-access-token --resource https://ai.azure.com`;
        assert.deepEqual([token.subscription, token.tenant], [subscriptionId, contoso]);
    });

    it("says who is signed in, and finds people, applications and identities", async () => {
        assert.deepEqual(await az`ad signed-in-user show --query ${"[id, userPrincipalName]"}`, [developer, "dev@contoso.com"]);
        assert.equal(await az`ad user show --id reader@contoso.com --query displayName`, "Reader Contoso");
        assert.ok((await az`ad user list --query ${"[].userPrincipalName"}`).includes("dev@contoso.com"));
        const principal = await az`ad sp show --id ${app.appId}`;
        assert.deepEqual([principal.displayName, principal.servicePrincipalType], ["playground-app", "Application"]);
        const identity = await az`ad sp list --filter ${"displayName eq 'uai-playground'"}`;
        assert.deepEqual(identity.map((p: { servicePrincipalType: string }) => p.servicePrincipalType), ["ManagedIdentity"]);
        assert.equal(await az`ad app show --id ${app.appId} --query displayName`, "playground-app");
        assert.deepEqual(await az`ad group list`, []);
        assert.match(await az.fails`ad user show --id nobody@contoso.com`, /Resource 'nobody@contoso\.com' does not exist|Request_ResourceNotFound/);
        assert.match(await az.fails`ad sp show --id 00000000-0000-4000-8000-000000000000`, /does not exist|doesn't exist/i);
    });

    it("asks Graph whatever one likes, as whom one is", async () => {
        assert.equal((await az`rest --method get --url ${"https://graph.microsoft.com/v1.0/me"}`).id, developer);
        const ids = JSON.stringify({ ids: [developer], types: ["user"] });
        const found = await az`rest --method post --url ${"https://graph.microsoft.com/v1.0/directoryObjects/getByIds"} --body ${ids}`;
        assert.deepEqual(found.value.map((o: { displayName: string }) => o.displayName), ["Dev Contoso"]);
        assert.match(await az.fails`rest --method get --url ${"https://graph.microsoft.com/v1.0/users/00000000-0000-4000-8000-000000000000"}`, /Request_ResourceNotFound/);
    });

    it("lists role assignments with the names of their principals", async () => {
        const names = await az`role assignment list --all --query ${"[].principalName"}`;
        assert.ok(names.includes("dev@contoso.com") && names.includes("reader@contoso.com"), names.join());
        const assignees = await az`role assignment list --scope ${accountId} --query ${"[].principalType"}`;
        assert.deepEqual(assignees, ["ServicePrincipal"]);
    });

    it("signs in nobody when the code is declined, and nobody without a subscription in that tenant", async () => {
        const other = azIn(azure);
        const { code, stderr } = await other.run(["login", "--use-device-code", "--tenant", "fabrikam.com"], "reader@contoso.com");
        assert.notEqual(code, 0);
        assert.match(stderr, /AADSTS50020|No sign-in waits|expired|declined/);
        other.remove();
    });
});

describeWith("az", "az: an application in the directory", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
    });
    after(() => here.close());

    it("may not read the directory until an administrator consents", async () => {
        const { az, azure } = here;
        assert.match(await az.fails`ad user list`, /Insufficient privileges to complete the operation|Authorization_RequestDenied/);
        await azure.change({ change: "consent", principal: app.appId, roles: ["Directory.Read.All"] });
        await az`account clear`;
        await az`login --service-principal --username ${app.appId} --password ${app.secret} --tenant contoso.com`;
        assert.ok((await az`ad user list --query ${"[].userPrincipalName"}`).includes("reader@contoso.com"));
    });
});
