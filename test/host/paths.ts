import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTemporaryFolder } from "../simulator/temporaryFolder.ts";

/** The repository, without a trailing separator. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** Downloads that outlive a run (VS Code, the browser's whereabouts); `KEYLESS_CACHE` moves it. */
export const cache = process.env.KEYLESS_CACHE ?? join(root, ".vscode-test");

export const results = join(root, "test-results");

/** A new, empty folder of that name, removed when this process ends. */
export async function temporaryFolder(name = "playground"): Promise<string> {
    const { path } = await createTemporaryFolder("keyless-");
    await mkdir(join(path, name));
    return join(path, name);
}
