import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { claimsOf, imds, imdsToken, openAiAudience } from "./client.ts";

const tokenPath = `/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${encodeURIComponent(openAiAudience)}`;

describe("simulator: IMDS", () => {
    let simulator: Simulator;
    beforeEach(async () => {
        simulator = await startSimulator();
    });
    afterEach(() => simulator.close());

    const identity = (name: string) => simulator.state.identities.find((i) => i.name === name)!;
    const vm = () => simulator.state.machines.find((m) => m.name === "vm-playground")!;

    it("hands out a token of the system-assigned identity when nobody is named", async () => {
        const { status, headers, json } = await imdsToken(simulator, "");
        assert.equal(status, 200);
        assert.equal(headers.server, "IMDS/150.870.65.512");
        const claims = claimsOf(json.access_token);
        assert.equal(claims.oid, vm().identity!.principalId);
        assert.equal(claims.xms_mirid, vm().id);
        assert.equal(json.resource, openAiAudience);
        assert.ok(Object.values(json).every((value) => typeof value === "string"));
        assert.equal(Number(json.expires_on) - Number(json.not_before), 86_399);
    });

    for (const selector of ["client_id", "object_id", "msi_res_id"]) {
        it(`finds a user-assigned identity by ${selector}, whatever its letter case, and echoes it`, async () => {
            const { clientId, principalId, id } = identity("uai-playground");
            const value = { client_id: clientId, object_id: principalId, msi_res_id: id }[selector]!.toUpperCase();
            const { status, json } = await imdsToken(simulator, `&${selector}=${encodeURIComponent(value)}`);
            assert.equal(status, 200);
            assert.equal(json[selector], value);
            const claims = claimsOf(json.access_token);
            assert.deepEqual([claims.oid, claims.sub, claims.appid, claims.xms_mirid], [principalId, principalId, clientId, id]);
        });
    }

    it("shows the image, user and addresses that ARM shows, and nothing at all once the machine is deallocated", async () => {
        const document = async (): Promise<any> => (await imds(simulator, "/metadata/instance?api-version=2021-02-01")).json;
        const { compute, network } = await document();
        assert.deepEqual([compute.osProfile.adminUsername, compute.offer], ["azureuser", "ubuntu-24_04-lts"]);
        const [{ ipv4 }] = network.interface;
        assert.deepEqual([ipv4.ipAddress[0].privateIpAddress, ipv4.subnet[0]], ["10.1.0.4", { address: "10.1.0.0", prefix: "24" }]);
        vm().powerState = "deallocated";
        await assert.rejects(document());
    });

    it("serves the path with a slash behind it, which the SDK asks for", async () => {
        const { status } = await imds(simulator, tokenPath.replace("token?", "token/?"));
        assert.equal(status, 200);
    });

    it("keeps the audience exactly as it was asked for", async () => {
        const { json } = await imdsToken(simulator, "", "https://management.azure.com/");
        assert.equal(claimsOf(json.access_token).aud, "https://management.azure.com/");
        assert.equal(json.resource, "https://management.azure.com/");
    });

    it("refuses two selectors at once", async () => {
        const { clientId, principalId } = identity("uai-playground");
        const { status, json } = await imdsToken(simulator, `&client_id=${clientId}&object_id=${principalId}`);
        assert.deepEqual([status, json.error], [400, "invalid_request"]);
    });

    it("asks which one, when there are several and no system-assigned identity", async () => {
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "system" });
        const { status, json } = await imdsToken(simulator, "");
        assert.equal(status, 400);
        assert.deepEqual(json, {
            error: "invalid_request",
            error_description: "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request",
        });
    });

    it("takes the only user-assigned identity when nobody is named", async () => {
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "system" });
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "uai-no-role" });
        const { json } = await imdsToken(simulator, "");
        assert.equal(json.client_id, identity("uai-playground").clientId);
    });

    it("does not know an identity that is not attached, or a machine without any", async () => {
        const { clientId } = identity("uai-playground");
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "uai-playground" });
        const named = await imdsToken(simulator, `&client_id=${clientId}`);
        assert.deepEqual([named.status, named.json], [400, { error: "invalid_request", error_description: "Identity not found" }]);
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "uai-no-role" });
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "system" });
        const none = await imdsToken(simulator, "");
        assert.deepEqual([none.status, none.json.error_description], [400, "Identity not found"]);
    });

    it("serves a newly attached identity only when it has got round", async () => {
        await simulator.change({ change: "detach", machine: "vm-playground", identity: "uai-playground" });
        await simulator.change({ change: "setDelays", delays: { identityAttachMs: 30_000 } });
        await simulator.change({ change: "attach", machine: "vm-playground", identity: "uai-playground" });
        const query = `&client_id=${identity("uai-playground").clientId}`;
        assert.equal((await imdsToken(simulator, query)).status, 400);
        simulator.state.clock.advance(30_000);
        assert.equal((await imdsToken(simulator, query)).status, 200);
    });

    it("does not know an identity that was deleted and made again under the same name", async () => {
        const old = identity("uai-playground");
        const renewed = "11111111-2222-4333-8444-555555555555";
        simulator.state.identities.add({ ...old, clientId: renewed });
        for (const id of [old.clientId, renewed]) {
            assert.equal((await imdsToken(simulator, `&client_id=${id}`)).status, 400);
        }
    });

    it("says that an unknown resource is invalid", async () => {
        const { status, json } = await imdsToken(simulator, "", "https://ai-services-playground.openai.azure.com");
        assert.deepEqual([status, json.error], [400, "invalid_resource"]);
        assert.match(json.error_description, /^AADSTS500011: The resource principal named https:\/\/ai-services/);
    });

    it("wants the Metadata header, GET, no forwarding and a known api-version", async () => {
        const missing = await imds(simulator, tokenPath, {});
        assert.deepEqual([missing.status, missing.json.error], [400, "bad_request_102"]);
        assert.equal((await imds(simulator, tokenPath, { Metadata: "true" }, "POST")).status, 405);
        assert.equal((await imds(simulator, tokenPath, { Metadata: "true", "X-Forwarded-For": "10.0.0.1" })).status, 403);
        const version = await imds(simulator, tokenPath.replace("2018-02-01", "1999-01-01"));
        assert.equal(version.status, 400);
        assert.match(version.json.error, /api-version is invalid/);
    });

    it("describes the machine, as a document, as a part and as a leaf", async () => {
        const whole = await imds(simulator, "/metadata/instance?api-version=2021-12-13");
        assert.equal(whole.json.compute.resourceId, vm().id);
        assert.equal(whole.json.compute.resourceGroupName, "rg-playground");
        assert.equal(whole.json.compute.azEnvironment, "AzurePublicCloud");
        const part = await imds(simulator, "/metadata/instance/compute?api-version=2021-02-01&format=json");
        assert.deepEqual(part.json, whole.json.compute);
        const leaf = await imds(simulator, "/metadata/instance/compute/name?api-version=2021-02-01&format=text");
        assert.deepEqual([leaf.text, leaf.headers["content-type"]], ["vm-playground", "text/plain; charset=utf-8"]);
        assert.equal((await imds(simulator, "/metadata/instance/compute/name?api-version=2021-02-01")).status, 400);
        assert.equal((await imds(simulator, "/metadata/instance/compute/nothing?api-version=2021-02-01")).status, 404);
    });

    it("tells the tenant, and its versions without being asked for one", async () => {
        const info = await imds(simulator, "/metadata/identity/info?api-version=2018-02-01");
        assert.deepEqual(info.json, { tenantId: vm().identity!.tenantId });
        const versions = await imds(simulator, "/metadata/versions");
        assert.ok(versions.json.apiVersions.includes("2021-12-13"));
    });

    it("does not answer where there is no Azure", async () => {
        await simulator.change({ change: "setHere", machine: null });
        await assert.rejects(imdsToken(simulator, ""), { code: "ECONNRESET" });
    });
});
