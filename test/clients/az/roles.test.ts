import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../available.ts";
import { accountId, app, group, signedIn, type SignedIn, subscription } from "./signedIn.ts";

const noRole = "d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57";
const openAiUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

describeWith("az", "az: roles", function () {
    this.timeout(180_000);

    let here: SignedIn;
    before(async () => {
        here = await signedIn({}, ["Directory.Read.All"]);
    });
    after(() => here.close());

    const held = async (oid: string) => (await here.azure.state()).roleAssignments.filter(({ principalId }) => principalId === oid);

    it("gives a role on an account, by the principal's object id, and finds it again", async () => {
        const { az } = here;
        const made = await az`role assignment create --assignee-object-id ${noRole} --assignee-principal-type ServicePrincipal --role ${openAiUser} --scope ${accountId}`;
        const [kept] = await held(noRole);
        assert.deepEqual([made.name, kept?.scope, kept?.roleDefinition], [kept?.name, accountId, openAiUser]);
        const again = await az.run(["role", "assignment", "create", "--assignee-object-id", noRole, "--assignee-principal-type", "ServicePrincipal", "--role", openAiUser, "--scope", accountId]);
        assert.ok(again.code === 0 || /RoleAssignmentExists/.test(again.stderr), again.stderr);
        assert.equal((await held(noRole)).length, 1);
        const [found] = await az`role assignment list --scope ${accountId} --assignee ${noRole}`;
        assert.deepEqual([found.roleDefinitionName, found.principalType], ["Cognitive Services OpenAI User", "ServicePrincipal"]);
        assert.ok((await az`role assignment list --all --query ${"[].principalId"}`).includes(noRole));
        const inherited = await az`role assignment list --scope ${accountId} --include-inherited --query ${"[].roleDefinitionName"}`;
        assert.ok(inherited.includes("Owner"), inherited.join());
        await az`role assignment delete --ids ${made.id}`;
        assert.deepEqual(await held(noRole), []);
    });

    it("takes a role's name, and an identity's client id as the assignee", async () => {
        const { az } = here;
        await az`role assignment create --assignee 9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa --role ${"Cognitive Services OpenAI User"} --scope ${accountId}`;
        assert.equal((await held(noRole))[0]?.scope, accountId);
        await az`role assignment create --assignee 9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa --role Reader --resource-group rg-playground`;
        const found = await az`role assignment list --assignee 9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa --all`;
        assert.deepEqual(found.map((a: { roleDefinitionName: string }) => a.roleDefinitionName).toSorted(), ["Cognitive Services OpenAI User", "Reader"]);
        await az`role assignment delete --assignee ${noRole} --role Reader --resource-group rg-playground`;
        await az`role assignment delete --assignee ${noRole} --scope ${accountId}`;
        assert.deepEqual(await held(noRole), []);
    });

    it("takes a user's name as the assignee", async () => {
        const { az } = here;
        const reader = "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590";
        await az`role assignment create --assignee reader@contoso.com --role ${"Cognitive Services OpenAI User"} --scope ${accountId}`;
        assert.ok((await held(reader)).some(({ scope, principalType }) => scope === accountId && principalType === "User"));
        const [listed] = await az`role assignment list --scope ${accountId} --assignee reader@contoso.com`;
        assert.equal(listed.principalName, "reader@contoso.com");
        assert.match(await az.fails`role assignment create --assignee nobody@contoso.com --role Reader --scope ${accountId}`, /Cannot find user or service principal in graph database for 'nobody@contoso\.com'/);
    });

    it("shows a built-in role, and says that there is none of a name", async () => {
        const { az } = here;
        const [role] = await az`role definition list --name ${"Cognitive Services OpenAI User"}`;
        assert.deepEqual([role.name, role.roleType], [openAiUser, "BuiltInRole"]);
        assert.ok(role.permissions[0].dataActions.includes("Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"));
        assert.ok((await az`role definition list --query ${"[].roleName"}`).includes("Contributor"));
        assert.match(await az.fails`role assignment create --assignee-object-id ${noRole} --assignee-principal-type ServicePrincipal --role Nonsense --scope ${accountId}`, /Role 'Nonsense' doesn't exist/);
    });

    it("makes a custom role, changes it, gives it, and deletes it", async () => {
        const { az } = here;
        const file = join(az.env["HOME"]!, "role.json");
        const role = {
            Name: "Playground Caller", IsCustom: true, Description: "Chats", Actions: [], NotActions: [], NotDataActions: [],
            DataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action"], AssignableScopes: [subscription],
        };
        writeFileSync(file, JSON.stringify(role));
        const made = await az`role definition create --role-definition ${`@${file}`}`;
        const stored = async () => (await here.azure.state()).roleDefinitions.find(({ roleName }) => roleName === "Playground Caller");
        assert.deepEqual([(await stored())?.name, (await stored())?.roleType], [made.name, "CustomRole"]);
        writeFileSync(file, JSON.stringify({ ...role, Description: "Chats only" }));
        await az`role definition update --role-definition ${`@${file}`}`;
        assert.equal((await stored())?.description, "Chats only");
        assert.deepEqual(await az`role definition list --custom-role-only --query ${"[].roleName"}`, ["Playground Caller"]);
        const given = await az`role assignment create --assignee-object-id ${noRole} --assignee-principal-type ServicePrincipal --role ${"Playground Caller"} --scope ${accountId}`;
        assert.match(await az.fails`role definition delete --name ${"Playground Caller"}`, /RoleDefinitionHasAssignments/);
        await az`role assignment delete --ids ${given.id}`;
        await az`role definition delete --name ${"Playground Caller"}`;
        assert.equal(await stored(), undefined);
    });

    it("refuses whoever may not give roles", async () => {
        const { az, azure } = here;
        await azure.change({ change: "unassign", principal: app.appId, role: "Owner", scope: "Playground" });
        await azure.change({ change: "assign", principal: app.appId, role: "Contributor", scope: "Playground" });
        const said = await az.fails`role assignment create --assignee-object-id ${noRole} --assignee-principal-type ServicePrincipal --role Reader --scope ${group}`;
        assert.match(said, /AuthorizationFailed.*Microsoft\.Authorization\/roleAssignments\/write/s);
        assert.ok(!(await held(noRole)).some(({ scope }) => scope === group));
    });
});
