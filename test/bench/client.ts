import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { sandboxEnvironment } from "../host/sandbox.ts";
import type { Simulator } from "../simulator/index.ts";
import type { Tasks } from "./tasks.ts";

/** A Node process beside the simulator's, as the extension host is one: what calls Azure must not share a thread with it. */
export interface Client {
    /** Runs one of `tasks.ts` there; rejects with what it threw. */
    run<K extends keyof Tasks>(task: K, argument: Parameters<Tasks[K]>[0]): Promise<Awaited<ReturnType<Tasks[K]>>>;
    stop(): Promise<void>;
}

interface Reply {
    result?: unknown;
    error?: string;
}

export function startClient(simulator: Simulator): Client {
    const child = fork(join(import.meta.dirname, "tasks.ts"), { env: { ...process.env, ...sandboxEnvironment(simulator) } });
    const ended = once(child, "exit");
    return {
        async run(task, argument) {
            const reply = once(child, "message") as Promise<[Reply]>;
            child.send({ task, argument });
            const [{ result, error }] = await Promise.race([reply, ended.then((): [Reply] => [{ error: "The client process has ended." }])]);
            if (error !== undefined) {
                throw new Error(error);
            }
            return result as never;
        },
        stop: async () => {
            if (child.connected) {
                child.disconnect();
            }
            await ended;
        },
    };
}
