import assert from "node:assert/strict";
import { describeWith } from "../available.ts";
import { accountId, app, group, subscriptionId } from "../az/signedIn.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { python } from "./python.ts";

const env = { AZURE_TENANT_ID: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210", AZURE_CLIENT_ID: app.appId, AZURE_CLIENT_SECRET: app.secret };
const start = `
import json, sys, uuid
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import DefaultAzureCredential
credential, subscription = DefaultAzureCredential(), "${subscriptionId}"
`;

describeWith("python", "Python: management clients", function () {
    this.timeout(180_000);

    let azure: IsolatedAzure;
    before(async () => {
        azure = await startIsolatedAzure({ delays: { operationMs: 100, identityAttachMs: 0, resourceGraphLagMs: 0 } });
        await azure.change({ change: "assign", principal: app.appId, role: "Owner", scope: "Playground" });
    });
    after(() => azure.close());

    const run = (program: string) => python(azure, { program: start + program, env });

    it("azure-mgmt-resource: subscriptions, groups, resources", async () => {
        const said = await run(`
from azure.mgmt.resource import ResourceManagementClient, SubscriptionClient
client = ResourceManagementClient(credential, subscription)
made = client.resource_groups.create_or_update("rg-python", {"location": "eastus2", "tags": {"by": "python"}})
before = client.resource_groups.check_existence("rg-python")
print(json.dumps({
    "subscriptions": [s.display_name for s in SubscriptionClient(credential).subscriptions.list()],
    "made": [made.name, made.properties.provisioning_state],
    "types": sorted({r.type for r in client.resources.list()}),
    "existence": [before, client.resource_groups.check_existence("nothing")],
}))`);
        assert.deepEqual([said.subscriptions, said.made, said.existence], [["Playground"], ["rg-python", "Succeeded"], [true, false]]);
        assert.ok(said.types.includes("Microsoft.Compute/virtualMachines"));
        assert.deepEqual((await azure.state()).resourceGroups.find(({ name }) => name === "rg-python")?.tags, { by: "python" });
        assert.equal(await run(`
from azure.mgmt.resource import ResourceManagementClient
client = ResourceManagementClient(credential, subscription)
client.resource_groups.begin_delete("rg-python").result()
print(json.dumps(client.resource_groups.check_existence("rg-python")))`), false);
        assert.ok(!(await azure.state()).resourceGroups.some(({ name }) => name === "rg-python"));
    });

    it("azure-mgmt-msi: makes, lists and deletes an identity", async () => {
        const said = await run(`
from azure.mgmt.msi import ManagedServiceIdentityClient
client = ManagedServiceIdentityClient(credential, subscription).user_assigned_identities
made = client.create_or_update("rg-playground", "uai-python", {"location": "eastus2"})
names = [i.name for i in client.list_by_resource_group("rg-playground")]
client.delete("rg-playground", "uai-python")
try:
    client.get("rg-playground", "uai-python")
except ResourceNotFoundError as error:
    print(json.dumps([made.name, made.client_id, names, error.error.code]))`);
        const [name, clientId, names, code] = said;
        assert.deepEqual([name, code], ["uai-python", "ResourceNotFound"]);
        assert.match(clientId, /^[0-9a-f-]{36}$/);
        assert.deepEqual(names.toSorted(), ["uai-no-role", "uai-playground", "uai-python"]);
        assert.ok(!(await azure.state()).identities.some((identity) => identity.name === "uai-python"));
    });

    it("azure-mgmt-authorization: gives and takes a role", async () => {
        const noRole = "d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57";
        const said = await run(`
from azure.mgmt.authorization import AuthorizationManagementClient
client, scope = AuthorizationManagementClient(credential, subscription), "${accountId}"
role = next(iter(client.role_definitions.list(scope, filter="roleName eq 'Cognitive Services OpenAI User'")))
made = client.role_assignments.create(scope, str(uuid.uuid4()), {"role_definition_id": role.id, "principal_id": "${noRole}", "principal_type": "ServicePrincipal"})
listed = [a.name for a in client.role_assignments.list_for_scope(scope, filter="principalId eq '${noRole}'")]
try:
    client.role_assignments.create(scope, str(uuid.uuid4()), {"role_definition_id": role.id, "principal_id": "${noRole}", "principal_type": "ServicePrincipal"})
except HttpResponseError as error:
    print(json.dumps({"id": made.id, "name": made.name, "listed": listed, "again": [error.status_code, error.error.code]}))`);
        assert.deepEqual([said.listed, said.again], [[said.name], [409, "RoleAssignmentExists"]]);
        assert.ok((await azure.state()).roleAssignments.some(({ name, principalId }) => name === said.name && principalId === noRole));
        await run(`
from azure.mgmt.authorization import AuthorizationManagementClient
AuthorizationManagementClient(credential, subscription).role_assignments.delete_by_id("${said.id}")
print("null")`);
        assert.ok(!(await azure.state()).roleAssignments.some(({ principalId }) => principalId === noRole));
    });

    it("azure-mgmt-cognitiveservices: accounts, deployments, keys, usage", async () => {
        const said = await run(`
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
client = CognitiveServicesManagementClient(credential, subscription)
account = client.accounts.get("rg-playground", "ai-services-playground")
made = client.accounts.begin_create("rg-playground", "acc-python", {"location": "eastus2", "kind": "OpenAI", "sku": {"name": "S0"}, "properties": {"customSubDomainName": "acc-python"}}).result()
client.deployments.begin_create_or_update("rg-playground", "acc-python", "chat", {"properties": {"scaleSettings": {"scaleType": "Standard", "capacity": 3}, "model": {"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}}}).result()
keys = client.accounts.list_keys("rg-playground", "acc-python")
print(json.dumps({
    "shown": [account.kind, account.properties.endpoint, account.properties.disable_local_auth],
    "made": [made.name, made.properties.provisioning_state],
    "deployments": [d.name for d in client.deployments.list("rg-playground", "acc-python")],
    "keys": [keys.key1, keys.key2],
    "models": [m.name for m in client.accounts.list_models("rg-playground", "acc-python")],
}))`);
        const kept = (await azure.state()).accounts.find(({ name }) => name === "acc-python");
        assert.deepEqual(said.shown, ["AIServices", azure.accounts["ai-services-playground"], true]);
        assert.deepEqual([said.made, said.deployments, said.keys], [["acc-python", "Succeeded"], ["chat"], kept?.keys]);
        assert.deepEqual(kept?.deployments[0]?.sku, { name: "Standard", capacity: 3 });
        assert.ok(said.models.includes("gpt-4o"));
        await run(`
from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient
CognitiveServicesManagementClient(credential, subscription).accounts.begin_delete("rg-playground", "acc-python").result()
print("null")`);
        assert.ok(!(await azure.state()).accounts.some(({ name }) => name === "acc-python"));
    });

    it("azure-mgmt-compute: shows a machine, attaches an identity, stops and starts it", async () => {
        const said = await run(`
from azure.mgmt.compute import ComputeManagementClient
machines = ComputeManagementClient(credential, subscription).virtual_machines
shown = machines.get("rg-playground", "vm-playground", expand="instanceView")
given = machines.begin_update("rg-playground", "vm-playground", {"identity": {"type": "UserAssigned", "userAssignedIdentities": {"${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-playground": {}}}}).result()
machines.begin_deallocate("rg-playground", "vm-playground").result()
stopped = machines.instance_view("rg-playground", "vm-playground").statuses[-1].code
machines.begin_start("rg-playground", "vm-playground").result()
print(json.dumps({"size": shown.hardware_profile.vm_size, "status": shown.instance_view.statuses[-1].code, "identity": given.identity.type, "stopped": stopped,
    "disk": shown.storage_profile.os_disk.os_type, "names": [m.name for m in machines.list_all()]}))`);
        assert.deepEqual(said, { size: "Standard_D2s_v5", status: "PowerState/running", identity: "UserAssigned", stopped: "PowerState/deallocated", disk: "Linux", names: ["vm-playground"] });
        const [machine] = (await azure.state()).machines;
        assert.deepEqual([machine?.powerState, machine?.identity?.type], ["running", "UserAssigned"]);
    });

    it("azure-mgmt-resourcegraph: asks for identities", async () => {
        const said = await run(`
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest
query = "resources | where type =~ 'microsoft.managedidentity/userassignedidentities' | project name | order by name asc"
answer = ResourceGraphClient(credential).resources(QueryRequest(subscriptions=[subscription], query=query))
print(json.dumps([answer.total_records, answer.data]))`);
        assert.deepEqual(said, [2, [{ name: "uai-no-role" }, { name: "uai-playground" }]]);
    });

    it("says who may not do what", async () => {
        await azure.change({ change: "unassign", principal: app.appId, role: "Owner", scope: "Playground" });
        await azure.change({ change: "assign", principal: app.appId, role: "Reader", scope: "Playground" });
        const [status, code, message] = await run(`
from azure.mgmt.msi import ManagedServiceIdentityClient
try:
    ManagedServiceIdentityClient(credential, subscription).user_assigned_identities.create_or_update("rg-playground", "uai-refused", {"location": "eastus2"})
except HttpResponseError as error:
    print(json.dumps([error.status_code, error.error.code, error.message]))`);
        assert.deepEqual([status, code], [403, "AuthorizationFailed"]);
        assert.match(message, /Microsoft\.ManagedIdentity\/userAssignedIdentities\/write/);
        assert.ok(!(await azure.state()).identities.some(({ name }) => name === "uai-refused"));
    });
});
