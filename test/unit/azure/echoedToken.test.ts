import assert from "node:assert/strict";
import { AccessError, type Failure } from "../../../src/azure/errors.ts";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { inferenceFailure, type InferenceObservation } from "../../../src/azure/failures/inferenceErrors.ts";
import { knownSecret } from "../../../src/azure/foreignText.ts";
import { ManagedIdentityFailure } from "../../../src/azure/imds/imds.ts";
import type { Token } from "../../../src/azure/credentials.ts";
import { chatWith, chunk, connectionTo, failureOf, finished, refuse, said, startServer, stream, textOf, tokenFor } from "./inferenceServer.ts";

const signature = Buffer.from(Array.from({ length: 256 }, (_, index) => (index * 73) % 255)).toString("base64url");
const jwt = `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIyMjIyMjIyMi0yMjIyIn0.${signature}`;

/** No stretch of the token, nothing that hides or turns text, and no length without bound. */
function assertFit(value: unknown, what: string): void {
    const text = JSON.stringify(value);
    for (let at = 0; at + 40 <= jwt.length; at++) {
        assert.ok(!text.includes(jwt.slice(at, at + 40)), `${what}: ${text.slice(0, 400)}`);
    }
    assert.doesNotMatch(text, /[\p{Cf}\p{Zl}\p{Zp}]|\\u00|\\[nrt]/u, what);
}

function assertShort({ summary, cause, remedy, evidence }: Failure): void {
    for (const text of [summary, cause, remedy, ...evidence.map(({ value }) => value)]) {
        assert.ok(text.length <= 601, text);
    }
}

const gateway = { "content-type": "application/json", "apim-request-id": "a" };
const answered = (status: number, error: object): Omit<InferenceObservation, "connection" | "principal"> => ({ status, headers: gateway, body: { error } });
const filter = (result: object) => answered(400, { code: "content_filter", message: "x", innererror: { content_filter_result: result } });

/** Members of an answer that become part of a sentence. */
const calls: [what: string, seen: (echo: string) => Omit<InferenceObservation, "connection" | "principal">][] = [
    ["a category of the content filter", (echo) => filter({ [echo]: { filtered: true } })],
    ["a severity of the content filter", (echo) => filter({ hate: { filtered: true, severity: echo } })],
    ["the audience that a 401 expects", (echo) => answered(401, { code: "401", message: `Access token is missing, audience is incorrect (${echo})` })],
    ["the data action that a 401 misses", (echo) => answered(401, { code: "PermissionDenied", message: `lacks the required data action \`${echo}\` to perform` })],
    ["the parameter that is not taken", (echo) => answered(400, { code: "unsupported_parameter", message: "x", param: echo.slice(-80) })],
    ["the message", (echo) => answered(400, { code: "x", message: echo })],
    ["the code", (echo) => answered(400, { code: echo, message: "x" })],
];

const echoes: [what: string, value: string][] = [
    ["the token", jwt], ["its signature", signature], ["a change of direction", "low\u202egnp\u2066"], ["control characters", "low\u001b[31m\u0007\nmore"],
    ["zero-width characters", `${jwt.slice(0, 60)}\u200b${jwt.slice(60)}`], ["a text without end", "hate ".repeat(10_000)],
];

function refusedByArm(message: string, status = 403, headers: Record<string, string> = {}, code = "AuthorizationFailed"): Failure {
    const response = { status, headers: { "x-ms-request-id": "a", ...headers }, bodyAsText: JSON.stringify({ error: { code, message } }) };
    return armFailure({ what: "list the deployments", error: Object.assign(new Error("x"), { response }), identity: { kind: "cli" } });
}

