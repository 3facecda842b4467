import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs `work` while no other process holds `file`; a lock whose owner has died is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(file), { recursive: true });
    while (!await acquire(file)) {
        await sleep(500);
    }
    try {
        return await work();
    } finally {
        await rm(file, { force: true });
    }
}

async function acquire(file: string): Promise<boolean> {
    try {
        await writeFile(file, String(process.pid), { flag: "wx" });
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
            throw error;
        }
    }
    const owner = Number(await readFile(file, "utf8").catch(() => ""));
    if (owner && !isAlive(owner)) {
        await rm(file, { force: true });
    }
    return false;
}

function isAlive(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
