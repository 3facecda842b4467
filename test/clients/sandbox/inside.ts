/**
 * Runs in a network of its own: a local Azure at the addresses that clients know by heart, the public cloud's names and the
 * one of IMDS. Nothing else can be reached from there. Does over IPC what the test asks (see `outside.ts`).
 */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { type Change, type SimulatorOptions, startSimulator } from "../../simulator/index.ts";

export interface Command {
    file: string;
    args: string[];
    env: Record<string, string>;
    cwd?: string;
    input?: string;
    /** Ends it then. */
    timeoutMs: number;
    /** UPN of who types the device code that the command shows. */
    approveAs?: string;
}

export interface Outcome {
    /** -1: ended by a signal, after too long. */
    code: number;
    stdout: string;
    stderr: string;
}

export type Order =
    | { do: "addresses" }
    | { do: "state" }
    | { do: "requests" }
    | { do: "clearRequests" }
    | { do: "change"; change: Change }
    | { do: "token"; principal: string; resource: string }
    | { do: "run"; command: Command };

const publicCloud = ["login.microsoftonline.com", "management.azure.com"];
const graph = "graph.microsoft.com";
const dataPlane = ["openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com"];

const options = JSON.parse(process.argv[2] ?? "{}") as SimulatorOptions;
const simulator = await startSimulator({ ...options, hostNames: [...publicCloud, graph, ...dataPlane.map((domain) => `*.${domain}`)] });
await forward("169.254.169.254", 80, simulator.urls.imds);
await forward("127.0.0.1", 443, simulator.urls.arm);
await forward("127.0.0.2", 443, simulator.urls.graph);
const accountLines = await Promise.all(Object.entries(simulator.accounts).map(async ([name, url], index) => {
    await forward(`127.0.1.${index + 1}`, 443, url);
    return `127.0.1.${index + 1} ${dataPlane.map((domain) => `${name}.${domain}`).join(" ")}`;
}));
resolve(["127.0.0.1 localhost", `127.0.0.1 ${publicCloud.join(" ")}`, `127.0.0.2 ${graph}`, ...accountLines]);

process.on("message", (message: { id: number; order: Order }) => void reply(message));
process.on("disconnect", () => void simulator.close().then(() => process.exit()));
process.send?.({ ready: true });

async function reply({ id, order }: { id: number; order: Order }): Promise<void> {
    try {
        process.send?.({ id, result: await carryOut(order) });
    } catch (error) {
        process.send?.({ id, error: String(error) });
    }
}

function carryOut(order: Order): unknown {
    switch (order.do) {
        case "addresses": {
            const { urls, accounts, caFile } = simulator;
            return { urls, accounts, caFile };
        }
        case "state": return fetch(`${simulator.controlUrl}/state`).then((response) => response.json());
        case "requests": return simulator.requests;
        case "clearRequests": return simulator.clearRequests();
        case "change": return simulator.change(order.change);
        case "token": return simulator.token(order);
        case "run": return run(order.command);
    }
}

function run({ file, args, env, cwd, input = "", timeoutMs, approveAs }: Command): Promise<Outcome> {
    const child = spawn(file, args, { env, cwd, timeout: timeoutMs });
    const said = { stdout: "", stderr: "" };
    const approve = approver(approveAs);
    for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (text: string) => {
            said[name] += text;
            approve(said[name]);
        });
    }
    child.stdin.on("error", () => undefined).end(input);
    return new Promise((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code) => resolve({ code: code ?? -1, ...said }));
    });
}

/** Types each device code once. */
function approver(user: string | undefined): (said: string) => void {
    const typed = new Set<string>();
    return (said) => {
        const userCode = /enter the code (\S+) to authenticate/.exec(said)?.[1];
        if (user && userCode && !typed.has(userCode)) {
            typed.add(userCode);
            void simulator.change({ change: "approveDevice", userCode, user }).catch(console.error);
        }
    };
}

/** Gives this process and its children a hosts file of their own; the mount goes with the namespace. */
function resolve(lines: string[]): void {
    const file = join(dirname(simulator.caFile), "hosts");
    writeFileSync(file, lines.join("\n") + "\n");
    const { status, stderr } = spawnSync("mount", ["--bind", file, "/etc/hosts"], { encoding: "utf8" });
    if (status !== 0) {
        throw new Error(`mount --bind ${file} /etc/hosts: ${stderr}`);
    }
}

function forward(host: string, port: number, to: string): Promise<void> {
    const server = createServer((client) => {
        const upstream = connect(Number(new URL(to).port), "127.0.0.1");
        client.pipe(upstream).pipe(client);
        client.on("error", () => upstream.destroy());
        upstream.on("error", () => client.destroy());
    });
    return new Promise((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
}
