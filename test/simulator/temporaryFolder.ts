/** Folders for a while: each is removed by its owner, or at the latest when this process ends. */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder {
    path: string;
    remove(): Promise<void>;
}

/** One listener for all of them: many sandboxes live in one process of tests. */
const left = new Set<string>();
process.on("exit", () => left.forEach((path) => rmSync(path, { recursive: true, force: true, maxRetries: 5 })));

/** A new, empty folder whose name begins with `prefix`. */
export async function createTemporaryFolder(prefix: string): Promise<TemporaryFolder> {
    const path = await mkdtemp(join(tmpdir(), prefix));
    left.add(path);
    const remove = async () => {
        await rm(path, { recursive: true, force: true, maxRetries: 5 });
        left.delete(path);
    };
    return { path, remove };
}
