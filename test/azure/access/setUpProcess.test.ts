import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SetUpChoice } from "../../../src/access/setUp.ts";
import { developer, machineId, type Sandbox, startSandbox } from "../sandbox.ts";
import { newIdentityChoice, systemChoice } from "./setUpSetting.ts";

const run = promisify(execFile);

/** The SDK's managed-identity credential keeps its endpoint and cache for the life of a process: each set-up gets a fresh one. */
describe("Setting up keyless access, with the machine's own tokens and in real time", function () {
    this.timeout(40_000);
    let sandbox: Sandbox;

    beforeEach(async () => {
        sandbox = await startSandbox({ scenario: "setup", delays: { operationMs: 500, identityAttachMs: 1_500, roleAssignmentMs: 3_000 } });
    });
    afterEach(() => sandbox.close());

    async function setUp(choice: SetUpChoice) {
        const { simulator } = sandbox;
        const { accessToken } = await simulator.token({ principal: developer, resource: "https://management.azure.com" });
        const argument = JSON.stringify({ choice, customCloud: simulator.customCloud, managementToken: accessToken });
        const { stdout } = await run(process.execPath, [join(import.meta.dirname, "setUpProcess.ts"), argument], { env: { ...process.env, ...simulator.env } });
        return JSON.parse(stdout.trim().split("\n").at(-1)!) as { kind: string };
    }

    it("ends with an answer to a new identity", async () => {
        const outcome = await setUp(newIdentityChoice(sandbox));
        assert.equal(outcome.kind, "done", JSON.stringify(outcome));
        const call = sandbox.simulator.requests.findLast(({ service }) => service === "openai");
        assert.equal(call?.status, 200);
    });

    it("ends with an answer to the machine's system-assigned identity, though IMDS knew another one before", async () => {
        sandbox.simulator.state.delays.identityAttachMs = 0;
        await sandbox.simulator.change({ change: "attach", machine: "vm-playground", identity: "uai-no-role" });
        const outcome = await setUp(systemChoice(sandbox));
        assert.equal(outcome.kind, "done", JSON.stringify(outcome));
        const call = sandbox.simulator.requests.findLast(({ service }) => service === "openai");
        assert.equal(call?.oid, sandbox.simulator.state.machines.get(machineId)!.identity?.principalId);
    });
});
