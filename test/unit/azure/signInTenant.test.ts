import assert from "node:assert/strict";
import { SignedOutError } from "../../../src/azure/credentials.ts";
import type { FailureAction } from "../../../src/azure/errors.ts";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { inferenceFailure } from "../../../src/azure/failures/inferenceErrors.ts";
import type { Identity } from "../../../src/azure/identity.ts";

const own = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";
const resources = "bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb";
const audience = "https://cognitiveservices.azure.com";
const account: Identity = { kind: "account", accountId: "1", name: "dev@contoso.com", tenantId: own };
const cli: Identity = { kind: "cli", tenantId: own };

function first(identity: Identity, error: Error, tenantId?: string): FailureAction | undefined {
    return tokenFailure({ identity, audience, error, tenantId }).actions[0];
}

function unavailable(message: string): Error {
    return Object.assign(new Error(message), { name: "CredentialUnavailableError" });
}

describe("The button of a failed sign-in", () => {
    it("leads the same account to the tenant for which there was no session", () => {
        assert.deepEqual(first(account, new SignedOutError("dev@contoso.com", resources)), { kind: "signIn", label: "Sign in…", tenantId: resources, accountId: "1" });
    });

    it("leads to the tenant for which the token was asked, whatever went wrong", () => {
        assert.deepEqual(first(account, new Error("AADSTS50076: Something."), resources), { kind: "signIn", label: "Sign in…", tenantId: resources, accountId: "1" });
        assert.deepEqual(first(cli, unavailable("Please run 'az login' to set up account."), resources), { kind: "copy", label: "Copy command", text: `az login --tenant=${resources}` });
    });

    it("leads to the account's own tenant where none was asked for", () => {
        assert.deepEqual(first(account, new SignedOutError("dev@contoso.com")), { kind: "signIn", label: "Sign in…", tenantId: own, accountId: "1" });
    });

    it("copies the tenant and the scope that the Azure CLI asks for, quoted", () => {
        const said = `ERROR: AADSTS50076: … Interactive authentication is needed. Please run:\naz login --tenant "${resources}" --scope "${audience}/.default"`;
        assert.deepEqual(first(cli, unavailable(said)), { kind: "copy", label: "Copy command", text: `az login --tenant=${resources} --scope='${audience}/.default'` });
    });

    it("copies nothing else of what stands there", () => {
        const said = "ERROR: AADSTS50076: … Please run:\naz login --tenant $(reboot) --scope `reboot`; reboot";
        assert.deepEqual(first(cli, unavailable(said)), { kind: "copy", label: "Copy command", text: `az login --tenant=${own}` });
    });

    it("leads to the account's own tenant after a challenge of a deployment whose tenant is not known", () => {
        const target = { endpoint: "https://b.openai.azure.com/", deployment: "gpt-4o", accountName: "b" };
        const headers = { "apim-request-id": "r", "www-authenticate": 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="' };
        const failure = inferenceFailure({ connection: { id: "c", name: "c", identity: account, target }, principal: undefined, status: 401, headers, body: "{}" });
        assert.deepEqual(failure.actions[0], { kind: "signIn", label: "Sign in…", tenantId: own, accountId: "1" });
    });
});
