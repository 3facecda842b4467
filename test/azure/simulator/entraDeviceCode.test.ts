import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { armAudience, call, claimsOf } from "./client.ts";
import type { Answer } from "./client.ts";

const contoso = "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210";
const dev = "dev@contoso.com";
const scope = `${armAudience}/.default`;
const rfc = "urn:ietf:params:oauth:grant-type:device_code";

describe("simulator: Entra ID's device code", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    const post = (path: string, form: Record<string, string>): Promise<Answer> =>
        call(simulator, `${simulator.urls.authority}/${path}`, { body: new URLSearchParams(form) });
    const codeOf = ({ status, json }: Answer) => [status, json.error, json.error_codes?.[0]];
    const start = async (tenant: string, form: Record<string, string> = { scope }) => (await post(`${tenant}/oauth2/v2.0/devicecode`, { client_id: "cli", ...form })).json;
    const redeem = (tenant: string, device_code: string, form: Record<string, string> = {}) =>
        post(`${tenant}/oauth2/v2.0/token`, { grant_type: rfc, client_id: "cli", device_code, ...form });
    const approve = (userCode: string) => simulator.change({ change: "approveDevice", userCode, user: dev });

    for (const tenant of ["common", "organizations", contoso, "contoso.com"]) {
        it(`is redeemed once, as RFC 8628 names the grant, for what it was asked for: ${tenant}`, async () => {
            const device = await start(tenant, { scope: `https://vault.azure.net/.default openid offline_access` });
            assert.deepEqual(codeOf(await redeem(tenant, device.device_code)), [400, "authorization_pending", 70016]);
            await approve(device.user_code);
            const { status, json } = await redeem(tenant, device.device_code);
            assert.equal(status, 200);
            assert.deepEqual([claimsOf(json.access_token).aud, claimsOf(json.access_token).tid], ["https://vault.azure.net", contoso]);
            assert.equal(json.scope, "https://vault.azure.net/.default openid");
            assert.deepEqual(codeOf(await redeem(tenant, device.device_code)), [400, "invalid_grant", 54005]);
        });
    }

    it("keeps for the refresh token what the code was asked for, until the client asks for something else", async () => {
        const device = await start("organizations");
        await approve(device.user_code);
        const { json } = await redeem("organizations", device.device_code);
        const refresh = async (form: Record<string, string>) =>
            (await post(`${contoso}/oauth2/v2.0/token`, { grant_type: "refresh_token", client_id: "cli", refresh_token: json.refresh_token, ...form })).json;
        assert.equal(claimsOf((await refresh({})).access_token).aud, armAudience);
        assert.equal(claimsOf((await refresh({ scope: "https://ai.azure.com/.default" })).access_token).aud, "https://ai.azure.com");
    });

    it("is approved on the page that it names, and declined there or by a test", async () => {
        const page = (form: Record<string, string>) => post("devicelogin", form);
        const [first, second, third] = [await start("common"), await start("common"), await start("common")];
        const { text } = await call(simulator, first.verification_uri);
        assert.match(text, /<input name="code"/);
        assert.match(text, /<option>dev@contoso\.com<\/option>/);
        assert.equal((await page({ code: "guess", user: dev })).status, 400);
        assert.equal((await page({ code: first.user_code, user: "nobody@contoso.com" })).status, 400);
        assert.equal((await page({ code: first.user_code, user: dev })).status, 200);
        assert.equal((await redeem("common", first.device_code)).status, 200);
        assert.equal((await page({ code: first.user_code, user: dev })).status, 400, "a code is typed once");
        assert.equal((await page({ code: second.user_code, user: dev, answer: "cancel" })).status, 200);
        assert.deepEqual(codeOf(await redeem("common", second.device_code)), [400, "authorization_declined", 65004]);
        await simulator.change({ change: "declineDevice", userCode: third.user_code });
        assert.deepEqual(codeOf(await redeem("common", third.device_code)), [400, "authorization_declined", 65004]);
        await assert.rejects(simulator.change({ change: "approveDevice", userCode: third.user_code, user: dev }), /No sign-in waits/);
    });

    it("refuses what is incomplete, expired, or another application's", async () => {
        assert.deepEqual(codeOf(await post("common/oauth2/v2.0/devicecode", { client_id: "cli" })), [400, "invalid_request", 900144]);
        assert.deepEqual(codeOf(await post("common/oauth2/v2.0/devicecode", { scope })), [400, "invalid_request", 900144]);
        const device = await start("common");
        await approve(device.user_code);
        assert.deepEqual(codeOf(await redeem("common", device.device_code, { client_id: "other" })), [400, "invalid_grant", 70000]);
        assert.deepEqual(codeOf(await redeem("common", "guess")), [400, "bad_verification_code", 70018]);
        simulator.state.clock.advance(901_000);
        assert.deepEqual(codeOf(await redeem("common", device.device_code)), [400, "expired_token", 70020]);
    });

    it("works at the endpoint without a version: a resource, `code`, strings for numbers", async () => {
        const { json: device } = await post("common/oauth2/devicecode", { client_id: "cli", resource: `${armAudience}/` });
        assert.deepEqual([device.verification_url, device.expires_in, device.interval], [`${simulator.urls.authority}/devicelogin`, "900", "5"]);
        await approve(device.user_code);
        const ask = (grant_type: string) => post("common/oauth2/token", { grant_type, client_id: "cli", resource: `${armAudience}/`, code: device.device_code });
        const { json } = await ask("device_code");
        assert.deepEqual([json.resource, json.scope, json.expires_in], [`${armAudience}/`, "user_impersonation", "3599"]);
        assert.equal(claimsOf(json.access_token).aud, `${armAudience}/`);
        assert.equal(claimsOf(json.id_token).iss, `https://sts.windows.net/${contoso}/`);
        assert.deepEqual(codeOf(await ask(rfc)), [400, "invalid_grant", 54005]);
    });
});
