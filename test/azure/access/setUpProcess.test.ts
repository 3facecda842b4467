import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
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

    async function command(choice: SetUpChoice) {
        const { simulator } = sandbox;
        const { accessToken } = await simulator.token({ principal: developer, resource: "https://management.azure.com" });
        const argument = JSON.stringify({ choice, customCloud: simulator.customCloud, managementToken: accessToken });
        return { args: [join(import.meta.dirname, "setUpProcess.ts"), argument], options: { env: { ...process.env, ...simulator.env } } };
    }

    async function setUp(choice: SetUpChoice) {
        const { args, options } = await command(choice);
        const { stdout } = await run(process.execPath, args, options);
        return JSON.parse(stdout.trim().split("\n").at(-1)!) as { kind: string };
    }

    /** Ends the process, as a crash of the extension host does, as soon as such a change has reached Azure. */
    async function setUpKilledAt(method: string, path: RegExp, choice: SetUpChoice) {
        const { args, options } = await command(choice);
        const child = spawn(process.execPath, args, { ...options, stdio: "ignore" });
        const ended = new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));
        const isReached = () => sandbox.simulator.requests.some((request) => request.method === method && path.test(request.path));
        while (!isReached() && child.exitCode === null) {
            await new Promise((resolve) => setTimeout(resolve, 2));
        }
        child.kill("SIGKILL");
        assert.equal(await ended, "SIGKILL");
    }

    const changes: [what: string, method: string, path: RegExp][] = [
        ["the resource group", "PUT", /resourcegroups\/[^/]+$/i],
        ["the identity", "PUT", /userAssignedIdentities\/[^/]+$/i],
        ["the attachment", "PATCH", /virtualMachines\/[^/]+$/i],
        ["the role", "PUT", /roleAssignments\/[^/]+$/i],
    ];
    for (const [what, method, path] of changes) {
        it(`killed while it changes ${what}, and run again, ends with everything there once`, async () => {
            Object.assign(sandbox.simulator.state.delays, { operationMs: 200, identityAttachMs: 300, roleAssignmentMs: 500 });
            await setUpKilledAt(method, path, newIdentityChoice(sandbox));
            const outcome = await setUp(newIdentityChoice(sandbox));
            assert.equal(outcome.kind, "done", JSON.stringify(outcome));
            const { identities, resourceGroups, machines, roleAssignments } = sandbox.simulator.state;
            const created = [...identities].filter(({ name }) => name === "uai-keyless");
            assert.equal(created.length, 1);
            assert.equal([...resourceGroups].filter(({ name }) => name === "rg-keyless").length, 1);
            assert.equal(Object.keys(machines.get(machineId)!.identity?.userAssignedIdentities ?? {}).length, 1);
            assert.equal([...roleAssignments].filter(({ principalId }) => principalId === created[0]!.principalId).length, 1);
        });
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
