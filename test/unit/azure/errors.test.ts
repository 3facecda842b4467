import assert from "node:assert/strict";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { AccessError, type Failure } from "../../../src/azure/errors.ts";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { inferenceFailure, type InferenceObservation } from "../../../src/azure/failures/inferenceErrors.ts";
import { armFixtures, inferenceFixtures, tokenFixtures, uai } from "./failureFixtures.ts";
import { connectionTo, oid, tokenFor } from "./inferenceServer.ts";

const endpoint = "https://ai-services-playground.openai.azure.com/";
const principal = tokenFor("https://cognitiveservices.azure.com").claims;

function judge(seen: Omit<InferenceObservation, "connection" | "principal">, target = {}): Failure {
    return inferenceFailure({ connection: connectionTo(endpoint, target), principal, ...seen });
}

function check(failure: Failure, expected: { kind: string; row?: string; cause: RegExp; actions: string[] }): void {
    assert.equal(failure.kind, expected.kind);
    assert.equal(failure.row, expected.row);
    assert.match(failure.cause, expected.cause);
    assert.deepEqual(failure.actions.map((action) => action.kind), expected.actions);
}

const evidence = (failure: Failure) => Object.fromEntries(failure.evidence.map(({ name, value }) => [name, value]));

describe("Why a call of a deployment failed: the user sees", () => {
    for (const fixture of inferenceFixtures) {
        it(fixture.sees, () => {
            const failure = judge(fixture.seen);
            check(failure, fixture);
            assert.equal(failure.retryAfterMs, fixture.retryAfterMs);
        });
    }

    const denied = (action: string) => ({
        status: 401, headers: { "apim-request-id": "r1" },
        body: `{"error":{"code":"PermissionDenied","message":"The principal \`${oid}\` lacks the required data action \`${action}\` to perform \`POST /x\` operation."}}`,
    });
    const chatAction = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";

    it("the role by its id, the principal and the account in the button that assigns it", () => {
        const { actions } = judge(denied(chatAction));
        assert.deepEqual(actions[0], {
            kind: "assignRole", label: "Assign role…", roleId: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
            principalId: oid, scope: connectionTo(endpoint).target.accountId,
        });
    });

    it("Cognitive Services User as the role for models that are not OpenAI's (G3)", () => {
        const failure = judge(denied(chatAction), { modelFormat: "Cohere" });
        assert.match(failure.cause, /Cognitive Services User/);
        assert.equal(failure.actions[0]?.kind === "assignRole" && failure.actions[0].roleId, "a97b65f3-24c7-4388-baec-2e87135dc908");
    });

    it("who called, when the token was another principal's (C6)", () => {
        const failure = inferenceFailure({ connection: connectionTo(endpoint), principal: { ...principal, oid: "somebody-else" }, ...denied(chatAction) });
        assert.equal(failure.kind, "unexpectedPrincipal");
        assert.match(failure.cause, /principal somebody-else/);
    });

    it("who the environment default was", () => {
        const connection = { ...connectionTo(endpoint), identity: { kind: "environment" as const } };
        const mirid = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai-9";
        const failure = inferenceFailure({ connection, principal: { ...principal, xms_mirid: mirid }, ...denied(chatAction) });
        assert.equal(failure.summary, "environment default (uai-9) may not call gpt-4o");
    });

    it("the slow clock when the token had expired by it (D1)", () => {
        const failure = inferenceFailure({
            connection: connectionTo(endpoint), principal: { ...principal, exp: 1 }, status: 401, headers: { "apim-request-id": "r" },
            body: { statusCode: 401, message: "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired." },
        });
        assert.match(failure.cause, /token has expired/);
    });

    it("a sign-in button for the resource's tenant when a user's token is of another (A7)", () => {
        const connection = { ...connectionTo(endpoint), identity: { kind: "account" as const, accountId: "1", name: "dev@contoso.com" } };
        const failure = inferenceFailure({ connection, principal: { tid: "home" }, ...inferenceFixtures[0]!.seen });
        assert.deepEqual(failure.actions[0], { kind: "signIn", label: "Sign in…", tenantId: "tenant-1", accountId: "1" });
        assert.match(failure.cause, /is of tenant home, ai-services-playground is in tenant tenant-1/);
    });

    it("status, code, request id, host, policy, principal and audience as evidence", () => {
        const seen = inferenceFixtures.find(({ row }) => row === "F2")!.seen;
        assert.deepEqual(evidence(judge(seen)), {
            "Status": "403", "Code": "403", "Azure says": "Access denied due to Virtual Network/Firewall rules.",
            "Request id": "11111111-2222-3333-4444-555555555555", "Host": "ai-services-playground.openai.azure.com",
            "Account": connectionTo(endpoint).target.accountId, "Policy": "ThrowExceptionDueToTrafficDenied",
            "Principal": oid, "Tenant": "tenant-1", "Audience": "https://cognitiveservices.azure.com",
        });
    });

    it("who answered when it was not Azure", () => {
        const seen = { status: 403, headers: { "content-type": "text/html", Server: "ACME" }, body: "<html>no</html>" };
        assert.equal(evidence(judge(seen))["Answered by"], "ACME");
    });

    it("the wait of a Retry-After that is a date, and of one in milliseconds", () => {
        const date = new Date(Date.now() + 30_000).toUTCString();
        const until = judge({ status: 429, headers: { "retry-after": date }, body: {} }).retryAfterMs ?? 0;
        assert.ok(until > 25_000 && until <= 30_000, `${until}`);
        assert.equal(judge({ status: 429, headers: { "retry-after-ms": "1500", "retry-after": "9" }, body: {} }).retryAfterMs, 1500);
    });
});

