import assert from "node:assert/strict";
import { roleAssignmentName } from "../../../src/azure/roles.ts";
import { templateGuid, templateGuidNamespace } from "../../../src/azure/roles/roleAssignmentName.ts";
import { PlanError } from "../../../src/azure/scripts/plan.ts";
import { quoteHcl, terraformFile } from "../../../src/azure/scripts/terraformFile.ts";
import {
    accountId, everythingElse, everythingHostile, everythingNew, hostile, hostileSegment, machineId, newIdentityId, objectId,
    otherSubscriptionId, presentIdentityId, roleId, roleOnly, subscriptionId, systemOnly,
} from "./scriptsSetting.ts";

/** HashiCorp's own parser, compiled for Node. */
type ParseHcl = (file: string, text: string) => Promise<Record<string, Record<string, Record<string, Record<string, unknown>[]>>>>;

async function parseHcl(text: string): ReturnType<ParseHcl> {
    const packageName: string = "@cdktf/hcl2json";
    const { parse } = (await import(packageName)) as { parse: ParseHcl };
    return parse("main.tf", text);
}

/** The arguments of a block; of a resource's or data source's type and label. */
async function block(text: string, kind: "resource" | "data", type: string, label: string): Promise<Record<string, unknown> | undefined> {
    return (await parseHcl(text))[kind]?.[type]?.[label]?.[0];
}

describe("the Terraform file", () => {
    it("creates the group and the identity", async () => {
        const text = terraformFile(everythingNew);
        assert.deepEqual(await block(text, "resource", "azurerm_resource_group", "created"), { name: "rg-new", location: "eastus2" });
        assert.deepEqual(await block(text, "resource", "azurerm_user_assigned_identity", "created"), {
            name: "uai-chat", resource_group_name: "${azurerm_resource_group.created.name}", location: "eastus2",
        });
    });

    it("adds to the machine with the PATCH that keeps the identities that are there", async () => {
        const text = terraformFile(everythingNew);
        assert.deepEqual(await block(text, "resource", "azapi_resource_action", "machine_identities"), {
            type: "Microsoft.Compute/virtualMachines@2024-07-01",
            resource_id: machineId,
            method: "PATCH",
            body: { identity: { type: "${local.machine_identity_type}", userAssignedIdentities: { [newIdentityId]: {} } } },
            depends_on: ["${azurerm_user_assigned_identity.created}"],
        });
        assert.match(text, /machine_identity_type = strcontains\(local\.machine_kinds, "systemassigned"\) \? "SystemAssigned, UserAssigned" : "UserAssigned"/);
    });

    it("keeps user-assigned identities when it enables the system-assigned one", async () => {
        const text = terraformFile(systemOnly);
        const action = await block(text, "resource", "azapi_resource_action", "machine_identities");
        assert.deepEqual(action?.["body"], { identity: { type: "${local.machine_identity_type}" } });
        assert.match(text, /= strcontains\(local\.machine_kinds, "userassigned"\) \? "SystemAssigned, UserAssigned" : "SystemAssigned"/);
        const machine = await block(text, "data", "azapi_resource", "principal_1");
        assert.deepEqual(machine?.["depends_on"], ["${azapi_resource_action.machine_identities}"]);
    });

    it("attaches several, and both kinds", async () => {
        const action = await block(terraformFile(everythingElse), "resource", "azapi_resource_action", "machine_identities");
        const body = action?.["body"] as { identity: { userAssignedIdentities: object } };
        assert.deepEqual(Object.keys(body.identity.userAssignedIdentities), [presentIdentityId, `${presentIdentityId}-2`]);
        assert.match(terraformFile(everythingElse), /machine_identity_type = "SystemAssigned, UserAssigned"/);
    });

    it("assigns roles at every level, by GUID, with the principal's type", async () => {
        const text = terraformFile(everythingElse);
        const roles = await Promise.all([1, 2, 3, 4, 5].map((index) => block(text, "resource", "azurerm_role_assignment", `role_${index}`)));
        assert.deepEqual(roles.map((each) => each?.["principal_id"]), [
            "${data.azapi_resource.principal_1.output.properties.principalId}",
            "${data.azapi_resource.principal_2.output.identity.principalId}",
            objectId, objectId, objectId,
        ]);
        assert.deepEqual(roles.map((each) => each?.["principal_type"]), ["ServicePrincipal", "ServicePrincipal", "Group", "Group", "Group"]);
        assert.deepEqual(roles.map((each) => each?.["scope"]), everythingElse.assignments.map((each) => each.scope));
        const definition = `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
        assert.deepEqual(roles.map((each) => each?.["role_definition_id"]), [
            `/subscriptions/${otherSubscriptionId}${definition}`, `/subscriptions/${otherSubscriptionId}${definition}`,
            `/subscriptions/${otherSubscriptionId}${definition}`, `/subscriptions/${subscriptionId}${definition}`, definition,
        ]);
    });

    it("names an assignment as the product does, so that neither creates a second one", () => {
        const [, namespace, scope, principal, role] = /role_3" \{\n {2}name\s+= uuidv5\("([^"]+)", join\("-", \["([^"]+)", lower\("([^"]+)"\), "([^"]+)"\]\)\)/
            .exec(terraformFile(everythingElse)) ?? [];
        assert.equal(namespace, templateGuidNamespace);
        assert.equal(templateGuid(scope!, principal!.toLowerCase(), role!), roleAssignmentName(everythingElse.assignments[2]!.scope, objectId, roleId));
    });

    it("speaks to the cloud of the plan", async () => {
        const providers = (await parseHcl(terraformFile(everythingElse)))["provider"] as unknown as Record<string, Record<string, unknown>[]>;
        assert.deepEqual(providers["azapi"], [{ environment: "usgovernment", subscription_id: subscriptionId }]);
        assert.match(terraformFile(systemOnly), /environment\s+= "china"/);
        assert.match(terraformFile(everythingNew), /tenant_id\s+= "33333333/);
        assert.match(terraformFile({ ...roleOnly, cloud: "Our Stack" }), /metadata_host/);
    });

    it("changes no machine that it only reads", async () => {
        const parsed = await parseHcl(terraformFile(roleOnly));
        assert.deepEqual(Object.keys(parsed["resource"]!), ["azurerm_role_assignment"]);
    });

    it("takes nothing in a hostile name for its own", async () => {
        const parsed = await parseHcl(terraformFile(everythingHostile));
        assert.deepEqual(Object.keys(parsed).sort(), ["data", "locals", "provider", "resource", "terraform"]);
        assert.deepEqual(Object.keys(parsed["resource"]!).sort(), [
            "azapi_resource_action", "azurerm_resource_group", "azurerm_role_assignment", "azurerm_user_assigned_identity",
        ]);
        assert.equal(quoteHcl("${a} %{b} \"c\" \\ \n"), "\"$${a} %%{b} \\\"c\\\" \\\\ \\u000a\"");
        assert.ok(terraformFile(everythingHostile).includes(quoteHcl(accountId.replace("ai-contoso", hostileSegment()))));
        assert.ok(terraformFile(everythingHostile).includes(quoteHcl(hostile)));
    });

    it("refuses a plan without any subscription", () => {
        assert.throws(() => terraformFile({ cloud: "AzureCloud", assignments: [] }), PlanError);
    });
});
