/** Debian's Python with Azure's SDKs, in the sandbox's network: what a user's script is, and prints. */
import { python as pythonFile } from "../available.ts";
import type { Outcome } from "../sandbox/inside.ts";
import type { IsolatedAzure } from "../sandbox/outside.ts";

export interface Script {
    program: string;
    env?: Record<string, string>;
    args?: string[];
    /** Types the device code that the program shows. */
    approveAs?: string;
}

/** Runs the program as it stands: nothing in it knows the sandbox. */
export function runPython(azure: IsolatedAzure, { program, env, args = [], approveAs }: Script): Promise<Outcome> {
    const all = { PATH: "/usr/bin:/bin", HOME: "/nonexistent", PYTHONUNBUFFERED: "1", REQUESTS_CA_BUNDLE: azure.caFile, ...env };
    return azure.run({ file: pythonFile, args: ["-", ...args], input: program, env: all, timeoutMs: 60_000, approveAs });
}

/** What the program prints last, as JSON; throws where it fails. */
// oxlint-disable-next-line typescript/no-explicit-any -- each program prints what it likes
export async function python(azure: IsolatedAzure, script: Script): Promise<any> {
    const { code, stdout, stderr } = await runPython(azure, script);
    if (code !== 0) {
        throw new Error(`The program ended with ${code}:\n${stderr}`);
    }
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
