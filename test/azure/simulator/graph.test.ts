import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { armAudience, call, claimsOf } from "./client.ts";
import type { Answer } from "./client.ts";
import { names } from "./armServer.ts";
import playground from "../../simulator/scenario/playground.json" with { type: "json" };
import type { ScenarioObject } from "../../simulator/index.ts";

const graph = "https://graph.microsoft.com/";
const dev = "dev@contoso.com";
const uai = { clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", id: names.uai };
const app = "1f0b7c5a-d3e8-4926-8a4b-e6c2f9d07b35";
const testers = "0c5d3a7e-91b4-4f28-a6e0-7d8c2b1f4e93";
const everyone = "d81f6b20-4c9a-4e57-b3d2-58a0e7c9f146";

/** The playground with two groups, one in the other. */
function scenario(): ScenarioObject {
    const described = structuredClone(playground) as unknown as ScenarioObject;
    described.principals!.find((p) => p.upn === dev)!.memberOf = ["OpenAI testers"];
    described.principals!.push(
        { kind: "group", oid: testers, displayName: "OpenAI testers", tenant: "contoso.com", memberOf: ["Everyone"] },
        { kind: "group", oid: everyone, displayName: "Everyone", tenant: "contoso.com" },
    );
    return described;
}

describe("simulator: Microsoft Graph", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator({ scenario: scenario() });
    });
    after(() => simulator.close());

    interface How {
        as?: string;
        tenantId?: string;
        permissions?: string[];
        body?: unknown;
        method?: string;
        resource?: string;
    }
    const ask = async (path: string, { as = dev, tenantId, permissions, body, method, resource = graph }: How = {}): Promise<Answer> => {
        const { accessToken } = await simulator.token({ principal: as, tenantId, resource, permissions });
        return call(simulator, path.startsWith("https:") ? path : `${simulator.urls.graph}/v1.0/${path}`, { body, method, headers: { authorization: `Bearer ${accessToken}` } });
    };
    const codeOf = ({ status, json }: Answer) => [status, json.error?.code];
    const valuesOf = ({ json }: Answer, name = "id") => (json.value as Record<string, string>[]).map((item) => item[name]);
    const filter = (text: string) => `$filter=${encodeURIComponent(text)}`;

    it("shows the signed-in user", async () => {
        const { status, headers, json } = await ask("me");
        assert.equal(status, 200);
        assert.match(headers["content-type"]!, /^application\/json;odata\.metadata=minimal/);
        assert.equal(headers["odata-version"], "4.0");
        assert.deepEqual(json, {
            "@odata.context": `${simulator.urls.graph}/v1.0/$metadata#users/$entity`,
            businessPhones: [], displayName: "Dev Contoso", givenName: "Dev", jobTitle: null, mail: dev, mobilePhone: null, officeLocation: null,
            preferredLanguage: null, surname: "Contoso", userPrincipalName: dev, id: names.dev,
        });
        const { json: chosen } = await ask("me?$select=id,userType");
        assert.deepEqual(chosen, { "@odata.context": `${simulator.urls.graph}/v1.0/$metadata#users(id,userType)/$entity`, id: names.dev, userType: "Member" });
    });

    it("finds users by id, by UPN, and by filter, and pages", async () => {
        assert.equal((await ask(`users/${names.reader}`)).json.userPrincipalName, "reader@contoso.com");
        assert.equal((await ask("users/reader%40contoso.com")).json.id, names.reader);
        assert.equal((await ask("users('reader@contoso.com')")).json.id, names.reader);
        assert.deepEqual(valuesOf(await ask(`users?${filter("userPrincipalName eq 'READER@contoso.com'")}`)), [names.reader]);
        const first = await ask("users?$top=1&$count=true&$select=id&$orderby=displayName");
        assert.deepEqual([first.json["@odata.count"], valuesOf(first)], [2, [names.dev]]);
        const second = await ask(first.json["@odata.nextLink"]);
        assert.deepEqual([valuesOf(second), second.json["@odata.nextLink"]], [[names.reader], undefined]);
        assert.deepEqual(codeOf(await ask("users?$top=1000")), [400, "Request_UnsupportedQuery"]);
    });

    it("understands the filters that people write", async () => {
        const found = async (text: string) => valuesOf(await ask(`servicePrincipals?${filter(text)}`), "displayName");
        assert.deepEqual(await found(`appId eq '${app}'`), ["playground-app"]);
        assert.deepEqual(await found("displayName eq 'uai-playground'"), ["uai-playground"]);
        assert.deepEqual(await found(`servicePrincipalNames/any(c:c eq '${uai.clientId}')`), ["uai-playground"]);
        assert.deepEqual(await found(`servicePrincipalNames/any(c:c eq 'api://${app}')`), ["playground-app"]);
        assert.deepEqual(await found("startswith(displayName,'uai') and not (displayName eq 'uai-no-role')"), ["uai-playground"]);
        assert.deepEqual(await found(`appId in ('${app}', '${uai.clientId}')`), ["playground-app", "uai-playground"]);
        assert.deepEqual(await found("displayName eq 'it''s' or servicePrincipalType ne 'ManagedIdentity' and accountEnabled eq true"), ["playground-app"]);
        assert.deepEqual(valuesOf(await ask(`servicePrincipals?$search=${encodeURIComponent('"displayName:no-role"')}`), "displayName"), ["uai-no-role"]);
        for (const wrong of ["displayName eq", "displayName 'x'", "(displayName eq 'x'", "displayName eq 'x' §"]) {
            assert.equal((await ask(`servicePrincipals?${filter(wrong)}`)).status, 400, wrong);
        }
        assert.deepEqual(codeOf(await ask(`servicePrincipals?${filter("contains(displayName,'x')")}`)), [400, "Request_UnsupportedQuery"]);
    });

    it("shows managed identities as service principals that name their resource", async () => {
        const { json } = await ask(`servicePrincipals/${uai.id}`);
        assert.deepEqual([json.servicePrincipalType, json.displayName, json.appId], ["ManagedIdentity", "uai-playground", uai.clientId]);
        assert.equal(json.alternativeNames[0], "isExplicit=True");
        assert.match(json.alternativeNames[1], /\/userAssignedIdentities\/uai-playground$/);
        assert.equal((await ask(`servicePrincipals(appId='${uai.clientId}')`)).json.id, uai.id);
        const [system] = (await ask(`servicePrincipals?${filter("displayName eq 'vm-playground'")}`)).json.value;
        assert.equal(system.alternativeNames[0], "isExplicit=False");
        assert.match(system.alternativeNames[1], /\/virtualMachines\/vm-playground$/);
    });

    it("shows a new identity once it has been replicated", async () => {
        await simulator.change({ change: "setDelays", delays: { principalReplicationMs: 5000 } });
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "system" });
        await simulator.change({ change: "attach", machine: "vm-playground", identity: "system" });
        const find = async () => valuesOf(await ask(`servicePrincipals?${filter("displayName eq 'vm-playground'")}`)).length;
        assert.equal(await find(), 0);
        simulator.state.clock.advance(5000);
        assert.equal(await find(), 1);
    });

    it("shows applications, which managed identities have not", async () => {
        assert.deepEqual(valuesOf(await ask("applications"), "appId"), [app]);
        const { json } = await ask(`applications(appId='${app}')`);
        assert.notEqual(json.id, names.app);
        assert.equal((await ask(`applications/${json.id}`)).json.appId, app);
        assert.deepEqual((await ask(`applications/${json.id}/owners`)).json.value, []);
        assert.deepEqual((await ask(`servicePrincipals/${names.app}/owners`)).json.value, []);
        assert.deepEqual(codeOf(await ask(`applications/${names.app}`)), [404, "Request_ResourceNotFound"]);
    });

    it("names many objects at once, leaving out what is not there and what was not asked for", async () => {
        const ids = [names.dev, testers, uai.id, "00000000-0000-0000-0000-000000000001", names.devInFabrikam];
        const { json } = await ask("directoryObjects/getByIds", { body: { ids } });
        const found = json.value.map((object: Record<string, string>) => `${object["@odata.type"]} ${object.id} ${object.displayName}`);
        assert.deepEqual(found.toSorted(), [
            `#microsoft.graph.group ${testers} OpenAI testers`,
            `#microsoft.graph.servicePrincipal ${uai.id} uai-playground`,
            `#microsoft.graph.user ${names.dev} Dev Contoso`,
        ]);
        assert.deepEqual(valuesOf(await ask("directoryObjects/getByIds", { body: { ids, types: ["group"] } })), [testers]);
        assert.equal((await ask("directoryObjects/getByIds", { body: { ids: [] } })).status, 400);
        assert.equal((await ask(`directoryObjects/${testers}`)).json["@odata.type"], "#microsoft.graph.group");
    });

    it("knows who belongs to which group, directly and through another", async () => {
        assert.deepEqual(valuesOf(await ask("me/memberOf")), [testers]);
        assert.deepEqual(valuesOf(await ask(`users/${dev}/transitiveMemberOf`)).toSorted(), [testers, everyone].toSorted());
        assert.deepEqual((await ask(`users/${names.dev}/getMemberObjects`, { body: { securityEnabledOnly: false } })).json.value.toSorted(), [testers, everyone].toSorted());
        assert.deepEqual((await ask(`groups/${testers}/getMemberGroups`, { body: { securityEnabledOnly: true } })).json.value, [everyone]);
        assert.deepEqual((await ask(`directoryObjects/${names.dev}/checkMemberGroups`, { body: { groupIds: [everyone, names.app] } })).json.value, [everyone]);
        assert.deepEqual(valuesOf(await ask(`groups/${testers}/members`)), [names.dev]);
        assert.deepEqual(valuesOf(await ask(`groups?${filter("displayName eq 'everyone'")}`)), [everyone]);
    });

    it("refuses a token that is missing, garbled, expired or another service's", async () => {
        const bare = (authorization?: string) => call(simulator, `${simulator.urls.graph}/v1.0/me`, { headers: authorization ? { authorization } : {} });
        const missing = await bare();
        assert.deepEqual([missing.status, missing.json.error.message], [401, "Access token is empty."]);
        assert.match(missing.headers["www-authenticate"]!, /client_id="00000003-0000-0000-c000-000000000000"/);
        assert.deepEqual(Object.keys(missing.json.error.innerError), ["date", "request-id", "client-request-id"]);
        assert.deepEqual(codeOf(await bare("Bearer guess")), [401, "InvalidAuthenticationToken"]);
        assert.equal((await ask("me", { resource: armAudience })).json.error.message, "Access token validation failure. Invalid audience.");
        const { accessToken } = await simulator.token({ principal: dev, resource: graph });
        simulator.state.clock.advance(3_600_000);
        assert.equal((await bare(`Bearer ${accessToken}`)).json.error.message, "Lifetime validation failed, the token is expired.");
    });

    it("takes a token for its own address, which the CLI asks for in a cloud of its own", async () => {
        const { json: token } = await call(simulator, `${simulator.urls.authority}/contoso.com/oauth2/v2.0/token`, {
            body: new URLSearchParams({ grant_type: "password", client_id: "cli", username: dev, password: "sandbox", scope: `${simulator.urls.graph}//.default` }),
        });
        assert.equal(claimsOf(token.access_token).aud, `${simulator.urls.graph}/`);
        assert.equal((await ask("me", { resource: `${simulator.urls.graph}/` })).status, 200);
        const { json } = await call(simulator, `${simulator.urls.arm}/metadata/endpoints?api-version=2022-09-01`);
        assert.equal(json[0].microsoftGraphResourceId, `${simulator.urls.graph}/`);
    });

    it("lets an application read only what an administrator has consented to", async () => {
        const denied = [403, "Authorization_RequestDenied"];
        assert.deepEqual(codeOf(await ask("users", { as: "uai-playground" })), denied);
        assert.deepEqual(codeOf(await ask("directoryObjects/getByIds", { as: "uai-playground", body: { ids: [names.dev] } })), denied);
        assert.deepEqual(codeOf(await ask("me", { as: "uai-playground" })), [400, "BadRequest"]);
        await simulator.change({ change: "consent", principal: "uai-playground", roles: ["User.Read.All"] });
        assert.equal((await ask("users", { as: "uai-playground" })).status, 200);
        assert.deepEqual(codeOf(await ask("groups", { as: "uai-playground" })), denied);
        await simulator.change({ change: "consent", principal: "uai-playground", roles: ["Directory.Read.All"] });
        assert.equal((await ask("directoryObjects/getByIds", { as: "uai-playground", body: { ids: [names.dev] } })).status, 200);
    });

    it("lets a user read what client and directory let them", async () => {
        const denied = [403, "Authorization_RequestDenied"];
        const permissions = ["User.Read"];
        assert.equal((await ask("me", { permissions })).status, 200);
        assert.equal((await ask(`users/${names.dev}`, { permissions })).status, 200);
        assert.deepEqual(codeOf(await ask(`users/${names.reader}`, { permissions })), denied);
        assert.deepEqual(codeOf(await ask("servicePrincipals", { permissions })), denied);
        const guest = { tenantId: "fabrikam.com" };
        assert.equal((await ask("me", guest)).json.id, names.devInFabrikam);
        assert.deepEqual(codeOf(await ask("users", guest)), denied);
        assert.deepEqual(codeOf(await ask(`users/${names.reader}`, guest)), [404, "Request_ResourceNotFound"]);
    });

    it("hides other users where the directory says so, and their names in a look-up", async () => {
        await simulator.change({ change: "setDirectory", tenant: "contoso.com", allowedToReadOtherUsers: false });
        assert.equal((await ask("users")).status, 403);
        assert.equal((await ask("me")).status, 200);
        const { json } = await ask("directoryObjects/getByIds", { body: { ids: [names.dev, names.reader] } });
        assert.deepEqual(json.value.map((o: Record<string, string>) => o.displayName), ["Dev Contoso", null]);
        await simulator.change({ change: "setDirectory", tenant: "contoso.com", allowedToReadOtherUsers: true });
    });

    it("says what is not there, what is not in the sandbox, and what Graph does not know", async () => {
        assert.deepEqual(codeOf(await ask("users/nobody@contoso.com")), [404, "Request_ResourceNotFound"]);
        assert.deepEqual(codeOf(await ask("servicePrincipals(appId='00000000-0000-0000-0000-000000000001')")), [404, "Request_ResourceNotFound"]);
        const created = await ask("groups", { body: { displayName: "x" } });
        assert.equal(created.status, 501);
        assert.match(created.json.error.message, /^POST \/v1\.0\/groups is not in the sandbox/);
        assert.deepEqual([(await ask("unicorns")).status, (await ask("unicorns")).json.error.message], [400, "Resource not found for the segment 'unicorns'."]);
        assert.equal((await ask(`${simulator.urls.graph}/v9/me`)).status, 400);
    });
});
