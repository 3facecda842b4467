import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { ask, chat, eventsOf, textOf } from "./client.ts";

describe("simulator: streaming", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
        await simulator.change({ change: "setDeployment", account: "ai-services-playground", name: "gpt-4o", capacity: 10_000 });
    });
    after(() => simulator.close());

    it("sends filter results, the role, the text, the stop, the usage and the end", async () => {
        const body = ask("Hello", { stream: true, stream_options: { include_usage: true } });
        const { headers, text } = await chat(simulator, { body });
        assert.equal(headers["content-type"], "text/event-stream; charset=utf-8");
        const [filters, role, ...rest] = eventsOf(text);
        assert.deepEqual([filters.choices, filters.id, filters.model], [[], "", ""]);
        assert.equal(filters.prompt_filter_results[0].content_filter_results.jailbreak.detected, false);
        assert.deepEqual(role.choices[0].delta, { content: "", refusal: null, role: "assistant" });
        const [usage, end] = rest.slice(-2);
        const stop = rest.at(-3);
        assert.deepEqual([stop.choices[0].delta, stop.choices[0].finish_reason], [{}, "stop"]);
        assert.deepEqual(usage.choices, []);
        assert.equal(usage.usage.completion_tokens, rest.length - 3);
        assert.equal(end, "[DONE]");
        const whole = await chat(simulator, { body: ask("Hello") });
        assert.equal(rest.slice(0, -3).map((chunk) => chunk.choices[0].delta.content).join(""), textOf(whole));
    });

    it("sends no usage unless it is asked for", async () => {
        const { text } = await chat(simulator, { body: ask("Hello", { stream: true }) });
        assert.ok(eventsOf(text).every((event) => event.usage === undefined));
    });

    it("keeps to the rate that the prompt asks for", async () => {
        const started = performance.now();
        const { text } = await chat(simulator, { body: ask("[[rate=200 length=400]] rivers", { stream: true }) });
        const tokens = eventsOf(text).length - 4;
        const expected = (tokens / 200) * 1000;
        const took = performance.now() - started;
        assert.ok(took > expected * 0.8 && took < expected * 2 + 200, `${tokens} tokens took ${took} ms`);
    });

    it("streams 20 KB at full rate without delay", async () => {
        const body = ask("[[length=20000]] rivers", { stream: true });
        await chat(simulator, { body });
        const started = performance.now();
        const { text } = await chat(simulator, { body });
        const took = performance.now() - started;
        const content = eventsOf(text).slice(2, -2).map((event) => event.choices[0].delta.content).join("");
        assert.equal(Buffer.byteLength(content), 20_000);
        assert.ok(took < 300, `took ${took} ms`);
    });

    it("stops generating when the client hangs up", async () => {
        const controller = new AbortController();
        const onText = () => controller.abort();
        const body = ask("[[rate=20 length=5000]] rivers", { stream: true });
        await assert.rejects(chat(simulator, { body, signal: controller.signal, onText }), { name: "AbortError" });
        const entry = simulator.requests.at(-1)!;
        for (let waited = 0; entry.ms === undefined && waited < 1000; waited += 10) {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
        assert.equal(entry.aborted, true);
    });

    it("lets a reasoning model think first, without events", async () => {
        let first: number | undefined;
        const started = performance.now();
        const onText = (text: string) => {
            first ??= text.includes('"delta":{"content":"H') ? performance.now() - started : undefined;
        };
        const body = { ...ask("Hello", { stream: true, reasoning_effort: "low", stream_options: { include_usage: true } }), model: "o4-mini" };
        const { text } = await chat(simulator, { body, onText });
        assert.ok(first! > 200, `first token after ${first} ms`);
        assert.equal(eventsOf(text).at(-2).usage.completion_tokens_details.reasoning_tokens, 64);
    });

    it("speaks the Responses API, with named events and no [DONE]", async () => {
        const path = "openai/v1/responses";
        const { text } = await chat(simulator, { path, body: { model: "gpt-4o", input: "Hello", stream: true } });
        const names = [...text.matchAll(/^event: (.*)$/gm)].map((match) => match[1]!);
        const events = eventsOf(text);
        assert.deepEqual(events.map((event) => event.type), names);
        assert.deepEqual(events.map((event) => event.sequence_number), events.map((_event, index) => index));
        assert.deepEqual(
            names.filter((name) => name !== "response.output_text.delta"),
            [
                "response.created",
                "response.in_progress",
                "response.output_item.added",
                "response.content_part.added",
                "response.output_text.done",
                "response.content_part.done",
                "response.output_item.done",
                "response.completed",
            ],
        );
        const whole = await chat(simulator, { path, body: { model: "gpt-4o", input: [{ role: "user", content: [{ type: "input_text", text: "Hello" }] }] } });
        assert.equal(events.find((event) => event.type === "response.output_text.done").text, whole.json.output[0].content[0].text);
        assert.equal(whole.json.status, "completed");
        const refused = await chat(simulator, { as: "uai-no-role", path, body: { model: "gpt-4o", input: "Hello" } });
        assert.match(refused.json.error.message, /`Microsoft\.CognitiveServices\/accounts\/OpenAI\/responses\/write` to perform `POST \/openai\/v1\/responses`/);
    });
});
