import { connect } from "node:net";
import { format } from "node:util";
import { glob } from "node:fs/promises";
import { join } from "node:path";

/**
 * Runs the suites inside the extension host; `@vscode/test-electron` and the server build call the same entry.
 * What mocha prints goes to the port in `KEYLESS_TEST_OUTPUT`, as the host's own console may be a browser's.
 * The host ends when the promise settles.
 */
export async function run(): Promise<void> {
    const output = connect(Number(process.env.KEYLESS_TEST_OUTPUT), "127.0.0.1");
    const write = (line: string) => output.write(line + "\n");
    try {
        const failures = await runSuites(write);
        if (failures > 0) {
            throw new Error(`${failures} failed`);
        }
    } catch (error) {
        write(String(error));
        throw error;
    } finally {
        await new Promise<void>((resolve) => output.end(resolve));
    }
}

async function runSuites(write: (line: string) => void): Promise<number> {
    const { default: Mocha } = await import("mocha");
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => write(format(...args));
    const mocha = new Mocha({
        ui: "bdd",
        timeout: 30_000,
        color: process.env.KEYLESS_TEST_COLOR === "1",
        grep: process.env.KEYLESS_TEST_GREP || undefined,
        reporter: process.env.KEYLESS_TEST_REPORTER,
        reporterOptions: { output: process.env.KEYLESS_TEST_RESULT },
    });
    for await (const file of glob("**/*.test.cjs", { cwd: __dirname })) {
        mocha.addFile(join(__dirname, file));
    }
    return new Promise((resolve) => mocha.run(resolve));
}
