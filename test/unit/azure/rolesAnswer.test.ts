import assert from "node:assert/strict";
import { effectiveAccess, summarizeAccess } from "../../../src/azure/roles.ts";
import type { AccessQuestion } from "../../../src/azure/roles.ts";
import { account, assigned, chat, customRole, assignedCustom, definitions, denied, group, managementGroup, now, question, subscription, team } from "./rolesSetting.ts";

const user = "Cognitive Services OpenAI User";
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

function granted(changes: Partial<AccessQuestion>): Extract<ReturnType<typeof effectiveAccess>, { kind: "granted" }> {
    const access = effectiveAccess(question(changes));
    assert.equal(access.kind, "granted");
    return access;
}

function summary(changes: Partial<AccessQuestion>): string {
    return summarizeAccess(effectiveAccess(question(changes)), now);
}

describe("the answer about access", () => {
    it("names the assignment, its role and its age", () => {
        const access = granted({ assignments: [assigned(user, { createdOn: ago(60) })] });
        assert.equal(access.by.scope, account);
        assert.equal(access.roleName, user);
        assert.deepEqual(access.createdOn, ago(60));
        assert.equal(access.inheritedFrom, undefined);
        assert.equal(access.viaGroup, undefined);
        assert.equal(access.denyAssignmentsUnread, false);
    });

    it("says where the role is inherited from and through which group", () => {
        const access = granted({ assignments: [assigned(user, { scope: group, principalId: team, principalType: "Group" })], groupIds: [team] });
        assert.equal(access.inheritedFrom, group);
        assert.equal(access.viaGroup, team);
    });

    it("says when deny assignments could not be read", () => {
        assert.equal(granted({ assignments: [assigned(user)], denyAssignments: undefined }).denyAssignmentsUnread, true);
    });

    it("prefers a role in force to a new one, and a direct one to an inherited one", () => {
        const fresh = assigned(user, { createdOn: ago(1) });
        const inherited = assigned(user, { scope: subscription });
        const direct = assigned("Foundry User");
        assert.equal(granted({ assignments: [fresh, inherited] }).by, inherited);
        assert.equal(granted({ assignments: [fresh, inherited, direct] }).by, direct);
        assert.equal(granted({ assignments: [fresh, inherited, direct] }).count, 3);
    });

    for (const [minutes, expected] of [[0, true], [9.9, true], [10, false], [-2, true]] as const) {
        it(`a role of ${minutes} minutes ago ${expected ? "may not be" : "is"} in force`, () => {
            assert.equal(granted({ assignments: [assigned(user, { createdOn: ago(minutes) })] }).mayNotBeInForceYet, expected);
        });
    }

    it("data actions of a management group's role take hours, control actions don't", () => {
        const late = { scope: managementGroup, createdOn: ago(60) };
        assert.equal(granted({ assignments: [assigned(user, late)] }).mayNotBeInForceYet, true);
        const control = { actionKind: "control", action: "Microsoft.CognitiveServices/accounts/read" } as const;
        assert.equal(granted({ assignments: [assigned(user, late)], ...control }).mayNotBeInForceYet, false);
    });

    it("a row without a date counts as in force", () => {
        assert.equal(granted({ assignments: [assigned(user, { createdOn: undefined })] }).mayNotBeInForceYet, false);
    });

    it("a missing role is explained by what is nearest", () => {
        const access = effectiveAccess(question({
            definitions: [...definitions, customRole([{ dataActions: ["*"], notDataActions: [chat] }])],
            assignments: [
                assigned(user, { scope: `${group}b` }),
                assigned("Cognitive Services Data Reader"),
                assigned("Owner", { scope: subscription }),
                assigned(user, { scope: `${account}/projects/p` }),
                assignedCustom(),
                assigned("Reader", { scope: `${group}b` }),
                assigned(user, { principalId: team }),
            ],
        }));
        assert.equal(access.kind, "notGranted");
        assert.deepEqual(access.nearest.map((each) => [each.roleName, each.reason]), [
            ["Our role", "excluded"],
            [user, "belowScope"],
            ["Owner", "noDataActions"],
            ["Cognitive Services Data Reader", "otherActions"],
            [user, "elsewhere"],
        ]);
    });

    it("a condition is handed on in its own words", () => {
        const access = effectiveAccess(question({ assignments: [assigned(user, { condition: "@Resource[x] StringEquals 'y'" })] }));
        assert.equal(access.kind, "conditional");
        assert.equal(access.condition, "@Resource[x] StringEquals 'y'");
    });

    it("everything that is not known is named", () => {
        const deny = denied({ scope: managementGroup });
        const access = effectiveAccess(question({
            groupIds: undefined,
            managementGroupPath: undefined,
            assignments: [assigned(user, { principalId: team, principalType: "Group" }), assigned(user, { scope: managementGroup }), assignedCustom()],
            denyAssignments: [deny],
        }));
        assert.equal(access.kind, "unknown");
        assert.deepEqual(access.why.map((each) => each.kind), ["groupMembership", "managementGroup", "roleDefinition", "denyAssignment"]);
        assert.deepEqual(access.why.at(-1), { kind: "denyAssignment", deny, because: "managementGroup" });
    });
});

describe("the tree's words for access", () => {
    const cases: [words: string, changes: Partial<AccessQuestion>][] = [
        ["1 role", { assignments: [assigned(user)] }],
        ["2 roles", { assignments: [assigned(user), assigned("Foundry User", { scope: group })] }],
        ["role in force in ~5 min", { assignments: [assigned(user, { createdOn: now })] }],
        ["role in force in ~3 min", { assignments: [assigned(user, { createdOn: ago(2) })] }],
        ["role in force within 4 min", { assignments: [assigned(user, { createdOn: ago(6) })] }],
        ["role may take hours (management group)", { assignments: [assigned(user, { scope: managementGroup, createdOn: ago(30) })] }],
        ["conditional", { assignments: [assigned(user, { condition: "@a StringEquals 'b'" })] }],
        ["denied by Stack lock", { denyAssignments: [denied()] }],
        ["orphaned", { principalDeleted: true }],
        ["no inference role", { assignments: [assigned("Owner")] }],
        ["no role", { actionKind: "control" }],
        ["can't tell: group membership not known", { groupIds: undefined, assignments: [assigned(user, { principalId: team, principalType: "Group" })] }],
        ["can't tell: management group not readable", { managementGroupPath: undefined, assignments: [assigned(user, { scope: managementGroup })] }],
        ["can't tell: role definition not readable", { definitions: [], assignments: [assigned(user)] }],
        ["can't tell: deny assignment may apply", { assignments: [assigned(user)], denyAssignments: [denied({ condition: "@a StringEquals 'b'" })] }],
    ];
    for (const [words, changes] of cases) {
        it(words, () => assert.equal(summary(changes), words));
    }
});
