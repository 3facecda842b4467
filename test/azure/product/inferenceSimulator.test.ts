import assert from "node:assert/strict";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { readFileSync } from "node:fs";
import { parseCustomCloud } from "../../../src/azure/cloud.ts";
import { decodeClaims, type GetToken } from "../../../src/azure/credentials.ts";
import { identityName } from "../../../src/azure/identity.ts";
import type { ChatMessage } from "../../../src/azure/inference.ts";
import { startSimulator, type Simulator } from "../../simulator/index.ts";
import { chatWith, connectionTo, failureOf, textOf } from "../../unit/azure/inferenceServer.ts";

/** The product's inference against the local Azure: what is refused is refused by its state, in Azure's words. */
describe("Calling a deployment of the local Azure", function () {
    this.timeout(20_000);
    let simulator: Simulator;
    const trusted = getCACertificates("default");

    before(async () => {
        simulator = await startSimulator();
        setDefaultCACertificates([...trusted, readFileSync(simulator.caFile, "utf8")]);
    });
    after(async () => {
        setDefaultCACertificates(trusted);
        await simulator.close();
    });

    interface Chosen { who?: string; account?: string; deployment?: string; model?: string; prompt?: string; endpoint?: string }

    function chat({ who = "uai-playground", account = "ai-services-playground", deployment = "gpt-4o", model, prompt = "Hello", endpoint }: Chosen) {
        const connection = connectionTo(endpoint ?? simulator.accounts[account]!, { deployment, accountName: account, modelName: model ?? deployment });
        connection.identity = { kind: "userAssigned", name: who };
        const getToken: GetToken = async (identity, resource) => {
            const issued = await simulator.token({ principal: identityName(identity), resource });
            return { value: issued.accessToken, expiresOn: issued.expiresOn, claims: decodeClaims(issued.accessToken) };
        };
        const messages: ChatMessage[] = [{ role: "user", content: prompt }];
        const cloud = () => parseCustomCloud(simulator.customCloud);
        // Where NODE_EXTRA_CA_CERTS is set, `trustedFetch` keeps the authorities of its first call for the whole process.
        return chatWith("", { cloud, getToken, allowHost: async () => false, fetch: globalThis.fetch }, { connection, messages });
    }

    it("streams an answer to an identity with the role, as that identity", async () => {
        simulator.clearRequests();
        const hello = chat({});
        await hello.run();
        assert.ok(textOf(hello.events).length > 0);
        assert.deepEqual(hello.events.slice(-2).map(({ kind }) => kind), ["finish", "usage"]);
        const [request] = simulator.requests.filter(({ service }) => service === "openai");
        assert.equal(request?.oid, "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283");
        assert.equal(hello.log[0]?.requestId, request?.requestId);
    });

    it("names the missing role, its scope and the data action to an identity without it", async () => {
        const failure = await failureOf(chat({ who: "uai-no-role" }).run);
        assert.equal(failure.summary, "uai-no-role may not call gpt-4o");
        assert.match(failure.cause, /Cognitive Services OpenAI User is missing on ai-services-playground.*chat\/completions\/action/);
        assert.equal(failure.actions[0]?.kind === "assignRole" && failure.actions[0].principalId, "d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57");
    });

    it("lets it call once the role is in force", async () => {
        await simulator.change({ change: "assign", principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" });
        const allowed = chat({ who: "uai-no-role" });
        await allowed.run();
        assert.ok(textOf(allowed.events).length > 0);
        await simulator.change({ change: "unassign", principal: "uai-no-role", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" });
    });

    it("answers with a reasoning model", async () => {
        const thinking = chat({ deployment: "o4-mini" });
        await thinking.run();
        assert.ok(textOf(thinking.events).length > 0);
    });

    it("tells that the account is private", async () => {
        const failure = await failureOf(chat({ account: "aoai-private", deployment: "gpt-4o-mini" }).run);
        assert.equal(failure.kind, "publicAccessDisabled");
    });

    it("tells that the deployment does not exist", async () => {
        assert.equal((await failureOf(chat({ deployment: "gpt-5-nope", model: "gpt-4o" }).run)).kind, "deploymentNotFound");
    });

    it("tells that the identity is of another tenant than the account", async () => {
        assert.equal((await failureOf(chat({ account: "aoai-research", deployment: "gpt-4.1" }).run)).kind, "wrongTenant");
    });

    it("tells what the content filter found", async () => {
        assert.equal((await failureOf(chat({ prompt: "Hi [[filter]]" }).run)).kind, "contentFiltered");
    });

    it("uses the dated API of an account without v1, and the audience that the account names", async () => {
        const sandbox = { servesV1: false, audiences: ["https://ai.azure.com"] };
        await simulator.change({ change: "setAccount", name: "ai-services-playground", sandbox });
        simulator.clearRequests();
        const old = chat({});
        await old.run();
        assert.ok(textOf(old.events).length > 0);
        assert.deepEqual(simulator.requests.filter(({ service }) => service === "openai").map(({ path, status }) => `${status} ${path}`), [
            "401 /openai/v1/chat/completions", "404 /openai/v1/chat/completions", "200 /openai/deployments/gpt-4o/chat/completions",
        ]);
        await simulator.change({ change: "setAccount", name: "ai-services-playground", sandbox: { servesV1: true, audiences: undefined } });
    });

    it("waits out a rate limit", async () => {
        using _fault = faulty({ status: 429, headers: { "retry-after": "1" }, body: { error: { code: "429", message: "exceeded token rate limit" } } }, 1);
        const patient = chat({});
        await patient.run();
        assert.deepEqual(patient.waits, [1000]);
        assert.ok(textOf(patient.events).length > 0);
    });

    it("keeps what came of an answer that is cut", async () => {
        using _fault = faulty({ cutAfterEvents: 6 }, 1);
        const cut = chat({ prompt: "Tell me [[length=3000]]" });
        assert.equal((await failureOf(cut.run)).kind, "cut");
        assert.ok(textOf(cut.events).length > 0);
    });

    it("tries again after a reset connection", async () => {
        using _fault = faulty({ reset: true }, 1);
        const reset = chat({});
        await reset.run();
        assert.ok(textOf(reset.events).length > 0);
    });

    it("sends no token to another host without consent", async () => {
        simulator.clearRequests();
        const foreign = chat({ endpoint: simulator.accounts["ai-services-playground"]!.replace("localhost", "127.0.0.1") });
        assert.equal((await failureOf(foreign.run)).kind, "hostNotAllowed");
        assert.deepEqual(simulator.requests.filter(({ service }) => service === "openai"), []);
    });

    function faulty(action: Parameters<Simulator["fault"]>[0]["action"], times: number) {
        const fault = simulator.fault({ match: { service: "openai", times }, action });
        return { [Symbol.dispose]: () => fault.remove() };
    }
});
