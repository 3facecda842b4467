import assert from "node:assert/strict";
import http, { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { knownCloud } from "../../../src/azure/cloud.ts";
import { createTokens } from "../../../src/azure/credentials.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { directRequest, imdsAddressProblem, imdsBaseUrl, ManagedIdentityFailure, observed, withImdsRetry } from "../../../src/azure/imds/imds.ts";
import { readMachine } from "../../../src/azure/machine.ts";

/** Runs `serve` on loopback. */
async function serving(serve: RequestListener) {
    const server = createServer(serve);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        [Symbol.dispose]() {
            server.close();
            server.closeAllConnections();
        },
    };
}

/** Time that only passes while one waits. */
function fakeClock() {
    const waits: number[] = [];
    let now = 0;
    return {
        waits,
        now: () => now,
        async sleep(ms: number) {
            waits.push(ms);
            now += ms;
        },
    };
}

/** Answers with these statuses, then with success; counts the tries. */
function answering(statuses: number[], retryAfterMs?: number) {
    let tries = 0;
    return {
        get tries() {
            return tries;
        },
        run: async () => {
            const status = statuses[tries++];
            if (status !== undefined) {
                throw new ManagedIdentityFailure("", { status, retryAfterMs });
            }
            return "token";
        },
    };
}

describe("A metadata service that is busy", () => {
    for (const [status, limitMs] of [[404, 20_000], [410, 80_000], [429, 20_000], [500, 8_000], [503, 8_000]] as const) {
        it(`is asked again after a ${status}, with growing waits, for up to ${limitMs / 1000} s`, async () => {
            const clock = fakeClock();
            const busy = answering(Array<number>(100).fill(status));
            await assert.rejects(withImdsRetry(busy.run, clock), { status });
            assert.ok(clock.now() <= limitMs && clock.now() > limitMs / 2.5, `${clock.now()}`);
            assert.deepEqual(clock.waits, clock.waits.map((_, index) => 800 * 2 ** index));
        });

        it(`gives a token when it recovers from a ${status}`, async () => {
            const busy = answering([status, status]);
            assert.equal(await withImdsRetry(busy.run, fakeClock()), "token");
            assert.equal(busy.tries, 3);
        });
    }

    it("is asked again when it said, not sooner", async () => {
        const clock = fakeClock();
        await withImdsRetry(answering([429, 429], 7_000).run, clock);
        assert.deepEqual(clock.waits, [7_000, 7_000]);
    });

    it("is not waited for when it wants more than anybody's patience", async () => {
        const clock = fakeClock();
        await assert.rejects(withImdsRetry(answering([429], 120_000).run, clock), { status: 429 });
        assert.deepEqual(clock.waits, []);
    });

    for (const status of [400, 401, 403, 502]) {
        it(`is not asked again after a ${status}, which no waiting mends`, async () => {
            const refused = answering([status]);
            await assert.rejects(withImdsRetry(refused.run, fakeClock()), { status });
            assert.equal(refused.tries, 1);
        });
    }
});

describe("A request to the metadata service", () => {
    it("goes to the link-local address, or to where AZURE_POD_IDENTITY_AUTHORITY_HOST says", () => {
        assert.equal(imdsBaseUrl({}), "http://169.254.169.254");
        assert.equal(imdsBaseUrl({ AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:4000/" }), "http://127.0.0.1:4000");
    });

    for (const [value, why] of [
        ["not an address", /is "not an address", which is no http address/], ["", /which is no http address/], ["169.254.169.254", /no http address/],
        ["https://nmi.test", /no http address/], ["file:///etc/passwd", /no http address/], ["http://a/?x=1", /no http address/],
        ["http://me:geheim@nmi.test", /^(?!.*geheim).*a user name or a password/],
    ] as const) {
        it(`is not made, and no exception, where the variable says "${value}"`, async () => {
            assert.match(imdsAddressProblem({ AZURE_POD_IDENTITY_AUTHORITY_HOST: value }) ?? "", why);
            const kept = process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
            process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = value;
            try {
                const reading = await readMachine();
                assert.ok(reading.kind === "notAzure");
                assert.match(reading.reason, why);
                const getToken = createTokens({ cloud: () => knownCloud("AzureCloud"), accountToken: () => assert.fail("no account") });
                const error = await getToken({ kind: "systemAssigned", name: "vm" }, "https://management.azure.com").then(() => undefined, (caught: unknown) => caught);
                assert.ok(isAccessError(error), String(error));
                assert.equal(error.failure.kind, "settingInvalid");
                assert.match(error.failure.cause, why);
                assert.equal(tokenFailure({ identity: { kind: "systemAssigned", name: "vm" }, audience: "x", error }), error.failure);
            } finally {
                if (kept === undefined) {
                    delete process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
                } else {
                    process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = kept;
                }
            }
        });
    }

    it("is made to any host that the environment names: tokens come from there, none goes there", () => {
        for (const value of [undefined, "http://127.0.0.1:4000/", "http://nmi.kube-system.svc:2579", "http://[::1]:80"]) {
            assert.equal(imdsAddressProblem({ AZURE_POD_IDENTITY_AUTHORITY_HOST: value }), undefined);
        }
    });

    it("does not use the functions that VS Code replaces to send requests through a proxy", async () => {
        using server = await serving((_request, response) => void response.end("direct"));
        const { request, get } = http;
        http.request = http.get = () => assert.fail("went through the patched module");
        try {
            assert.equal((await directRequest(server.url, { timeoutMs: 1_000 })).body, "direct");
        } finally {
            Object.assign(http, { request, get });
        }
    });

    it("gives up in time where nothing answers, and where an answer never ends", async () => {
        using silent = await serving(() => undefined);
        using endless = await serving((_request, response) => void response.writeHead(200).write("{"));
        for (const { url } of [silent, endless]) {
            const start = performance.now();
            await assert.rejects(directRequest(url, { timeoutMs: 60 }), { name: "ManagedIdentityFailure", timedOut: true });
            assert.ok(performance.now() - start < 500);
        }
    });

    it("tells why no connection came about", async () => {
        const { url } = await serving(() => undefined).then((server) => (server[Symbol.dispose](), server));
        await assert.rejects(directRequest(url, { timeoutMs: 1_000 }), { name: "ManagedIdentityFailure", code: "ECONNREFUSED" });
    });

    it("tells that a connection was cut in the middle of the answer", async () => {
        using server = await serving((_request, response) => {
            response.writeHead(200, { "content-length": "100" }).write("{");
            setTimeout(() => response.destroy(), 10);
        });
        await assert.rejects(directRequest(server.url, { timeoutMs: 1_000 }), { name: "ManagedIdentityFailure", code: "ECONNRESET" });
    });

    it("ends when it is no longer wanted, without being called a failure", async () => {
        using server = await serving(() => undefined);
        const stop = new AbortController();
        const request = directRequest(server.url, { timeoutMs: 1_000, signal: stop.signal });
        stop.abort();
        await assert.rejects(request, { name: "AbortError" });
    });

    it("keeps an error of its own where nothing was on the wire", async () => {
        const own = new TypeError("a mistake");
        await assert.rejects(observed(() => Promise.reject(own)), own);
    });
});
