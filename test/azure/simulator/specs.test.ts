import assert from "node:assert/strict";
import { armRoutes } from "../../simulator/arm/index.ts";
import type { SimContext } from "../../simulator/context.ts";
import { findRoute } from "../../simulator/http.ts";
import { unmetDeviations } from "../../simulator/specs/deviations.ts";
import { type Exchange, specsFolder, validateExchange } from "../../simulator/specs/openApi.ts";
import { type Answer, type Arm, identityIdOf, names, roles, startArm } from "./armServer.ts";
import { accessSteps } from "./specStepsAccess.ts";
import { type Step, machineSteps } from "./specStepsMachines.ts";
import { templateSteps } from "./specStepsTemplates.ts";

const { subscription, group, account, machine } = names;
const made = identityIdOf("uai-made");
const credential = `${made}/federatedIdentityCredentials/one`;
const ownAccount = `${group}/providers/Microsoft.CognitiveServices/accounts/made`;
const cognitive = `${subscription}/providers/Microsoft.CognitiveServices`;
const deleted = `${cognitive}/locations/eastus2/resourceGroups/rg-playground/deletedAccounts/made`;
const newGroup = `${subscription}/resourcegroups/rg-new`;
const assignment = `${account}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-4111-8111-111111111111`;
const deny = `${account}/providers/Microsoft.Authorization/denyAssignments/22222222-2222-4222-8222-222222222222`;
const attach = (id: string, value: object | null): object => ({ identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [id]: value } } });
const federation = { properties: { issuer: "https://example.com/", subject: "repo:x", audiences: ["api://AzureADTokenExchange"] } };
const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roles.openAiUser}`;

/** From an empty hand to an identity that may call a deployment, and back; every route on the way. */
const steps: Step[] = [
    ...["/metadata/endpoints", "/tenants", "/subscriptions", subscription, `${subscription}/locations`, `${subscription}/providers`].map((path): Step => ["GET", path]),
    ["GET", `${subscription}/providers/Microsoft.CognitiveServices`],
    ["POST", `${subscription}/providers/Microsoft.CognitiveServices/register`],
    ["GET", `${subscription}/resourcegroups`],
    ["GET", `${subscription}/resources?$filter=resourceType eq 'Microsoft.Compute/virtualMachines'&$expand=createdTime`],
    ["GET", `${group}/resources?$top=2`],
    ["PUT", newGroup, { location: "eastus2", tags: { a: "b" } }],
    ["PUT", newGroup, { location: "eastus2" }],
    ["HEAD", newGroup],
    ["GET", newGroup],
    ["PATCH", newGroup, { tags: { a: "c" } }],
    ["DELETE", newGroup],
    ["GET", `${subscription}/resourcegroups/rg-none`],

    ["GET", `${subscription}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`],
    ["GET", `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`],
    ["PUT", made, { location: "eastus2", tags: {} }],
    ["PUT", made, { location: "eastus2" }],
    ["GET", made],
    ["PATCH", made, { tags: { a: "b" } }],
    ["PUT", identityIdOf("x"), { location: "eastus2" }],
    ["PUT", credential, federation],
    ["PUT", credential, federation],
    ["GET", credential],
    ["GET", `${made}/federatedIdentityCredentials`],
    ["DELETE", credential],
    ["DELETE", credential],
    ["GET", `${machine}/providers/Microsoft.ManagedIdentity/identities/default`],

    ["GET", `${subscription}/providers/Microsoft.Compute/virtualMachines`],
    ["GET", `${group}/providers/Microsoft.Compute/virtualMachines`],
    ["GET", `${machine}?$expand=instanceView`],
    ["GET", `${machine}/instanceView`],
    ["PATCH", machine, attach(made, {})],
    ["PATCH", machine, attach(made, null)],
    ["PATCH", machine, attach(identityIdOf("nobody"), {})],

    ...machineSteps,
    ...accessSteps,
    ...templateSteps,

    ["GET", `${subscription}/providers/Microsoft.CognitiveServices/accounts`],
    ["GET", `${group}/providers/Microsoft.CognitiveServices/accounts`],
    ["GET", account],
    ...["models", "skus", "usages", "projects", "privateEndpointConnections", "privateLinkResources", "deployments", "deployments/gpt-4o"].map((part): Step => ["GET", `${account}/${part}`]),
    ["POST", `${cognitive}/checkDomainAvailability`, { subdomainName: "made", type: "Microsoft.CognitiveServices/accounts" }],
    ["PUT", ownAccount, { kind: "OpenAI", sku: { name: "S0" }, location: "eastus2", properties: { customSubDomainName: "made", publicNetworkAccess: "Enabled" } }],
    ["PATCH", ownAccount, { properties: { disableLocalAuth: false } }],
    ["POST", `${ownAccount}/listKeys`],
    ["POST", `${ownAccount}/regenerateKey`, { keyName: "Key2" }],
    ["PUT", `${ownAccount}/deployments/d`, { sku: { name: "GlobalStandard", capacity: 1 }, properties: { model: { format: "OpenAI", name: "gpt-4o", version: "2024-11-20" } } }],
    ["PUT", `${ownAccount}/deployments/e`, { properties: { model: { format: "OpenAI", name: "gpt-9" } } }],
    ["DELETE", `${ownAccount}/deployments/d`],
    ["DELETE", `${ownAccount}/deployments/d`],
    ["DELETE", ownAccount],
    ["GET", `${cognitive}/deletedAccounts`],
    ["GET", deleted],
    ["DELETE", deleted],
    ["GET", `${cognitive}/locations/eastus2/models`],
    ["GET", `${cognitive}/locations/eastus2/usages`],

    ...[subscription, group, account].flatMap((scope) =>
        ["roleAssignments?$filter=atScope()", "roleDefinitions", "permissions", "denyAssignments"].map((part): Step => ["GET", `${scope}/providers/Microsoft.Authorization/${part}`]),
    ),
    ["GET", `/providers/Microsoft.Authorization/roleDefinitions/${roles.reader}`],
    ["PUT", assignment, { properties: { roleDefinitionId, principalId: names.reader, principalType: "User" } }],
    ["GET", assignment],
    ["DELETE", assignment],
    ["DELETE", assignment],
    ["GET", deny],
    ["DELETE", made],
    ["DELETE", made],

    ["POST", "/providers/Microsoft.ResourceGraph/resources", { subscriptions: [subscription.split("/")[2]], query: "resources | project id", options: { $top: 2, resultFormat: "objectArray" } }],
    ["POST", "/providers/Microsoft.ResourceGraph/resources", { query: "resources | frobnicate" }],
    ["GET", `${group}/providers/Microsoft.Storage/storageAccounts/stplayground`],
    ["GET", `${group}/providers/Microsoft.Storage/storageAccounts`],
    ["GET", `${subscription}/providers/Microsoft.ContainerRegistry/registries`],
];

const folder = specsFolder();
const suite = folder ? describe : describe.skip;

suite(`The simulator against Azure's descriptions${folder ? "" : " (skipped: ../shared/azure/specs is not beside this checkout)"}`, () => {
    let arm: Arm;
    const exchanges: Exchange[] = [];

    before(async () => {
        arm = await startArm();
        const permissions = [{ actions: ["x"], notActions: [], dataActions: [], notDataActions: [] }];
        arm.state.denyAssignments.add({ id: deny, name: deny.split("/").at(-1) ?? "", displayName: "No", scope: account, permissions, principals: ["*"], excludePrincipals: [], doNotApplyToChildScopes: false, createdAt: 0 });
    });
    after(() => arm.close());

    async function walk([method, path, body]: Step): Promise<Answer> {
        const url = new URL(path, arm.origin);
        const answer = await arm.ask(method, path, { body });
        const query = { "api-version": "2024-01-01", ...Object.fromEntries(url.searchParams) };
        exchanges.push({ method, path: decodeURIComponent(url.pathname), query, requestBody: body, status: answer.status, responseBody: answer.body });
        return answer;
    }

    it("answers every step of a whole set-up as described", async function () {
        // Reading a megabyte of descriptions and compiling them takes a second, more on a busy machine.
        this.timeout(40_000);
        for (const step of steps) {
            const { headers } = await walk(step);
            const follow = headers["azure-asyncoperation"] ?? (headers["location"]?.startsWith("https:") ? headers["location"] : undefined);
            const followed = follow && (await walk(["GET", follow]));
            if (followed && step[1].endsWith("/whatIf")) {
                // Its description has the result as that of the request itself.
                const [method, path, requestBody] = step;
                exchanges.push({ method, path, query: { "api-version": "2024-03-01" }, requestBody, status: followed.status, responseBody: followed.body });
            }
            if (headers["azure-asyncoperation"] && headers["location"]?.startsWith("https:")) {
                await walk(["GET", headers["location"]]);
            }
        }
        assert.deepEqual(exchanges.flatMap((exchange) => validateExchange(exchange)), []);
    });

    it("has been through every route", () => {
        const routes = armRoutes({} as SimContext).filter(({ pattern }) => pattern !== "{*path}");
        const taken = new Set(exchanges.map(({ method, path }) => findRoute(routes, method, path)?.route));
        assert.deepEqual(routes.filter((route) => !taken.has(route)).map(({ method, pattern }) => `${method} ${pattern}`), []);
    });

    it("needs every known difference in the table", () => {
        assert.deepEqual(unmetDeviations(), []);
    });

    const wrong: [what: string, exchange: Exchange, expected: RegExp][] = [
        ["a misspelt member", { method: "PUT", path: assignment, requestBody: { properties: { roleDefinitionId, principalId: names.uai, principaltype: "User" } } }, /'principaltype' is not described/],
        ["a missing member", { method: "PUT", path: assignment, requestBody: { properties: { principalId: names.uai } } }, /required property 'roleDefinitionId'/],
        ["a value of no list", { method: "PATCH", path: machine, requestBody: { identity: { type: "Both" } } }, /identity\/type must be equal to one of the allowed values/],
        ["a body of the wrong kind", { method: "PUT", path: made, requestBody: { location: 5 } }, /location must be string/],
        ["an unknown query", { method: "GET", path: made, query: { "api-version": "2024-11-30", $colour: "red" } }, /query \$colour is not described/],
        ["no api-version", { method: "GET", path: made, query: {} }, /query api-version is missing/],
        ["no body", { method: "PUT", path: made }, /request has no body/],
        ["an operation there is none of", { method: "PUT", path: `${made}/nonsense` }, /no description has this operation/],
        ["a status there is none of", { method: "GET", path: made, status: 202 }, /response 202 is not described/],
        ["an answer that lacks what is required", { method: "GET", path: made, status: 200, responseBody: { id: made } }, /required property 'location'/],
    ];
    for (const [what, exchange, expected] of wrong) {
        it(`finds ${what}`, () => {
            const found = validateExchange({ query: { "api-version": "2024-11-30" }, ...exchange });
            assert.ok(found.some((violation) => expected.test(violation)), found.join("\n"));
        });
    }
});
