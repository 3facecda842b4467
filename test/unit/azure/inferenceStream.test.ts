import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { InferenceEvent } from "../../../src/azure/inference.ts";
import type { StreamChatParts } from "../../../src/azure/inference/streamChat.ts";
import {
    oid,
    chatWith, chunk, connectionTo, failureOf, filterResults, finished, hello, openEvents, refuse, said, send, startServer, stream, textOf, tokenFor,
} from "./inferenceServer.ts";

describe("Streaming an answer", () => {
    it("shows what it waits for, the text as it comes, how it ended and the usage", async () => {
        await using server = await startServer(hello);
        const chat = chatWith(server.url);
        await chat.run();
        assert.deepEqual(chat.events, [
            { kind: "waiting", for: "token" },
            { kind: "waiting", for: "firstByte" },
            { kind: "text", text: "Hello" },
            { kind: "finish", reason: "stop" },
            { kind: "usage", usage: { promptTokens: 18, completionTokens: 9, totalTokens: 27 } },
        ]);
    });

    it("calls the v1 API with the deployment as model, a bearer token, and nothing that the SDK adds about the machine", async () => {
        await using server = await startServer(hello);
        await chatWith(server.url).run();
        const { url, method, headers, body } = server.requests[0]!;
        assert.equal(`${method} ${url}`, "POST /openai/v1/chat/completions");
        assert.equal(headers.authorization, `Bearer ${tokenFor("https://cognitiveservices.azure.com").value}`);
        assert.deepEqual(Object.keys(headers).filter((name) => name.startsWith("x-stainless") || name === "api-key"), []);
        assert.deepEqual(body, {
            model: "gpt-4o", stream: true, stream_options: { include_usage: true },
            messages: [{ role: "user", content: "Why is the sky blue?" }],
        });
    });

    it("keeps a path prefix of the endpoint, and drops an API path that was pasted along", async () => {
        await using server = await startServer(hello);
        await chatWith(`${server.url}gateway/team-a`).run();
        await chatWith(`${server.url}openai/v1/`).run();
        await chatWith(`${server.url}openai/deployments/gpt-4o/chat/completions?api-version=1`).run();
        assert.deepEqual(server.requests.map(({ url }) => url), [
            "/gateway/team-a/openai/v1/chat/completions", "/openai/v1/chat/completions", "/openai/v1/chat/completions",
        ]);
    });

    it("shows the thoughts of a model that streams them", async () => {
        const thought = chunk([{ index: 0, delta: { reasoning_content: "Hmm." }, finish_reason: null }]);
        await using server = await startServer(stream(thought, said("Yes."), finished()));
        const chat = chatWith(server.url);
        await chat.run();
        assert.deepEqual(chat.events.slice(2, 4), [{ kind: "reasoning", text: "Hmm." }, { kind: "text", text: "Yes." }]);
    });

    for (const reason of ["length", "content_filter"]) {
        it(`says that the answer ended by ${reason}`, async () => {
            await using server = await startServer(stream(said("Once upon"), finished(reason)));
            const chat = chatWith(server.url);
            await chat.run();
            assert.deepEqual(chat.events.at(-1), { kind: "finish", reason });
        });
    }

    it("logs method, host, path, status, request id and principal, and neither query, token nor prompt", async () => {
        await using server = await startServer(refuse(404, { error: { code: "404", message: "Resource not found" } }), hello);
        const chat = chatWith(server.url, { apiVersion: () => "2024-06-01" });
        await chat.run();
        const { host } = new URL(server.url);
        assert.deepEqual(chat.log.map(({ ms, ...line }) => (assert.ok(ms >= 0), line)), [
            { method: "POST", host, path: "/openai/v1/chat/completions", status: 404, requestId: "11111111-2222-3333-4444-555555555555", principal: tokenFor("https://x").claims.oid },
            { method: "POST", host, path: "/openai/deployments/gpt-4o/chat/completions", status: 200, requestId: "11111111-2222-3333-4444-555555555555", principal: tokenFor("https://x").claims.oid },
        ]);
        assert.doesNotMatch(JSON.stringify(chat.log), /eyJ|sky|api-version/);
    });
});

