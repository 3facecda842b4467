import assert from "node:assert/strict";
import type { Failure } from "../../../src/azure/errors.ts";
import { armRows } from "./failureTable/armRows.ts";
import { judge } from "./failureTable/judge.ts";
import { machineRows } from "./failureTable/machineRows.ts";
import { modelRows } from "./failureTable/modelRows.ts";
import { armMarks, gateway, json, type Row } from "./failureTable/rows.ts";
import { signInRows } from "./failureTable/signInRows.ts";
import { unknownRows } from "./failureTable/unknownRows.ts";

const tables: [string, readonly Row[]][] = [
    ["A call of a model tells", modelRows], ["A call of Resource Manager tells", armRows], ["A machine's identity tells", machineRows],
    ["A sign-in tells", signInRows], ["What nobody has seen before is told as unknown:", unknownRows],
];

for (const [title, rows] of tables) {
    describe(title, () => {
        for (const row of rows) {
            it(row.name, () => check(judge(row), row));
        }
    });
}

/** Near to what rules look for, in words that nobody has sent yet. */
const strange: [string, string][] = [
    ["AuthorizationPending9", "The principal may lack the required role; the subscription key, the quota and the tenant are fine."],
    ["QuotaAlmostExceeded", "Your deployment may be rate limited soon, the model may be deprecated soon."],
    ["ResourceNotFoundYetMaybe", "不明なエラーが発生しました。"],
    ["Forbidden", "Доступ запрещён политикой организации (firewall)."],
    ["Unauthorized", "غير مصرح"],
    ["9001", "Fehler 9001: Zugriff verweigert, Token abgelehnt, Mandant unbekannt."],
    ["", "Erişim reddedildi"],
];

/** What a status says by itself (RFC 9110), whoever sends it. */
const byStatus: Record<number, string[]> = { 401: ["unexpected"], 404: ["unexpected", "notFound"], 407: ["proxyAnswered"], 408: ["serverTimedOut", "serverError"], 413: ["requestTooLarge"], 429: ["throttled", "rateLimited"] };

describe("Whatever nobody has sent yet", () => {
    const statuses = [400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 412, 413, 415, 418, 422, 428, 429, 431, 451, 500, 501, 502, 503, 504, 507, 529];
    const headersOf = { model: gateway, arm: armMarks } as const;
    for (const on of ["model", "arm"] as const) {
        it(`is no known cause of ${on === "model" ? "a model" : "Resource Manager"}, with any status and in any language`, () => {
            for (const status of statuses) {
                for (const [code, message] of strange) {
                    for (const headers of [headersOf[on], { ...json, server: "gw" }]) {
                        const seen = { status, headers, body: JSON.stringify({ error: { code, message } }) };
                        const { kind, evidence } = judge(on === "model" ? { on, name: "", kind: "unexpected", seen } : { on, name: "", kind: "unexpected", wrapping: "answer", seen });
                        const allowed = byStatus[status] ?? (status >= 500 ? ["serverError"] : ["unexpected"]);
                        assert.ok(allowed.includes(kind), `${status} ${code}: ${kind}`);
                        assert.ok(evidence.some(({ name, value }) => name === "Status" && value === String(status)));
                        assert.ok(evidence.some(({ value }) => value === message), message);
                    }
                }
            }
        });
    }
});

describe("The table of failures", () => {
    it("has at least 300 bodies, 60 of them unknown, and none twice", () => {
        const all = tables.flatMap(([, rows]) => rows);
        assert.ok(all.length >= 300, `${all.length}`);
        assert.ok(all.filter(({ kind }) => kind === "unexpected").length >= 60);
        assert.equal(new Set(all.map(({ on, name }) => `${on} ${name}`)).size, all.length);
    });
});

/** Nobody can act on a failure without a word, and one who was refused can't give himself the right. */
function check(failure: Failure, { kind, says, never, shows = {}, offers = [], on }: Row): void {
    const words = `${failure.summary}. ${failure.cause} ${failure.remedy}`;
    assert.equal(failure.kind, kind, words);
    assert.match(words, says ?? /./s);
    assert.doesNotMatch(words, never ?? /undefined|\[object/);
    const evidence = Object.fromEntries(failure.evidence.map(({ name, value }) => [name, value]));
    for (const [name, value] of Object.entries(shows)) {
        assert.match(evidence[name] ?? "(nothing)", value instanceof RegExp ? value : exactly(value), `${name} in ${JSON.stringify(evidence)}`);
    }
    const kinds = failure.actions.map((action) => action.kind);
    for (const offered of offers) {
        assert.ok(kinds.includes(offered as never), `${offered} in ${kinds.join()}`);
    }
    assert.ok(kinds.length > 0);
    assert.ok(on !== "arm" || !kinds.includes("assignRole"), "who was refused is asked to assign");
    for (const { value } of failure.evidence) {
        assert.ok(value.length <= 250 && !/[<>\n]/.test(value), value);
    }
}

function exactly(text: string): RegExp {
    return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}$`);
}
