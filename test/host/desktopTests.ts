/** `npm run test:desktop [-- --grep TEXT]`: the suites of test/vscode in a desktop VS Code, where one can be downloaded. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { startSimulator } from "../simulator/index.ts";
import { createTemporaryFolder } from "../simulator/temporaryFolder.ts";
import { bundle } from "./bundle.ts";
import { cache, root, temporaryFolder } from "./paths.ts";
import { sandboxEnvironment } from "./sandbox.ts";
import { receiveTests } from "./testReceiver.ts";

const { values } = parseArgs({ options: { grep: { type: "string" }, version: { type: "string", default: "stable" } } });

const executable = await download();
const reason = executable instanceof Error ? `cannot download VS Code (${executable.message})` : missingDisplay();
if (reason) {
    console.log(`skipped: ${reason}`);
} else {
    process.exitCode = await test(executable as string);
}

async function download(): Promise<string | Error> {
    try {
        return await downloadAndUnzipVSCode({ version: values.version, cachePath: join(cache, "desktop"), extractSync: true });
    } catch (error) {
        return error as Error;
    }
}

function missingDisplay(): string | undefined {
    const isNeeded = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
    return isNeeded ? "no display for a desktop VS Code (try xvfb-run npm run test:desktop)" : undefined;
}

/** Resolves with 1 when a test failed, or when VS Code ended without running them. */
async function test(vscodeExecutablePath: string): Promise<number> {
    await bundle();
    await bundle("--tests");
    const simulator = await startSimulator({ scenario: "playground" });
    const receiver = await receiveTests("desktop", values.grep);
    const { path: userData, remove } = await createTemporaryFolder("keyless-desktop-");
    try {
        await writeSettings(userData, { "keyless.customCloud": simulator.customCloud, "security.workspace.trust.enabled": false });
        const ended = runTests({
            vscodeExecutablePath,
            extensionDevelopmentPath: [root, join(root, "test/host/accountProvider")],
            extensionTestsPath: join(root, "dist/test/index.cjs"),
            extensionTestsEnv: { ...sandboxEnvironment(simulator), ...receiver.env },
            launchArgs: [await temporaryFolder(), "--user-data-dir", userData, "--disable-updates", "--no-sandbox"],
        }).then(() => undefined, () => undefined);
        await ended;
        return await receiver.finished(ended, 0) ?? 1;
    } finally {
        await receiver.close();
        await simulator.close();
        await remove();
    }
}

async function writeSettings(userData: string, settings: object): Promise<void> {
    await mkdir(join(userData, "User"), { recursive: true });
    await writeFile(join(userData, "User/settings.json"), JSON.stringify(settings));
}
