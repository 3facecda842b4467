import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { type Answer, chat } from "./client.ts";

const dated = "openai/deployments/embed/embeddings?api-version=2024-06-01";

describe("simulator: embeddings", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
        await simulator.change({ change: "addDeployment", account: "ai-services-playground", name: "embed", model: "text-embedding-3-small", capacity: 1000 });
        await simulator.change({ change: "addDeployment", account: "ai-services-playground", name: "ada", model: "text-embedding-ada-002", capacity: 1000 });
    });
    after(() => simulator.close());

    const ask = (body: object, path = "openai/v1/embeddings"): Promise<Answer> => chat(simulator, { path, body: { model: "embed", ...body } });
    const vectors = async (input: unknown, more: object = {}): Promise<number[][]> =>
        (await ask({ input, ...more })).json.data.map((row: { embedding: number[] }) => row.embedding);
    const product = (a: number[] = [], b: number[] = []) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

    it("answers on the v1 path, on a dated one and on /models, with the same vector each time", async () => {
        await simulator.change({ change: "assign", principal: "uai-playground", role: "Azure AI Developer", scope: "ai-services-playground" });
        const answers = await Promise.all([undefined, dated, "models/embeddings?api-version=2024-05-01-preview"].map((path) => ask({ input: "blue rivers" }, path)));
        const [first] = answers;
        assert.deepEqual(answers.map(({ status, json }) => [status, json]), answers.map(() => [200, first!.json]));
        const { object, data, model, usage } = first!.json;
        assert.deepEqual([object, model, data.length, data[0].object, data[0].index], ["list", "text-embedding-3-small", 1, "embedding", 0]);
        assert.deepEqual(usage, { prompt_tokens: 2, total_tokens: 2 });
        assert.equal(data[0].embedding.length, 1536);
        assert.equal(first!.headers["x-ms-deployment-name"], "embed");
    });

    it("puts texts with the same words near each other, at length one", async () => {
        const [rivers, river, finance] = await vectors(["the long blue rivers of Europe", "blue rivers of Europe", "quarterly revenue statement"]);
        assert.ok(Math.abs(product(rivers, rivers) - 1) < 1e-5);
        assert.ok(product(rivers, river) > 0.7 && product(rivers, finance) < 0.3, `${product(rivers, river)} ${product(rivers, finance)}`);
    });

    it("shortens where the model can, and sends base64 where it is asked for", async () => {
        const [short] = await vectors("blue rivers", { dimensions: 256 });
        assert.equal(short?.length, 256);
        const { json } = await ask({ input: "blue rivers", dimensions: 256, encoding_format: "base64" });
        const bytes = Buffer.from(json.data[0].embedding, "base64");
        assert.deepEqual(Array.from({ length: 256 }, (_, index) => bytes.readFloatLE(index * 4)), short);
        assert.match((await ask({ model: "ada", input: "x", dimensions: 256 })).json.error.message, /does not support specifying dimensions/);
        assert.match((await ask({ input: "x", dimensions: 5000 })).json.error.message, /less than or equal to 1536/);
    });

    it("takes lists of tokens and says what is wrong with an input", async () => {
        assert.equal((await vectors([[1, 2, 3], [4]])).length, 2);
        assert.equal((await ask({ input: [1, 2, 3] })).json.usage.prompt_tokens, 3);
        assert.equal((await ask({})).json.error.code, "missing_required_parameter");
        for (const input of [[], "", ["a", ""], [{}]]) {
            assert.match((await ask({ input })).json.error.message, /'\$\.input' is invalid/);
        }
        assert.match((await ask({ input: "word ".repeat(8200) })).json.error.message, /maximum context length is 8192 tokens/);
        assert.equal((await ask({ input: "x", encoding_format: "hex" })).json.error.param, "encoding_format");
    });

    it("is no chat, and a chat model embeds nothing", async () => {
        const { status, json } = await ask({ model: "gpt-4o", input: "x" });
        assert.deepEqual([status, json.error.code], [400, "OperationNotSupported"]);
        assert.match(json.error.message, /^The embeddings operation does not work with the specified model, gpt-4o\./);
    });

    it("needs its own data action", async () => {
        const { status, json } = await chat(simulator, { as: "uai-no-role", path: dated, body: { input: "x" } });
        assert.equal(status, 401);
        assert.match(json.error.message, /deployments\/embeddings\/action` to perform `POST \/openai\/deployments\/\{deployment-id\}\/embeddings`/);
    });
});
