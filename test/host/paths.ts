import { mkdir, mkdtemp } from "node:fs/promises";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, without a trailing separator. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Downloads that outlive a run (VS Code, the browser's whereabouts); `KEYLESS_CACHE` moves it. */
export const cache = process.env.KEYLESS_CACHE ?? join(root, ".vscode-test");

export const results = join(root, "test-results");

/** A new, empty folder of that name, removed when this process ends. */
export async function temporaryFolder(name = "playground"): Promise<string> {
    const parent = await mkdtemp(join(tmpdir(), "keyless-"));
    process.on("exit", () => rmSync(parent, { recursive: true, force: true }));
    await mkdir(join(parent, name));
    return join(parent, name);
}
