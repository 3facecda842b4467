import { root } from "./paths.ts";
import { execute } from "./processes.ts";

/** Runs esbuild.mjs with its flags; rejects with esbuild's messages. */
export async function bundle(...flags: string[]): Promise<void> {
    const warnings = await execute(process.execPath, ["esbuild.mjs", ...flags], { cwd: root });
    if (warnings.trim()) {
        console.log(warnings.trim());
    }
}
