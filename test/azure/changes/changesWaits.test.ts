import assert from "node:assert/strict";
import { type WaitReport } from "../../../src/azure/changes/timer.ts";
import { waitForCall } from "../../../src/azure/changes/waitForCall.ts";
import { waitForToken } from "../../../src/azure/changes/waitForToken.ts";
import { AccessError, type FailureKind, isAccessError } from "../../../src/azure/errors.ts";
import { ManagedIdentityFailure } from "../../../src/azure/imds/imds.ts";
import { machineId, type Sandbox, startSandbox } from "../sandbox.ts";
import { connectionTo } from "../../unit/azure/inferenceServer.ts";

describe("Waiting for a token of a new identity", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;
    const identity = {
        kind: "userAssigned" as const, name: "uai-playground",
        clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", principalId: "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283",
    };

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: "setup", delays: { identityAttachMs: 12_000 } });
    });
    afterEach(() => sandbox.close());

    const parts = () => ({ cloud: sandbox.access().cloud, getToken: sandbox.imdsToken });
    const attach = (name: string) => sandbox.simulator.change({ change: "attach", machine: "vm-playground", identity: name });

    it("asks until IMDS knows the identity, and tells the seconds", async () => {
        await attach("uai-playground");
        const told: WaitReport[] = [];
        const start = sandbox.timer.now();
        const { claims } = await waitForToken(identity, parts(), { timer: sandbox.timer, onWait: (report) => told.push(report) });
        assert.equal(claims.oid, identity.principalId);
        const elapsed = sandbox.timer.now() - start;
        assert.ok(elapsed >= 12_000 && elapsed < 22_000, `${elapsed} ms`);
        assert.equal(told[0]?.message, "Waiting until this machine gets a token for uai-playground");
        const steps = told.map(({ elapsedMs }, at) => elapsedMs - (told[at - 1]?.elapsedMs ?? 0));
        assert.ok(steps.every((step) => step <= 1_100), "one report a second");
    });

    it("does not take the token of another identity for that of the machine", async () => {
        sandbox.simulator.state.delays.identityAttachMs = 0;
        await attach("uai-no-role");
        sandbox.simulator.state.delays.identityAttachMs = 12_000;
        await attach("system");
        const { principalId } = sandbox.simulator.state.machines.get(machineId)!.identity!;
        const seen: (string | undefined)[] = [];
        const getToken: typeof sandbox.imdsToken = async (...asked) => {
            const token = await sandbox.imdsToken(...asked);
            seen.push(token.claims.oid);
            return token;
        };
        const { claims } = await waitForToken({ kind: "systemAssigned", name: "vm-playground", principalId }, { ...parts(), getToken }, { timer: sandbox.timer });
        assert.equal(claims.oid, principalId);
        assert.ok(seen.includes("d7e20b96-f418-4a3c-85e9-1c6b0f8d2a57"), "IMDS answered as the other one at first");
    });

    it("gives up in the end, in the words of the last answer", async () => {
        const start = sandbox.timer.now();
        const error = await waitForToken(identity, parts(), { timer: sandbox.timer }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.kind, "identityNotAttached");
        assert.equal(Math.round((sandbox.timer.now() - start) / 60_000), 5);
    });

    it("ends at once on a machine that has no IMDS", async () => {
        const getToken = async () => {
            throw new ManagedIdentityFailure("connect ECONNREFUSED", { code: "ECONNREFUSED" }, { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
        };
        const error = await waitForToken(identity, { ...parts(), getToken }, { timer: sandbox.timer }).catch((caught: unknown) => caught);
        assert.ok(isAccessError(error));
        assert.equal(error.failure.kind, "notOnAzure");
    });

    it("can be cancelled", async () => {
        const cancel = new AbortController();
        await assert.rejects(waitForToken(identity, parts(), { signal: cancel.signal, onWait: () => cancel.abort() }), { name: "AbortError" });
    });
});

describe("Waiting for a call to succeed", () => {
    const connection = connectionTo("https://localhost:1/", {});

    function failed(kind: FailureKind, retryAfterMs?: number): AccessError {
        return new AccessError({ kind, summary: "no", cause: "Why.", remedy: "", actions: [], evidence: [], retryAfterMs });
    }

    /** Time that passes only by sleeping. */
    function timer() {
        let time = 0;
        return { now: () => time, sleep: async (ms: number, signal?: AbortSignal) => (signal?.throwIfAborted(), void (time += ms)) };
    }

    it("tries again while the role is not in force, the identity not known, or IMDS busy", async () => {
        const failures = [failed("roleMissing"), failed("identityNotAttached"), failed("imdsBusy")];
        const told: WaitReport[] = [];
        const probe = async () => {
            const next = failures.shift();
            if (next) {
                throw next;
            }
        };
        await waitForCall(connection, probe, { timer: timer(), onWait: (report) => told.push(report) });
        assert.deepEqual(told.map(({ elapsedMs }) => elapsedMs / 1_000), [...Array(12).keys()]);
        assert.deepEqual(told[0], { message: `Waiting until ${connection.identity.kind === "userAssigned" ? connection.identity.name : ""} may call ${connection.target.deployment}`, elapsedMs: 0, expectedMs: 300_000, limitMs: 600_000 });
    });

    it("keeps to the pause that the service asks for", async () => {
        const time = timer();
        const failures = [failed("imdsBusy", 30_000)];
        await waitForCall(connection, async () => {
            const next = failures.shift();
            if (next) {
                throw next;
            }
        }, { timer: time });
        assert.equal(time.now(), 30_000);
    });

    for (const kind of ["publicAccessDisabled", "deploymentNotFound", "customSubdomainMissing", "wrongTenant"] as const) {
        it(`ends at once for ${kind}`, async () => {
            let calls = 0;
            const probe = async () => {
                calls++;
                throw failed(kind);
            };
            await assert.rejects(waitForCall(connection, probe, { timer: timer() }), isAccessError);
            assert.equal(calls, 1);
        });
    }

    it("can be cancelled while it waits and while it calls", async () => {
        const waiting = new AbortController();
        await assert.rejects(waitForCall(connection, () => Promise.reject(failed("roleMissing")), { signal: waiting.signal, onWait: () => waiting.abort() }), { name: "AbortError" });
        const calling = new AbortController();
        const probe = async (_: unknown, signal: AbortSignal) => {
            calling.abort();
            signal.throwIfAborted();
        };
        await assert.rejects(waitForCall(connection, probe, { signal: calling.signal }), { name: "AbortError" });
    });
});