describe("Stopping an answer", () => {
    it("ends without an error, shows nothing more, and closes the connection", async () => {
        let closed: Promise<unknown> | undefined;
        await using server = await startServer(({ response }) => {
            closed = new Promise((resolve) => response.on("close", resolve));
            openEvents(response);
            send(response, filterResults, said("One"));
            setTimeout(() => send(response, said("Two"), said("Three")), 20);
        });
        const abort = new AbortController();
        const read = ({ kind }: InferenceEvent) => void (kind === "text" && abort.abort());
        const chat = chatWith(server.url, {}, { signal: abort.signal, read });
        await chat.run();
        assert.equal(textOf(chat.events), "One");
        await closed;
    });

    it("works while the model has not answered yet", async () => {
        await using server = await startServer(() => setTimeout(() => abort.abort(), 20));
        const abort = new AbortController();
        const chat = chatWith(server.url, {}, { signal: abort.signal });
        await chat.run();
        assert.deepEqual(chat.events.map(({ kind }) => kind), ["waiting", "waiting"]);
    });

    it("works while it waits for the next try", async () => {
        await using server = await startServer(refuse(429, {}, { "retry-after": "30" }));
        const abort = new AbortController();
        const chat = chatWith(server.url, { clock: undefined }, { signal: abort.signal });
        setTimeout(() => abort.abort(), 100);
        const start = performance.now();
        await chat.run();
        assert.ok(performance.now() - start < 2000);
        assert.equal(chat.events.at(-1)?.kind, "retrying");
    });

    it("works while the user is asked about a foreign host, however the answer is", async () => {
        const abort = new AbortController();
        const chat = chatWith("https://models.example.com/", { allowHost: async () => (abort.abort(), false) }, { signal: abort.signal });
        await chat.run();
        assert.deepEqual(chat.events, [{ kind: "waiting", for: "token" }]);
    });

    it("works while the token is awaited", async () => {
        const abort = new AbortController();
        const chat = chatWith("http://127.0.0.1:9/", {
            getToken: async (_identity, _audience, options) => new Promise((_resolve, reject) => {
                options?.signal?.addEventListener("abort", () => reject(options.signal?.reason as Error));
                setTimeout(() => abort.abort(), 10);
            }),
        }, { signal: abort.signal });
        await chat.run();
        assert.deepEqual(chat.events, [{ kind: "waiting", for: "token" }]);
    });
});

