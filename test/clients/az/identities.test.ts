import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { group, signedIn, type SignedIn } from "./signedIn.ts";

describeWith("az", "az: identities", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn();
    });
    after(() => here.close());

    const stored = async (name: string) => (await here.azure.state()).identities.find((identity) => identity.name === name);

    it("makes, shows, lists, tags and deletes an identity", async () => {
        const { az } = here;
        const made = await az`identity create --resource-group rg-playground --name uai-new --tags env=test`;
        const kept = await stored("uai-new");
        assert.deepEqual([made.clientId, made.principalId, made.tags], [kept?.clientId, kept?.principalId, { env: "test" }]);
        const again = await az`identity create --resource-group rg-playground --name uai-new --location eastus2`;
        assert.equal(again.clientId, made.clientId);
        assert.equal((await az`identity show --ids ${made.id}`).principalId, made.principalId);
        assert.equal((await az`identity show --resource-group rg-playground --name uai-new --query clientId`), made.clientId);
        assert.deepEqual((await az`identity list --resource-group rg-playground --query ${"[].name"}`).toSorted(), ["uai-new", "uai-no-role", "uai-playground"]);
        assert.equal((await az`identity list`).length, 3);
        await az`identity delete --ids ${made.id}`;
        assert.equal(await stored("uai-new"), undefined);
        assert.match(await az.fails`identity show --resource-group rg-playground --name uai-new`, /ResourceNotFound.*uai-new/s);
    });

    it("trusts another issuer, shows, lists and distrusts it", async () => {
        const { az } = here;
        const named = ["--resource-group", "rg-playground", "--identity-name", "uai-playground"];
        const run = async (verb: string, ...more: string[]) => {
            const { code, stdout, stderr } = await az.run(["identity", "federated-credential", verb, ...named, ...more]);
            assert.equal(code, 0, stderr);
            return stdout === "" ? undefined : JSON.parse(stdout);
        };
        const subject = "repo:contoso/app:ref:refs/heads/main";
        const issuer = "https://token.actions.githubusercontent.com";
        await run("create", "--name", "github", "--issuer", issuer, "--subject", subject, "--audiences", "api://AzureADTokenExchange");
        const credentials = (await stored("uai-playground"))?.federatedCredentials ?? {};
        assert.match(JSON.stringify(credentials), /repo:contoso\/app:ref:refs\/heads\/main/);
        assert.equal((await run("show", "--name", "github")).subject, subject);
        await run("update", "--name", "github", "--issuer", issuer, "--subject", `${subject}2`, "--audiences", "api://AzureADTokenExchange");
        assert.deepEqual((await run("list")).map((c: { subject: string }) => c.subject), [`${subject}2`]);
        await run("delete", "--name", "github", "--yes");
        assert.deepEqual(await run("list"), []);
    });

    it("will not make one in a group that is not there, or where a name is too short", async () => {
        const { az } = here;
        assert.match(await az.fails`identity create --resource-group nothing --name uai-x1 --location eastus2`, /ResourceGroupNotFound/);
        assert.match(await az.fails`identity show --ids ${`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none`}`, /ResourceNotFound/);
    });
});
