import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { armAudience, call, claimsOf } from "./client.ts";
import type { Answer } from "./client.ts";

const contoso = "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210";
const fabrikam = "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18";
const dev = "dev@contoso.com";
const app = { client_id: "1f0b7c5a-d3e8-4926-8a4b-e6c2f9d07b35", client_secret: "sandbox-secret" };
const scope = `${armAudience}/.default`;

describe("simulator: Entra ID", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    const post = (path: string, form: Record<string, string>): Promise<Answer> =>
        call(simulator, `${simulator.urls.authority}/${path}`, { body: new URLSearchParams(form) });
    const token = (form: Record<string, string>, tenant = contoso) => post(`${tenant}/oauth2/v2.0/token?client-request-id=c0ffee`, { scope, ...form });
    const codeOf = ({ status, json }: Answer) => [status, json.error, json.error_codes?.[0]];

    it("describes itself per tenant, under its own address", async () => {
        const { json } = await call(simulator, `${simulator.urls.authority}/contoso.com/v2.0/.well-known/openid-configuration`);
        assert.equal(json.issuer, `${simulator.urls.authority}/${contoso}/v2.0`);
        assert.equal(json.token_endpoint, `${simulator.urls.authority}/${contoso}/oauth2/v2.0/token`);
        assert.equal(json.device_authorization_endpoint, `${simulator.urls.authority}/${contoso}/oauth2/v2.0/devicecode`);
        const { json: common } = await call(simulator, `${simulator.urls.authority}/organizations/v2.0/.well-known/openid-configuration`);
        assert.equal(common.issuer, `${simulator.urls.authority}/{tenantid}/v2.0`);
        assert.equal(common.token_endpoint, `${simulator.urls.authority}/organizations/oauth2/v2.0/token`);
    });

    it("does not know other tenants", async () => {
        const { status, json } = await call(simulator, `${simulator.urls.authority}/nowhere.example/v2.0/.well-known/openid-configuration`);
        assert.deepEqual([status, json.error_codes], [400, [90002]]);
        assert.deepEqual(codeOf(await token({ grant_type: "client_credentials", ...app }, "nowhere.example")), [400, "invalid_request", 90002]);
    });

    it("vouches for its own host as an instance and for no other", async () => {
        const ask = (host: string) =>
            call(simulator, `${simulator.urls.authority}/common/discovery/instance?api-version=1.1&authorization_endpoint=${host}/common/oauth2/v2.0/authorize`);
        assert.equal((await ask(simulator.urls.authority)).status, 200);
        assert.equal((await ask("https://example.com")).json.error, "invalid_instance");
    });

    it("gives an application a token, which its published keys verify", async () => {
        const { json } = await token({ grant_type: "client_credentials", ...app });
        const fetchKeys = async (url: string) => {
            const { text } = await call(simulator, url);
            return new Response(text);
        };
        const keys = createRemoteJWKSet(new URL(`${simulator.urls.authority}/common/discovery/v2.0/keys`), { [customFetch]: fetchKeys });
        const { payload, protectedHeader } = await jwtVerify(json.access_token, keys, { audience: armAudience });
        assert.equal(protectedHeader.alg, "RS256");
        assert.deepEqual([payload.iss, payload.tid, payload.appid, payload.idtyp], [`https://sts.windows.net/${contoso}/`, contoso, app.client_id, "app"]);
        assert.equal(payload.oid, payload.sub);
        assert.equal(payload.exp! - payload.iat!, 3599);
        assert.equal(payload.xms_mirid, undefined);
    });

    it("refuses a wrong secret, no secret, an unknown application, resource or grant", async () => {
        const grant_type = "client_credentials";
        const wrong = await token({ grant_type, ...app, client_secret: "guess" });
        assert.deepEqual(codeOf(wrong), [401, "invalid_client", 7000215]);
        assert.match(wrong.json.error_description, /^AADSTS7000215: .* Trace ID: \S+ Correlation ID: c0ffee Timestamp: \d{4}-/);
        assert.deepEqual(codeOf(await token({ grant_type, client_id: app.client_id })), [400, "invalid_request", 7000216]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app }, fabrikam)), [400, "unauthorized_client", 700016]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app, scope: "https://nothing.example/.default" })), [400, "invalid_resource", 500011]);
        assert.deepEqual(codeOf(await token({ grant_type: "telepathy", ...app })), [400, "unsupported_grant_type", 70003]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app, scope: "" })), [400, "invalid_request", 900144]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app, resource: armAudience })), [400, "invalid_request", 901002]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app, scope: `${armAudience}/user_impersonation` })), [400, "invalid_scope", 1002012]);
        assert.deepEqual(codeOf(await token({ grant_type, ...app, scope: `${scope} https://vault.azure.net/.default` })), [400, "invalid_request", 28000]);
    });

    it("lets a device code wait until the user has typed it, and refreshes into a guest tenant", async () => {
        const { json: device } = await post("organizations/oauth2/v2.0/devicecode", { client_id: "cli", scope });
        assert.deepEqual([device.expires_in, device.interval, device.verification_uri], [900, 5, `${simulator.urls.authority}/devicelogin`]);
        const poll = () => token({ grant_type: "device_code", client_id: "cli", device_code: device.device_code }, "organizations");
        assert.deepEqual(codeOf(await poll()), [400, "authorization_pending", 70016]);
        await post("devicelogin", { code: device.user_code.toLowerCase(), user: dev });
        const { json } = await poll();
        assert.equal(claimsOf(json.access_token).upn, dev);
        assert.equal(claimsOf(json.id_token).preferred_username, dev);
        assert.equal(JSON.parse(Buffer.from(json.client_info, "base64url").toString()).utid, contoso);
        const guest = await token({ grant_type: "refresh_token", client_id: "cli", refresh_token: json.refresh_token }, fabrikam);
        const claims = claimsOf(guest.json.access_token);
        assert.deepEqual([claims.tid, claims.oid], [fabrikam, "b60a2d94-1e7c-4f83-a5d9-6c3e8b7f0142"]);
    });

    it("knows unknown and expired device codes", async () => {
        const form = (device_code: string) => ({ grant_type: "device_code", client_id: "cli", device_code });
        assert.deepEqual(codeOf(await token(form("guess"))), [400, "bad_verification_code", 70018]);
        const { json } = await post("organizations/oauth2/v2.0/devicecode", { client_id: "cli", scope });
        simulator.state.clock.advance(901_000);
        assert.deepEqual(codeOf(await token(form(json.device_code))), [400, "expired_token", 70020]);
    });

    it("signs a person in through the page, once per code and only with its verifier", async () => {
        const redirect_uri = "http://localhost:1/";
        const code_challenge = createHash("sha256").update("verifier").digest("base64url");
        const query = new URLSearchParams({ client_id: "cli", redirect_uri, state: "s", nonce: "n", response_mode: "form_post", code_challenge });
        const page = `${simulator.urls.authority}/organizations/oauth2/v2.0/authorize?${query}`;
        assert.match((await call(simulator, page)).text, /<button name="user" value="dev@contoso\.com">/);
        const codeFor = async () => {
            const { text } = await call(simulator, page, { body: new URLSearchParams({ user: dev }) });
            assert.match(text, /<form method="post" action="http:\/\/localhost:1\/">/);
            return /name="code" value="([^"]+)"/.exec(text)![1]!;
        };
        const redeem = (code: string, code_verifier: string) => token({ grant_type: "authorization_code", client_id: "cli", code, code_verifier, redirect_uri });
        const code = await codeFor();
        assert.equal(claimsOf((await redeem(code, "verifier")).json.id_token).nonce, "n");
        assert.deepEqual(codeOf(await redeem(code, "verifier")), [400, "invalid_grant", 54005]);
        assert.deepEqual(codeOf(await redeem(await codeFor(), "guess")), [400, "invalid_grant", 501481]);
        assert.deepEqual(codeOf(await redeem("guess", "verifier")), [400, "invalid_grant", 70000]);
    });

    it("does not let a user into a tenant that does not know them", async () => {
        const form = { grant_type: "password", client_id: "cli", username: "reader@contoso.com", password: "sandbox" };
        assert.equal((await token(form)).status, 200);
        assert.deepEqual(codeOf(await token(form, fabrikam)), [400, "invalid_grant", 50020]);
        assert.deepEqual(codeOf(await token({ ...form, password: "guess" })), [400, "invalid_grant", 50126]);
    });

    it("takes the assertion of a federated credential and no other", async () => {
        const identity = simulator.state.identities.find((i) => i.name === "uai-playground")!;
        const audiences = ["api://AzureADTokenExchange"];
        identity.federatedCredentials = { ci: { properties: { issuer: "https://issuer.example", subject: "repo:x", audiences } } };
        const assertion = (sub: string) =>
            ["{}", JSON.stringify({ iss: "https://issuer.example", sub, aud: audiences[0] }), ""].map((part) => Buffer.from(part).toString("base64url")).join(".");
        const exchange = (sub: string) =>
            token({ grant_type: "client_credentials", client_id: identity.clientId, client_assertion: assertion(sub), client_assertion_type: "jwt-bearer" });
        assert.equal(claimsOf((await exchange("repo:x")).json.access_token).oid, identity.principalId);
        assert.deepEqual(codeOf(await exchange("repo:y")), [401, "invalid_client", 700213]);
    });

    it("keeps secrets out of what it records", () => {
        const recorded = JSON.stringify(simulator.requests);
        for (const secret of ["sandbox-secret", "eyJ", '"sandbox"', "0.sandbox."]) {
            assert.ok(!recorded.includes(secret), secret);
        }
        assert.ok(simulator.requests.every((request) => request.service === "entra"));
    });
});
