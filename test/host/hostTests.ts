/** `npm run test:vscode [-- --grep TEXT]`: the suites of test/vscode inside the extension host of the server build, of `KEYLESS_VSCODE` if set. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "./browser.ts";
import { watchForLeaks } from "./canaries.ts";
import { bundle } from "./bundle.ts";
import { packageAccountProvider } from "./package.ts";
import { root, temporaryFolder } from "./paths.ts";
import { startSandbox, type Sandbox } from "./sandbox.ts";
import { receiveTests, type TestReceiver } from "./testReceiver.ts";

const limitMs = 10 * 60_000;
const { values } = parseArgs({ options: { grep: { type: "string" } }, allowPositionals: true });

await bundle();
await bundle("--tests");
const receiver = await receiveTests(["vscode", process.env.KEYLESS_VSCODE].filter(Boolean).join(" "), values.grep);
const folder = await temporaryFolder();
const sandbox = await startSandbox({
    folder,
    env: receiver.env,
    development: root,
    vsix: [await packageAccountProvider()],
    tests: join(root, "dist/test/index.cjs"),
});
process.exitCode = await runInBrowser(sandbox, receiver).finally(async () => {
    await sandbox.stop();
    await receiver.close();
});

/** Opens the workbench, which starts the extension host and with it the suites; resolves with the exit code. */
async function runInBrowser(sandbox: Sandbox, receiver: TestReceiver): Promise<number> {
    const browser = await launchBrowser();
    try {
        const { vscode } = sandbox;
        const context = await browser.newContext();
        const canaries = await watchForLeaks(context, sandbox, folder);
        const page = await context.newPage();
        const said: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        await page.goto(vscode.url);
        const code = await receiver.finished(vscode.ended, limitMs);
        if (code === undefined) {
            console.error(`The extension host ran no suite to its end.\n${said.filter((line) => /error/i.test(line)).slice(-20).join("\n")}`);
        }
        const leaks = await canaries.leaks(page);
        leaks.forEach((leak) => console.error(`There is ${leak}.`));
        return leaks.length > 0 ? 1 : code ?? 1;
    } finally {
        await browser.close();
    }
}
