import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { ask, call, chat, eventsOf, hello, imdsToken } from "./client.ts";

const stream = ask("Hello", { stream: true });

describe("simulator: faults", () => {
    let simulator: Simulator;
    before(async () => {
        simulator = await startSimulator();
    });
    after(() => simulator.close());

    it("gives an answer of its own to a route, as often as it was told, and notes the status", async () => {
        const headers = { "retry-after": "2" };
        simulator.fault({ match: { service: "imds", path: "/oauth2/token", times: 2 }, action: { status: 429, body: { error: "too_many_requests" }, headers } });
        for (const expected of [429, 429, 200]) {
            const { status, headers: sent } = await imdsToken(simulator, "");
            assert.equal(status, expected);
            assert.equal(sent["retry-after"], expected === 429 ? "2" : undefined);
            assert.equal(simulator.requests.at(-1)!.status, expected);
        }
    });

    it("touches only what it matches, until it is removed", async () => {
        const fault = simulator.fault({ match: { service: "openai", method: "POST", path: "chat/completions$" }, action: { status: 500, body: "<html>Bad gateway</html>", headers: { "content-type": "text/html" } } });
        const { status, text } = await chat(simulator);
        assert.deepEqual([status, text], [500, "<html>Bad gateway</html>"]);
        assert.equal((await imdsToken(simulator, "")).status, 200);
        fault.remove();
        assert.equal((await chat(simulator)).status, 200);
    });

    it("delays the real answer", async () => {
        simulator.fault({ match: { service: "openai", times: 1 }, action: { delayMs: 150 } });
        const started = performance.now();
        assert.equal((await chat(simulator)).status, 200);
        assert.ok(performance.now() - started >= 150);
    });

    it("resets the connection", async () => {
        simulator.fault({ match: { service: "openai", times: 1 }, action: { reset: true } });
        await assert.rejects(chat(simulator), { code: "ECONNRESET" });
        assert.equal(simulator.requests.at(-1)!.status, 0);
    });

    it("never answers, until the client gives up", async () => {
        simulator.fault({ match: { service: "openai", times: 1 }, action: { hang: true } });
        await assert.rejects(chat(simulator, { signal: AbortSignal.timeout(100) }), { name: "AbortError" });
    });

    it("cuts a stream after so many events", async () => {
        simulator.fault({ match: { service: "openai", times: 1 }, action: { cutAfterEvents: 4 } });
        let text = "";
        await assert.rejects(chat(simulator, { body: stream, onText: (part) => (text += part) }));
        assert.equal(eventsOf(text).length, 4);
    });

    it("cuts an answer after so many bytes", async () => {
        simulator.fault({ match: { service: "openai", times: 1 }, action: { cutAfterBytes: 700 } });
        let text = "";
        await assert.rejects(chat(simulator, { body: stream, onText: (part) => (text += part) }));
        assert.equal(Buffer.byteLength(text), 700);
    });

    it("ends a stream with an event of its own, for errors in the middle", async () => {
        const tail = 'data: {"error":{"message":"The server had an error","type":"server_error","code":null}}\n\n';
        simulator.fault({ match: { service: "openai", times: 1 }, action: { cutAfterEvents: 3, tail } });
        const events = eventsOf((await chat(simulator, { body: stream })).text);
        assert.deepEqual([events.length, events.at(-1).error.type], [4, "server_error"]);
    });

    it("can be set and cleared from another process", async () => {
        const rule = { match: { service: "openai" }, action: { status: 503, body: {} } };
        const { json } = await call(simulator, `${simulator.controlUrl}/faults`, { body: rule });
        assert.equal((await chat(simulator)).status, 503);
        assert.equal((await call(simulator, `${simulator.controlUrl}/faults/${json.id}`, { method: "DELETE" })).status, 204);
        assert.equal((await chat(simulator)).status, 200);
        await call(simulator, `${simulator.controlUrl}/faults`, { body: rule });
        await call(simulator, `${simulator.controlUrl}/faults`, { method: "DELETE" });
        assert.equal((await chat(simulator, { body: hello })).status, 200);
    });
});
