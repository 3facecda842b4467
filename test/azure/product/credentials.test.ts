import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { delimiter, join } from "node:path";
import type { Duplex } from "node:stream";
import { createEmptyPipeline, createPipelineRequest, proxyPolicy } from "@azure/core-rest-pipeline";
import { parseCustomCloud } from "../../../src/azure/cloud.ts";
import { createTokens, decodeClaims, type GetToken, SignedOutError } from "../../../src/azure/credentials.ts";
import type { UserAssignedIdentity } from "../../../src/azure/identity.ts";
import { managedIdentityTransport } from "../../../src/azure/imds/imdsTransport.ts";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { type RecordedRequest, type Simulator, startSimulator } from "../../simulator/index.ts";

/** Whole tokens through `@azure/identity`. It keeps the first endpoint of a process: no other file may call it here. */
describe("Tokens of the identity that was chosen", function () {
    this.timeout(10_000);
    const models = "https://cognitiveservices.azure.com";
    const resourceId = "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91/resourceGroups/rg-playground/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-playground";
    const clientId = "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4";
    const principalId = "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283";
    const playground: UserAssignedIdentity = { kind: "userAssigned", name: "uai-playground", clientId, principalId, resourceId };
    const machine = { kind: "systemAssigned", name: "vm-playground" } as const;
    const kept = { ...process.env };
    let simulator: Simulator;
    let clock: number;
    let getToken: GetToken;

    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());
    beforeEach(() => {
        setEnvironment({ AZURE_POD_IDENTITY_AUTHORITY_HOST: simulator.urls.imds });
        clock = Date.now();
        getToken = createTokens({
            cloud: () => parseCustomCloud(simulator.customCloud), now: () => clock,
            accountToken: async (account) => {
                throw new SignedOutError(account.accountId, account.tenantId);
            },
        });
        simulator.clearRequests();
    });
    afterEach(() => setEnvironment({}));

    function setEnvironment(extra: NodeJS.ProcessEnv): void {
        Object.keys(process.env).forEach((name) => delete process.env[name]);
        Object.assign(process.env, kept, extra);
    }

    const asked = (): RecordedRequest[] => simulator.requests.filter(({ service }) => service === "imds");

    it("are asked for once by a hundred that want one at the same time", async () => {
        const tokens = await Promise.all(Array.from({ length: 100 }, () => getToken(playground, models)));
        assert.equal(asked().length, 1);
        assert.equal(new Set(tokens.map(({ value }) => value)).size, 1);
        assert.equal(tokens[0]?.claims.oid, principalId);
    });

    it("are kept until five minutes before they expire, and renewed then", async () => {
        const first = await getToken(playground, models);
        clock = first.expiresOn - 5 * 60_000 - 1;
        await getToken(playground, models);
        assert.equal(asked().length, 1);
        clock += 1;
        await getToken(playground, models);
        assert.equal(asked().length, 2);
    });

    it("are others for another audience and another identity", async () => {
        const [one, two, three] = await Promise.all([getToken(playground, models), getToken(playground, "https://ai.azure.com"), getToken(machine, models)]);
        assert.equal(asked().length, 3);
        assert.deepEqual([one.claims.aud, two.claims.aud], [models, "https://ai.azure.com"]);
        assert.notEqual(three.claims.oid, one.claims.oid);
    });

    it("come for the others that wait when one of them gives up", async () => {
        const fault = simulator.fault({ match: { service: "imds", times: 1 }, action: { delayMs: 80 } });
        const impatient = new AbortController();
        const stopped = getToken(playground, models, { signal: impatient.signal });
        const others = [getToken(playground, models), getToken(playground, models, { signal: new AbortController().signal })];
        impatient.abort();
        await assert.rejects(stopped, { name: "AbortError" });
        assert.deepEqual((await Promise.all(others)).map(({ claims }) => claims.oid), [principalId, principalId]);
        assert.equal(asked().length, 1);
        fault.remove();
    });

    it("are refused at once to who had given up before", async () => {
        await assert.rejects(getToken(playground, models, { signal: AbortSignal.abort() }), { name: "AbortError" });
    });

    it("are asked for again on demand, although one is known", async () => {
        await getToken(playground, models);
        const again = await getToken(playground, models, { forceRefresh: true });
        assert.equal(asked().length, 2);
        assert.equal((await getToken(playground, models)).value, again.value);
    });

    it("are asked for again after a failure, which is not remembered", async () => {
        simulator.fault({ match: { service: "imds", times: 1 }, action: { status: 400, body: { error: "invalid_request", error_description: "Identity not found" } } });
        await assert.rejects(getToken(playground, models));
        assert.equal((await getToken(playground, models)).claims.oid, principalId);
    });

    for (const [what, identity, selector] of [
        ["client id", { clientId }, { client_id: clientId }],
        ["object id", { principalId }, { object_id: principalId }],
        ["resource id", { resourceId }, { msi_res_id: resourceId }],
    ] as const) {
        it(`name the identity by its ${what} where that is all one knows`, async () => {
            const { claims } = await getToken({ kind: "userAssigned", name: "typed", ...identity }, models);
            assert.equal(claims.oid, principalId);
            const [{ query, headers }] = asked() as [RecordedRequest];
            const { "api-version": apiVersion, ...rest } = query;
            assert.deepEqual(rest, { resource: models, ...selector });
            assert.ok(apiVersion);
            assert.equal(headers.metadata, "true");
        });
    }

    it("name exactly one id where all three are known", async () => {
        await getToken(playground, models);
        assert.deepEqual(Object.keys(asked()[0]!.query).sort(), ["api-version", "client_id", "resource"]);
    });

    it("name none for the system-assigned identity", async () => {
        assert.equal((await getToken(machine, models)).claims.oid, "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614");
        assert.deepEqual(Object.keys(asked()[0]!.query).sort(), ["api-version", "resource"]);
    });

    /** A proxy for everything, which answers in its own words; in the end, what it was asked. */
    async function throughProxy(environment: NodeJS.ProcessEnv, run: () => Promise<void>): Promise<string[]> {
        const seen: string[] = [];
        const proxy = createServer((request, response) => {
            seen.push(request.url ?? "");
            response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in to the proxy</html>");
        }).on("connect", ({ url }: IncomingMessage, socket: Duplex) => {
            seen.push(url ?? "");
            socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        });
        await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
        const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
        setEnvironment({
            ...environment, NO_PROXY: "", no_proxy: "",
            HTTP_PROXY: address, http_proxy: address, HTTPS_PROXY: address, https_proxy: address, ALL_PROXY: address, all_proxy: address,
        });
        try {
            await run();
        } finally {
            proxy.close();
        }
        return seen;
    }

    for (const [what, identity, extra, expected] of [
        ["of a chosen identity", playground, {}, principalId],
        ["of the environment's default", { kind: "environment" }, { AZURE_CLIENT_ID: clientId }, principalId],
        ["of the environment's default, which is told to be a managed identity", { kind: "environment" }, { AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential" }, "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614"],
    ] as const) {
        it(`${what} are never fetched through a proxy`, async () => {
            const seen = await throughProxy({ AZURE_POD_IDENTITY_AUTHORITY_HOST: simulator.urls.imds, ...extra }, async () => {
                assert.equal((await getToken(identity, models)).claims.oid, expected);
            });
            assert.deepEqual(seen, []);
            assert.deepEqual(["via", "x-forwarded-for"].filter((name) => name in asked()[0]!.headers), []);
        });
    }

    it("of the environment's default are not looked for with a proxy's help: it is not asked whether this is Azure", async () => {
        const path = `${join(import.meta.dirname, "../../simulator/bin")}${delimiter}${kept["PATH"]}`;
        const seen = await throughProxy({ ...simulator.env, PATH: path, AZURE_POD_IDENTITY_AUTHORITY_HOST: "" }, async () => {
            delete process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
            await getToken({ kind: "environment" }, models).catch(() => undefined);
        });
        assert.deepEqual(seen, []);
    });

    it("of an endpoint with https (Service Fabric) are not asked for through a proxy; what else has https is", async () => {
        const reached: string[] = [];
        const fabric = createTcpServer((socket) => void (reached.push("fabric"), socket.destroy()));
        await new Promise<void>((resolve) => fabric.listen(0, "127.0.0.1", resolve));
        const endpoint = `https://127.0.0.1:${(fabric.address() as AddressInfo).port}/metadata/identity/oauth2/token`;
        const elsewhere = "https://login.example.com/";
        const seen = await throughProxy({ IDENTITY_ENDPOINT: endpoint }, async () => {
            const transport = managedIdentityTransport();
            const pipeline = createEmptyPipeline();
            pipeline.addPolicy(proxyPolicy());
            for (const url of [`${endpoint}?resource=x`, elsewhere]) {
                await pipeline.sendRequest(transport, createPipelineRequest({ url })).catch(() => undefined);
            }
        });
        fabric.close();
        assert.deepEqual([reached, seen], [["fabric"], ["login.example.com:443"]]);
    });

    it("are the chosen identity's whatever the environment names", async () => {
        setEnvironment({
            AZURE_POD_IDENTITY_AUTHORITY_HOST: simulator.urls.imds, AZURE_CLIENT_ID: "9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa",
            AZURE_TENANT_ID: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210", AZURE_CLIENT_SECRET: "no", AZURE_TOKEN_CREDENTIALS: "dev",
        });
        assert.equal((await getToken(playground, models)).claims.oid, principalId);
        assert.equal((await getToken(machine, models)).claims.oid, "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614");
    });

    it("are those of AZURE_CLIENT_ID for the environment's default", async () => {
        setEnvironment({ AZURE_POD_IDENTITY_AUTHORITY_HOST: simulator.urls.imds, AZURE_CLIENT_ID: "9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa" });
        assert.equal((await getToken({ kind: "environment" }, models)).claims.oid, "d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57");
    });

    it("wait for a metadata service that is busy", async () => {
        simulator.fault({ match: { service: "imds", times: 2 }, action: { status: 429, headers: { "retry-after": "0.02" }, body: { error: "too many" } } });
        assert.equal((await getToken(playground, models)).claims.oid, principalId);
        assert.deepEqual(asked().map(({ status }) => status), [429, 429, 200]);
    });

    it("are not given to an identity that is not attached, and the reason is said", async () => {
        const stranger: UserAssignedIdentity = { kind: "userAssigned", name: "identity 0000…0001", clientId: "00000000-0000-0000-0000-000000000001" };
        const error = await getToken(stranger, models).then(() => undefined, (caught: unknown) => caught);
        const failure = tokenFailure({ identity: stranger, audience: models, error });
        assert.equal(failure.kind, "identityNotAttached");
        assert.equal(failure.summary, "identity 0000…0001 could not get a token for cognitiveservices.azure.com");
        assert.equal(asked().length, 1);
    });

    it("come from the Azure CLI, for the tenant that is asked for", async function () {
        setEnvironment({ ...simulator.env, PATH: `${join(import.meta.dirname, "../../simulator/bin")}${delimiter}${kept["PATH"]}` });
        delete process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
        const { claims } = await getToken({ kind: "cli" }, "https://management.azure.com", { tenantId: "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18" });
        assert.deepEqual([claims.oid, claims.tid], ["b60a2d94-1e7c-4f83-a5d9-6c3e8b7f0142", "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18"]);
    });

    it("of an account that is signed out are missing in words", async () => {
        const identity = { kind: "account", accountId: "dev@contoso.com", name: "dev@contoso.com" } as const;
        const error = await getToken(identity, models).then(() => undefined, (caught: unknown) => caught);
        const failure = tokenFailure({ identity, audience: models, error });
        assert.equal(failure.kind, "signedOut");
        assert.equal(failure.actions[0]?.kind, "signIn");
    });
});

describe("The claims of a token", () => {
    it("are read where it is a JWT, and are none where it is opaque", () => {
        const jwt = `e30.${Buffer.from('{"oid":"o","tid":"t"}').toString("base64url")}.x`;
        assert.deepEqual(decodeClaims(jwt), { oid: "o", tid: "t" });
        for (const opaque of ["", "opaque", "a.b.c", `e30.${Buffer.from("null").toString("base64url")}.x`]) {
            assert.deepEqual(decodeClaims(opaque), {}, opaque);
        }
    });
});
