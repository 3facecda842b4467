import assert from "node:assert/strict";
import type * as vscode from "vscode";
import { knownCloud } from "../../../src/azure/cloud.ts";
import type { TokenClaims } from "../../../src/azure/credentials.ts";
import type { Identity } from "../../../src/azure/identity.ts";
import { createHostConsent } from "../../../src/ui/chat/hostConsent.ts";

describe("The consent to a foreign host", () => {
    const cloud = knownCloud("AzureCloud");
    const vm = (name: string): Identity => ({ kind: "systemAssigned", name });

    function setting() {
        const kept = new Map<string, unknown>();
        const questions: string[] = [];
        const memory = { get: (key: string, none: unknown) => kept.get(key) ?? none, update: async (key: string, value: unknown) => void kept.set(key, value) };
        const consent = createHostConsent(memory as unknown as vscode.Memento, async (question, _detail, ...buttons) => (questions.push(question), buttons[0]));
        return { questions, asks: (identity: Identity, claims: TokenClaims, address = "https://gw.contoso.com/") => consent.allows(address, identity, cloud, claims) };
    }

    for (const [what, first, second] of [
        ["the Azure CLI is signed in as another user", { kind: "cli" }, { kind: "cli" }],
        ["the environment names another identity", { kind: "environment" }, { kind: "environment" }],
        ["the system-assigned identity is another machine's", vm("vm1"), vm("vm2")],
    ] as const) {
        it(`is asked for again where ${what}, and not where it is the same`, async () => {
            const { questions, asks } = setting();
            await asks(first, { oid: "p1", tid: "t" });
            await asks(first, { oid: "p1", tid: "t" });
            assert.equal(questions.length, 1);
            await asks(second, { oid: "p2", tid: "t" });
            await asks(second, { oid: "p2", tid: "other" });
            assert.equal(questions.length, 3);
        });
    }

    it("names who it is for", async () => {
        const { questions, asks } = setting();
        await asks({ kind: "cli" }, { oid: "p1", tid: "t", upn: "dev@contoso.com" });
        await asks({ kind: "environment" }, { oid: "p2", tid: "t" });
        await asks(vm("vm1"), { oid: "p3", tid: "t" });
        assert.deepEqual(questions, [
            "Send a token of Azure CLI (dev@contoso.com) to gw.contoso.com?",
            "Send a token of environment default (principal p2) to gw.contoso.com?",
            "Send a token of vm1 (system-assigned) to gw.contoso.com?",
        ]);
    });

    it("is asked for each time where a token does not tell whose it is", async () => {
        const { questions, asks } = setting();
        await asks({ kind: "cli" }, {});
        await asks({ kind: "cli" }, {});
        assert.equal(questions.length, 2);
    });
});
