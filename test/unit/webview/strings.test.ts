import assert from "node:assert/strict";
import { strings } from "../../../src/webview/strings.ts";

const speaker = { deployment: "gpt-4o", identity: "uai-playground", account: "ai-services-playground" };

describe("the words of the chat page", () => {
    it("say as whom, and after 3 s what for", () => {
        const waiting = { kind: "waiting", for: "token", elapsedMs: 200 } as const;
        assert.equal(strings.progress(waiting, speaker, 600), "as uai-playground, 0.8 s");
        assert.equal(strings.progressHint(waiting, speaker, 600), undefined);
        assert.equal(strings.progressHint(waiting, speaker, 2_800), "waiting for its token");
        assert.equal(strings.progressHint({ ...waiting, for: "firstByte" }, speaker, 9_000), "waiting for the first byte of gpt-4o");
    });

    it("count a rate limit down", () => {
        const retrying = { kind: "retrying", reason: "Rate limit of gpt-4o", remainingMs: 12_000 } as const;
        assert.equal(strings.progress(retrying, speaker, 0), "Rate limit of gpt-4o: again in 12 s");
        assert.equal(strings.progress(retrying, speaker, 11_100), "Rate limit of gpt-4o: again in 1 s");
        assert.equal(strings.progress(retrying, speaker, 20_000), "Rate limit of gpt-4o: again in 0 s");
    });

    it("say why an answer is not whole", () => {
        assert.equal(strings.note("done", "stop", false), undefined);
        assert.equal(strings.note("done", "length", false), "Cut off at the limit of tokens");
        assert.equal(strings.note("done", "content_filter", false), "Cut off by the content filter");
        assert.equal(strings.note("done", "stop", true), "The answer is empty (finish reason stop)");
        assert.equal(strings.note("cut", undefined, false), "Cut off when the window was reloaded");
        assert.equal(strings.note("stopped", undefined, true), "Stopped");
        assert.equal(strings.note("failed", undefined, true), undefined);
    });

    it("name endpoint, principal and tenant on the chips, as far as they are known", () => {
        const chips = { ...speaker, connection: "gpt-4o as uai-playground", endpoint: "https://a.openai.azure.com/" };
        assert.equal(strings.details(chips), "gpt-4o as uai-playground\nEndpoint: https://a.openai.azure.com/");
        assert.match(strings.details({ ...chips, principalId: "7c1e", tenantId: "72f9", tokenExpiresOn: 0 }), /\nPrincipal id: 7c1e\nTenant: 72f9$/);
        assert.match(strings.details({ ...chips, tokenExpiresOn: 1_795_000_000_000 }), /\nToken valid until \D.*\d/);
        assert.match(strings.details({ ...chips, tokenExpiresOn: Date.now() }), /\nToken valid until \d\d:\d\d/);
    });
});
