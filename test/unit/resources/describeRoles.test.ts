import assert from "node:assert/strict";
import type { HeldRole } from "../../../src/azure/access/accessReader.ts";
import { describeRole, describeRoles } from "../../../src/resources/describeRoles.ts";

const now = new Date("2026-08-01T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/ai";

function role(changes: Partial<HeldRole> & { createdOn?: Date; at?: string; condition?: string } = {}): HeldRole {
    const { createdOn = minutesAgo(600), at = scope, condition, ...rest } = changes;
    const assignment = { id: "a", scope: at, roleDefinitionId: "r", principalId: "p", createdOn, condition };
    return { assignment, roleName: "Cognitive Services OpenAI User", definition: undefined, scopeName: at.split("/").at(-1)!, hasInference: true, ...rest };
}

describe("an identity's roles in a few words", () => {
    const cases: [what: string, held: HeldRole[], text: string][] = [
        ["none at all", [], "no inference role"],
        ["only roles that manage resources", [role({ hasInference: false })], "no inference role"],
        ["one that calls models, among others", [role(), role({ hasInference: false })], "1 role"],
        ["two that call models", [role(), role()], "2 roles"],
        ["one that is two minutes old", [role({ createdOn: minutesAgo(2) })], "role in force in ~3 min"],
        ["an old one beside a new one", [role(), role({ createdOn: minutesAgo(0) })], "2 roles"],
        ["one whose clock is ahead of ours", [role({ createdOn: minutesAgo(-1) })], "role in force in ~5 min"],
        ["one whose definition can't be read", [role({ hasInference: undefined })], "roles not readable"],
    ];
    for (const [what, held, text] of cases) {
        it(`says "${text}" for ${what}`, () => assert.equal(describeRoles(held, now), text));
    }

    it("tells from where a role is inherited, its condition, and that it is new", () => {
        assert.equal(describeRole(role(), now), "on ai");
        assert.equal(describeRole(role({ at: "/subscriptions/s", condition: "x" }), now), "conditional · on s · subscription");
        assert.equal(describeRole(role({ at: "/subscriptions/s/resourceGroups/g", createdOn: minutesAgo(1) }), now), "in force in ~4 min · on g · resource group");
        assert.equal(describeRole(role({ at: "/providers/Microsoft.Management/managementGroups/mg", hasInference: false }), now), "no inference · on mg · management group");
    });
});
