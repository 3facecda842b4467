import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { claimsOf } from "./client.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);
/** Scripts find `node` and the packages of this repository. */
const path = `${dirname(process.execPath)}:${process.env.PATH}`;

/** What a developer writes: no word of the simulator in it. */
const program = `
import { ManagedIdentityCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI, { AzureOpenAI } from "openai";
const [endpoint, clientId, deployment] = process.argv.slice(1);
const credential = new ManagedIdentityCredential({ clientId });
const token = getBearerTokenProvider(credential, "https://cognitiveservices.azure.com/.default");
const v1 = new OpenAI({ baseURL: endpoint + "openai/v1/", apiKey: token, maxRetries: 0 });
const dated = new AzureOpenAI({ endpoint, azureADTokenProvider: token, apiVersion: "2024-10-21", maxRetries: 0 });
const messages = [{ role: "user", content: "Hello" }];
let streamed = "";
for await (const chunk of await v1.chat.completions.create({ model: deployment, messages, stream: true })) {
    streamed += chunk.choices[0]?.delta.content ?? "";
}
const whole = (await dated.chat.completions.create({ model: deployment, messages })).choices[0].message.content;
const response = (await v1.responses.create({ model: deployment, input: "Hello" })).output_text;
let missing;
try {
    await v1.chat.completions.create({ model: "nothing", messages });
} catch (error) {
    missing = [error.constructor.name, error.status, error.code];
}
console.log(JSON.stringify({ streamed, whole, response, missing }));
`;

describe("simulator: real clients", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    const env = () => ({ PATH: path, HOME: process.env.HOME, ...simulator.env });

    it("serves @azure/identity and openai as Azure does", async () => {
        const { clientId, principalId } = simulator.state.identities.find((i) => i.name === "uai-playground")!;
        const endpoint = simulator.accounts["ai-services-playground"]!;
        const args = ["--input-type=module", "--eval", program, endpoint, clientId, "gpt-4o"];
        const { stdout } = await run(process.execPath, args, { cwd: root, env: env() });
        const { streamed, whole, response, missing } = JSON.parse(stdout);
        assert.match(streamed, /^Hello! .*uai-playground/);
        assert.deepEqual([whole, response, missing], [streamed, streamed, ["NotFoundError", 404, "DeploymentNotFound"]]);
        const seen = simulator.requests.filter((request) => request.service === "imds");
        assert.deepEqual(seen.map((request) => [request.oid, request.query.client_id]), [[principalId, clientId]]);
    }).timeout(10_000);

    it("has an az that signs in the developer", async () => {
        const az = join(root, "test/simulator/bin/az");
        const args = ["account", "get-access-token", "--output", "json", "--resource", "https://management.azure.com", "--tenant", "fabrikam.com"];
        const { stdout } = await run(az, args, { env: env() });
        const token = JSON.parse(stdout);
        const claims = claimsOf(token.accessToken);
        assert.deepEqual([claims.aud, claims.tid, claims.exp], ["https://management.azure.com", token.tenant, token.expires_on]);
        assert.equal(simulator.state.subscriptions.find((s) => s.displayName === "Research")!.subscriptionId, token.subscription);
        await assert.rejects(run(az, args, { env: { ...env(), KEYLESS_SANDBOX_USER: "reader@contoso.com" } }), /AADSTS50020.*az login/s);
    }).timeout(10_000);

    it("runs alone, says where it is, and goes when told to", async () => {
        const child = spawn(process.execPath, [join(root, "test/simulator/cli.ts"), "--json"], { stdio: ["ignore", "pipe", "inherit"] });
        const [line] = (await once(createInterface(child.stdout), "line")) as [string];
        const { urls, caFile, customCloud, env: variables, accounts, controlUrl } = JSON.parse(line);
        assert.equal(variables.AZURE_POD_IDENTITY_AUTHORITY_HOST, urls.imds);
        assert.equal(customCloud.portalUrl, urls.portal);
        assert.ok(accounts["ai-services-playground"] && existsSync(caFile));
        assert.equal((await fetch(`${controlUrl}/requests`)).status, 200);
        child.kill("SIGTERM");
        assert.deepEqual(await once(child, "exit"), [0, null]);
        assert.ok(!existsSync(caFile), "the certificate is removed");
    }).timeout(10_000);
});
