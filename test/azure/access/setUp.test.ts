import assert from "node:assert/strict";
import { applySetUp, applyUndo, lostBy, missingRights, planSetUp, type SetUpChoice, type SetUpOutcome, type SetUpProgress, undoAll, undoOf } from "../../../src/access/setUp.ts";
import { createIdentity, deleteIdentity, type NewIdentity } from "../../../src/azure/changes/identities.ts";
import { attachIdentity, detachIdentity, setSystemAssigned } from "../../../src/azure/changes/machineIdentity.ts";
import { isAccessError } from "../../../src/azure/errors.ts";
import { roleCatalog } from "../../../src/azure/roles/roleCatalog.ts";
import { accountId, assertDescribed, identityId, machineId, type Sandbox, startSandbox, subscription } from "../sandbox.ts";
import { existingChoice, newIdentityChoice, partsOf, systemChoice, target } from "./setUpSetting.ts";

const newIdentityId = identityId("uai-keyless", `${subscription}/resourceGroups/rg-keyless`);
/** Ids of identities come back with a lower-case `resourcegroups` (03-arm.md, 3.2). */
const asAzureWrites = (id: string) => id.replace("resourceGroups", "resourcegroups");
const everything = ["createGroup", "createIdentity", "attachIdentity", "assignRole", "waitForToken", "waitForCall"];

