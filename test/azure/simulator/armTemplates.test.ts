import assert from "node:assert/strict";
import { type Answer, type Arm, identityIdOf, names, roles, startArm } from "./armServer.ts";
import { bodies, ids } from "./specStepsMachines.ts";

const { subscription, group, account } = names;
const deployments = "providers/Microsoft.Resources/deployments";
const $schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";

interface Parts {
    parameters?: object;
    variables?: object;
    resources?: object;
    outputs?: object;
    functions?: object;
}

const template = (parts: Parts): object => ({ $schema, contentVersion: "1.0.0.0", resources: [], ...parts });
const identity = (name: string, more: object = {}): object => ({ type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name, location: "eastus2", ...more });
const output = (value: unknown, type = "string"): object => ({ type, value });
const nested = (name: string, inner: object, parameters: object = {}, more: object = {}): object => ({
    type: "Microsoft.Resources/deployments", apiVersion: "2022-09-01", name,
    properties: { mode: "Incremental", expressionEvaluationOptions: { scope: "inner" }, template: inner, parameters },
    ...more,
});

describe("ARM: template deployments", () => {
    let arm: Arm;
    beforeEach(async () => (arm = await startArm()));
    afterEach(() => arm.close());

    interface How {
        name?: string;
        parameters?: object;
        as?: string;
        scope?: string;
        more?: object;
    }

    function send(verb: string, parts: Parts, { name = "d", parameters, as, scope = group, more }: How = {}): Promise<Answer> {
        const properties = { mode: "Incremental", template: template(parts), ...(parameters && { parameters }), ...more };
        const body = { ...(scope === group ? {} : { location: "eastus2" }), properties };
        return arm.ask(verb === "" ? "PUT" : "POST", `${scope}/${deployments}/${name}${verb}`, { body, as });
    }

    async function ended(name = "d", scope = group): Promise<Answer["body"]> {
        for (;;) {
            const { body } = await arm.ask("GET", `${scope}/${deployments}/${name}`);
            if (["Succeeded", "Failed", "Canceled"].includes(body.properties.provisioningState)) {
                return body.properties;
            }
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    }

    async function deploy(parts: Parts, how: How = {}): Promise<Answer["body"]> {
        const { status, body } = await send("", parts, how);
        assert.ok(status === 201 || status === 200, JSON.stringify(body));
        return await ended(how.name, how.scope);
    }

    /** Values of expressions, worked out as outputs. */
    async function values(expressions: string[], parts: Parts = {}): Promise<unknown[]> {
        const outputs = Object.fromEntries(expressions.map((expression, index) => [`o${index}`, output(`[${expression}]`, "object")]));
        const { outputs: found, error } = await deploy({ ...parts, outputs });
        assert.equal(error, undefined);
        return expressions.map((_, index) => found[`o${index}`].value);
    }

    it("makes what a template says, with a status to follow, outputs, and the list of what was made", async () => {
        const parts = {
            parameters: { prefix: { type: "string" }, count: { type: "int", defaultValue: 2 } },
            variables: { name: "[concat(parameters('prefix'), '-', uniqueString(resourceGroup().id))]" },
            resources: [identity("[variables('name')]", { tags: { n: "[string(parameters('count'))]" } })],
            outputs: { principal: output("[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', variables('name'))).principalId]") },
        };
        const put = await send("", parts, { parameters: { prefix: { value: "uai" } } });
        assert.deepEqual([put.status, put.body.properties.provisioningState, put.body.properties.parameters.prefix], [201, "Accepted", { type: "String", value: "uai" }]);
        const done = await ended();
        assert.equal((await arm.ask("GET", put.headers["azure-asyncoperation"] ?? "")).body.status, "Succeeded");
        const [made] = done.outputResources;
        const { body } = await arm.ask("GET", made.id);
        assert.equal(body.properties.principalId, done.outputs.principal.value);
        assert.deepEqual(body.tags, { n: "2" });
        const operations = await arm.all(`${group}/deployments/d/operations`);
        assert.deepEqual(operations.map(({ properties }) => [properties.provisioningOperation, properties.provisioningState, properties.statusCode]), [["Create", "Succeeded", "Created"], ["EvaluateDeploymentOutput", "Succeeded", "OK"]]);
        assert.equal((await arm.ask("GET", `${group}/deployments/d/operations/${operations[0].operationId}`)).body.id, operations[0].id);
    });

    it("knows texts, numbers, lists and objects", async () => {
        const found = await values([
            "format('{0}-{1:D3}', 'a', 7)", "toUpper(substring('keyless', 0, 3))", "replace('a.b', '.', '-')", "split('a,b;c', createArray(',', ';'))",
            "if(equals(1, 1), 'yes', fail())", "and(true(), not(false()), or(false(), true()))", "length(union(createArray(1, 2), createArray(2, 3)))",
            "union(createObject('a', 1), createObject('b', 2))", "first(skip(take(createArray('x', 'y', 'z'), 2), 1))", "last('abc')", "json('{\"a\":[1]}').a[0]",
            "base64('key')", "base64ToString('a2V5')", "int('5')", "bool('true')", "string(createObject('a', 1))", "empty('')", "contains(createArray('a'), 'a')", "coalesce(null(), 'b')",
            "map(createArray(1, 2), lambda('n', add(lambdaVariables('n'), 1)))", "toObject(createArray('a'), lambda('k', lambdaVariables('k')))", "tryGet(createObject('a', 1), 'b')",
            "guid('a', 'b')", "startsWith('Abc', 'a')", "'it''s'", "createObject('A', createArray(5)).a[0]", "trim(' x ')", "concat(createArray(1), createArray(2))",
        ]);
        assert.deepEqual(found, [
            "a-007", "KEY", "a-b", ["a", "b", "c"],
            "yes", true, 3,
            { a: 1, b: 2 }, "y", "c", 1,
            "a2V5", "key", 5, true, '{"a":1}', true, true, "b",
            [2, 3], { a: "a" }, null,
            // Version 5 UUID of the template namespace and "a-b", worked out independently of this code.
            "2d796349-8c7e-55ec-9624-54ece82ed031", true, "it's", 5, "x", [1, 2],
        ]);
    });

    it("knows ids and where it is deployed", async () => {
        const [plain, elsewhere, atSubscription, extension, tenant, own, scope] = await values([
            "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')", "resourceId('rg-x', 'Microsoft.A/b', 'c')", "subscriptionResourceId('Microsoft.A/b', 'c')",
            "extensionResourceId(resourceGroup().id, 'Microsoft.A/b', 'c')", "tenantResourceId('Microsoft.A/b', 'c')", "deployment().name", "createArray(subscription().subscriptionId, resourceGroup().location, tenant().tenantId)",
        ]);
        assert.deepEqual(plain, `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`);
        assert.deepEqual([elsewhere, atSubscription], [`${subscription}/resourceGroups/rg-x/providers/Microsoft.A/b/c`, `${subscription}/providers/Microsoft.A/b/c`]);
        assert.deepEqual([extension, tenant, own], [`${group}/providers/Microsoft.A/b/c`, "/providers/Microsoft.A/b/c", "d"]);
        assert.deepEqual(scope, [subscription.split("/")[2], "eastus2", names.tenant]);
    });

    it("unrolls loops of resources, properties and variables, and leaves out what a condition says", async () => {
        const { outputs, outputResources } = await deploy({
            variables: { copy: [{ name: "letters", count: 2, input: "[concat('l', copyIndex('letters'))]" }] },
            resources: [
                identity("[format('uai-loop-{0}', copyIndex(1))]", { copy: { name: "loop", count: 3 } }),
                identity("uai-after", { dependsOn: ["loop"], tags: { all: "[join(variables('letters'), '+')]" } }),
                identity("uai-never", { condition: false }),
            ],
            outputs: { list: { type: "array", copy: { count: 2, input: "[copyIndex()]" } } },
        });
        assert.deepEqual(outputResources.map(({ id }: { id: string }) => id.split("/").at(-1)).toSorted(), ["uai-after", "uai-loop-1", "uai-loop-2", "uai-loop-3"]);
        assert.deepEqual(outputs.list, { type: "Array", value: [0, 1] });
        assert.deepEqual((await arm.ask("GET", identityIdOf("uai-after"))).body.tags, { all: "l0+l1" });
    });

    it("waits for what it refers to, though the template names it last", async () => {
        arm.state.delays.operationMs = 60;
        const role = {
            type: "Microsoft.Authorization/roleAssignments", apiVersion: "2022-04-01", name: "[guid('x')]", scope: `[resourceId('Microsoft.CognitiveServices/accounts', 'ai-services-playground')]`,
            properties: { principalId: "[reference('vm-made', '2024-03-01', 'Full').identity.principalId]", principalType: "ServicePrincipal", roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.openAiUser}')]` },
        };
        const resource = (type: string, name: string, body: object, dependsOn: string[] = []): object => ({ type, name, apiVersion: "2024-01-01", dependsOn, ...body });
        const done = await deploy({
            resources: [
                role,
                resource("Microsoft.Compute/virtualMachines", "vm-made", bodies.vm, [ids.nic]),
                resource("Microsoft.Network/networkInterfaces", "nic-made", bodies.nic, ["Microsoft.Network/virtualNetworks/vnet-made", "Microsoft.Network/publicIPAddresses/ip-made"]),
                resource("Microsoft.Network/publicIPAddresses", "ip-made", bodies.address),
                resource("Microsoft.Network/virtualNetworks", "vnet-made", bodies.vnet, ["[resourceId('Microsoft.Network/networkSecurityGroups', 'nsg-made')]"]),
                resource("Microsoft.Network/networkSecurityGroups", "nsg-made", bodies.nsg),
            ],
        });
        assert.deepEqual([done.provisioningState, done.error], ["Succeeded", undefined]);
        const { principalId } = (await arm.ask("GET", ids.vm)).body.identity;
        const [given] = await arm.all(`${account}/providers/Microsoft.Authorization/roleAssignments?$filter=principalId eq '${principalId}'`);
        assert.equal(given.properties.scope, account);
        assert.equal(done.dependencies.length, 4);
    });

    it("never shows a secret again", async () => {
        const parts = { parameters: { secret: { type: "secureString" }, plain: { type: "string", defaultValue: "open" } }, outputs: { hidden: output("[parameters('secret')]", "securestring") } };
        const done = await deploy(parts, { parameters: { secret: { value: "p4ssw0rd" } } });
        assert.deepEqual(done.parameters, { secret: { type: "SecureString" }, plain: { type: "String", value: "open" } });
        for (const path of ["", "/operations"]) {
            assert.ok(!JSON.stringify((await arm.ask("GET", `${group}/${deployments}/d${path}`)).body).includes("p4ssw0rd"));
        }
        assert.ok(!JSON.stringify((await arm.ask("POST", `${group}/${deployments}/d/exportTemplate`)).body).includes("p4ssw0rd"));
    });

    const invalid: [what: string, parts: Parts, how: How, expected: RegExp][] = [
        ["a parameter without value", { parameters: { a: { type: "string" } } }, {}, /value for the template parameter 'a' is not provided/],
        ["a parameter that there is none of", {}, { parameters: { b: { value: 1 } } }, /do not correspond to any parameters defined in the template: 'b'/],
        ["a value of the wrong type", { parameters: { a: { type: "int" } } }, { parameters: { a: { value: "x" } } }, /Expected 'int'/],
        ["a value that is not allowed", { parameters: { a: { type: "string", allowedValues: ["x"] } } }, { parameters: { a: { value: "y" } } }, /not part of the allowed value\(s\): 'x'/],
        ["a function of nobody", { resources: [identity("[frobnicate('a')]")] }, {}, /The template function 'frobnicate' is not valid/],
        ["a broken expression", { resources: [identity("[concat('a']")] }, {}, /is not valid/],
        ["an unknown variable", { resources: [identity("[variables('nope')]")] }, {}, /template variable 'nope' is not found/],
        ["a dependency on nothing", { resources: [identity("uai-a", { dependsOn: ["nobody"] })] }, {}, /'nobody' is not defined in the template/],
        ["a circle", { resources: [identity("uai-a", { dependsOn: ["uai-b"] }), identity("uai-b", { dependsOn: ["uai-a"] })] }, {}, /Circular dependency detected/],
        ["the same twice", { resources: [identity("uai-a"), identity("UAI-A")] }, {}, /defined multiple times/],
        ["a name with too many parts", { resources: [identity("a/b")] }, {}, /incorrect segment lengths/],
    ];
    for (const [what, parts, how, expected] of invalid) {
        it(`refuses ${what} at once, by validation too`, async () => {
            for (const verb of ["", "/validate"]) {
                const { status, body } = await send(verb, parts, how);
                assert.deepEqual([status, body.error.code], [400, "InvalidTemplate"]);
                assert.match(body.error.message, expected);
            }
            assert.equal((await arm.ask("GET", `${group}/${deployments}/d`)).status, 404);
        });
    }

    it("says what of Azure's template language and types it lacks", async () => {
        const lacking: [Parts, How?][] = [
            [{ resources: [identity("[environment().name]")] }],
            [{ functions: {} }],
            [{}, { more: { mode: "Complete" } }],
            [{ resources: [{ type: "Microsoft.KeyVault/vaults", apiVersion: "2023-01-01", name: "kv", location: "eastus2" }] }],
        ];
        for (const [parts, how] of lacking) {
            const { status, body } = await send("", parts, how);
            assert.deepEqual([status, body.error.code], [501, "NotInSandbox"], JSON.stringify(body));
        }
    });

    it("tells before it begins what the caller may not write", async () => {
        await arm.change({ change: "assign", principal: names.reader, role: roles.virtualMachineContributor, scope: group });
        const { status, body } = await send("", { resources: [identity("uai-a"), nested("inner", template({ resources: [identity("uai-b")] }))] }, { as: names.reader });
        assert.deepEqual([status, body.error.code], [403, "InvalidTemplateDeployment"]);
        assert.match(body.error.message, /Authorization failed for template resource 'uai-a'.*perform action 'Microsoft.ManagedIdentity\/userAssignedIdentities\/write'.*'uai-b'/);
        assert.equal((await send("", {}, { as: names.app })).body.error.code, "AuthorizationFailed");
    });

    it("a failure names the resource's own error; what was made stays, what depends on it is not tried", async () => {
        const bad = { type: "Microsoft.Storage/storageAccounts", apiVersion: "2023-05-01", name: "NotAName", location: "eastus2", kind: "StorageV2", sku: { name: "Standard_LRS" } };
        const done = await deploy({ resources: [identity("uai-good"), bad, identity("uai-late", { dependsOn: ["NotAName"] })] });
        assert.equal(done.provisioningState, "Failed");
        assert.deepEqual([done.error.code, done.error.details.map(({ code }: { code: string }) => code)], ["DeploymentFailed", ["AccountNameInvalid"]]);
        assert.deepEqual(done.outputResources.map(({ id }: { id: string }) => id), [identityIdOf("uai-good")]);
        assert.equal((await arm.ask("GET", identityIdOf("uai-late"))).status, 404);
        const operations = await arm.all(`${group}/deployments/d/operations`);
        const failed = operations.find(({ properties }) => properties.provisioningState === "Failed");
        assert.deepEqual([failed.properties.statusCode, failed.properties.statusMessage.error.code, failed.properties.targetResource.resourceName], ["BadRequest", "AccountNameInvalid", "NotAName"]);
        const repaired = await deploy({ resources: [identity("uai-good"), identity("uai-late")] });
        assert.equal(repaired.provisioningState, "Succeeded");
    });

    it("nested deployments have scopes of their own, give outputs, and fail as Azure nests it", async () => {
        const inner = template({ parameters: { name: { type: "string" } }, resources: [identity("[parameters('name')]")], outputs: { id: output("[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))]") } });
        const sub = { scope: subscription, name: "main" };
        const rg = { type: "Microsoft.Resources/resourceGroups", apiVersion: "2024-03-01", name: "rg-made", location: "westeurope" };
        const module = nested("inner", inner, { name: { value: "uai-inner" } }, { resourceGroup: "rg-made", dependsOn: ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-made')]"] });
        const done = await deploy({ resources: [rg, module], outputs: { id: output(`[reference(extensionResourceId(format('{0}/resourceGroups/rg-made', subscription().id), 'Microsoft.Resources/deployments', 'inner')).outputs.id.value]`) } }, sub);
        assert.equal(done.outputs.id.value, `${subscription}/resourceGroups/rg-made/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-inner`);
        assert.equal((await arm.ask("GET", done.outputs.id.value)).status, 200);
        const failed = await deploy({ resources: [nested("inner", inner, { name: { value: "x" } }, { resourceGroup: "rg-playground" })] }, { ...sub, name: "again" });
        const [outer] = failed.error.details;
        assert.deepEqual([outer.code, outer.details[0].code, outer.details[0].details[0].code], ["ResourceDeploymentFailure", "DeploymentFailed", "InvalidResourceName"]);
    });

    it("reads a template file as az sends it: as it is, behind a bare name, with comments and trailing commas", async () => {
        const text = `{"properties": {"mode": "Incremental", template:{ // made by hand\n "$schema": "${$schema}", 'contentVersion': '1.0.0.0', /* none: */ resources: [], "outputs": {"o": {"type": "string", "value": "a // b,}\n'c'",},},}}}`;
        const url = `${arm.origin}/${group.slice(1)}/${deployments}/d?api-version=2022-09-01`;
        const { status } = await arm.ask("PUT", url, { text });
        assert.equal(status, 201);
        assert.equal((await ended()).outputs.o.value, "a // b,}\n'c'");
    });

    it("reaches up to a management group, with rights there", async () => {
        const id = "/providers/Microsoft.Management/managementGroups/root";
        arm.state.managementGroups.add({ id, tenantId: names.tenant, displayName: "Root", subscriptions: [subscription.split("/")[2] ?? ""] });
        const role = {
            type: "Microsoft.Authorization/roleAssignments", apiVersion: "2022-04-01", name: "[guid('root')]",
            properties: { principalId: names.app, principalType: "ServicePrincipal", roleDefinitionId: `[tenantResourceId('Microsoft.Authorization/roleDefinitions', '${roles.reader}')]` },
        };
        const up = { resources: [nested("up", template({ resources: [role] }), {}, { scope: "Microsoft.Management/managementGroups/root", location: "[deployment().location]" })] };
        const sub = { scope: subscription, name: "main" };
        assert.equal((await send("", up, sub)).body.error.code, "InvalidTemplateDeployment");
        await arm.change({ change: "assign", principal: names.dev, role: roles.owner, scope: id });
        const done = await deploy(up, sub);
        assert.deepEqual([done.provisioningState, done.error, done.outputResources.length], ["Succeeded", undefined, 1]);
        assert.equal((await arm.ask("GET", account, { as: names.app })).status, 200);
    });

    it("above groups a location is needed, and stays", async () => {
        const path = `${subscription}/${deployments}/main`;
        const put = (location?: string): Promise<Answer> => arm.ask("PUT", path, { body: { location, properties: { mode: "Incremental", template: template({}) } } });
        assert.equal((await put()).body.error.code, "LocationRequired");
        assert.equal((await put("eastus2")).status, 201);
        await ended("main", subscription);
        assert.equal((await put("westeurope")).body.error.code, "InvalidDeploymentLocation");
    });

    it("what-if says what would be made, changed and left alone, and makes nothing", async () => {
        await arm.ask("PUT", identityIdOf("uai-there"), { body: { location: "eastus2", tags: { a: "1" } } });
        const parts = { resources: [identity("uai-new"), identity("uai-there", { tags: { a: "2" } }), identity("uai-no-role", { tags: {} })] };
        const asked = await send("/whatIf", parts);
        assert.equal(asked.status, 202);
        const { body } = await arm.ask("GET", asked.headers["location"] ?? "");
        assert.equal(body.status, "Succeeded");
        const types = Object.fromEntries(body.properties.changes.map(({ resourceId, changeType }: { resourceId: string; changeType: string }) => [resourceId.split("/").at(-1), changeType]));
        assert.deepEqual([types["uai-new"], types["uai-there"], types["uai-no-role"], types["vm-playground"]], ["Create", "Modify", "NoChange", "Ignore"]);
        const change = body.properties.changes.find(({ changeType }: { changeType: string }) => changeType === "Modify");
        assert.deepEqual(change.delta, [{ path: "tags.a", propertyChangeType: "Modify", before: "1", after: "2" }]);
        assert.equal((await arm.ask("GET", identityIdOf("uai-new"))).status, 404);
        const ids = await send("/whatIf", parts, { more: { whatIfSettings: { resultFormat: "ResourceIdOnly" } } });
        assert.ok((await arm.ask("GET", ids.headers["location"] ?? "")).body.properties.changes.every((each: object) => !("after" in each)));
        const broken = await send("/whatIf", { resources: [identity("[nope()]")] });
        assert.deepEqual((await arm.ask("GET", broken.headers["location"] ?? "")).body.error.code, "InvalidTemplate");
    });

    it("is cancelled between resources, not replaced while it runs, listed, and deleted without its resources", async () => {
        arm.state.delays.operationMs = 60_000;
        const address = { type: "Microsoft.Network/publicIPAddresses", apiVersion: "2024-01-01", name: "ip-slow", ...bodies.address };
        await send("", { resources: [address, identity("uai-late", { dependsOn: ["ip-slow"] })] });
        assert.equal((await send("", {})).body.error.code, "DeploymentActive");
        assert.equal((await arm.ask("POST", `${group}/${deployments}/d/cancel`)).status, 204);
        assert.equal((await ended()).provisioningState, "Canceled");
        arm.state.clock.advance(60_001);
        await new Promise((resolve) => setTimeout(resolve, 100));
        assert.equal((await arm.ask("GET", identityIdOf("uai-late"))).status, 404);
        assert.equal((await arm.ask("POST", `${group}/${deployments}/d/cancel`)).status, 409);
        assert.equal((await arm.all(`${group}/${deployments}?$filter=provisioningState eq 'Canceled'`)).length, 1);
        assert.equal((await arm.ask("HEAD", `${group}/${deployments}/d`)).status, 204);
        assert.deepEqual([(await arm.ask("DELETE", `${group}/${deployments}/d`)).status, (await arm.ask("DELETE", `${group}/${deployments}/d`)).status], [202, 204]);
        assert.equal((await arm.ask("HEAD", `${group}/${deployments}/d`)).status, 404);
    });
});
