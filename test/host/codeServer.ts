import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { cache, root } from "./paths.ts";
import { execute } from "./processes.ts";

/** The npm package with a whole build of VS Code in it: 4.139.1 carries VS Code 1.139.1. */
const version = process.env.KEYLESS_CODE_SERVER ?? "4.139.1";

/**
 * The `server-main.js` of the VS Code server build, installed at the first call (about 20 s, 620 MB) and kept.
 *
 * Nothing is compiled. The two native modules that matter, for logs and for ending with the parent, are stood in for by
 * `nativeModules`; of the others VS Code logs missing bindings, and the integrated terminal (node-pty) does not work.
 */
export async function installCodeServer(say: (line: string) => void = console.log): Promise<string> {
    const folder = join(cache, `code-server-${version}`);
    const server = join(folder, "node_modules/code-server/lib/vscode/out/server-main.js");
    const complete = join(folder, "complete");
    await withLock(`${folder}.lock`, async () => {
        if (!existsSync(complete)) {
            say(`Installing VS Code (code-server ${version} from npm, once)…`);
            await install(folder);
            await writeFile(complete, new Date().toISOString());
        }
        await replaceNativeModules(join(folder, "node_modules/code-server/lib/vscode"));
    });
    return server;
}

async function replaceNativeModules(vscode: string): Promise<void> {
    for (const name of ["spdlog", "native-watchdog"]) {
        await copyFile(join(root, `test/host/nativeModules/${name}.cjs`), join(vscode, `node_modules/@vscode/${name}/index.js`));
    }
}

async function install(folder: string): Promise<void> {
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, "package.json"), JSON.stringify({ private: true }));
    const vscode = join(partial, "node_modules/code-server/lib/vscode");
    await npmInstall(partial, `code-server@${version}`);
    // The package's own lock files are out of step with its manifests, so `npm ci` refuses them.
    await npmInstall(vscode, "--omit=dev");
    await npmInstall(join(vscode, "extensions"), "--omit=dev");
    await rename(partial, folder);
}

function npmInstall(folder: string, ...args: string[]): Promise<string> {
    const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
    const options = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, ...args];
    return execute(npm[0]!, [...npm.slice(1), ...options], {
        cwd: folder, env: ownSettings(), shell: npm.length === 1 && process.platform === "win32",
    });
}

/** The environment without what an outer `npm run` says of *its* project. */
function ownSettings(): NodeJS.ProcessEnv {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) =>
        !/^npm_(package|lifecycle|config_local_prefix|config_prefix|config_global)/i.test(name)));
}
