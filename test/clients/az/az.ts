/** The real Azure CLI, in the sandbox's network and with a profile of its own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { az as azFile } from "../available.ts";
import type { Outcome } from "../sandbox/inside.ts";
import type { IsolatedAzure } from "../sandbox/outside.ts";

type Words = [strings: TemplateStringsArray, ...values: string[]];

export interface Az {
    // oxlint-disable-next-line typescript/no-explicit-any -- az prints JSON of many shapes
    /** Runs a command as it is typed, and returns what it prints as JSON; each `${value}` is one argument, or part of one. Throws where it fails. */
    (...command: Words): Promise<any>;
    /** Runs a command that has to fail, and returns what it says on stderr. */
    fails(...command: Words): Promise<string>;
    /** As it comes out; nothing is checked. `approveAs` types the device code that it shows. */
    run(args: string[], approveAs?: string): Promise<Outcome>;
    env: Record<string, string>;
    /** Removes the profile. */
    remove(): void;
}

const limitMs = 120_000;
/** Which command is in which module: az makes it with the first command of a profile, in two seconds. */
let commandIndex: Buffer | undefined;

export function azIn(azure: IsolatedAzure): Az {
    const folder = mkdtempSync(join(tmpdir(), "keyless-az-"));
    const index = join(folder, "commandIndex.json");
    if (commandIndex) {
        writeFileSync(index, commandIndex);
    }
    const env = {
        PATH: "/usr/bin:/bin",
        HOME: folder,
        AZURE_CONFIG_DIR: folder,
        AZURE_CORE_COLLECT_TELEMETRY: "false",
        AZURE_CORE_OUTPUT: "json",
        REQUESTS_CA_BUNDLE: azure.caFile,
        PYTHONPATH: join(import.meta.dirname, "debian"),
    };
    const run = (args: string[], approveAs?: string) => azure.run({ file: azFile, args, env, timeoutMs: limitMs, approveAs });
    const az = async (...command: Words) => {
        const args = wordsOf(...command);
        const { code, stdout, stderr } = await run(args);
        if (code !== 0) {
            throw new Error(`az ${args.join(" ")} ended with ${code}:\n${stderr}`);
        }
        return stdout.trim() === "" ? undefined : JSON.parse(stdout);
    };
    const fails = async (...command: Words) => {
        const args = wordsOf(...command);
        const { code, stdout, stderr } = await run(args);
        if (code === 0 || /Traceback/.test(stderr)) {
            throw new Error(`az ${args.join(" ")} should have failed with a message, but ended with ${code}:\n${stdout}${stderr}`);
        }
        return stderr;
    };
    const remove = () => {
        commandIndex ??= existsSync(index) ? readFileSync(index) : undefined;
        rmSync(folder, { recursive: true, force: true });
    };
    return Object.assign(az, { fails, run, env, remove });
}

/** Words at white space; a value has no part in that. */
function wordsOf(strings: TemplateStringsArray, ...values: string[]): string[] {
    const marked = strings.map((text, index) => text + (index < values.length ? `\0${index}\0` : "")).join("");
    // oxlint-disable-next-line no-control-regex -- a value cannot hold a NUL
    return marked.trim().split(/\s+/).map((word) => word.replace(/\0(\d+)\0/g, (_, index: string) => values[Number(index)] ?? ""));
}
