import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createTemporaryFolder } from "../simulator/temporaryFolder.ts";
import { installCodeServer, type CodeServer } from "./codeServer.ts";
import { execute, stopGroup } from "./processes.ts";

export interface VsCodeOptions {
    /** Workspace folder that the workbench opens. */
    folder: string;
    /** "1.106" or "1.139.1", as far as npm has that code-server; nothing: the usual one. */
    version?: string;
    /** 0 or nothing: a free one. */
    port?: number;
    /** Packaged extensions, installed before the start. */
    vsix?: string[];
    /** The extension to load from its sources, as the development host does; the page takes one only. */
    development?: string;
    /** With `development`: the module whose `run()` the extension host calls. No toasts and no modal dialogs are shown then. */
    tests?: string;
    userSettings?: object;
    /** Settings of the machine where extensions run; the only place for settings of scope `machine`. */
    machineSettings?: object;
    /** On top of this process's environment; `undefined` removes a variable. */
    env?: NodeJS.ProcessEnv;
    /** Ids of extensions that may use proposed API although they are installed. */
    proposedApi?: string[];
    say?: (line: string) => void;
}

export interface VsCodeServer {
    port: number;
    /** Ends the server, its extension hosts and all they started, and removes its data. */
    stop(): Promise<void>;
    /** The workbench's page. */
    url: string;
    /** Resolves when the server ends by itself. */
    ended: Promise<void>;
    /** Everything the server printed. */
    logFile: string;
}

/**
 * Starts the VS Code server build with data of its own and resolves when its workbench answers.
 *
 * Where it reads settings, as tried out: the window's user settings from `data/User/settings.json` (code-server keeps
 * them on the server, not in the browser's storage), the remote machine's from `data/Machine/settings.json`. Settings of
 * scope `machine` are read from both here, but from the latter only in a desktop window on a remote machine.
 */
export async function startVsCode(options: VsCodeOptions): Promise<VsCodeServer> {
    await refuseBusyPort(options.port ?? 0);
    const server = await installCodeServer(options.version, options.say);
    const { path: data, remove } = await createTemporaryFolder("keyless-vscode-");
    try {
        await writeSettings(data, options);
        await installExtensions(server, data, options.vsix ?? []);
        const child = launch(server, data, options);
        const logFile = join(data, "server.log");
        const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
        const stop = async () => {
            await stopGroup(child);
            await remove();
        };
        const port = await listeningPort(child, logFile).catch(async (error) => {
            await stop();
            throw error;
        });
        return { port, stop, ended, logFile, url: workbenchUrl(port, options) };
    } catch (error) {
        await remove();
        throw error;
    }
}

/** The server itself says so in its log only, and waits. */
async function refuseBusyPort(port: number): Promise<void> {
    const probe = createServer().listen(port, "127.0.0.1");
    await once(probe, "listening").catch((error: NodeJS.ErrnoException) => {
        throw error.code === "EADDRINUSE" ? new Error(`Port ${port} is in use. Name another with --port, or none for a free one.`) : error;
    });
    probe.close();
    await once(probe, "close");
}

function launch({ node, server }: CodeServer, data: string, options: VsCodeOptions): ChildProcess {
    const guard = new URL("exitWithParent.mjs", import.meta.url).href;
    return spawn(node, [
        "--import", guard, server, "--host", "127.0.0.1", "--port", String(options.port ?? 0), "--without-connection-token",
        // Without this a login shell's PATH takes the place of the given one, and the sandbox's `az` is not found.
        "--force-disable-user-env",
        "--accept-server-license-terms", "--telemetry-level", "off", ...extensionFlags(options), ...directories(data),
    ], { detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"], env: environment(options.env) });
}

/** Only the smoke test driver makes the page honour `payload=`; it also keeps notifications from popping up. */
function extensionFlags({ development, proposedApi = [] }: VsCodeOptions): string[] {
    return [...(development ? ["--enable-smoke-test-driver"] : []), ...proposedApi.flatMap((id) => ["--enable-proposed-api", id])];
}

/** `VSCODE_*` variables of an outer VS Code (its terminal) would confuse this one. */
function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_CHANNEL_)/.test(name));
    return { ...Object.fromEntries(own), ...extra };
}

function directories(data: string): string[] {
    return ["--server-data-dir", data, "--extensions-dir", join(data, "extensions")];
}

async function writeSettings(data: string, { userSettings, machineSettings }: VsCodeOptions): Promise<void> {
    for (const [place, settings] of [["User", { ...quiet, ...userSettings }], ["Machine", machineSettings ?? {}]] as const) {
        await mkdir(join(data, "data", place), { recursive: true });
        await writeFile(join(data, "data", place, "settings.json"), JSON.stringify(settings, null, 4));
    }
}

/** Nothing pops up, nothing looks for updates. */
const quiet = {
    "security.workspace.trust.enabled": false,
    "telemetry.telemetryLevel": "off",
    "update.mode": "none",
    "extensions.autoUpdate": false,
    "extensions.autoCheckUpdates": false,
    "extensions.ignoreRecommendations": true,
    "workbench.startupEditor": "none",
    "workbench.welcomePage.walkthroughs.openOnInstall": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.tips.enabled": false,
    "remote.autoForwardPorts": false,
    "git.enabled": false,
    "git.openRepositoryInParentFolders": "never",
};

async function installExtensions({ node, server }: CodeServer, data: string, vsix: string[]): Promise<void> {
    for (const file of vsix) {
        await execute(node, [server, "--accept-server-license-terms", "--install-extension", file, ...directories(data)]);
    }
}

/** Resolves with the port as soon as the server says that it listens; rejects with what it said when it ends instead. */
function listeningPort(child: ChildProcess, logFile: string): Promise<number> {
    return new Promise((resolve, reject) => {
        let output = "";
        const log = createWriteStream(logFile);
        const read = (data: Buffer) => {
            log.write(data);
            output = (output + data).slice(-20_000);
            const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
            if (port && output.includes("Extension host agent started")) {
                resolve(Number(port));
            }
        };
        child.stdout?.on("data", read);
        child.stderr?.on("data", read);
        child.on("error", reject);
        child.on("exit", (code) => reject(new Error(`VS Code ended with ${code} before it was ready:\n${output.slice(-2000)}`)));
        setTimeout(() => reject(new Error(`VS Code was not ready after a minute:\n${output.slice(-2000)}`)), 60_000).unref();
    });
}

function workbenchUrl(port: number, { folder, development, tests }: VsCodeOptions): string {
    const query = new URLSearchParams({ folder: folder.replaceAll("\\", "/") });
    if (development) {
        const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
        query.set("payload", JSON.stringify([
            ["extensionDevelopmentPath", remote(development)],
            ...(tests ? [["extensionTestsPath", remote(tests)]] : []),
        ]));
    }
    return `http://127.0.0.1:${port}/?${query}`;
}
