import assert from "node:assert/strict";
import { listResources } from "../../../src/azure/arm/armLists.ts";
import { readResource } from "../../../src/azure/arm/readResource.ts";
import { queryRows } from "../../../src/azure/arm/resourceGraph.ts";
import { listSubscriptions, listTenants } from "../../../src/azure/arm/subscriptions.ts";
import { authorizationList } from "../../../src/azure/access/authorizationList.ts";
import type { Failure } from "../../../src/azure/errors.ts";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { accountId, type Sandbox, startSandbox, subscription, subscriptionId } from "../sandbox.ts";

/** Every way in which Resource Manager is read: both generations of its clients, and those requests that are our own. */
const readings: Record<string, (sandbox: Sandbox) => Promise<unknown>> = {
    "subscriptions": ({ access }) => listSubscriptions({ tenantId: "", name: "contoso.com", access: access() }),
    "tenants": ({ access }) => listTenants(access()),
    "machines": ({ access }) => listResources(access(), "virtualMachine", subscriptionId),
    "identities": ({ access }) => listResources(access(), "managedIdentity", subscriptionId),
    "accounts": ({ access }) => listResources(access(), "account", subscriptionId),
    "rows of Resource Graph": ({ access }) => queryRows(access(), "resources", [subscriptionId]),
    "role definitions": ({ access }) => authorizationList(access(), subscription, "roleDefinitions"),
    "a resource": ({ access }) => readResource(access(), accountId),
};

const page = "<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head><body><a href='/login?token=1'>Sign in</a></body></html>";
const html = { "content-type": "text/html; charset=utf-8", "server": "guest-portal/2" };
const action = "Microsoft.Example/things/read";
const refusal = `The client 'dev@contoso.com' with object id 'aaaaaaaa-0000-0000-0000-00000000000b' does not have authorization to perform action '${action}' over scope '${subscription}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;

describe("Whoever answers for Azure Resource Manager", function () {
    this.timeout(30_000);
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    async function failureOf(read: (sandbox: Sandbox) => Promise<unknown>, answer: { status: number; body: unknown; headers?: Record<string, string> }): Promise<Failure> {
        const fault = sandbox.simulator.fault({ match: { service: "arm" }, action: { ...answer, headers: { "retry-after": "0", ...answer.headers } } });
        const error = await read(sandbox).then((found) => assert.fail(`It is taken for ${JSON.stringify(found)}`), (caught: unknown) => caught);
        fault.remove();
        assert.ok(!(error instanceof assert.AssertionError), (error as Error).message);
        return armFailure({ what: "read it", error });
    }

    const evidence = (failure: Failure) => Object.fromEntries(failure.evidence.map(({ name, value }) => [name, value]));

    for (const [what, read] of Object.entries(readings)) {
        it(`is told by its page where it is a captive portal, whose 200 is no empty list of ${what}`, async () => {
            const failure = await failureOf(read, { status: 200, body: page, headers: html });
            assert.equal(failure.kind, "proxyAnswered");
            const { "Answered by": by, "Page title": title, "Content type": type, Status: status } = evidence(failure);
            assert.deepEqual([by, title, type, status], ["guest-portal/2", "Sign in to the guest network", "text/html", "200"]);
        });

        it(`is told where its JSON is not Azure's, instead of ${what}`, async () => {
            assert.equal((await failureOf(read, { status: 200, body: { status: "blocked", reason: "policy" } })).kind, "proxyAnswered");
        });

        it(`is told where it cut ${what} off`, async () => {
            assert.equal((await failureOf(read, { status: 200, body: '{"value":[{"id":"/subscriptions/1"', headers: { "content-type": "application/json" } })).kind, "unexpectedAnswer");
        });

        for (const status of [401, 403, 404, 407, 502]) {
            it(`is a proxy and not Azure with its page and ${status} for ${what}`, async () => {
                const failure = await failureOf(read, { status, body: page, headers: html });
                assert.equal(failure.kind, "proxyAnswered");
                assert.equal(evidence(failure)["Status"], String(status));
            });
        }

        it(`is Azure when it names the action and the scope that are missing for ${what}`, async () => {
            const failure = await failureOf(read, { status: 403, body: { error: { code: "AuthorizationFailed", message: refusal } }, headers: { "x-ms-request-id": "r1" } });
            assert.equal(failure.kind, "forbidden");
            const { Action, Scope, Principal, Code, "Request id": id } = evidence(failure);
            assert.deepEqual([Action, Scope, Principal, Code, id], [action, subscription, "aaaaaaaa-0000-0000-0000-00000000000b", "AuthorizationFailed", "r1"]);
        });

        it(`is Azure when it names the tenant that it wants for ${what}`, async () => {
            const message = "The access token is from the wrong issuer 'https://sts.windows.net/1/'. It must match the tenant 'https://sts.windows.net/22222222-2222-2222-2222-222222222222/' associated with this subscription.";
            const failure = await failureOf(read, { status: 401, body: { error: { code: "InvalidAuthenticationTokenTenant", message } }, headers: { "x-ms-request-id": "r1" } });
            assert.deepEqual([failure.kind, /22222222-2222/.test(failure.cause)], ["wrongTenant", true]);
        });
    }
});
