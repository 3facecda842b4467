/** Packages for one suite alone: too heavy for everybody's `npm ci`, and fixed to a version all the same. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "../../host/paths.ts";

export interface Installed {
    folder: string;
    /** Why they are not there (offline, say). */
    problem?: string;
}

/** The folder in which the packages are installed, once for each set of versions. */
export function installed(packages: Record<string, string>): Installed {
    const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    const folder = join(cache, `clients-${names.join("+").replace(/[^\w.+-]/g, "_")}`);
    return existsSync(folder) || install(names, folder) ? { folder } : { folder, problem: `could not install ${names.join(" and ")}` };
}

/** In another folder first, so that one which is there is whole. */
function install(names: string[], folder: string): boolean {
    const work = `${folder}-${process.pid}`;
    mkdirSync(work, { recursive: true });
    writeFileSync(join(work, "package.json"), "{}");
    const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", ...names], { cwd: work, stdio: "ignore", timeout: 90_000 });
    if (status !== 0) {
        rmSync(work, { recursive: true, force: true });
        return false;
    }
    try {
        renameSync(work, folder);
    } catch {
        // Another process was first.
        rmSync(work, { recursive: true, force: true });
    }
    return existsSync(folder);
}
