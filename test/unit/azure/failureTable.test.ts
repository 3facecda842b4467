import assert from "node:assert/strict";
import type { Failure } from "../../../src/azure/errors.ts";
import { armRows } from "./failureTable/armRows.ts";
import { judge } from "./failureTable/judge.ts";
import { machineRows } from "./failureTable/machineRows.ts";
import { modelRows } from "./failureTable/modelRows.ts";
import type { Row } from "./failureTable/rows.ts";
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
