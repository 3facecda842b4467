import assert from "node:assert/strict";
import { authorizationList } from "../../../src/azure/access/authorizationList.ts";
import { listResources } from "../../../src/azure/arm/armLists.ts";
import { listSubscriptions } from "../../../src/azure/arm/subscriptions.ts";
import type { ArmAccess } from "../../../src/azure/arm.ts";
import { setLocalAuth } from "../../../src/azure/changes/localAuth.ts";
import { attachIdentity } from "../../../src/azure/changes/machineIdentity.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import type { RequestLine } from "../../../src/azure/requestLine.ts";
import { type ForeignHost, startForeignHost } from "../foreignHost.ts";
import { accountId, identityId, machineId, type Sandbox, startSandbox, subscription, subscriptionId } from "../sandbox.ts";

describe("A link in an answer of Azure Resource Manager that leads to a foreign host", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;
    let foreign: ForeignHost;
    let lines: RequestLine[];
    before(async () => {
        sandbox = await startSandbox();
        foreign = await startForeignHost();
    });
    after(async () => {
        await foreign.close();
        await sandbox.close();
    });
    beforeEach(() => {
        foreign.requests.length = 0;
        lines = [];
    });

    const access = (): ArmAccess => ({ ...sandbox.access(), log: (line) => lines.push(line) });
    const subscriptions = () => listSubscriptions({ tenantId: "", name: "contoso.com", access: access() });

    const lists: [what: string, path: string, read: () => Promise<unknown>][] = [
        ["the newer clients", "/subscriptions$", subscriptions],
        ["the newer clients with a subscription", "/virtualMachines$", () => listResources(access(), "virtualMachine", subscriptionId)],
        ["the older clients", "/userAssignedIdentities$", () => listResources(access(), "managedIdentity", subscriptionId)],
        ["our own lists", "/roleAssignments$", () => authorizationList(access(), subscription, "roleAssignments")],
    ];
    for (const [what, path, read] of lists) {
        it(`is not followed from a page of ${what}`, async () => {
            const answer = { value: [], nextLink: `${foreign.origin}${subscription}/more?api-version=1` };
            await assertRefused({ method: "GET", path }, { status: 200, body: answer }, read);
        });
    }

    const disable = () => setLocalAuth(access(), accountId, true);
    const attach = () => attachIdentity(access(), machineId, identityId("uai-research", `${subscription}/resourceGroups/rg-research`));
    const operations: [header: string, status: number, method: string, path: string, act: () => Promise<unknown>][] = [
        ["azure-asyncoperation", 202, "PATCH", "/accounts/ai-services-playground$", disable],
        ["location", 202, "PATCH", "/accounts/ai-services-playground$", disable],
        ["operation-location", 202, "PATCH", "/accounts/ai-services-playground$", disable],
        ["azure-asyncoperation", 202, "PATCH", "/virtualMachines/vm-playground$", attach],
        ["location", 202, "PATCH", "/virtualMachines/vm-playground$", attach],
        ["operation-location", 202, "PATCH", "/virtualMachines/vm-playground$", attach],
    ];
    for (const [header, status, method, path, act] of operations) {
        it(`is not asked for progress as ${header} of ${path.split("/")[1]} says`, async () => {
            await assertRefused({ method, path }, { status, body: {}, headers: { [header]: `${foreign.origin}/operations/1` } }, act);
        });
    }

    async function assertRefused(match: { method: string; path: string }, action: object, run: () => Promise<unknown>): Promise<void> {
        const fault = sandbox.simulator.fault({ match: { service: "arm", times: 1, ...match }, action });
        const error = await run().then(() => undefined, (caught: unknown) => caught);
        fault.remove();
        assert.deepEqual(foreign.requests.map(({ url, headers }) => [url, headers.authorization?.slice(0, 10)]), []);
        assert.ok(isAccessError(error), String(error));
        assert.equal(error.failure.kind, "hostNotAllowed");
        assert.match(JSON.stringify(error.failure), new RegExp(new URL(foreign.origin).host));
        assert.deepEqual(lines.filter(({ host }) => host === new URL(foreign.origin).host), []);
    }
});
