import assert from "node:assert/strict";
import { knownCloud } from "../../../src/azure/cloud.ts";
import { armCredential, SignedOutError } from "../../../src/azure/credentials.ts";
import { AccessError, type FailureAction } from "../../../src/azure/errors.ts";
import type { Identity } from "../../../src/azure/identity.ts";

const identities: Identity[] = [
    { kind: "systemAssigned", name: "vm-1" }, { kind: "userAssigned", name: "uai-1", clientId: "c" }, { kind: "cli" }, { kind: "environment" },
    { kind: "account", accountId: "a", name: "dev@contoso.com", tenantId: "t" },
];
const errors = [
    new SignedOutError("dev@contoso.com", "t"),
    Object.assign(new Error("Please run 'az login'"), { name: "CredentialUnavailableError" }),
    Object.assign(new Error("Identity not found"), { name: "ManagedIdentityFailure", status: 400, body: { error: "invalid_request", error_description: "Identity not found" } }),
    new Error("connect ECONNREFUSED 169.254.169.254:80"),
];

async function remediesOf(identity: Identity, error: Error): Promise<FailureAction[]> {
    const credential = armCredential(() => Promise.reject(error), identity, knownCloud("AzureCloud"));
    const thrown = await credential.getToken("x").then(() => undefined, (reason: unknown) => reason);
    assert.ok(thrown instanceof AccessError);
    return thrown.failure.actions;
}

describe("Where whoever reads Azure gets no token", () => {
    for (const identity of identities) {
        it(`no button changes the chat's identity, which would change nothing: ${identity.kind}`, async () => {
            for (const error of errors) {
                const kinds = (await remediesOf(identity, error)).map(({ kind }) => kind);
                assert.ok(!kinds.includes("chooseIdentity"), `${error.message}: ${kinds.join()}`);
                assert.ok(kinds.length > 0, error.message);
            }
        });
    }

    it("one signs in as somebody else", async () => {
        const actions = await remediesOf({ kind: "systemAssigned", name: "vm-1" }, errors[2]!);
        assert.ok(actions.some((action) => action.kind === "signIn" && action.asSomebodyElse), JSON.stringify(actions));
        assert.equal(actions.filter(({ kind }) => kind === "signIn").length, 1);
    });
});
