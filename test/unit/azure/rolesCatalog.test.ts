import assert from "node:assert/strict";
import { controlActions, dataActions, knownRole, recommendedRoles, roleCatalog, rolesAllowing, roleWarning } from "../../../src/azure/roles/roleCatalog.ts";
import type { CatalogRole } from "../../../src/azure/roles/roleCatalog.ts";
import { coversAction } from "../../../src/azure/roles/roleMatching.ts";
import { chat, definitions, respond, role, subscription } from "./rolesSetting.ts";

const names = (roles: CatalogRole[]): string[] => roles.map((each) => each.name);

describe("the catalogue of roles", () => {
    for (const known of Object.values<CatalogRole>(roleCatalog)) {
        it(`${known.name} is what the official definition says`, () => {
            const official = definitions.find((each) => each.id.endsWith(known.id));
            assert.equal(official?.roleName, known.name);
            const [permission] = official.permissions;
            const [own] = known.permissions;
            assert.deepEqual(own?.dataActions ?? [], permission?.dataActions ?? []);
            assert.deepEqual(own?.notDataActions ?? [], permission?.notDataActions ?? []);
            assert.deepEqual((own?.actions ?? []).filter((each) => !permission?.actions?.includes(each)), []);
        });

        it(`${known.name} is known to allow exactly what the official definition allows of our actions`, () => {
            const [official] = definitions.find((each) => each.id.endsWith(known.id))!.permissions;
            const allows = (permission: typeof official): string[] => [
                ...Object.values(dataActions).filter((action) => coversAction(permission!, action, "data")),
                ...Object.values(controlActions).filter((action) => coversAction(permission!, action, "control")),
            ];
            assert.deepEqual(allows(known.permissions[0]), allows(official));
        });
    }

    it("Azure OpenAI models: OpenAI User first", () => {
        assert.equal(recommendedRoles({ modelFormat: "OpenAI", purpose: "models" })[0]?.role, roleCatalog.openAiUser);
        assert.equal(recommendedRoles({ purpose: "models" })[0]?.role, roleCatalog.openAiUser);
    });

    it("other vendors' models: Cognitive Services User first, OpenAI User not at all", () => {
        const offered = recommendedRoles({ modelFormat: "Meta", purpose: "models" });
        assert.deepEqual(names(offered.map((each) => each.role)), ["Cognitive Services User", "Foundry User"]);
        assert.match(offered[0]!.why, /does not cover Meta models/);
    });

    it("project endpoints: Foundry User first, with its former name", () => {
        const [first] = recommendedRoles({ modelFormat: "OpenAI", purpose: "project" });
        assert.equal(first?.role, roleCatalog.foundryUser);
        assert.match(first.why, /Azure AI User/);
    });

    it("every recommended role allows chat and responses", () => {
        for (const purpose of ["models", "project"] as const) {
            for (const { role: offered } of recommendedRoles({ purpose })) {
                assert.equal(roleWarning({ roleName: offered.name, permissions: offered.permissions }, chat), undefined);
                assert.equal(roleWarning({ roleName: offered.name, permissions: offered.permissions }, respond), undefined);
            }
        }
    });

    it("an error can name the roles that would help, the narrowest first", () => {
        assert.deepEqual(names(rolesAllowing(dataActions.chatCompletions)), [
            "Cognitive Services OpenAI User", "Cognitive Services User", "Foundry User", "Cognitive Services OpenAI Contributor",
        ]);
        assert.equal(rolesAllowing("Microsoft.CognitiveServices/accounts/AIServices/agents/read")[0]?.name, "Cognitive Services User");
        assert.deepEqual(names(rolesAllowing(controlActions.writeIdentity, "control")), ["Managed Identity Contributor", "Contributor", "Owner"]);
        assert.equal(rolesAllowing(controlActions.assignIdentity, "control")[0]?.name, "Managed Identity Operator");
        assert.equal(rolesAllowing(controlActions.writeMachine, "control")[0]?.name, "Virtual Machine Contributor");
        assert.equal(rolesAllowing(controlActions.writeRoleAssignment, "control")[0]?.name, "Role Based Access Control Administrator");
        assert.deepEqual(rolesAllowing("Microsoft.Nowhere/things/read"), []);
    });

    it("a role is found by its id, whatever stands before the GUID", () => {
        assert.equal(knownRole(`${subscription}/providers/Microsoft.Authorization/roleDefinitions/53CA6127-DB72-4B80-B1B0-D745D6D5456D`), roleCatalog.foundryUser);
        assert.equal(knownRole("00000000-0000-0000-0000-000000000000"), undefined);
    });

    it("warns of roles that cannot call models", () => {
        assert.equal(roleWarning(role("Cognitive Services User"), chat), undefined);
        for (const name of ["Owner", "Contributor", "Cognitive Services Contributor"]) {
            assert.match(roleWarning(role(name), chat) ?? "", /no data actions/);
        }
        assert.match(roleWarning(role("Cognitive Services Data Reader"), chat) ?? "", /does not include .*chat\/completions/);
    });
});
