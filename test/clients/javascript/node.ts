/** A JavaScript program with the packages of this repository, or of another folder, in the sandbox's network. */
import { root } from "../../host/paths.ts";
import type { IsolatedAzure } from "../sandbox/outside.ts";

export interface Program {
    /** An ES module; nothing in it knows the sandbox. */
    program: string;
    /** Where its packages are; this repository unless given. */
    folder?: string;
    env?: Record<string, string>;
    approveAs?: string;
}

/** What the program prints last, as JSON; throws where it fails. */
// oxlint-disable-next-line typescript/no-explicit-any -- each program prints what it likes
export async function javaScript(azure: IsolatedAzure, { program, folder = root, env, approveAs }: Program): Promise<any> {
    const all = { PATH: "/usr/bin:/bin", HOME: "/nonexistent", NODE_EXTRA_CA_CERTS: azure.caFile, ...env };
    const args = ["--input-type=module", "--eval", program];
    const { code, stdout, stderr } = await azure.run({ file: process.execPath, args, cwd: folder, env: all, timeoutMs: 60_000, approveAs });
    if (code !== 0) {
        throw new Error(`The program ended with ${code}:\n${stderr}`);
    }
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
