import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { roleAssignmentName } from "../../../src/azure/roles.ts";
import { templateGuid } from "../../../src/azure/roles/roleAssignmentName.ts";
import { bicepFiles } from "../../../src/azure/scripts/bicepFiles.ts";
import { quoteBicep } from "../../../src/azure/scripts/bicepText.ts";
import { PlanError } from "../../../src/azure/scripts/plan.ts";
import type { AccessPlan } from "../../../src/azure/scripts/plan.ts";
import {
    accountId, everythingElse, everythingHostile, everythingNew, hostile, objectId, otherSubscriptionId, presentIdentityId, roleId,
    roleOnly, subscriptionId, systemOnly,
} from "./scriptsSetting.ts";

interface SyntaxNode {
    type: string;
    text: string;
    isError: boolean;
    isMissing: boolean;
    children: SyntaxNode[];
}

/** The Bicep grammar for tree-sitter; Microsoft's compiler comes from no registry that is used here. */
let parse: (text: string) => SyntaxNode;

function all(node: SyntaxNode): SyntaxNode[] {
    return [node, ...node.children.flatMap(all)];
}

function file(plan: AccessPlan, name: string): string {
    return bicepFiles(plan).find((each) => each.name === name)?.text ?? assert.fail(`No ${name}`);
}

const names = (plan: AccessPlan): string[] => bicepFiles(plan).map((each) => each.name);
const plans = { everythingNew, everythingElse, systemOnly, roleOnly, everythingHostile };

