/** `npm test`: lint, types and every suite, one after the other, and one line of counts at the end. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { results, root } from "./paths.ts";

interface Counts {
    passed: number;
    failed: number;
    skipped?: number;
}

const node = process.execPath;
const mocha = (name: string, files = [`test/${name}/**/*.test.ts`]) => [node, "node_modules/mocha/bin/mocha.js", ...files,
    "--reporter", "test/host/reporter.cjs", "--reporter-option", `output=${join(results, `${name}.json`)}`];

/** A check counts as one test; a suite writes its counts to test-results/NAME.json. */
const checks: [name: string, command: string[]][] = [
    ["lint", [node, "node_modules/oxlint/bin/oxlint"]],
    ["types", [node, "node_modules/typescript/bin/tsc", "-p", "."]],
    ["types of the chat panel", [node, "node_modules/typescript/bin/tsc", "-p", "src/webview"]],
    ["types of its tests", [node, "node_modules/typescript/bin/tsc", "-p", "test/unit/webview"]],
];
const oldest = await oldestVsCode();
const mainJob = ["test/ui/mainJob.test.ts", "test/ui/signIn.test.ts"];
const suites: [name: string, command: string[], env?: NodeJS.ProcessEnv][] = [
    ["unit", [...mocha("unit"), "--parallel", "--jobs", "4", "--timeout", "20000"]],
    ["azure", [...mocha("azure"), "--parallel", "--jobs", "4", "--timeout", "20000"]],
    ["clients", [...mocha("clients"), "--parallel", "--jobs", "2"]],
    ["vscode", [node, "test/host/hostTests.ts"]],
    ["ui", [...mocha("ui"), "--timeout", "120000"]],
    [`vscode ${oldest}`, [node, "test/host/hostTests.ts"], { KEYLESS_VSCODE: oldest }],
    [`ui ${oldest}`, [...mocha(`ui ${oldest}`, mainJob), "--timeout", "120000"], { KEYLESS_VSCODE: oldest }],
];

const table: [name: string, counts: Counts, seconds: number][] = [];
await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
for (const [name, command] of checks) {
    await record(name, async () => (await run(name, command)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}
for (const [name, command, env] of suites) {
    await record(name, async () => countsOf(join(results, `${name}.json`), await run(name, command, env)));
}
await report();

/** The oldest VS Code that the manifest allows, "1.106" for example. */
async function oldestVsCode(): Promise<string> {
    const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { engines: { vscode: string } };
    return /\d+\.\d+/.exec(engines.vscode)![0];
}

async function record(name: string, work: () => Promise<Counts>): Promise<void> {
    const start = Date.now();
    table.push([name, await work(), (Date.now() - start) / 1000]);
}

function run(name: string, [command, ...args]: string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
    console.log(`\n— ${name}`);
    const child = spawn(command!, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
    return new Promise((resolve) => {
        child.on("error", () => resolve(false));
        child.on("exit", (code) => resolve(code === 0));
    });
}

/** A suite that ended badly without a failed test (it died, or had no test at all) has failed once. */
async function countsOf(file: string, succeeded: boolean): Promise<Counts> {
    const { passed, failed, skipped = 0 } = existsSync(file) ? JSON.parse(await readFile(file, "utf8")) as Counts : { passed: 0, failed: 0 };
    const isEmpty = passed + failed + skipped === 0;
    return { passed, failed: failed === 0 && (isEmpty || !succeeded) ? 1 : failed, skipped };
}

async function report(): Promise<void> {
    console.log();
    for (const [name, { passed, failed, skipped = 0 }, seconds] of table) {
        const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${String(skipped).padStart(4)} skipped`;
        console.log(`${name.padEnd(26)}${counts} ${seconds.toFixed(1).padStart(8)} s`);
    }
    const sum = (pick: (counts: Counts) => number) => table.reduce((total, [, counts]) => total + pick(counts), 0);
    const failed = sum((counts) => counts.failed);
    const skipped = sum((counts) => counts.skipped ?? 0);
    const line = `${sum((counts) => counts.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    await writeFile(join(results, "summary.txt"), line + "\n");
    console.log(`\n${line}`);
    process.exitCode = failed === 0 ? 0 : 1;
}
