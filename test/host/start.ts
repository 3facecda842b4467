/**
 * `npm start [-- --port N] [--scenario NAME] [--vscode VERSION] [--no-open]`: VS Code with the packaged extension and a local Azure, for a
 * browser of yours. The extension is installed, not loaded from its sources, so that every window has it.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openInBrowser } from "./openInBrowser.ts";
import { packageAll } from "./package.ts";
import { temporaryFolder } from "./paths.ts";
import { startSandbox, type Sandbox } from "./sandbox.ts";
import { sandboxReadme } from "./sandboxReadme.ts";

const { values } = parseArgs({
    options: {
        port: { type: "string", default: "0" },
        scenario: { type: "string", default: "playground" },
        vscode: { type: "string" },
        "no-open": { type: "boolean", default: false },
    },
});

let stopping: Promise<never> | undefined;
const starting = start();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) {
    process.on(signal, stop);
}
try {
    const sandbox = await starting;
    console.log(`Ready: ${sandbox.vscode.url}`);
    console.log("Ctrl-C stops it.");
    if (!values["no-open"]) {
        openInBrowser(sandbox.vscode.url);
    }
    await sandbox.vscode.ended;
    await stop(1);
} catch (error) {
    // What Ctrl-C cut off is no failure.
    await stopping;
    console.error((error as Error).message);
    process.exit(1);
}

async function start(): Promise<Sandbox> {
    console.log("Building Keyless…");
    const vsix = await packageAll();
    console.log(`Starting the sandbox Azure (${values.scenario}) and VS Code…`);
    const folder = await temporaryFolder(values.scenario);
    const sandbox = await startSandbox({
        folder,
        vsix,
        version: values.vscode,
        port: Number(values.port),
        simulator: { scenario: values.scenario, tokenRate: 60 },
        env: { KEYLESS_SANDBOX_VIEW: "workbench.view.extension.keyless" },
        userSettings: { "workbench.startupEditor": "readme" },
    });
    await writeFile(join(folder, "README.md"), sandboxReadme(sandbox.simulator, values.scenario));
    await answers(sandbox.vscode.url);
    return sandbox;
}

async function answers(url: string): Promise<void> {
    const { ok, status } = await fetch(url);
    if (!ok) {
        throw new Error(`VS Code answers ${url} with ${status}.`);
    }
}

/** Stops what has been started, once, whichever signals come; what is still on its way gets some seconds to arrive. */
function stop(code: unknown): Promise<never> {
    return stopping ??= (async () => {
        const ended = code === 1;
        console.log(ended ? "\nVS Code ended by itself." : "\nStopping…");
        const sandbox = await Promise.race([starting.catch(() => undefined), sleep(5000, undefined)]);
        await sandbox?.stop();
        process.exit(ended ? 1 : 0);
    })();
}
