/** `npm start` as a user runs it: a real process, a real Ctrl-C. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../host/paths.ts";

describe("npm start", function () {
    this.timeout(240_000);
    let folder: string;
    let child: ChildProcess;
    let said: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "keyless-start-"));
        said = "";
        child = spawn(process.execPath, ["test/host/setup.mjs", "test/host/start.ts", "--scenario", "setup", "--no-open"], {
            cwd: root, detached: true, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: folder },
        });
        child.stdout!.on("data", (data) => said += data);
    });

    afterEach(() => {
        if (child.exitCode === null && child.signalCode === null) {
            process.kill(-child.pid!, "SIGKILL");
        }
        rmSync(folder, { recursive: true, force: true });
    });

    it("describes the scenario in the workspace's README, and leaves nothing behind after Ctrl-C", async () => {
        await until(() => said.includes("Ready: http"));
        const readme = readFileSync(join(folder, ours(folder, /^keyless-\w+$/)[0]!, "setup/README.md"), "utf8");
        assert.match(readme, /`vm-playground`, which has no identity/);
        assert.match(readme, /Keyless: Set Up Keyless Access…/);
        assert.doesNotMatch(readme, /uai-playground/);
        assert.equal(await interrupted(child), 0);
        assert.deepEqual(ours(folder), []);
    });

    it("leaves nothing behind when Ctrl-C comes while VS Code starts", async () => {
        await until(() => ours(folder, /^keyless-vscode-/).length > 0);
        await interrupted(child);
        await sleep(1000);
        assert.deepEqual(ours(folder), []);
    });
});

function ours(folder: string, pattern = /^keyless-/): string[] {
    return readdirSync(folder).filter((name) => pattern.test(name));
}

async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
        await sleep(50);
    }
}

/** Sends Ctrl-C as a terminal does, to the whole process group; resolves with the exit code. */
async function interrupted(child: ChildProcess): Promise<number> {
    process.kill(-child.pid!, "SIGINT");
    const [code] = await once(child, "exit") as [number];
    return code;
}