describe("Setting up keyless access", function () {
    this.timeout(30_000);
    let sandbox: Sandbox;

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
    });
    afterEach(async () => {
        assertDescribed(sandbox);
        await sandbox.close();
    });

    const plan = (choice: SetUpChoice, principal?: string) => planSetUp(choice, { access: sandbox.access(principal) });
    const kinds = (steps: readonly { kind: string }[]) => steps.map(({ kind }) => kind);
    /** What Azure holds after a set-up, without what differs from run to run. */
    const state = () => {
        const { machines, identities, resourceGroups, roleAssignments } = sandbox.simulator.state;
        const identity = identities.get(newIdentityId);
        return {
            groups: [...resourceGroups].map(({ name }) => name).sort(),
            identities: [...identities].map(({ name }) => name).sort(),
            attached: Object.keys(machines.get(machineId)!.identity?.userAssignedIdentities ?? {}),
            roles: [...roleAssignments].filter((row) => row.principalId === identity?.principalId).map(({ scope, roleDefinition }) => ({ scope, roleDefinition })),
        };
    };
    const complete = {
        groups: ["rg-keyless", "rg-playground", "rg-research"],
        identities: ["uai-keyless", "uai-no-role", "uai-playground", "uai-research"],
        attached: [newIdentityId],
        roles: [{ scope: accountId, roleDefinition: roleCatalog.openAiUser.id }],
    };

    /** Resolves once such a request has reached Azure. */
    const sent = async (method: string, part: string) => {
        while (!sandbox.simulator.requests.some((request) => request.method === method && request.path.includes(part))) {
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
    };

    it("plans every step for a new identity, in words, and changes nothing", async () => {
        const before = state();
        const { steps, present, scripts, identity } = await plan(newIdentityChoice(sandbox));
        assert.deepEqual(kinds(steps), everything);
        assert.deepEqual(steps.map(({ text }) => text), [
            "Create the resource group rg-keyless (eastus2)",
            "Create the identity uai-keyless in rg-keyless (eastus2)",
            "Attach uai-keyless to vm-playground; its other identities stay",
            "Give uai-keyless the role Cognitive Services OpenAI User on ai-services-playground",
            "Wait until vm-playground gets a token for uai-keyless",
            "Wait until a call of gpt-4o succeeds",
        ]);
        assert.deepEqual(present, []);
        assert.deepEqual(identity, { kind: "userAssigned", name: "uai-keyless", resourceId: newIdentityId });
        assert.deepEqual(scripts.createIdentity?.createGroup, { location: "eastus2" });
        assert.deepEqual(scripts.machine?.attach, [newIdentityId]);
        assert.deepEqual(scripts.assignments.map(({ scope, principal }) => ({ scope, principal })), [{ scope: accountId, principal: { kind: "identity", resourceId: newIdentityId } }]);
        assert.deepEqual(state(), before);
        assert.deepEqual(sandbox.changes(), []);
    });

    it("goes the whole way to an answer, waiting for the role to come into force", async () => {
        const log: SetUpProgress[] = [];
        const start = sandbox.timer.now();
        const outcome = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox, { log }));
        assert.equal(outcome.kind, "done", JSON.stringify(outcome));
        assert.deepEqual(state(), complete);
        const { principalId, clientId } = sandbox.simulator.state.identities.get(newIdentityId)!;
        assert.ok(outcome.kind === "done");
        assert.deepEqual(outcome.identity, { kind: "userAssigned", name: "uai-keyless", principalId, clientId, resourceId: asAzureWrites(newIdentityId), tenantId: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210" });
        assert.deepEqual(outcome.done.map(({ step, changed }) => [step.kind, changed]), everything.map((kind) => [kind, !kind.startsWith("wait")]));
        const elapsed = sandbox.timer.now() - start;
        assert.ok(elapsed >= 20_000 && elapsed < 40_000, `${elapsed} ms for a role that takes 20 s`);
        const calls = sandbox.simulator.requests.filter(({ service }) => service === "openai");
        assert.deepEqual([...new Set(calls.map(({ status }) => status))], [401, 200]);
        assert.equal(calls.at(-1)?.oid, principalId);
        assert.ok(log.some(({ step, state: at, wait }) => step.kind === "waitForCall" && at === "waiting" && wait?.expectedMs === 300_000 && wait.limitMs === 600_000));
        assert.deepEqual(log.filter(({ state: at }) => at === "done").map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
    });

    it("plans nothing but the check of what was set up before", async () => {
        await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox));
        sandbox.simulator.clearRequests();
        const again = await plan(newIdentityChoice(sandbox));
        assert.deepEqual(kinds(again.steps), ["waitForToken", "waitForCall"]);
        assert.equal(again.present.length, 4);
        assert.deepEqual(again.scripts.assignments, []);
        assert.equal((await applySetUp(again, partsOf(sandbox))).kind, "done");
        assert.deepEqual(sandbox.changes(), []);
    });

    it("changes nothing when an old plan is carried out a second time", async () => {
        const old = await plan(newIdentityChoice(sandbox));
        await applySetUp(old, partsOf(sandbox));
        sandbox.simulator.clearRequests();
        const outcome = await applySetUp(old, partsOf(sandbox));
        assert.ok(outcome.kind === "done");
        assert.deepEqual(outcome.done.filter(({ changed }) => changed), []);
        assert.deepEqual(sandbox.changes(), []);
        assert.deepEqual(undoAll(outcome.done), []);
        assert.deepEqual(state(), complete);
    });

    for (const [at, kind] of everything.entries()) {
        it(`ends in the same state after a kill at ${kind}, with nothing created twice`, async () => {
            const cancel = new AbortController();
            const outcome = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox, {
                signal: cancel.signal,
                progress: ({ index, state: now }) => void (index === at && now === "running" && cancel.abort()),
            }));
            assert.ok(outcome.kind === "cancelled");
            assert.deepEqual(kinds([...outcome.done.map(({ step }) => step), ...outcome.left]), everything);
            assert.equal(await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox)).then((second) => second.kind), "done");
            assert.deepEqual(state(), complete);
            const created = sandbox.changes().filter(({ status }) => status === 201).map(({ path }) => path);
            assert.equal(new Set(created).size, created.length);
            assert.equal(sandbox.changes().filter(({ method, status }) => method === "PATCH" && status === 200).length, 1);
        });
    }

    for (const [kind, method, path] of [
        ["createGroup", "PUT", "resourcegroups/rg-keyless$"], ["createIdentity", "PUT", "uai-keyless$"],
        ["attachIdentity", "PATCH", "vm-playground$"], ["assignRole", "PUT", "roleAssignments/"],
    ] as const) {
        it(`goes on after a kill between the request of ${kind} and its answer`, async () => {
            sandbox.simulator.fault({ match: { service: "arm", method, path, times: 1 }, action: { cutAfterBytes: 0 } });
            const outcome = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox));
            assert.ok(outcome.kind === "failed");
            assert.deepEqual([outcome.failed.kind, outcome.uncertain?.kind], [kind, kind]);
            sandbox.simulator.clearRequests();
            const rest = await plan(newIdentityChoice(sandbox));
            assert.ok(!kinds(rest.steps).includes(kind), "Azure had done it");
            assert.equal((await applySetUp(rest, partsOf(sandbox))).kind, "done");
            assert.deepEqual(state(), complete);
            assert.equal(sandbox.changes().some((request) => request.method === method && new RegExp(path, "i").test(request.path)), false);
        });
    }

    it("says that nothing was changed when cancelled at once, and what was when cancelled later", async () => {
        const cancelAt = async (at: number): Promise<SetUpOutcome> => {
            const cancel = new AbortController();
            return applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox, {
                signal: cancel.signal, progress: ({ index, state: now }) => void (index === at && now === "done" && cancel.abort()),
            }));
        };
        const before = state();
        const outcome = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox, { signal: AbortSignal.abort() }));
        assert.deepEqual([outcome.kind, "summary" in outcome && outcome.summary], ["cancelled", "Nothing in Azure was changed."]);
        assert.deepEqual(state(), before);
        const later = await cancelAt(1);
        assert.ok(later.kind === "cancelled");
        assert.equal(later.summary, "Done: Create the resource group rg-keyless (eastus2); Create the identity uai-keyless in rg-keyless (eastus2).");
        assert.deepEqual(kinds(later.left), everything.slice(2));
    });

    it("says of an attachment that was cancelled half-way that Azure finishes it", async () => {
        sandbox.simulator.state.delays.operationMs = 60_000;
        const cancel = new AbortController();
        const applying = applySetUp(await plan(existingChoice(sandbox)), partsOf(sandbox, { signal: cancel.signal }));
        await sent("GET", "/operations/");
        cancel.abort();
        const outcome = await applying;
        assert.ok(outcome.kind === "cancelled");
        assert.deepEqual(outcome.done.map(({ step, changed, unfinished }) => [step.kind, changed, unfinished]), [["attachIdentity", true, true]]);
        assert.match(outcome.summary, /^Done: Attach uai-playground to vm-playground.*\(Azure is still finishing it\)\.$/);
        assert.deepEqual(kinds(outcome.left), ["assignRole", "waitForToken", "waitForCall"]);
        assert.deepEqual(state().attached, [identityId("uai-playground")]);
    });

    it("lets a request that is on its way end when cancelled, and counts it as done", async () => {
        sandbox.simulator.fault({ match: { service: "arm", method: "PUT", path: "uai-keyless$" }, action: { delayMs: 200 } });
        const cancel = new AbortController();
        const applying = applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox, { signal: cancel.signal }));
        await sent("PUT", "uai-keyless");
        cancel.abort();
        const outcome = await applying;
        assert.ok(outcome.kind === "cancelled");
        assert.deepEqual(kinds(outcome.done.map(({ step }) => step)), ["createGroup", "createIdentity"]);
        assert.equal(outcome.uncertain, undefined);
        assert.ok(state().identities.includes("uai-keyless"));
    });

    it("ends a request that hangs five seconds after the cancel, and says that its outcome is not known", async () => {
        sandbox.simulator.fault({ match: { service: "arm", method: "PUT", path: "uai-keyless$" }, action: { hang: true } });
        const cancel = new AbortController();
        const applying = applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox, { signal: cancel.signal }));
        await sent("PUT", "uai-keyless");
        cancel.abort();
        const outcome = await applying;
        assert.ok(outcome.kind === "cancelled");
        assert.equal(outcome.summary, "Done: Create the resource group rg-keyless (eastus2). Not known, as Azure did not answer in time: Create the identity uai-keyless in rg-keyless (eastus2).");
        assert.deepEqual(kinds(outcome.left), everything.slice(1));
    });

    it("says of a change that got no answer that it is not known", async () => {
        sandbox.simulator.fault({ match: { service: "arm", method: "PUT", path: "resourcegroups/rg-keyless$" }, action: { reset: true } });
        const outcome = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox));
        assert.ok(outcome.kind === "failed");
        assert.equal(outcome.uncertain?.kind, "createGroup");
        assert.match(outcome.summary, /^Not known, as Azure did not answer in time: Create the resource group/);
        assert.equal(outcome.error.failure.kind, "connectionReset");
    });

    it("uses an identity that is there and plans only its attachment and role", async () => {
        const { steps, scripts } = await plan(existingChoice(sandbox));
        assert.deepEqual(kinds(steps), ["attachIdentity", "assignRole", "waitForToken", "waitForCall"]);
        assert.equal(scripts.createIdentity, undefined);
    });

    it("goes by what the identity is now, not by what the list told, and says when it is gone", async () => {
        const choice = existingChoice(sandbox);
        assert.ok(choice.identity.kind === "existing");
        const { principalId } = choice.identity.identity;
        choice.identity.identity.principalId = "00000000-0000-0000-0000-000000000000";
        const outcome = await applySetUp(await plan(choice), partsOf(sandbox));
        assert.ok(outcome.kind === "done", JSON.stringify(outcome));
        assert.equal(outcome.identity.principalId, principalId);
        sandbox.simulator.state.identities.delete(identityId("uai-no-role"));
        const gone = { ...choice.identity.identity, id: identityId("uai-no-role"), name: "uai-no-role" };
        await assert.rejects(plan({ ...choice, identity: { kind: "existing", identity: gone } }), /uai-no-role can't be used: It is no longer in the resource group rg-playground/);
    });

    it("sets up the system-assigned identity beside others", async () => {
        await sandbox.simulator.change({ change: "attach", machine: "vm-playground", identity: "uai-no-role" });
        const planned = await plan(systemChoice(sandbox));
        assert.deepEqual(kinds(planned.steps), ["enableSystemAssigned", "assignRole", "waitForToken", "waitForCall"]);
        assert.deepEqual(planned.scripts.machine, { id: machineId, attach: [], enableSystemAssigned: true });
        const outcome = await applySetUp(planned, partsOf(sandbox));
        assert.ok(outcome.kind === "done", JSON.stringify(outcome));
        const { identity } = sandbox.simulator.state.machines.get(machineId)!;
        assert.equal(identity?.type, "SystemAssigned, UserAssigned");
        assert.equal(outcome.identity.kind === "systemAssigned" && outcome.identity.principalId, identity?.principalId);
    });

    it("plans no role where a wider one allows the calls already, unless one was chosen", async () => {
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: "Cognitive Services User", scope: "rg-playground" });
        const { steps, present } = await plan(existingChoice(sandbox));
        assert.deepEqual(kinds(steps), ["attachIdentity", "waitForToken", "waitForCall"]);
        assert.match(present.at(-1) ?? "", /uai-playground has Cognitive Services OpenAI User or a role that includes it/);
        const { id, name } = roleCatalog.openAiUser;
        assert.ok(kinds((await plan({ ...existingChoice(sandbox), role: { id, name } })).steps).includes("assignRole"));
    });

    it("does not take a role under a condition, or a role without data actions, for enough", async () => {
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: "Cognitive Services OpenAI User", scope: "rg-playground", condition: "@Resource[x] StringEquals 'y'" });
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: "Owner", scope: "rg-playground" });
        assert.ok(kinds((await plan(existingChoice(sandbox))).steps).includes("assignRole"));
    });

    it("recommends Cognitive Services User for other vendors' models", async () => {
        const choice = { ...existingChoice(sandbox), target: target(sandbox, { deployment: "mistral-large", modelFormat: "Mistral AI" }) };
        const step = (await plan(choice)).steps.find(({ kind }) => kind === "assignRole");
        assert.match(step?.text ?? "", /Cognitive Services User on/);
    });

    it("waits for nothing on another machine", async () => {
        const choice = existingChoice(sandbox);
        const { steps } = await plan({ ...choice, machine: { ...choice.machine, isThis: false } });
        assert.deepEqual(kinds(steps), ["attachIdentity", "assignRole"]);
    });

    it("refuses an identity of another tenant before anything is done", async () => {
        const choice = existingChoice(sandbox);
        const error = await plan({ ...choice, target: { ...choice.target, tenantId: "e1b94c30-8f57-4a2d-b6c3-0d9f4e7a5b18" } }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.summary, "uai-playground can't call gpt-4o");
    });

    it("refuses a scale set before anything is done", async () => {
        const choice = existingChoice(sandbox);
        const id = machineId.replace("virtualMachines/vm-playground", "virtualMachineScaleSets/set/virtualMachines/0");
        await assert.rejects(plan({ ...choice, machine: { ...choice.machine, id } }), isAccessError);
    });

    it("says up front that nothing is missing to an owner, and what is to a reader", async () => {
        const planned = await plan(newIdentityChoice(sandbox));
        assert.deepEqual(await missingRights(planned, sandbox.access()), []);
        const missing = await missingRights(planned, sandbox.access("reader@contoso.com"));
        assert.deepEqual(missing.map(({ action, role, verdict }) => [action, role?.name, verdict]).toSorted(), [
            ["Microsoft.Authorization/roleAssignments/write", "Role Based Access Control Administrator", "missing"],
            ["Microsoft.Compute/virtualMachines/write", "Virtual Machine Contributor", "missing"],
            ["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "Managed Identity Operator", "missing"],
            ["Microsoft.ManagedIdentity/userAssignedIdentities/write", "Managed Identity Contributor", "missing"],
            ["Microsoft.Resources/subscriptions/resourceGroups/write", "Contributor", "missing"],
        ]);
        assert.deepEqual(missing.find(({ action }) => action.endsWith("assign/action"))?.steps, ["Attach uai-keyless to vm-playground; its other identities stay"]);
        assert.deepEqual(sandbox.changes(), []);
    });

    it("calls a right under a condition conditional, not missing", async () => {
        await sandbox.simulator.change({ change: "assign", principal: "reader@contoso.com", role: "Foundry Owner", scope: "rg-playground" });
        sandbox.simulator.state.clock.advance(60_000);
        const missing = await missingRights(await plan(existingChoice(sandbox)), sandbox.access("reader@contoso.com"));
        assert.equal(missing.find(({ action }) => action.endsWith("roleAssignments/write"))?.verdict, "conditional");
    });

    it("stops at what is forbidden, names it, and goes on from there once it is allowed", async () => {
        for (const role of ["Contributor", "Managed Identity Operator"]) {
            await sandbox.simulator.change({ change: "assign", principal: "reader@contoso.com", role, scope: "Playground" });
        }
        sandbox.simulator.state.clock.advance(60_000);
        const access = sandbox.access("reader@contoso.com");
        const outcome = await applySetUp(await plan(newIdentityChoice(sandbox), "reader@contoso.com"), partsOf(sandbox, { access, who: "reader@contoso.com" }));
        assert.ok(outcome.kind === "failed");
        assert.equal(outcome.failed.kind, "assignRole");
        assert.equal(outcome.error.failure.summary, "reader@contoso.com could not give uai-keyless the role Cognitive Services OpenAI User on ai-services-playground");
        assert.match(outcome.summary, /^Done: Create the resource group.*Attach uai-keyless to vm-playground/);
        assert.equal(outcome.uncertain, undefined);
        assert.equal((await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox))).kind, "done");
        assert.deepEqual(state(), complete);
    });

    it("ends the wait at once for a failure that waiting does not mend", async () => {
        const choice = { ...existingChoice(sandbox), target: target(sandbox, { deployment: "no-such", modelFormat: "OpenAI" }) };
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" });
        sandbox.simulator.state.clock.advance(60_000);
        const outcome = await applySetUp(await plan(choice), partsOf(sandbox));
        assert.ok(outcome.kind === "failed");
        assert.equal(outcome.error.failure.kind, "deploymentNotFound");
    });

    it("gives up after ten minutes on a role that never comes into force, and says so", async () => {
        sandbox.simulator.state.delays.roleAssignmentMs = 3_600_000;
        const start = sandbox.timer.now();
        const outcome = await applySetUp(await plan(existingChoice(sandbox)), partsOf(sandbox));
        assert.ok(outcome.kind === "failed");
        assert.equal(outcome.error.failure.kind, "roleMissing");
        assert.match(outcome.error.failure.cause, /tried for 10 minutes/);
        assert.equal(Math.floor((sandbox.timer.now() - start) / 60_000), 10);
    });

    it("takes back all that it added, and nothing else", async () => {
        await sandbox.simulator.change({ change: "attach", machine: "vm-playground", identity: "uai-no-role" });
        const before = state();
        const outcome = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox));
        const undo = undoAll(outcome.done);
        assert.deepEqual(undo.map(({ text }) => text), [
            "Remove the role Cognitive Services OpenAI User of uai-keyless on ai-services-playground",
            "Detach uai-keyless from vm-playground",
            "Delete the identity uai-keyless",
        ]);
        for (const step of undo) {
            await applyUndo(step, sandbox.access());
            await applyUndo(step, sandbox.access());
        }
        assert.deepEqual(state(), { ...before, groups: complete.groups });
    });

    it("does not take back what somebody else has put in the place of what it made, and says so", async () => {
        const access = sandbox.access();
        const system = await applySetUp(await plan(systemChoice(sandbox)), partsOf(sandbox));
        const made = await applySetUp(await plan(newIdentityChoice(sandbox)), partsOf(sandbox));
        const steps = [...undoAll(system.done), ...undoAll(made.done)].filter(({ kind }) => kind !== "removeRoleAssignment");
        assert.deepEqual(kinds(steps), ["disableSystemAssigned", "detachIdentity", "deleteIdentity"]);
        await setSystemAssigned(access, machineId, false);
        await setSystemAssigned(access, machineId, true);
        await detachIdentity(access, machineId, newIdentityId);
        await deleteIdentity(access, newIdentityId);
        await createIdentity(access, (newIdentityChoice(sandbox).identity as { kind: "new" } & NewIdentity));
        await attachIdentity(access, machineId, newIdentityId);
        const before = state();
        for (const step of steps) {
            const error = await applyUndo(step, access, { who: "dev@contoso.com" }).then(() => undefined, (caught: unknown) => caught);
            assert.ok(isAccessError(error), step.text);
            assert.equal(error.failure.summary, `dev@contoso.com could not ${step.text.charAt(0).toLowerCase()}${step.text.slice(1)}`);
            assert.match(error.failure.cause, /its principal is [0-9a-f-]{36}, and the one that was added was [0-9a-f-]{36}/);
        }
        assert.deepEqual(state(), before);
    });

    it("asks before it takes back what can't be brought back", async () => {
        const { done } = await applySetUp(await plan(systemChoice(sandbox)), partsOf(sandbox));
        assert.match(lostBy(undoAll(done)).join(), /principal of a system-assigned identity is deleted.*orphaned/);
        assert.deepEqual(lostBy(undoAll(done).filter(({ kind }) => kind === "removeRoleAssignment")), []);
    });

    it("offers no undo of a role that was there before", async () => {
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: "Cognitive Services OpenAI User", scope: "ai-services-playground" });
        const old = await plan(existingChoice(sandbox));
        const { id, name } = roleCatalog.openAiUser;
        const outcome = await applySetUp({ ...old, steps: (await plan({ ...existingChoice(sandbox, "uai-no-role"), role: { id, name } })).steps
            .map((step) => (step.kind === "assignRole" ? { ...step, principal: { kind: "identity" as const, resourceId: identityId("uai-playground") }, principalName: "uai-playground" } : step))
            .filter(({ kind }) => kind === "assignRole") }, partsOf(sandbox));
        assert.equal(outcome.kind, "done");
        assert.deepEqual(outcome.done.map((done) => [done.changed, undoOf(done)]), [[false, undefined]]);
    });
});
