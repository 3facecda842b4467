import assert from "node:assert/strict";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { inferenceFailure } from "../../../src/azure/failures/inferenceErrors.ts";
import { shown } from "../../../src/azure/failures/observedError.ts";
import { foreignText, knownSecret, withoutTokens } from "../../../src/azure/foreignText.ts";
import { ManagedIdentityFailure } from "../../../src/azure/imds/imds.ts";
import { connectionTo } from "./inferenceServer.ts";

const jwt = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify({ oid: "8a3d5f10", upn: "dev@contoso.com", x: "y".repeat(90) })).toString("base64url")}.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4tMTIzNDU2Nzg5MA`;
/** As a gateway's token or a key would look: nothing about its shape tells that it is one. */
const opaque = "9f1Kq7vTz3LmB8xWc5RyN2dHs6GjP4uA0eVbXiYo";
const prompt = "The merger with Fabrikam closes on 3 March, keep it to yourself";
const secret = [jwt, opaque];

function fullWidth(text: string): string {
    return text.replace(/[!-~]/g, (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0));
}

/** What a host may send back, and what of it must never be seen. */
const echoes: [what: string, value: string][] = [
    ["the token", jwt], ["the token in a sentence", `got ${jwt}, sorry`], ["an opaque token", opaque],
    ["an opaque token in lower case", opaque.toLowerCase()], ["part of an opaque token", `id-${opaque.slice(6, 34)}`],
    ["the middle of a token", jwt.slice(60, 120)], ["the signature", jwt.split(".")[2]!], ["a token after Bearer", `Bearer ${opaque}`],
    ["control characters", "a\u0000b\u001b[31mred\u0007\r\nX-Injected: 1"], ["a change of direction", "abc\u202egnp.exe\u2066"],
    ["zero-width characters", "pay\u200bload\u2060\ufeff\u00ad"], ["tag characters", `x${"\u{e0041}".repeat(50)}`], ["a line separator", "a\u2028b\u2029c"],
    ["stacked marks", `a${"\u0301".repeat(200)}`], ["a long text", "x1".repeat(5_000)],
    ["an opaque token in full-width letters", fullWidth(opaque)], ["an opaque token with marks on its letters", [...opaque].join("\u0301")],
    ["an opaque token with invisible fillers", [...opaque].join("\u3164")],
];

function assertFit(text: string, what: string): void {
    assert.ok(text.length <= 450, `${what}: ${text.length}`);
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u, what);
    for (const value of secret) {
        for (let at = 0; at + 24 <= value.length; at++) {
            const part = value.slice(at, at + 24).toLowerCase();
            assert.ok(!text.normalize("NFKD").replace(/[\p{M}\p{DI}]/gu, "").toLowerCase().includes(part), `${what}: ${part}`);
        }
    }
    assert.ok(!text.includes(prompt.slice(0, 30)), what);
}

describe("What a foreign host echoes", () => {
    before(() => secret.forEach(knownSecret));

    for (const [what, value] of echoes) {
        it(`is fit for a line of the log: ${what}`, () => {
            const text = foreignText(value);
            assertFit(text, text);
            assert.ok(text.length <= 121);
        });
    }

    it("stays as it is where it is harmless", () => {
        for (const text of [
            "11111111-2222-3333-4444-555555555555", "nginx/1.25.3 (Ubuntu)", "IMDS/150.870.65.1854", "Microsoft-HTTPAPI/2.0", "1.1 varnish, 1.1 google",
            "westus2:20260101T101010Z:0a1b2c3d-0000-4000-8000-000000000000", "management.azure.com", "Zürich 東京 Ελλάδα", "ﬁne…", "Ｋｅｙｌｅｓｓ",
        ]) {
            assert.equal(foreignText(text), text);
        }
    });

    for (const name of ["apim-request-id", "x-ms-request-id", "x-request-id", "policy-id", "server", "via", "content-type", "location", "x-ms-correlation-request-id"]) {
        for (const [what, value] of [...echoes, ["the prompt", prompt]] as const) {
            it(`in ${name} is fit for the evidence: ${what}`, () => {
                // A header can't hold characters beyond Latin-1, but a proxy of VS Code's may hand anything over.
                const headers = { [name]: value };
                const failures = [401, 403, 404, 429, 500, 200].flatMap((status) => [
                    inferenceFailure({ connection: connectionTo("https://gateway.test/"), principal: undefined, status, headers, body: "x", secrets: [prompt] }),
                    // Resource Manager is never sent a prompt.
                    ...(value === prompt ? [] : [armFailure({ what: "list", error: Object.assign(new Error("x"), { response: { status, headers, bodyAsText: "{}" } }) })]),
                ]);
                for (const failure of failures) {
                    const texts = [failure.summary, failure.cause, failure.remedy, ...failure.evidence.map((entry) => entry.value)];
                    texts.forEach((text) => assertFit(text, `${failure.kind}: ${text}`));
                }
            });
        }
    }

    for (const [what, value] of echoes) {
        it(`as the name of what answers for the metadata service is fit for the evidence: ${what}`, () => {
            const error = new ManagedIdentityFailure("x", { status: 403, serverHeader: value, body: JSON.stringify({ error: value, error_description: value }) });
            const failure = tokenFailure({ identity: { kind: "systemAssigned", name: "vm" }, audience: "https://cognitiveservices.azure.com", error });
            [failure.summary, failure.cause, failure.remedy, ...failure.evidence.map((entry) => entry.value)].forEach((text) => assertFit(text, text));
        });

        it(`in the text of an error is fit to be shown: ${what}`, () => {
            assertFit(shown(value), what);
        });
    }
});

describe("The log", () => {
    it("has no token in what an SDK throws, whole or in part, and keeps its lines", () => {
        secret.forEach(knownSecret);
        const text = withoutTokens(`Error: refused\n    at send (file:///x/y.js:1:1)\n    authorization: Bearer ${jwt}\n    key=${opaque}`);
        assert.equal(text, "Error: refused\n    at send (file:///x/y.js:1:1)\n    authorization: Bearer …\n    …");
    });

    it("knows the latest tokens only, so that it does not grow", () => {
        knownSecret("oldest0123456789ABCDEFGHIJKLMN");
        Array.from({ length: 40 }, (_, index) => knownSecret(`${index}-Z${"qW3eR5tY7uI9".repeat(3)}-${index}`));
        assert.equal(withoutTokens("oldest0123456789ABCDEFGHIJKLMN"), "oldest0123456789ABCDEFGHIJKLMN");
        assert.equal(withoutTokens(`39-Z${"qW3eR5tY7uI9".repeat(3)}-39`), "…");
        secret.forEach(knownSecret);
    });
});
