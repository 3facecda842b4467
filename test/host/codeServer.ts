import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "./lock.ts";
import { cache, root } from "./paths.ts";
import { execute } from "./processes.ts";

/** The VS Code that is run where none is named. The npm package code-server 4.139.1 carries VS Code 1.139.1, and so on. */
const usual = process.env.KEYLESS_VSCODE ?? "1.139.1";

/** What runs a VS Code server: `node server --host …`. */
export interface CodeServer {
    /** The Node that this VS Code is made for: the extension host of 1.106 hangs without a word under Node 24. */
    node: string;
    /** Its `server-main.js`. */
    server: string;
}

/**
 * The server build of that VS Code ("1.106": the last of them), installed at the first call (about 20 s, 620 MB) and kept.
 *
 * Nothing is compiled. The two native modules that matter, for logs and for ending with the parent, are stood in for by
 * `nativeModules`; of the others VS Code logs missing bindings, and the integrated terminal (node-pty) does not work.
 */
export async function installCodeServer(vscode = usual, say: (line: string) => void = console.log): Promise<CodeServer> {
    const version = vscode.replace(/^1\./, "4.");
    const folder = join(cache, `code-server-${version}`);
    const complete = join(folder, "complete");
    await withLock(`${folder}.lock`, async () => {
        if (!existsSync(complete)) {
            say(`Installing VS Code ${vscode} (code-server ${version} from npm, once)…`);
            await install(folder, version);
            await writeFile(complete, new Date().toISOString());
        }
        await replaceNativeModules(join(folder, "node_modules/code-server/lib/vscode/node_modules"));
    });
    const ownNode = join(folder, "node_modules/node/bin", process.platform === "win32" ? "node.exe" : "node");
    return {
        node: existsSync(ownNode) ? ownNode : process.execPath,
        server: join(folder, "node_modules/code-server/lib/vscode/out/server-main.js"),
    };
}

async function replaceNativeModules(modules: string): Promise<void> {
    for (const name of ["spdlog", "native-watchdog"]) {
        // VS Code 1.106 has its watchdog outside of the scope @vscode.
        const folder = [join(modules, "@vscode", name), join(modules, name)].find((path) => existsSync(path));
        if (!folder) {
            throw new Error(`VS Code has no module ${name} in ${modules}.`);
        }
        await copyFile(join(root, `test/host/nativeModules/${name}.cjs`), join(folder, "index.js"));
    }
}

async function install(folder: string, version: string): Promise<void> {
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await writeFile(join(partial, "package.json"), JSON.stringify({ private: true }));
    const vscode = join(partial, "node_modules/code-server/lib/vscode");
    await npmInstall(partial, `code-server@${version}`);
    await installItsNode(partial);
    for (const manifests of [vscode, join(vscode, "extensions")]) {
        await takeWatcherFromNpm(manifests);
        // The package's own lock files are out of step with its manifests, so `npm ci` refuses them.
        await npmInstall(manifests, "--omit=dev");
    }
    await rename(partial, folder);
}

/** Installs the Node that code-server's manifest names ("22"), unless this process runs on it. */
async function installItsNode(folder: string): Promise<void> {
    const { engines } = JSON.parse(await readFile(join(folder, "node_modules/code-server/package.json"), "utf8")) as { engines: { node: string } };
    if (engines.node !== process.versions.node.split(".")[0]) {
        await npmInstall(folder, `node@${engines.node}`);
        await execute(process.execPath, ["installArchSpecificPackage.js"], {
            cwd: join(folder, "node_modules/node"), env: { ...ownSettings(), npm_config_ignore_scripts: "false" },
        });
    }
}

/** Older builds name `@parcel/watcher` 2.5.1 by a commit in its git repository; the published 2.5.1 comes without git and compiler. */
async function takeWatcherFromNpm(folder: string): Promise<void> {
    for (const file of ["package.json", "npm-shrinkwrap.json"].map((name) => join(folder, name))) {
        const manifest = JSON.parse((await readFile(file, "utf8")).replaceAll(/"parcel-bundler\/watcher#\w+"/g, '"2.5.1"')) as Lock;
        const locked = manifest.packages?.["node_modules/@parcel/watcher"];
        if (locked?.resolved?.startsWith("git")) {
            delete manifest.packages!["node_modules/@parcel/watcher"];
        }
        await writeFile(file, JSON.stringify(manifest, undefined, 2));
    }
}

interface Lock {
    packages?: Record<string, { resolved?: string }>;
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