describe("A stream that breaks", () => {
    it("keeps what came and says that the answer was cut off when the connection breaks", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            send(response, filterResults, said("Half an"));
            setTimeout(() => response.destroy(), 20);
        });
        const chat = chatWith(server.url);
        const failure = await failureOf(chat.run);
        assert.equal(failure.kind, "cut");
        assert.equal(textOf(chat.events), "Half an");
        assert.equal(server.requests.length, 1);
    });

    it("says so too when the stream ends cleanly, but without a finish reason", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            send(response, said("Half an"));
            response.end();
        });
        assert.equal((await failureOf(chatWith(server.url).run)).kind, "cut");
    });

    it("is tried again when nothing was shown yet", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            send(response, filterResults);
            setTimeout(() => response.destroy(), 20);
        }, hello);
        const chat = chatWith(server.url);
        await chat.run();
        assert.equal(textOf(chat.events), "Hello");
        assert.equal(server.requests.length, 2);
    });

    it("says what the service reported in the middle of the answer", async () => {
        await using server = await startServer(stream(said("Half an"), { error: { message: "The server had an error", type: "server_error", code: null } }));
        const chat = chatWith(server.url);
        const failure = await failureOf(chat.run);
        assert.equal(failure.kind, "brokenOff");
        assert.equal(failure.evidence.find(({ name }) => name === "Azure says")?.value, "The server had an error");
        assert.equal(textOf(chat.events), "Half an");
    });

    it("says that the model went silent, without asking again", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            send(response, filterResults, said("Half an"));
        });
        const chat = chatWith(server.url, { stallMs: 60 });
        const failure = await failureOf(chat.run);
        assert.equal(failure.kind, "stalled");
        assert.equal(server.requests.length, 1);
    });

    it("is silent also when only empty chunks come, or no headers at all", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            const timer = setInterval(() => send(response, chunk([{ index: 0, delta: {}, finish_reason: null }])), 10);
            response.on("close", () => clearInterval(timer));
        }, () => undefined);
        assert.equal((await failureOf(chatWith(server.url, { stallMs: 60 }).run)).kind, "stalled");
        assert.equal((await failureOf(chatWith(server.url, { stallMs: 60 }).run)).kind, "stalled");
    });

    it("gives a reasoning model three times as long", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            setTimeout(() => {
                send(response, said("Thought."), finished());
                response.end();
            }, 150);
        });
        const chat = chatWith(server.url, { stallMs: 100 }, { target: { modelName: "o4-mini" } });
        await chat.run();
        assert.equal(textOf(chat.events), "Thought.");
    });

    it("does not count the time that the reader takes", async () => {
        await using server = await startServer(hello);
        const chat = chatWith(server.url, { stallMs: 300 }, { read: async ({ kind }) => (kind === "text" ? delay(700) : undefined) });
        await chat.run();
        assert.equal(textOf(chat.events), "Hello");
    });

    it("that never began teaches nothing about who may call", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            response.end("<html>Sign in</html>");
        });
        const answers: string[] = [];
        const chat = chatWith(server.url, { answered: (principalId) => answers.push(principalId) }, { target: { accountId: "/subscriptions/s" } });
        await failureOf(chat.run);
        assert.deepEqual(answers, []);
    });

    it("that answers teaches that the principal may call, once", async () => {
        await using server = await startServer(hello);
        const answers: string[] = [];
        const chat = chatWith(server.url, { answered: (principalId) => answers.push(principalId) }, { target: { accountId: "/subscriptions/s" } });
        await chat.run();
        assert.equal(answers.length, 1);
    });

    it("that is a web page instead is told as such", async () => {
        await using server = await startServer(({ response }) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>"));
        const failure = await failureOf(chatWith(server.url).run);
        assert.equal(failure.kind, "unexpectedAnswer");
        assert.match(failure.cause, /answered 200 with text\/html/);
    });

    for (const [what, status, headers, body] of [
        ["a page without a type", 200, {}, "<html><title>Guest network</title></html>"],
        ["a page that calls itself a stream", 200, { "content-type": "text/event-stream" }, "<html>Sign in</html>"],
        ["nothing at all", 204, {}, ""],
    ] as const) {
        it(`that is ${what} is told as such at once, and nothing is said to be kept`, async () => {
            await using server = await startServer(({ response }) => response.writeHead(status, headers).end(body));
            const failure = await failureOf(chatWith(server.url).run);
            assert.equal(failure.kind, "unexpectedAnswer");
            assert.doesNotMatch(`${failure.cause} ${failure.remedy}`, /kept/);
            assert.equal(server.requests.length, 1);
        });
    }

    it("that Azure itself ends before it began is tried again", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            response.end();
        }, hello);
        const chat = chatWith(server.url);
        await chat.run();
        assert.equal(textOf(chat.events), "Hello");
    });

    it("that is no JSON is told as such", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            response.end("data: {not json\n\n");
        });
        assert.equal((await failureOf(chatWith(server.url).run)).kind, "unexpectedAnswer");
    });

    it("keeps the text that came just before the broken part", async () => {
        await using server = await startServer(({ response }) => {
            openEvents(response);
            response.end(`data: ${JSON.stringify(said("Half an"))}\n\ndata: {not json\n\n`);
        });
        const chat = chatWith(server.url);
        assert.equal((await failureOf(chat.run)).kind, "cut");
        assert.equal(textOf(chat.events), "Half an");
    });

    it("is read in whatever pieces, line ends and keep-alives it comes", async () => {
        const events = `: keep-alive\r\n\r\nevent: x\r\ndata:${JSON.stringify(said("Grüße "))}\r\n\r\ndata: ${JSON.stringify(said("🙂"))}\n\ndata: ${JSON.stringify(finished())}\n\ndata: [DONE]`;
        for (const size of [1, 7, 10_000]) {
            await using server = await startServer(({ response }) => {
                openEvents(response);
                const bytes = Buffer.from(events);
                void (async () => {
                    for (let at = 0; at < bytes.length; at += size) {
                        response.write(bytes.subarray(at, at + size));
                        await new Promise(setImmediate);
                    }
                    response.end();
                })();
            });
            const chat = chatWith(server.url);
            await chat.run();
            assert.equal(textOf(chat.events), "Grüße 🙂");
            assert.deepEqual(chat.events.at(-1), { kind: "finish", reason: "stop" });
        }
    });
});

