import assert from "node:assert/strict";
import { azIn } from "../az/az.ts";
import { describeWith } from "../available.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { installed } from "./install.ts";
import { javaScript } from "./node.ts";

const uai = { name: "uai-playground", clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", principalId: "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283" };
const developer = "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63";
const endpoint = "https://ai-services-playground.openai.azure.com";
const langChain = installed({ "@langchain/openai": "1.6.0", "@langchain/core": "1.4.0" });

const claimsOf = (credential: string, resource = "https://cognitiveservices.azure.com") => `
import { AzureCliCredential, DefaultAzureCredential, DeviceCodeCredential, ManagedIdentityCredential } from "@azure/identity";
const { token } = await ${credential}.getToken("${resource}/.default");
console.log(Buffer.from(token.split(".")[1], "base64url").toString());
`;

describeWith("network", "JavaScript: packages against the sandbox", function () {
    this.timeout(180_000);

    let azure: IsolatedAzure;
    before(async () => {
        azure = await startIsolatedAzure();
        await azure.change({ change: "addDeployment", account: "ai-services-playground", name: "embed", model: "text-embedding-3-small" });
    });
    after(() => azure.close());

    it("@azure/identity: managed identities, by every id and by none", async () => {
        const oids = async (credential: string) => (await javaScript(azure, { program: claimsOf(credential) })).oid;
        assert.equal(await oids("new ManagedIdentityCredential()"), "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614");
        assert.equal(await oids(`new ManagedIdentityCredential({ objectId: "${uai.principalId}" })`), uai.principalId);
        assert.equal(await oids(`new DefaultAzureCredential({ managedIdentityClientId: "${uai.clientId}" })`), uai.principalId);
    });

    it("@azure/identity: a person by device code, for the resource that was asked for", async () => {
        const claims = await javaScript(azure, { program: claimsOf('new DeviceCodeCredential({ tenantId: "contoso.com" })'), approveAs: "dev@contoso.com" });
        assert.deepEqual([claims.oid, claims.aud, claims.idtyp], [developer, "https://cognitiveservices.azure.com", "user"]);
    });

    it("openai: chat on v1 and on a dated version, streamed and whole, responses, embeddings, models, and what is missing", async () => {
        const said = await javaScript(azure, { program: `
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI, { AzureOpenAI } from "openai";
const token = getBearerTokenProvider(new DefaultAzureCredential({ managedIdentityClientId: "${uai.clientId}" }), "https://cognitiveservices.azure.com/.default");
const v1 = new OpenAI({ baseURL: "${endpoint}/openai/v1/", apiKey: token, maxRetries: 0 });
const dated = (apiVersion) => new AzureOpenAI({ endpoint: "${endpoint}", azureADTokenProvider: token, apiVersion, maxRetries: 0 });
const messages = [{ role: "user", content: "Hello" }];
const refused = (promise) => promise.then(() => "answered", ({ status, code, message }) => [status, code, message]);
let streamed = "";
for await (const chunk of await v1.chat.completions.create({ model: "gpt-4o", messages, stream: true })) {
    streamed += chunk.choices[0]?.delta.content ?? "";
}
const whole = [];
for (const version of ["2024-02-15-preview", "2024-05-01-preview", "2024-10-21", "2025-04-01-preview"]) {
    whole.push((await dated(version).chat.completions.create({ model: "gpt-4o", messages })).choices[0].message.content);
}
const input = ["blue rivers", "rivers"];
const embed = async (client) => (await client.embeddings.create({ model: "embed", input, dimensions: 256 })).data.map(({ embedding }) => embedding);
const [onV1, onDated] = [await embed(v1), await embed(dated("2024-06-01"))];
console.log(JSON.stringify({
    streamed, whole,
    response: (await v1.responses.create({ model: "gpt-4o", input: "Hello" })).output_text,
    lengths: onV1.map((vector) => vector.length), same: JSON.stringify(onV1) === JSON.stringify(onDated),
    models: (await v1.models.list()).data.map(({ id }) => id),
    missing: await refused(v1.chat.completions.create({ model: "nothing", messages })),
    version: await refused(dated("2023-03-15-preview").chat.completions.create({ model: "gpt-4o", messages })),
    reasoning: await refused(dated("2024-10-21").chat.completions.create({ model: "o4-mini", messages })),
}));` });
        assert.match(said.streamed, /^Hello! .*uai-playground/);
        assert.deepEqual([...new Set(said.whole), said.response], [said.streamed, said.streamed]);
        assert.deepEqual([said.lengths, said.same], [[256, 256], true]);
        assert.ok(said.models.includes("text-embedding-3-small-1"));
        assert.deepEqual(said.missing.slice(0, 2), [404, "DeploymentNotFound"]);
        assert.deepEqual(said.version.slice(0, 2), [404, "404"]);
        assert.match(said.reasoning[2], /enabled only for api versions 2024-12-01-preview and later/);
    });

    const langChainTest = langChain.problem ? it.skip : it;
    langChainTest(`LangChain: chats, streams and embeds as a managed identity${langChain.problem ? ` (skipped: ${langChain.problem})` : ""}`, async () => {
        const said = await javaScript(azure, { folder: langChain.folder, program: `
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { AzureChatOpenAI, AzureOpenAIEmbeddings } from "@langchain/openai";
const { ManagedIdentityCredential, getBearerTokenProvider } = await import(pathToFileURL(createRequire(process.env.REPOSITORY).resolve("@azure/identity")));
const azureADTokenProvider = getBearerTokenProvider(new ManagedIdentityCredential({ clientId: "${uai.clientId}" }), "https://cognitiveservices.azure.com/.default");
const common = { azureADTokenProvider, azureOpenAIApiInstanceName: "ai-services-playground", maxRetries: 0 };
const chat = new AzureChatOpenAI({ ...common, azureOpenAIApiDeploymentName: "gpt-4o", azureOpenAIApiVersion: "2024-05-01-preview" });
let streamed = "";
for await (const chunk of await chat.stream("Hello")) {
    streamed += chunk.content;
}
const embeddings = new AzureOpenAIEmbeddings({ ...common, azureOpenAIApiEmbeddingsDeploymentName: "embed", azureOpenAIApiVersion: "2024-02-01" });
const answer = await chat.invoke([["system", "Be kind."], ["human", "Hello"]]);
console.log(JSON.stringify({ streamed, whole: answer.content, usage: answer.usage_metadata.total_tokens, length: (await embeddings.embedQuery("blue rivers")).length }));`,
            env: { REPOSITORY: import.meta.filename } });
        assert.match(said.whole, /^Hello! .*uai-playground/);
        assert.deepEqual([said.streamed, said.length], [said.whole, 1536]);
        assert.ok(said.usage > 0);
    });
});

describeWith("az", "JavaScript: @azure/identity with the real az", function () {
    this.timeout(180_000);

    it("uses whom az has signed in", async () => {
        const azure = await startIsolatedAzure();
        const az = azIn(azure);
        try {
            const program = claimsOf("new AzureCliCredential()", "https://management.azure.com");
            await assert.rejects(javaScript(azure, { program, env: az.env }), /Please run 'az login'/);
            await azure.change({ change: "assign", principal: uai.name, role: "Reader", scope: "Playground" });
            await az`login --identity --username ${uai.clientId}`;
            assert.equal((await javaScript(azure, { program, env: az.env })).oid, uai.principalId);
        } finally {
            az.remove();
            await azure.close();
        }
    });
});
