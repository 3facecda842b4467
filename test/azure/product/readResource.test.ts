import assert from "node:assert/strict";
import { armFailure } from "../../../src/azure/failures/armErrors.ts";
import { readResource } from "../../../src/azure/arm/readResource.ts";
import { accountId, assertDescribed, identityId, machineId, type Sandbox, startSandbox, subscription } from "../sandbox.ts";

describe("The properties of a resource", () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    for (const [what, id, member] of [
        ["an account", accountId, "properties.customSubDomainName"],
        ["a deployment", `${accountId}/deployments/gpt-4o`, "properties.model.name"],
        ["an identity", identityId("uai-playground"), "properties.clientId"],
        ["a virtual machine", machineId, "identity.userAssignedIdentities"],
        ["a subscription", subscription, "displayName"],
    ] as const) {
        it(`are read for ${what}, as ARM writes them`, async () => {
            const resource = await readResource(sandbox.access(), id);
            const at = member.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], resource);
            assert.notEqual(at, undefined);
            assertDescribed(sandbox);
        });
    }

    it("keep members that no SDK knows", async () => {
        const body = { id: accountId, properties: { brandNew: [1, { deep: null }] } };
        const fault = sandbox.simulator.fault({ match: { path: "/accounts/ai-services-playground$", times: 1 }, action: { status: 200, body } });
        assert.deepEqual(await readResource(sandbox.access(), accountId), body);
        fault.remove();
    });

    it("of one that is gone are refused in words", async () => {
        const error = await readResource(sandbox.access(), `${accountId}-gone`).then(() => undefined, (caught: unknown) => caught);
        const failure = armFailure({ what: "read it", error });
        assert.deepEqual([failure.kind, failure.remedy], ["notFound", "Refresh the list."]);
    });

    for (const [status, body] of [[502, "<html>proxy</html>"], [200, "<html>proxy</html>"]] as const) {
        it(`are not a page that a proxy answers with ${status}`, async () => {
            const fault = sandbox.simulator.fault({ match: { path: "/accounts/ai-services-playground$" }, action: { status, body, headers: { "content-type": "text/html", "retry-after": "0" } } });
            const error = await readResource(sandbox.access(), accountId).then(() => undefined, (caught: unknown) => caught);
            fault.remove();
            const failure = armFailure({ what: "read it", error });
            assert.doesNotMatch(JSON.stringify(failure), /Unexpected token|<html|JSON/);
            assert.equal(failure.evidence.find(({ name }) => name === "Status")?.value, String(status));
        });
    }
});
