/** `npm run simulator` as a user runs it: real processes, a real Ctrl-C, a real `npm ci`. */
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "../../..");

describe("the simulator's command line", () => {
    let folder: string;
    let running: ChildProcess[];

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "keyless-command-"));
        running = [];
    });

    afterEach(() => {
        running.filter((child) => child.exitCode === null && child.signalCode === null).forEach((child) => signalGroup(child, "SIGKILL"));
        rmSync(folder, { recursive: true, force: true });
    });

    /** In a process group of its own, as a terminal starts it, with temporary folders in `folder`. */
    function start(...args: string[]): ChildProcess {
        const child = spawn(process.execPath, ["test/host/setup.mjs", ...args], {
            cwd: root, detached: true, stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, TMPDIR: folder },
        });
        running.push(child);
        return child;
    }

    it("leaves no temporary folder behind after Ctrl-C", async () => {
        const child = start("test/simulator/cli.ts", "--json");
        const [line] = await once(child.stdout!, "data") as [Buffer];
        assert.ok(JSON.parse(String(line)).urls.arm);
        assert.notDeepEqual(ours(folder), []);
        signalGroup(child, "SIGINT");
        const [code] = await once(child, "exit") as [number];
        assert.equal(code, 0);
        assert.deepEqual(ours(folder), []);
    });

    it("leaves no temporary folder behind when Ctrl-C comes while it starts", async () => {
        const child = start("test/simulator/cli.ts", "--json");
        while (ours(folder).length === 0) {
            await sleep(2);
        }
        signalGroup(child, "SIGINT");
        await once(child, "exit");
        assert.deepEqual(ours(folder), []);
    });

    it("prints nothing but JSON, although a fresh clone is set up first", async function () {
        this.timeout(60_000);
        freshClone(folder);
        const child = spawn(process.execPath, ["test/host/setup.mjs", "print.mjs"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
        running.push(child);
        let said = "";
        let warned = "";
        child.stdout.on("data", (data) => said += data);
        child.stderr.on("data", (data) => warned += data);
        await once(child, "close");
        assert.equal(said, "{}\n");
        assert.match(warned, /Installing dependencies[^]*added 1 package/);
    });
});

/** As Ctrl-C in a terminal does: to every process of the group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
    process.kill(-child.pid!, signal);
}

function ours(folder: string): string[] {
    return readdirSync(folder).filter((name) => name.startsWith("keyless-"));
}

/** A repository with the real setup.mjs whose only dependency lies in it as a file, so that `npm ci` needs no registry. */
function freshClone(folder: string): void {
    mkdirSync(join(folder, "test/host"), { recursive: true });
    cpSync(join(root, "test/host/setup.mjs"), join(folder, "test/host/setup.mjs"));
    writeFileSync(join(folder, "print.mjs"), "console.log(JSON.stringify({}));");
    mkdirSync(join(folder, "dependency"));
    writeFileSync(join(folder, "dependency/package.json"), JSON.stringify({ name: "dependency", version: "1.0.0" }));
    const npm = (...args: string[]) => execFileSync("npm", args, { cwd: folder, stdio: "ignore" });
    npm("pack", "./dependency");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", dependencies: { dependency: "file:dependency-1.0.0.tgz" } }));
    npm("install", "--package-lock-only", "--offline", "--no-audit");
}