describe("A host that sends the token back is not quoted with it", () => {
    beforeEach(() => knownSecret(jwt));

    for (const [part, seen] of calls) {
        for (const [what, echo] of echoes) {
            it(`in the failure of a call: ${what} as ${part}`, () => {
                const failure = inferenceFailure({ connection: connectionTo("https://gateway.test/"), principal: tokenFor("https://other.test").claims, ...seen(echo) });
                assertFit(failure, part);
                assertShort(failure);
            });
        }
    }

    for (const [part, failure] of [
        ["the action that is missing", () => refusedByArm(`does not have authorization to perform action '${jwt}' over scope '/subscriptions/s'`)],
        ["the scope that it is missing on", () => refusedByArm(`does not have authorization to perform action 'a/b' over scope '${jwt}'`)],
        ["the scope of a right that a role would give", () => refusedByArm(
            `does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/read' over scope '/subscriptions/${jwt}'`)],
        ["the claims of a challenge", () => refusedByArm("y", 401, { "www-authenticate": `Bearer error="insufficient_claims", claims="${signature}"` }, "x")],
        ["the error of the metadata service", () => tokenFailure({
            identity: { kind: "systemAssigned", name: "vm" }, audience: "https://cognitiveservices.azure.com",
            error: new ManagedIdentityFailure("x", { status: 400, serverHeader: jwt, body: JSON.stringify({ error: jwt, error_description: jwt }) }),
        })],
    ] as [string, () => Failure][]) {
        it(`in the failure, or in a button of it: the token as ${part}`, () => {
            assertFit(failure(), part);
            assertShort(failure());
        });
    }

    it("and whoever makes a failure: what is thrown has no token, and no button with one", () => {
        const { failure, message } = new AccessError({
            kind: "unexpected", summary: `a ${jwt}`, cause: `b\u202e\n${jwt}`, remedy: jwt, evidence: [{ name: jwt, value: jwt }],
            actions: [
                { kind: "retry", label: `Try ${jwt}` }, { kind: "copy", label: "Copy command", text: `az login --claims-challenge=${jwt}` },
                { kind: "copy", label: "Copy command", text: "az\u202elogin" }, { kind: "copy", label: "Copy command", text: `az ${"x ".repeat(9_000)}` },
                { kind: "adminScripts", label: "Script…", grant: { roleId: "r", scope: `/subscriptions/${signature}` } },
            ],
        });
        assertFit([failure, message], "thrown");
        assert.deepEqual(failure.actions, [{ kind: "retry", label: "Try …" }]);
    });

    it("while the command that answers a challenge can still be copied", () => {
        const claims = Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}').toString("base64");
        const { actions } = refusedByArm("y", 401, { "www-authenticate": `Bearer error="insufficient_claims", claims="${claims}"` }, "x");
        assert.ok(actions.some((action) => action.kind === "copy" && action.text.includes(claims)));
    });
});

/** A chat with a foreign host that the user allowed, and that knows the token it was sent. */
async function chatWithEcho(chunks: unknown[]) {
    const server = await startServer(stream(...chunks));
    const chat = chatWith(server.url, { getToken: async (_identity, audience): Promise<Token> => ({ ...tokenFor(audience), value: jwt }) });
    await chat.run().finally(() => server[Symbol.asyncDispose]());
    return chat.events;
}

const inPieces = (text: string, size: number) => text.match(new RegExp(`.{1,${size}}`, "gs"))!;

describe("An answer of a foreign host", () => {
    for (const [what, chunks] of [
        ["whole", [said(`Your token: ${jwt} !`)]],
        ["in pieces", [said("Your token: "), ...inPieces(jwt, 50).map(said), said(" !")]],
        ["character by character", [said("Your token: "), ...inPieces(jwt, 1).map(said), said(" !")]],
    ] as const) {
        it(`shows "…" where it has the token ${what}, and what stands around it`, async () => {
            const events = await chatWithEcho([...chunks, finished()]);
            assertFit(textOf(events), what);
            assert.match(textOf(events), /^Your token: [\w.-]{0,23}… !$/);
        });
    }

    it("has no token among its thoughts, in pieces between pieces of text", async () => {
        const events = await chatWithEcho([...inPieces(jwt, 7).flatMap((part) => [chunk([{ index: 0, delta: { reasoning_content: part } }]), said("a ")]), finished()]);
        assertFit(events.flatMap((event) => (event.kind === "reasoning" ? event.text : "")).join(""), "reasoning");
        assert.equal(textOf(events), "a ".repeat(inPieces(jwt, 7).length));
    });

    it("arrives as it is where it has no token, at once and in order", async () => {
        const text = "See /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg and `sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=`.\n";
        const events = await chatWithEcho([...inPieces(text, 5).map(said), finished()]);
        assert.equal(textOf(events), text);
    });

    for (const reason of [jwt, signature.slice(0, 40), "stop\u202e", "x".repeat(41), { a: 1 }]) {
        it(`ended for another reason where its finish reason is ${JSON.stringify(reason).slice(0, 30)}`, async () => {
            const events = await chatWithEcho([said("a"), chunk([{ index: 0, delta: {}, finish_reason: reason }])]);
            assert.deepEqual(events.at(-1), { kind: "finish", reason: "other" });
        });
    }

    it("has only numbers for its usage, and only text for its text", async () => {
        const events = await chatWithEcho([
            chunk([{ index: 0, delta: { content: [jwt] } }]), said("a"), finished(), chunk([], { usage: { prompt_tokens: jwt, completion_tokens: 1, total_tokens: 1 } }),
        ]);
        assertFit(events, "usage");
        assert.equal(textOf(events), "a");
    });

    it("is refused with a failure that has no token", async () => {
        await using server = await startServer(refuse(400, { error: { code: "content_filter", message: "x", innererror: { content_filter_result: { hate: { filtered: true, severity: jwt } } } } }));
        const failure = await failureOf(chatWith(server.url, { getToken: async (_identity, audience) => ({ ...tokenFor(audience), value: jwt }) }).run);
        assert.equal(failure.kind, "contentFiltered");
        assertFit(failure, "failure");
    });
});