describe("the Bicep files", () => {
    before(async () => {
        const packageName: string = "web-tree-sitter";
        const { Parser, Language } = await import(packageName);
        await Parser.init();
        const parser = new Parser();
        parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve("tree-sitter-bicep/tree-sitter-bicep.wasm")));
        parse = (text) => parser.parse(text).rootNode as SyntaxNode;
    });

    it("are read by a grammar that knows mistakes and interpolations", () => {
        assert.ok(all(parse("resource x 'y@z' = {\n")).some((node) => node.isError || node.isMissing));
        assert.ok(all(parse("var a = '${b}'\n")).some((node) => node.type === "interpolation"));
    });

    for (const [name, plan] of Object.entries(plans)) {
        it(`are Bicep (${name})`, () => {
            for (const { name: fileName, text } of bicepFiles(plan)) {
                const wrong = all(parse(text)).filter((node) => node.isError || node.isMissing).map((node) => node.text);
                assert.deepEqual(wrong, [], fileName);
            }
        });

        it(`hold every module that is named, and give it every parameter that it asks for (${name})`, () => {
            const modules = [...file(plan, "main.bicep").matchAll(/^module \w+ '([^']+)' = \{[^]*?^ {2}params: \{\n([^]*?)^ {2}\}/gm)];
            assert.deepEqual(modules.map((each) => each[1]).sort(), names(plan).slice(1).sort());
            for (const [, fileName, params] of modules) {
                const given = [...params!.matchAll(/^ {4}(\w+):/gm)].map((each) => each[1]).sort();
                const asked = [...file(plan, fileName!).matchAll(/^param (\w+)/gm)].map((each) => each[1]).sort();
                assert.deepEqual(given, asked, fileName);
            }
        });
    }

    it("create the group and the identity, then change the machine", () => {
        assert.deepEqual(names(everythingNew), ["main.bicep", "identity.bicep", "machine.bicep", "role1.bicep"]);
        const main = file(everythingNew, "main.bicep");
        assert.match(main, /^targetScope = 'subscription'$/m);
        assert.match(main, /resource createdGroup 'Microsoft\.Resources\/resourceGroups@[\d-]+' = \{\n {2}name: 'rg-new'\n {2}location: 'eastus2'/);
        assert.match(main, /module createdIdentity 'identity\.bicep' = \{\n.*\n {2}scope: createdGroup/);
        assert.match(main, /addSystemAssigned: false\n {2}\}\n {2}dependsOn: \[\n {4}createdIdentity\n {2}\]/);
        assert.match(main, /principalId: createdIdentity\.outputs\.principalId/);
    });

    it("keep the identities, tags, zones and plan of the machine", () => {
        const main = file(everythingElse, "main.bicep");
        for (const kept of ["tags: machine.?tags", "zones: machine.?zones", "plan: machine.?plan", "presentIdentities: machine.?identity.?userAssignedIdentities ?? {}"]) {
            assert.ok(main.includes(kept), kept);
        }
        assert.ok(main.includes(`    addIdentities: [\n      '${presentIdentityId}'\n      '${presentIdentityId}-2'\n    ]\n    addSystemAssigned: true`));
        assert.match(file(everythingElse, "machine.bicep"), /filter\(objectKeys\(presentIdentities\), id => !contains\(added, toLower\(id\)\)\)/);
    });

    it("assign each role in the scope where it belongs", () => {
        const main = file(everythingElse, "main.bicep");
        assert.deepEqual([...main.matchAll(/module role\d '[^']+' = \{\n.*\n {2}scope: (.+)\n/g)].map((each) => each[1]), [
            `resourceGroup('${otherSubscriptionId}', 'rg-ai')`, `resourceGroup('${otherSubscriptionId}', 'rg-ai')`,
            `resourceGroup('${otherSubscriptionId}', 'rg-ai')`, `subscription('${subscriptionId}')`, "managementGroup('mg-1')",
        ]);
        assert.deepEqual([1, 2, 3, 4, 5].map((index) => /targetScope = '(\w+)'/.exec(file(everythingElse, `role${index}.bicep`))?.[1]), [
            "resourceGroup", "resourceGroup", "resourceGroup", "subscription", "managementGroup",
        ]);
        assert.match(file(everythingElse, "role1.bicep"), /resource target 'Microsoft\.CognitiveServices\/accounts@[\d-]+' existing = \{\n {2}name: 'ai-contoso'\n\}/);
        assert.match(file(everythingElse, "role2.bicep"), /accounts\/projects@[\d-]+' existing = \{\n {2}name: 'ai-contoso\/p1'\n\}/);
        assert.doesNotMatch(file(everythingElse, "role3.bicep"), /scope: target/);
        assert.match(file(everythingElse, "role5.bicep"), /tenantResourceId\('Microsoft\.Authorization\/roleDefinitions', '5e0bd9bd/);
    });

    it("name an assignment as the product does, so that neither creates a second one", () => {
        for (const [index, { scope }] of everythingElse.assignments.entries()) {
            const [, lowered, role] = /name: guid\('([^']+)', toLower\(principalId\), '([^']+)'\)/.exec(file(everythingElse, `role${index + 1}.bicep`)) ?? [];
            assert.equal(templateGuid(lowered!, objectId.toLowerCase(), role!), roleAssignmentName(scope, objectId, roleId));
        }
    });

    it("change no machine that they only read", () => {
        assert.deepEqual(names(roleOnly), ["main.bicep", "role1.bicep"]);
        assert.match(file(roleOnly, "main.bicep"), /principalId: machine1\.identity\.principalId/);
    });

    it("warn of nothing where the type of the target is not known", () => {
        const scope = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Search/searchServices/s`;
        const plan = { ...roleOnly, assignments: [{ ...roleOnly.assignments[0]!, scope }] };
        assert.match(file(plan, "role1.bicep"), /#disable-next-line BCP081[^\n]*\nresource target 'Microsoft\.Search\/searchServices@/);
    });

    for (const scope of ["/", `${accountId}/providers/Microsoft.Insights/diagnosticSettings/d`, `/subscriptions/${subscriptionId}/providers/Microsoft.Foo/bars/b`]) {
        it(`refuse a scope that they can't reach: ${scope}`, () => {
            assert.throws(() => bicepFiles({ ...roleOnly, assignments: [{ ...roleOnly.assignments[0]!, scope }] }), PlanError);
        });
    }

    it("take nothing in a hostile name for their own", () => {
        assert.equal(quoteBicep("'${a}' \\ \n"), "'\\'\\${a}\\' \\\\ \\u{a}'");
        const text = file(everythingHostile, "main.bicep");
        assert.ok(text.includes(`location: ${quoteBicep(hostile)}`));
        const declared = all(parse(text)).filter((node) => node.type === "resource_declaration" || node.type === "module_declaration");
        assert.equal(declared.length, 7);
        assert.deepEqual(all(parse(text)).filter((node) => node.type === "interpolation"), []);
    });
});
