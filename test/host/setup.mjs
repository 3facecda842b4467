/**
 * Makes a fresh clone ready, then runs what it was asked to run with Node 24.
 *
 *     node test/host/setup.mjs test/host/start.ts --port 8080     a TypeScript entry of this repository
 *     node test/host/setup.mjs mocha "test/unit/**\/*.test.ts"    a command of node_modules/.bin
 *
 * Plain JavaScript without dependencies, for Node 18 or later: it runs before anything is installed.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const windows = process.platform === "win32";
/** Setting up speaks on stderr: stdout belongs to the command alone (`npm run -s simulator -- --json` is read by programs). */
const besideOutput = ["inherit", 2, "inherit"];

try {
    if (!isInstalled()) {
        console.error("Installing dependencies (npm ci)…");
        npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    }
    process.exitCode = await run(node24(), process.argv.slice(2));
} catch (error) {
    console.error(error.message);
    process.exitCode = 1;
}

/** Whether node_modules holds what package-lock.json says; npm records what it installed in a lock of its own. */
function isInstalled() {
    const installed = packagesOf(join(modules, ".package-lock.json"));
    const wanted = packagesOf(join(root, "package-lock.json"));
    return Object.entries(wanted).every(([path, { version, optional }]) =>
        path === "" || (optional && !installed[path]) || installed[path]?.version === version);
}

function packagesOf(lockFile) {
    return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages : {};
}

/** The Node 24 of the package `node`, or the running one when it is as new. */
function node24() {
    const found = [join(modules, "node/bin", windows ? "node.exe" : "node"), process.execPath];
    const repaired = () => {
        console.error("Fetching Node 24 (package node, whose install script did not run)…");
        spawnSync(process.execPath, ["installArchSpecificPackage.js"], {
            cwd: join(modules, "node"), stdio: besideOutput, env: { ...process.env, npm_config_ignore_scripts: "false" },
        });
        return found.find(isNode24);
    };
    const node = found.find(isNode24) ?? repaired();
    if (!node) {
        throw new Error(`Node 24 is needed and the npm package "node" did not bring it. Install Node 24 and try again (this is ${process.version}).`);
    }
    return node;
}

function isNode24(path) {
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    return Number(/^v(\d+)/.exec(stdout ?? "")?.[1]) >= 24;
}

function npm(args) {
    const cli = process.env.npm_execpath;
    const { status } = cli
        ? spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: besideOutput })
        : spawnSync("npm", args, { cwd: root, stdio: besideOutput, shell: windows });
    if (status !== 0) {
        throw new Error(`npm ${args[0]} failed; its messages are above.`);
    }
}

/**
 * Runs the command and resolves with its exit code. Nothing is left running: signals reach the child, the death of whoever
 * started this process (npm's shell dies of a signal without passing it on) counts as one, and the IPC channel tells the child
 * when this process has been killed.
 */
function run(node, [command, ...args]) {
    const env = { ...process.env, PATH: [dirname(node), bin, process.env.PATH].join(delimiter) };
    const isScript = /\.(ts|mjs)$/.test(command);
    const child = isScript
        ? spawn(node, [join(root, command), ...args], { cwd: root, env, stdio: ["inherit", "inherit", "inherit", "ipc"] })
        : spawn(join(bin, command), args, { cwd: root, env, stdio: "inherit", shell: windows });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
        process.on(signal, () => child.kill(signal));
    }
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 500).unref();
    return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
    });
}
