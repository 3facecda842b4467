import { delimiter, join } from "node:path";
import { startSimulator, type Simulator } from "../simulator/index.ts";
import { root } from "./paths.ts";
import { startVsCode, type VsCodeOptions, type VsCodeServer } from "./vscodeServer.ts";

type SimulatorOptions = NonNullable<Parameters<typeof startSimulator>[0]>;

export interface SandboxOptions extends VsCodeOptions {
    simulator?: SimulatorOptions;
}

export interface Sandbox {
    simulator: Simulator;
    vscode: VsCodeServer;
    stop(): Promise<void>;
}

/** A VS Code whose Azure is the simulator: the machine's setting `keyless.customCloud` and the environment say where it is. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
    const simulator = await startSimulator(options.simulator ?? {});
    const vscode = await startVsCode({
        ...options,
        // Challenges (claims) reach an authentication provider by a proposed API.
        proposedApi: ["keyless-sandbox.account-provider"],
        env: { ...sandboxEnvironment(simulator), ...options.env },
        machineSettings: { "keyless.customCloud": simulator.customCloud, ...options.machineSettings },
    }).catch(async (error) => {
        await simulator.close();
        throw error;
    });
    const stop = async () => {
        await vscode.stop();
        await simulator.close();
    };
    return { simulator, vscode, stop };
}

/** What a process needs to live in the simulated Azure; the developer's own Azure and OpenAI variables are taken away. */
export function sandboxEnvironment(simulator: Simulator): NodeJS.ProcessEnv {
    const foreign = Object.keys(process.env).filter((name) => /^(AZURE|OPENAI|IDENTITY|MSI|ARM)_/.test(name));
    return {
        ...Object.fromEntries(foreign.map((name) => [name, undefined])),
        NO_PROXY: ["localhost", "127.0.0.1", process.env.NO_PROXY].filter(Boolean).join(","),
        PATH: join(root, "test/simulator/bin") + delimiter + process.env.PATH,
        ...simulator.env,
        KEYLESS_SANDBOX_AUTHORITY: simulator.urls.authority,
        KEYLESS_SANDBOX_CONTROL: simulator.controlUrl,
    };
}
