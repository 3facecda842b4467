import assert from "node:assert/strict";
import { retryAfterMs } from "../../../src/azure/retryAfter.ts";

const newYear = Date.UTC(2026, 0, 1);
const after = (headers: Record<string, string>) => retryAfterMs((name) => headers[name], newYear);

describe("The wait that a service asks for", () => {
    for (const [value, expected] of [
        ["7", 7_000], ["0", 0], ["1.5", 1_500], [" 7 ", 7_000],
        ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000], ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
        ["soon", undefined], ["-5", undefined], ["", undefined], ["NaN", undefined], ["1e9", undefined],
    ] as const) {
        it(`is ${expected ?? "not known"} for a Retry-After of "${value}"`, () => assert.equal(after({ "retry-after": value }), expected));
    }

    it("is that in milliseconds where both are there, under either name", () => {
        assert.equal(after({ "retry-after-ms": "1500", "retry-after": "9" }), 1_500);
        assert.equal(after({ "x-ms-retry-after-ms": "250", "retry-after": "9" }), 250);
    });

    it("is that in seconds where the one in milliseconds can't be read", () => {
        assert.equal(after({ "retry-after-ms": "soon", "retry-after": "9" }), 9_000);
    });

    it("is not known without a header", () => assert.equal(after({}), undefined));
});