describe("Why an identity got no token: the user sees", () => {
    for (const fixture of tokenFixtures) {
        it(fixture.sees, () => {
            const failure = tokenFailure({ identity: fixture.identity, audience: "https://cognitiveservices.azure.com", error: fixture.error });
            check(failure, fixture);
            assert.match(failure.summary, /could not get a token for cognitiveservices\.azure\.com$/);
        });
    }

    it("Entra's error number and correlation id as evidence", () => {
        const { identity, error } = tokenFixtures.find(({ kind }) => kind === "accessBlocked")!;
        const seen = evidence(tokenFailure({ identity, error, audience: "https://ai.azure.com" }));
        assert.equal(seen["Code"], "AADSTS53003");
        assert.equal(seen["Correlation id"], "5fc87507-4086-4e77-b415-cee677eb232e");
    });
});

describe("Why Azure Resource Manager did not do it: the user sees", () => {
    for (const fixture of armFixtures) {
        it(fixture.sees, () => {
            const failure = armFailure({ what: "assign the role", who: "dev@contoso.com", error: fixture.error });
            check(failure, fixture);
            assert.equal(failure.summary, "dev@contoso.com could not assign the role");
        });
    }

    const refused = (action: string) => armFailure({
        what: "do it",
        error: { status: 403, body: { error: { code: "AuthorizationFailed", message: `The client 'x' with object id '${oid}' does not have authorization to perform action '${action}' over scope '${accountScope}'.` } } },
    });
    const accountScope = "/subscriptions/s1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/acct1";

    it("two ways out that do not lead back: somebody else's sign-in, and a script that gives the missing role", () => {
        const { actions, remedy } = refused("Microsoft.CognitiveServices/accounts/read");
        assert.match(remedy, /Reader on acct1/);
        assert.deepEqual(actions.slice(0, 2), [
            { kind: "signIn", label: "Sign in as somebody else…", tenantId: undefined, asSomebodyElse: true },
            { kind: "adminScripts", label: "Script for an administrator…", grant: { roleId: "acdd72a7-3385-48ef-bd42-f606fba81ae7", principalId: oid, scope: accountScope } },
        ]);
    });

    for (const action of ["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "Microsoft.Authorization/locks/write"]) {
        it(`no script that gives ${action} to whoever was refused: it would make an administrator`, () => {
            const { actions } = refused(action);
            assert.ok(!actions.some(({ kind }) => kind === "assignRole"));
            assert.deepEqual(actions.find(({ kind }) => kind === "adminScripts"), { kind: "adminScripts", label: "Script for an administrator…", grant: undefined });
        });
    }

    it("the role that allows the action, and the request's id", () => {
        const failure = armFailure({ what: "assign the role", error: armFixtures[0]!.error });
        assert.match(failure.remedy, /Role Based Access Control Administrator on acct1/);
        assert.deepEqual(evidence(failure)["Request id"], "r1");
    });

    it("what an operation that failed later leaves of its reason", () => {
        const error = new Error("The long-running operation has failed. RequestConflict. Another operation is being performed on the parent resource.");
        assert.equal(armFailure({ what: "do it", error }).kind, "operationInProgress");
    });

    it("the Azure CLI's command with the claims that a policy asks for", () => {
        const { actions } = tokenFailure({
            identity: { kind: "cli", tenantId: "t" }, audience: "https://management.azure.com",
            error: new Error("This credential doesn't support claims challenges. To authenticate with the required claims, please run the following command: az login --claims-challenge eyJhIjoxfQ== --scope https://management.azure.com/.default"),
        });
        assert.deepEqual(actions[0], { kind: "copy", label: "Copy command", text: "az login --tenant=t --scope='https://management.azure.com/.default' --claims-challenge='eyJhIjoxfQ=='" });
    });

    it("the identity's own trouble when the token was what failed", () => {
        const { error } = tokenFixtures[0]!;
        assert.equal(armFailure({ what: "list the machines", identity: uai, error }).kind, "identityNotAttached");
    });
});

describe("What is never shown", () => {
    const token = "eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiJhYWFhIn0.c2lnbmF0dXJl";
    const prompt = "The quarterly figures of project Nightingale are 4711.";
    const hostile = `Bearer ${token} was sent with: ${prompt} at Object.<anonymous> (/x/y.js:1:1) [object Object]`;
    const quoting = [
        ...inferenceFixtures.map(({ seen }) => seen),
        ...[200, 400, 401, 403, 404, 429, 500].flatMap((status) => [
            { status, headers: { "apim-request-id": "r" }, body: { error: { code: "Odd", message: hostile } } },
            { status, headers: { "apim-request-id": "r" }, body: { error: { code: hostile, message: "x", param: "y" } } },
            { status, headers: {}, body: { statusCode: status, message: hostile } },
            { status, headers: {}, body: hostile },
            { status, headers: { server: hostile }, body: { error: { code: "unsupported_parameter", message: `data action \`${hostile}\``, param: hostile } } },
            { status, headers: {}, body: { statusCode: status, message: `audience is incorrect (${hostile})` } },
            { status, headers: { "apim-request-id": "r" }, body: { error: { code: "x", message: `Your text was: ${"filler ".repeat(40)}${prompt}` } } },
            { status, headers: {}, body: { error: { code: { a: 1 }, message: { b: 2 } } } },
        ]),
    ];
    const failures = [
        ...quoting.map((seen) => judge({ ...seen, secrets: [token, prompt] })),
        ...tokenFixtures.map(({ identity, error }) => tokenFailure({ identity, error, audience: "https://ai.azure.com" })),
        tokenFailure({ identity: uai, audience: "a", error: new Error(hostile) }),
        ...armFixtures.map(({ error }) => armFailure({ what: "do it", error })),
        armFailure({ what: "do it", error: new Error(hostile) }),
        armFailure({ what: "do it", error: undefined }),
    ];

    it("tokens, the prompt, stacks, markup, raw JSON and [object Object], whatever the service sends", () => {
        for (const failure of failures) {
            const words = [failure.summary, failure.cause, failure.remedy, ...failure.evidence.map(({ value }) => value), new AccessError(failure).message];
            const text = words.join("\n");
            for (const forbidden of [token, "eyJhbGci", "c2lnbmF0dXJl", "Nightingale", "[object Object]", "<html", "<!DOCTYPE", '{"', "undefined", "    at "]) {
                assert.ok(!text.includes(forbidden), `${failure.kind} shows ${forbidden}: ${text}`);
            }
        }
    });

    it("words without a summary, a cause, a remedy and something to do", () => {
        for (const failure of failures) {
            assert.match(failure.cause, /[.]$/);
            assert.match(failure.remedy, /[.]$/);
            assert.ok(failure.summary.length > 10 && !failure.summary.endsWith("."), failure.summary);
            assert.ok(failure.actions.length > 0, failure.kind);
        }
    });
});
