import assert from "node:assert/strict";
import { roleAssignmentName } from "../../../src/azure/roles.ts";
import { templateGuid } from "../../../src/azure/roles/roleAssignmentName.ts";
import { account, principal, subscription } from "./rolesSetting.ts";

const roleId = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
const name = roleAssignmentName(account, principal, roleId);

describe("the name of a role assignment", () => {
    it("is a version 5 UUID", () => assert.match(name, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));

    it("is the same on a retry, whatever the letters, prefix and trailing slash", () => {
        const definition = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId.toUpperCase()}`;
        assert.equal(roleAssignmentName(`${account.toUpperCase()}/`, principal.toUpperCase(), definition), name);
        assert.equal(roleAssignmentName(account, principal, `/providers/Microsoft.Authorization/roleDefinitions/${roleId}`), name);
    });

    it("differs by scope, by principal and by role", () => {
        const names = [
            name,
            roleAssignmentName(subscription, principal, roleId),
            roleAssignmentName(account, "aaaaaaaa-0000-0000-0000-000000000009", roleId),
            roleAssignmentName(account, principal, "a97b65f3-24c7-4388-baec-2e87135dc908"),
            roleAssignmentName("/", principal, roleId),
        ];
        assert.equal(new Set(names).size, names.length);
    });

    it("is what Bicep's guid() gives for the same parts", () => {
        assert.equal(name, templateGuid(account.toLowerCase(), principal, roleId));
        // Computed with Python's uuid.uuid5 and the namespace of guid().
        assert.equal(templateGuid("a", "b", "c"), "a98fa280-e03f-5afa-8d8e-92d0a9c201e8");
        assert.equal(templateGuid("größe"), "76fe59d9-77ec-5abd-bc57-7ff91a98b4fe");
    });
});
