/** A local Azure in a network of its own, and the way into it for a test. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Change, IssuedToken, RecordedRequest, Simulator, SimulatorOptions, State } from "../../simulator/index.ts";
import type { Command, Order, Outcome } from "./inside.ts";

/** As the control endpoint tells it: collections are arrays. */
export type Listed<T> = { [K in keyof T]: T[K] extends Iterable<infer V> ? (V extends [unknown, infer W] ? W[] : V[]) : T[K] };

export interface IsolatedAzure {
    urls: Simulator["urls"];
    accounts: Record<string, string>;
    caFile: string;
    state(): Promise<Listed<State>>;
    requests(): Promise<RecordedRequest[]>;
    clearRequests(): Promise<void>;
    change(change: Change): Promise<unknown>;
    token(principal: string, resource: string): Promise<IssuedToken>;
    /** Runs a command in that network. */
    run(command: Command): Promise<Outcome>;
    close(): Promise<void>;
}

/** Without root, a user namespace lends its rights. */
const unshare = ["--net", "--mount", ...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"])];
const network = "ip link set lo up && ip address add 169.254.169.254/32 dev lo";

/** Why this machine cannot make such a network; undefined where it can. */
export function networkProblem(): string | undefined {
    const { status, error } = spawnSync("unshare", [...unshare, "sh", "-c", network], { stdio: "ignore" });
    return error || status !== 0 ? "no network namespace (needs Linux, iproute2, and root or user namespaces)" : undefined;
}

export async function startIsolatedAzure(options: SimulatorOptions = {}): Promise<IsolatedAzure> {
    const script = [process.execPath, join(import.meta.dirname, "inside.ts"), JSON.stringify(options)];
    const child = spawn("unshare", [...unshare, "sh", "-c", `${network} && exec "$@"`, "sh", ...script], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const give = orders(child);
    const [first] = await Promise.race([once(child, "message"), once(child, "exit")]);
    if (!(first as { ready?: boolean } | null)?.ready) {
        throw new Error(`The local Azure did not start (${String(first)}); its messages are above.`);
    }
    const addresses = await give({ do: "addresses" }) as Pick<IsolatedAzure, "urls" | "accounts" | "caFile">;
    return {
        ...addresses,
        state: () => give({ do: "state" }) as Promise<Listed<State>>,
        requests: () => give({ do: "requests" }) as Promise<RecordedRequest[]>,
        clearRequests: async () => void await give({ do: "clearRequests" }),
        change: (change) => give({ do: "change", change }),
        token: (principal, resource) => give({ do: "token", principal, resource }) as Promise<IssuedToken>,
        run: (command) => give({ do: "run", command }) as Promise<Outcome>,
        close: async () => {
            if (child.connected) {
                const ended = once(child, "exit");
                child.disconnect();
                await ended;
            }
        },
    };
}

/** Sends orders and finds the answer of each. */
function orders(child: ChildProcess): (order: Order) => Promise<unknown> {
    const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
    let last = 0;
    child.on("message", ({ id, result, error }: { id?: number; result?: unknown; error?: string }) => {
        const asked = waiting.get(id ?? 0);
        waiting.delete(id ?? 0);
        if (error === undefined) {
            asked?.resolve(result);
        } else {
            asked?.reject(new Error(error));
        }
    });
    child.on("exit", () => waiting.forEach(({ reject }) => reject(new Error("The local Azure has ended."))));
    return (order) => new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        child.send({ id: last, order });
    });
}
