/**
 * The task `sandbox` of .vscode/tasks.json: a sandbox Azure for the window that F5 opens, until Ctrl-C.
 *
 * That window is one of the VS Code that runs already, so it takes no `--user-data-dir`; the environment is all it can be
 * given. The file `env` is it, and of it the sandbox's account provider reads where the cloud's settings lie.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../simulator/index.ts";
import { root } from "./paths.ts";
import { sandboxEnvironment } from "./sandbox.ts";
import { sandboxReadme } from "./sandboxReadme.ts";

const scenario = process.argv[2] ?? "playground";
/** Named in .vscode/launch.json. */
const folder = join(root, ".vscode-test/debug");

let stopping: Promise<never> | undefined;
const starting = startSimulator({ scenario, tokenRate: 60 });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) {
    process.on(signal, stop);
}
try {
    const simulator = await starting;
    const cloudFile = join(folder, "customCloud.json");
    const environment = { ...sandboxEnvironment(simulator), KEYLESS_SANDBOX_CLOUD_FILE: cloudFile, KEYLESS_SANDBOX_VIEW: "workbench.view.extension.keyless" };
    await mkdir(join(folder, "workspace"), { recursive: true });
    await writeFile(cloudFile, JSON.stringify(simulator.customCloud, undefined, 4));
    await writeFile(join(folder, "env"), Object.entries(environment).flatMap(([name, value]) => value === undefined ? [] : [`${name}=${value}\n`]).join(""));
    await writeFile(join(folder, "workspace/README.md"), sandboxReadme(simulator, scenario));
    console.log(`Sandbox ready: ${simulator.urls.arm}`);
} catch (error) {
    console.error(`Sandbox failed: ${(error as Error).message}`);
    process.exit(1);
}

function stop(): Promise<never> {
    return stopping ??= (async () => {
        await starting.then((simulator) => simulator.close(), () => undefined);
        process.exit(0);
    })();
}