describe("Where a token may go", () => {
    const asks: string[] = [];
    const principals: (string | undefined)[] = [];
    const refusing = {
        allowHost: async (...[url, , , claims]: Parameters<StreamChatParts["allowHost"]>) => (asks.push(url), principals.push(claims.oid), false),
        fetch: () => assert.fail("sent"),
    };

    it("asks for consent with the token at hand, sends nothing before, and names host and identity when refused", async () => {
        const chat = chatWith("https://models.example.com/", refusing);
        const failure = await failureOf(chat.run);
        assert.equal(failure.kind, "hostNotAllowed");
        assert.equal(failure.summary, "uai-playground was not sent to models.example.com");
        assert.deepEqual(failure.actions[0], { kind: "consentHost", label: "Allow models.example.com…", host: "models.example.com" });
        assert.deepEqual(asks, ["https://models.example.com/"]);
        assert.deepEqual(principals, [oid]);
    });

    it("does not ask about the cloud's own hosts", async () => {
        const chat = chatWith("https://acct.openai.azure.com/", { allowHost: () => assert.fail("asked"), fetch: async () => Promise.reject(new TypeError("fetch failed")) });
        assert.equal((await failureOf(chat.run)).kind, "connectionReset");
    });

    it("refuses plain http, except to this machine with consent", async () => {
        assert.equal((await failureOf(chatWith("http://acct.openai.azure.com/").run)).kind, "insecureEndpoint");
        assert.equal((await failureOf(chatWith("http://127.0.0.1:9/", refusing).run)).kind, "hostNotAllowed");
    });

    for (const endpoint of ["not a url", "ftp://x.openai.azure.com/", "https://user:secret@x.openai.azure.com/"]) {
        it(`refuses the endpoint ${endpoint.replace("secret", "…")}`, async () => {
            const failure = await failureOf(chatWith(endpoint).run);
            assert.equal(failure.kind, "endpointInvalid");
            assert.doesNotMatch(JSON.stringify(failure), /secret/);
        });
    }

    it("never follows a redirect with the token", async () => {
        await using other = await startServer(hello);
        await using server = await startServer(({ response }) => response.writeHead(307, { location: `${other.url}openai/v1/chat/completions` }).end());
        const failure = await failureOf(chatWith(server.url).run);
        assert.equal(failure.kind, "redirected");
        assert.match(failure.cause, new RegExp(new URL(other.url).host));
        assert.equal(other.requests.length, 0);
    });
});

describe("The identity that calls", () => {
    it("is told in the words of its own trouble when there is no token", async () => {
        const chat = chatWith("http://127.0.0.1:9/", { getToken: async () => Promise.reject(new Error("Identity not found")) });
        const failure = await failureOf(chat.run);
        assert.equal(failure.kind, "identityNotAttached");
        assert.equal(failure.summary, "uai-playground could not get a token for cognitiveservices.azure.com");
    });

    it("asks for a user's token in the resource's tenant, and for a managed identity's in none", async () => {
        await using server = await startServer(hello);
        const managed = chatWith(server.url);
        await managed.run();
        const connection = { ...connectionTo(server.url), identity: { kind: "account" as const, accountId: "1", name: "dev@contoso.com", tenantId: "home" } };
        const user = chatWith(server.url, {}, { connection });
        await user.run();
        const tenants = [managed, user].map(({ asked }) => (asked[0]!.options as { tenantId?: string }).tenantId);
        assert.deepEqual(tenants, [undefined, "tenant-1"]);
    });
});
