import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { results, root } from "./paths.ts";

export interface TestReceiver {
    /** What test/vscode/index.ts reads in the extension host. */
    env: NodeJS.ProcessEnv;
    /** Resolves with 0 or 1 when the suites have ended; with undefined when `host` ended, or the time was up, before. */
    finished(host: Promise<void>, limitMs: number): Promise<number | undefined>;
    close(): Promise<void>;
}

/** Listens for what mocha prints in the extension host and passes it to this terminal as it comes. */
export async function receiveTests(name: string, grep?: string): Promise<TestReceiver> {
    const result = join(results, `${name}.json`);
    await mkdir(results, { recursive: true });
    await rm(result, { force: true });
    const server = createServer();
    const ended = new Promise<void>((resolve) => server.once("connection", (socket: Socket) => {
        socket.pipe(process.stdout, { end: false });
        socket.on("error", () => resolve());
        socket.on("close", () => resolve());
    }));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return {
        env: {
            KEYLESS_TEST_OUTPUT: String((server.address() as AddressInfo).port),
            KEYLESS_TEST_RESULT: result,
            KEYLESS_TEST_REPORTER: join(root, "test/host/reporter.cjs"),
            KEYLESS_TEST_COLOR: process.stdout.isTTY ? "1" : undefined,
            KEYLESS_TEST_GREP: grep,
        },
        finished: async (host, limitMs) => {
            await Promise.race([ended, host, sleep(limitMs, undefined, { ref: false })]);
            return existsSync(result) ? exitCode(await readFile(result, "utf8")) : undefined;
        },
        close: async () => {
            server.close();
        },
    };
}

/** No suite at all is a failure too: a bundle without tests must not pass. */
function exitCode(result: string): number {
    const { passed, failed } = JSON.parse(result) as { passed: number; failed: number };
    return failed === 0 && passed > 0 ? 0 : 1;
}
