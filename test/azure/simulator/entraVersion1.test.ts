import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { armAudience, call, claimsOf } from "./client.ts";
import type { Answer } from "./client.ts";

const contoso = "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210";
const fabrikam = "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18";
const dev = "dev@contoso.com";
const app = { client_id: "1f0b7c5a-d3e8-4926-8a4b-e6c2f9d07b35", client_secret: "sandbox-secret" };

describe("simulator: Entra ID's endpoints without a version", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    const get = (path: string) => call(simulator, `${simulator.urls.authority}/${path}`);
    const token = (form: Record<string, string>, tenant = contoso): Promise<Answer> =>
        call(simulator, `${simulator.urls.authority}/${tenant}/oauth2/token`, { body: new URLSearchParams(form) });
    const codeOf = ({ status, json }: Answer) => [status, json.error, json.error_codes?.[0]];

    it("describe themselves in a document of their own", async () => {
        const { json } = await get("contoso.com/.well-known/openid-configuration");
        const base = `${simulator.urls.authority}/${contoso}`;
        assert.deepEqual([json.issuer, json.token_endpoint, json.authorization_endpoint, json.device_authorization_endpoint, json.end_session_endpoint, json.jwks_uri], [
            `https://sts.windows.net/${contoso}/`, `${base}/oauth2/token`, `${base}/oauth2/authorize`, `${base}/oauth2/devicecode`, `${base}/oauth2/logout`, `${base}/discovery/keys`,
        ]);
        assert.equal((await get("common/.well-known/openid-configuration")).json.issuer, "https://sts.windows.net/{tenantid}/");
        assert.equal(((await call(simulator, json.jwks_uri)).json.keys as unknown[]).length, 1);
    });

    it("are what an instance names to those who ask without a version", async () => {
        const { authority } = simulator.urls;
        const ask = (version: string, path: string) => get(`common/discovery/instance?api-version=${version}&authorization_endpoint=${authority}/${path}`);
        assert.deepEqual((await ask("1.0", `${contoso}/oauth2/authorize`)).json, { tenant_discovery_endpoint: `${authority}/${contoso}/.well-known/openid-configuration` });
        const { json } = await ask("1.1", "common/oauth2/v2.0/authorize");
        assert.equal(json.tenant_discovery_endpoint, `${authority}/common/v2.0/.well-known/openid-configuration`);
        assert.equal(json.metadata.length, 1);
    });

    it("give an application a token with numbers as strings", async () => {
        const { status, json } = await token({ grant_type: "client_credentials", ...app, resource: `${armAudience}/` });
        assert.equal(status, 200);
        assert.deepEqual([json.token_type, json.expires_in, json.ext_expires_in, json.resource, json.scope], ["Bearer", "3599", "3599", `${armAudience}/`, undefined]);
        const claims = claimsOf(json.access_token);
        assert.deepEqual([json.expires_on, json.not_before], [String(claims.exp), String(claims.nbf)]);
        assert.equal(claims.aud, `${armAudience}/`);
    });

    it("want a known resource", async () => {
        const grant_type = "client_credentials";
        assert.deepEqual(codeOf(await token({ grant_type, ...app })), [400, "invalid_request", 900144]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app, resource: "https://nothing.example" })), [400, "invalid_resource", 500011]);
    });

    it("sign a user in by password, and refresh for any resource in any tenant", async () => {
        const { json } = await token({ grant_type: "password", client_id: "cli", username: dev, password: "sandbox", resource: armAudience }, "common");
        assert.deepEqual([claimsOf(json.access_token).upn, claimsOf(json.id_token).ver, claimsOf(json.id_token).unique_name], [dev, "1.0", dev]);
        const refresh = (form: Record<string, string>, tenant?: string) => token({ grant_type: "refresh_token", client_id: "cli", refresh_token: json.refresh_token, ...form }, tenant);
        assert.equal((await refresh({})).json.resource, armAudience);
        const { json: other } = await refresh({ resource: "https://graph.microsoft.com/" }, fabrikam);
        assert.deepEqual([claimsOf(other.access_token).aud, claimsOf(other.access_token).tid], ["https://graph.microsoft.com/", fabrikam]);
        assert.deepEqual(codeOf(await token({ grant_type: "password", client_id: "cli", username: dev, password: "guess", resource: armAudience })), [400, "invalid_grant", 50126]);
    });

    it("sign a person in through the page, for the resource that the page was asked for", async () => {
        const redirect_uri = "http://localhost:1/";
        const query = new URLSearchParams({ client_id: "cli", redirect_uri, response_type: "code", state: "s", resource: armAudience });
        const page = `${simulator.urls.authority}/common/oauth2/authorize?${query}`;
        assert.match((await call(simulator, page)).text, /<button name="user" value="dev@contoso\.com">/);
        const { status, headers } = await call(simulator, page, { body: new URLSearchParams({ user: dev }) });
        assert.equal(status, 302);
        const target = new URL(headers.location!);
        assert.equal(target.searchParams.get("state"), "s");
        const { json } = await token({ grant_type: "authorization_code", client_id: "cli", code: target.searchParams.get("code")!, redirect_uri }, "common");
        assert.equal(claimsOf(json.access_token).aud, armAudience);
    });

    it("say where a user signs in", async () => {
        const { json } = await get("common/UserRealm/dev%40contoso.com?api-version=1.0");
        assert.deepEqual(json, {
            ver: "1.0", account_type: "Managed", domain_name: "contoso.com", cloud_instance_name: "microsoftonline.com", cloud_audience_urn: "urn:federation:MicrosoftOnline",
        });
        assert.equal((await get("common/userrealm/x@nowhere.example?api-version=1.0")).json.account_type, "Unknown");
    });

    it("repeat the id that a client gave its request", async () => {
        const { headers, json } = await call(simulator, `${simulator.urls.authority}/${contoso}/oauth2/token`, {
            body: new URLSearchParams({ grant_type: "telepathy" }), headers: { "client-request-id": "c0ffee", "return-client-request-id": "true" },
        });
        assert.deepEqual([headers["client-request-id"], json.correlation_id], ["c0ffee", "c0ffee"]);
    });
});
