/** What of this machine the suites need; where it lacks something, they are skipped and their titles say why. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { networkProblem } from "./sandbox/outside.ts";

/** Debian's; another `python3` may come first on the PATH. */
export const python = "/usr/bin/python3";
export const az = "/usr/bin/az";

const lacking: Record<"az" | "python" | "network", () => string | undefined> = {
    network: () => undefined,
    az: () => existsSync(az) ? undefined : "no az",
    python: () => spawnSync(python, ["-c", "import azure.identity, azure.mgmt.msi"], { stdio: "ignore" }).status === 0 ? undefined : "no python3-azure",
};

/** `describe`, or `describe.skip` with the reason in the title. */
export function describeWith(needed: keyof typeof lacking, title: string, suite: (this: Mocha.Suite) => void): void {
    const reason = lacking[needed]() ?? networkProblem();
    if (reason) {
        describe.skip(`${title} (skipped: ${reason})`, suite);
    } else {
        describe(title, suite);
    }
}
