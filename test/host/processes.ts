import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs a command to its end with its output kept; rejects with the end of that output when it fails. */
export function execute(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
    return new Promise((resolve, reject) => {
        const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        child.stdout?.on("data", (data) => output += data);
        child.stderr?.on("data", (data) => output += data);
        child.on("error", reject);
        child.on("close", (code) => code === 0
            ? resolve(output)
            : reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output.slice(-2000)}`)));
    });
}

/** Stops a process started with `detached: true` and everything it started; resolves when all of it is gone. */
export async function stopGroup(child: ChildProcess, graceMs = 3000): Promise<void> {
    if (child.pid === undefined) {
        return;
    }
    if (process.platform === "win32") {
        spawnSync("taskkill", ["/pid", String(child.pid), "/T", "/F"]);
        return;
    }
    signalGroup(child.pid, "SIGTERM");
    for (const end = Date.now() + graceMs; Date.now() < end && signalGroup(child.pid, 0);) {
        await sleep(50);
    }
    signalGroup(child.pid, "SIGKILL");
}

/** Whether the group still has a process that could be signalled; signal 0 only asks. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
    try {
        return process.kill(-pid, signal);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ESRCH") {
            return false;
        }
        throw error;
    }
}
