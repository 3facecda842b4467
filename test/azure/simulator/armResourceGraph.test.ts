import assert from "node:assert/strict";
import { setLimits } from "../../simulator/arm/index.ts";
import { type Answer, type Arm, identityIdOf, names, roles, startArm } from "./armServer.ts";

const accounts = "resources | where type =~ 'microsoft.cognitiveservices/accounts'";
const identities = "Resources | where type =~ 'microsoft.managedidentity/userassignedidentities' | project id, name, tags";

function namesIn({ body }: Answer): string[] {
    return body.data.map(({ name }: { name: string }) => name).toSorted();
}

describe("Resource Graph", () => {
    let arm: Arm;
    beforeEach(async () => {
        arm = await startArm();
        setLimits(arm.state, { graphQueries: Infinity });
    });
    afterEach(() => arm.close());

    it("answers with rows whose type, location and group are in lower case", async () => {
        const { body } = await arm.graph(`${accounts} and kind in~ ('openai', 'aiservices') | project id, name, type, location, resourceGroup, kind, off = tobool(properties.disableLocalAuth)`);
        assert.deepEqual([body.totalRecords, body.count, body.resultTruncated, body.facets], [2, 2, "false", []]);
        const { id: _, ...first } = body.data[0];
        assert.deepEqual(first, { name: "ai-services-playground", type: "microsoft.cognitiveservices/accounts", location: "eastus2", resourceGroup: "rg-playground", kind: "AIServices", off: true });
        assert.equal(body.data[1].off, null);
    });

    it("finds what uses an identity, and whether a machine runs", async () => {
        const users = await arm.graph(`resources | where isnotempty(identity.userAssignedIdentities) | mv-expand uai = bag_keys(identity.userAssignedIdentities) | where tolower(tostring(uai)) == tolower('${identityIdOf("UAI-playground")}') | project id, name, type`);
        assert.deepEqual(namesIn(users), ["vm-playground"]);
        const { body } = await arm.graph("resources | where type =~ 'microsoft.compute/virtualmachines' | project id, power = tostring(properties.extended.instanceView.powerState.code)");
        assert.equal(body.data[0].power, "PowerState/running");
    });

    it("knows containers and role assignments, but no deployments", async () => {
        const containers = await arm.graph("resourcecontainers | project name, type");
        assert.deepEqual(containers.body.data, [
            { name: "Playground", type: "microsoft.resources/subscriptions" },
            { name: "rg-playground", type: "microsoft.resources/subscriptions/resourcegroups" },
        ]);
        const assigned = await arm.graph(`authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | where properties.principalId =~ '${names.uai.toUpperCase()}' | project id, role = tostring(properties.roleDefinitionId), on = todatetime(properties.createdOn)`);
        assert.match(assigned.body.data[0].role, new RegExp(`/${roles.openAiUser}$`));
        assert.ok(Date.parse(assigned.body.data[0].on) > 0);
        assert.equal((await arm.graph("resources | where type has 'deployments' | count")).body.data[0].Count, 0);
    });

    it("names of roles come by a join", async () => {
        const definitions = "authorizationresources | where type =~ 'microsoft.authorization/roledefinitions' | project roleId = tolower(id), roleName = tostring(properties.roleName)";
        const { body } = await arm.graph(`authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | extend roleId = tolower(tostring(properties.roleDefinitionId)) | join kind=leftouter (${definitions}) on roleId | summarize n = count() by roleName | order by roleName asc`);
        assert.deepEqual(body.data, [{ roleName: "Cognitive Services OpenAI User", n: 1 }, { roleName: "Owner", n: 1 }, { roleName: "Reader", n: 2 }]);
    });

    it("shows only what the caller can read, in the token's tenant", async () => {
        assert.deepEqual(namesIn(await arm.graph("resources | project name", { as: names.uai })), ["ai-services-playground"]);
        assert.deepEqual(namesIn(await arm.graph("resources | project name", { as: names.app })), []);
        assert.ok(!namesIn(await arm.graph("resources | project name")).includes("aoai-research"));
        assert.deepEqual(namesIn(await arm.graph(`${accounts} | project name`, { as: names.devInFabrikam })), ["aoai-research"]);
        const foreign = await arm.graph("resources", { subscriptions: [names.research.split("/")[2] ?? ""] });
        assert.deepEqual([foreign.status, foreign.body.error.details[0].code], [400, "NoValidSubscriptionsInQueryRequest"]);
    });

    it("pages by $skipToken with the same query, only where id is in the rows", async () => {
        const page = (options: object, query = "resources | project id, name"): Promise<Answer> => arm.graph(query, { options });
        const first = await page({ $top: 7 });
        assert.deepEqual([first.body.count, first.body.totalRecords], [7, 12]);
        const second = await page({ $top: 7, $skipToken: first.body.$skipToken });
        assert.equal(second.body.count, 5);
        assert.equal(second.body.$skipToken, undefined);
        assert.equal(new Set([...namesIn(first), ...namesIn(second)]).size, 12);
        assert.equal((await page({ $skipToken: first.body.$skipToken }, "resources | project id")).status, 400);
        const blind = await page({ $top: 4 }, "resources | project name");
        assert.deepEqual([blind.body.$skipToken, blind.body.resultTruncated], [undefined, "true"]);
        assert.deepEqual(namesIn(await page({ $skip: 11 })).length, 1);
        assert.equal((await page({ $top: 1001 })).status, 400);
    });

    it("gives a table when asked", async () => {
        const { body } = await arm.graph(`${identities} | order by name asc`, { options: { resultFormat: "table" } });
        assert.deepEqual(body.data.columns.map(({ name }: { name: string }) => name), ["id", "name", "tags"]);
        assert.equal(body.data.rows[0][1], "uai-no-role");
    });

    it("lags behind: new, changed and deleted resources show later, and so do new roles", async () => {
        arm.state.delays.resourceGraphLagMs = 10_000;
        await arm.ask("PUT", identityIdOf("uai-new"), { body: { location: "eastus2" } });
        await arm.ask("PATCH", identityIdOf("uai-no-role"), { body: { tags: { now: "changed" } } });
        await arm.ask("DELETE", identityIdOf("uai-playground"));
        const assigned = "authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | project id";
        const before = (await arm.graph(assigned)).body.count;
        await arm.change({ change: "assign", principal: names.app, role: roles.reader, scope: names.group });
        const early = await arm.graph(identities);
        assert.deepEqual(namesIn(early), ["uai-no-role", "uai-playground"]);
        assert.deepEqual(early.body.data[0].tags, {});
        assert.equal((await arm.graph(assigned)).body.count, before);
        arm.state.clock.advance(10_001);
        const late = await arm.graph(identities);
        assert.deepEqual(namesIn(late), ["uai-new", "uai-no-role"]);
        assert.deepEqual(late.body.data.find(({ name }: { name: string }) => name === "uai-no-role").tags, { now: "changed" });
        assert.equal((await arm.graph(assigned)).body.count, before + 1);
    });

    it("refuses a query it does not understand, and says where", async () => {
        const { status, body } = await arm.graph("resources | frobnicate name");
        assert.deepEqual([status, body.error.code], [400, "BadRequest"]);
        assert.deepEqual(body.error.details.map(({ code }: { code: string }) => code), ["InvalidQuery", "ParserFailure"]);
        assert.deepEqual([body.error.details[1].line, body.error.details[1].characterPositionInLine, body.error.details[1].token], [1, 12, "frobnicate"]);
    });

    it("takes fifteen queries in five seconds, then asks to wait", async () => {
        setLimits(arm.state, { graphQueries: 15 });
        const first = await arm.graph("resources | count");
        assert.deepEqual([first.headers["x-ms-user-quota-remaining"], first.headers["x-ms-user-quota-resets-after"]], ["14", "00:00:05"]);
        const rest = await Promise.all(Array.from({ length: 15 }, () => arm.graph("resources | count")));
        assert.deepEqual(rest.map(({ status }) => status).filter((status) => status === 429).length, 1);
        const throttled = rest.find(({ status }) => status === 429);
        assert.ok(Number(throttled?.headers["retry-after"]) > 0);
        assert.equal((await arm.graph("resources | count", { as: names.uai })).status, 200);
        arm.state.clock.advance(5000);
        assert.equal((await arm.graph("resources | count")).status, 200);
    });
});

describe("Resource Graph over many resources", () => {
    it("pages through ten thousand in a moment", async function () {
        this.timeout(10_000);
        const arm = await startArm({ seed: { subscriptions: 100, resourcesPerSubscription: 100 } });
        const started = performance.now();
        const seen = new Set<string>();
        const options: Record<string, unknown> = { $top: 1000 };
        do {
            const { body } = await arm.graph("resources | where type =~ 'microsoft.managedidentity/userassignedidentities' | project id, name, clientId = tostring(properties.clientId)", { options });
            body.data.forEach(({ id }: { id: string }) => seen.add(id));
            options["$skipToken"] = body.$skipToken;
        } while (options["$skipToken"]);
        assert.ok(seen.size > 1000, `${seen.size} identities`);
        assert.ok(performance.now() - started < 3000);
        await arm.close();
    });
});
