import assert from "node:assert/strict";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ArmAccess } from "../../../src/azure/arm.ts";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { armCredential } from "../../../src/azure/credentials.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import type { RequestLine } from "../../../src/azure/requestLine.ts";
import { listSubscriptions } from "../../../src/azure/arm/subscriptions.ts";
import { createTls } from "../../simulator/tls.ts";
import { type Sandbox, startSandbox } from "../sandbox.ts";

describe("A request to Azure Resource Manager", function () {
    this.timeout(10_000);
    let sandbox: Sandbox;
    let lines: RequestLine[];
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => {
        lines = [];
        sandbox.simulator.clearRequests();
    });

    const access = (): ArmAccess => ({ ...sandbox.access(), log: (line) => lines.push(line) });
    const list = (with_ = access()) => listSubscriptions({ tenantId: "", name: "contoso.com", access: with_ });
    const busy = (status: number, times: number, headers: Record<string, string>) =>
        sandbox.simulator.fault({ match: { service: "arm", path: "/subscriptions$", times }, action: { status, headers, body: { error: { code: "X", message: "busy" } } } });

    for (const status of [429, 503, 500]) {
        it(`is made again after a ${status}, when Azure said`, async () => {
            using _fault = removed(busy(status, 2, { "retry-after": "0" }));
            assert.equal((await list()).length, 1);
            assert.deepEqual(lines.map((line) => line.status), [status, status, 200]);
        });
    }

    it("is not made again silently when Azure wants more than 10 s: the user is told for how long", async () => {
        using _fault = removed(busy(429, 1, { "retry-after": "42" }));
        const start = performance.now();
        const error = await list().then(() => undefined, (caught: unknown) => caught);
        assert.ok(performance.now() - start < 2_000);
        const failure = armFailure({ what: "list the subscriptions", who: "dev@contoso.com", error });
        assert.deepEqual([failure.kind, failure.summary, failure.remedy, failure.retryAfterMs],
            ["throttled", "dev@contoso.com could not list the subscriptions", "Try again in 42 s.", 42_000]);
        assert.equal(lines.length, 1);
    });

    it("is not made again after a refusal", async () => {
        using _fault = removed(busy(403, 1, {}));
        await assert.rejects(list(), { statusCode: 403 });
        assert.equal(lines.length, 1);
    });

    it("tries four times in all, then the failure is told", async () => {
        using _fault = removed(busy(503, 9, { "retry-after": "0" }));
        await assert.rejects(list(), { statusCode: 503 });
        assert.equal(lines.length, 4);
    });

    it("is logged with its method, host, path, status, time and request id, and nothing else", async () => {
        await list();
        const [line] = lines as [RequestLine];
        const { origin, host } = new URL(sandbox.simulator.urls.arm);
        assert.deepEqual({ ...line, ms: 0 }, { method: "GET", host, path: "/subscriptions", status: 200, ms: 0, requestId: line.requestId });
        assert.ok(line.ms >= 0 && line.requestId, origin);
        const { accessToken } = await sandbox.simulator.token({ principal: "dev@contoso.com", resource: "https://management.azure.com" });
        assert.ok(!JSON.stringify(lines).includes(accessToken.slice(0, 20)));
    });

    it("is logged, too, where no answer comes", async () => {
        using _fault = removed(sandbox.simulator.fault({ match: { service: "arm" }, action: { reset: true } }));
        await assert.rejects(list());
        assert.deepEqual([lines[0]?.path, lines[0]?.status], ["/subscriptions", undefined]);
    });

    it("does not follow a redirect, which would carry the token to another host", async () => {
        const tls = await createTls();
        const seen: unknown[] = [];
        const other = createServer(tls, (request, response) => {
            seen.push(request.headers.authorization);
            response.end("{}");
        });
        await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
        using _fault = removed(busy(302, 1, { location: `https://localhost:${(other.address() as AddressInfo).port}/` }));
        await assert.rejects(list());
        assert.deepEqual(seen, []);
        other.close();
        await tls.remove();
    });

    it("tells in words that there is no token for it", async () => {
        const identity = { kind: "account", accountId: "a", name: "dev@contoso.com" } as const;
        const { cloud } = sandbox.access();
        const credential = armCredential(() => Promise.reject(new Error("no session")), identity, cloud);
        const error = await list({ ...access(), credential }).then(() => undefined, (caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.kind, "signedOut");
        assert.deepEqual(lines, []);
    });

    it("answers a claims challenge once, with a token that has the claims, and keeps them for the next page", async () => {
        const claims = JSON.stringify({ access_token: { nbf: { essential: true, value: "1700000000" } } });
        const challenge = { "www-authenticate": `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString("base64")}"` };
        const asked: unknown[] = [];
        const with_ = access();
        const credential: ArmAccess["credential"] = { getToken: (scope, options) => (asked.push([scope, options?.claims]), with_.credential.getToken(scope, options)) };
        using _fault = removed(sandbox.simulator.fault({ match: { service: "arm", path: "/subscriptions$", times: 1 }, action: { status: 401, headers: challenge, body: {} } }));
        assert.equal((await list({ ...with_, credential })).length, 1);
        assert.deepEqual(asked, [["https://management.azure.com/.default", undefined], ["https://management.azure.com/.default", claims]]);
        assert.deepEqual(lines.map((line) => line.status), [401, 200]);
    });

    for (const [what, value] of [["none", "Bearer realm=\"\""], ["no JSON", `Bearer claims="${Buffer.from("no").toString("base64")}"`], ["another scheme", `PoP claims="${Buffer.from("{}").toString("base64")}"`]] as const) {
        it(`tells a 401 as it is where its challenge has ${what}`, async () => {
            using _fault = removed(sandbox.simulator.fault({ match: { service: "arm" }, action: { status: 401, headers: { "www-authenticate": value }, body: {} } }));
            await assert.rejects(list(), { statusCode: 401 });
            assert.equal(lines.length, 1);
        });
    }

    it("names a redirect as what it is", async () => {
        using _fault = removed(busy(302, 1, { location: "https://login.acme.example/?x=1" }));
        const error = await list().then(() => undefined, (caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.kind, "redirected");
        assert.match(error.failure.summary, /login\.acme\.example$/);
    });

    function removed(fault: { remove(): void }) {
        return { [Symbol.dispose]: () => fault.remove() };
    }
});
