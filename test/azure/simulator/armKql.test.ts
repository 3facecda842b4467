import assert from "node:assert/strict";
import { KqlError } from "../../simulator/arm/kql/lex.ts";
import { parseQuery } from "../../simulator/arm/kql/parse.ts";
import { runQuery } from "../../simulator/arm/kql/run.ts";

const columns = ["id", "name", "type", "location", "properties", "identity", "tags"];
const rows = [
    { id: "/1", name: "Alpha", type: "vm", location: "eastus2", properties: { size: 4, on: true, list: [1, 2] }, identity: { ids: { "/A": {}, "/B": {} } }, tags: { env: "dev" } },
    { id: "/2", name: "beta-two", type: "vm", location: "westeurope", properties: { size: 2, on: false, list: [] }, identity: null, tags: null },
    { id: "/3", name: "Gamma", type: "uai", location: "eastus2", properties: { clientId: "40ef" }, identity: null, tags: {} },
];

function run(query: string): Record<string, unknown>[] {
    return runQuery(parseQuery(query), (name) => (name === "resources" ? { columns, rows } : undefined)).rows;
}

/** The names of the rows that pass. */
function where(condition: string): unknown[] {
    return run(`resources | where ${condition}`).map((row) => row["name"]);
}

describe("Resource Graph queries", () => {
    const conditions: [condition: string, expected: string[]][] = [
        ["name == 'alpha'", []],
        ["name =~ 'alpha'", ["Alpha"]],
        ["name != 'Alpha'", ["beta-two", "Gamma"]],
        ["name !~ 'ALPHA' and type == 'vm'", ["beta-two"]],
        ["not(type == 'vm') or name == 'Alpha'", ["Alpha", "Gamma"]],
        ["name in ('alpha', 'Gamma')", ["Gamma"]],
        ["name in~ ('alpha', 'GAMMA')", ["Alpha", "Gamma"]],
        ["name !in~ ('alpha')", ["beta-two", "Gamma"]],
        ["name has 'two'", ["beta-two"]],
        ["name has 'tw'", []],
        ["name contains 'LPH'", ["Alpha"]],
        ["name startswith 'b'", ["beta-two"]],
        ["name !startswith 'b' and name endswith 'A'", ["Alpha", "Gamma"]],
        ["properties.size > 2", ["Alpha"]],
        ["properties.size <= 2", ["beta-two"]],
        ["properties.on == true", ["Alpha"]],
        ["tobool(properties.on) == false", ["beta-two"]],
        ["isnull(identity)", ["beta-two", "Gamma"]],
        ["isnotnull(identity) and isnotempty(identity.ids)", ["Alpha"]],
        ["isempty(tostring(properties.clientId))", ["Alpha", "beta-two"]],
        ["tags.env =~ 'DEV'", ["Alpha"]],
        ["tags['env'] == 'dev'", ["Alpha"]],
        ["properties.list[0] == 1", ["Alpha"]],
        ["properties.missing != 'x'", ["Alpha", "beta-two", "Gamma"]],
        ["tolower(name) == 'alpha' // a remark", ["Alpha"]],
        ["name == @'Alpha'", ["Alpha"]],
    ];
    for (const [condition, expected] of conditions) {
        it(`where ${condition}`, () => assert.deepEqual(where(condition), expected));
    }

    it("names the columns of a projection as Kusto does", () => {
        const [row] = run("resources | project id, properties.size, client = tostring(properties.clientId), tostring(tags.env), strcat(name, '!')");
        assert.deepEqual(row, { id: "/1", properties_size: 4, client: "", tags_env: "dev", name: "Alpha!" });
    });

    it("extends, drops and orders, with nulls where asked", () => {
        const found = run("resources | extend size = properties.size | order by size asc nulls last, name asc | project-away properties | project name, size");
        assert.deepEqual(found.map((row) => [row["name"], row["size"]]), [["beta-two", 2], ["Alpha", 4], ["Gamma", null]]);
    });

    it("orders downwards unless told otherwise", () => {
        assert.deepEqual(run("resources | sort by name | project name").map((row) => row["name"]), ["beta-two", "Gamma", "Alpha"]);
    });

    it("expands the keys of a property bag into rows", () => {
        const found = run("resources | where isnotempty(identity.ids) | mv-expand key = bag_keys(identity.ids) | project key = tostring(key)");
        assert.deepEqual(found, [{ key: "/A" }, { key: "/B" }]);
    });

    it("keeps a row whose list is empty", () => {
        const found = run("resources | where name == 'beta-two' | mv-expand properties.list | count");
        assert.deepEqual(found, [{ Count: 1 }]);
    });

    it("counts, by group too", () => {
        assert.deepEqual(run("resources | count"), [{ Count: 3 }]);
        assert.deepEqual(run("resources | summarize count() by type"), [{ type: "vm", count_: 2 }, { type: "uai", count_: 1 }]);
        assert.deepEqual(run("resources | where name == 'none' | summarize n = count(), kinds = make_set(type)"), [{ n: 0, kinds: [] }]);
    });

    it("joins on a column and on differently named ones", () => {
        const left = "resources | project name, type | join kind=leftouter (resources | where type == 'uai' | project type, other = name) on type";
        assert.deepEqual(run(`${left} | project name, other`), [
            { name: "Alpha", other: null },
            { name: "beta-two", other: null },
            { name: "Gamma", other: "Gamma" },
        ]);
        const inner = "resources | join kind=inner (resources | project place = location, other = name) on $left.location == $right.place";
        assert.equal(run(`${inner} | project name, other`).length, 5);
    });

    it("takes the first rows", () => {
        assert.equal(run("resources | take 2").length, 2);
        assert.deepEqual(run("resources | top 1 by name asc | project name"), [{ name: "Alpha" }]);
    });

    const refused: [query: string, token: string, code: string][] = [
        ["resources | foo", "foo", "ParserFailure"],
        ["resources | where", "<EOF>", "ParserFailure"],
        ["resources | where name = 'x'", "=", "ParserFailure"],
        ["resources\n| where name == #", "#", "ParserFailure"],
        ["resources | where nme == 'x'", "nme", "SemanticError"],
        ["resources | extend x = nonsense(name)", "nonsense", "SemanticError"],
        ["resources | summarize x = tostring(name)", "tostring", "SemanticError"],
        ["tables | count", "tables", "NoValidTables"],
    ];
    for (const [query, token, code] of refused) {
        it(`refuses "${query.replace("\n", " ")}" at ${token}`, () => {
            assert.throws(() => run(query), (error) => error instanceof KqlError && error.token.text === token && error.code === code);
        });
    }
});
