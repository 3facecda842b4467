import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root, temporaryFolder } from "../host/paths.ts";
import { execute } from "../host/processes.ts";

export const emptyExtensionId = "bench.empty";

/** Packages an extension that is loaded as ours is (ESM, after the start) and does nothing; resolves with the package's path. */
export async function packageEmptyExtension(): Promise<string> {
    const folder = await temporaryFolder("empty");
    const file = join(folder, "empty.vsix");
    const [publisher, name] = emptyExtensionId.split(".");
    await writeFile(join(folder, "extension.js"), "export function activate() {}\n");
    await writeFile(join(folder, "package.json"), JSON.stringify({
        name, publisher, version: "1.0.0", type: "module", main: "./extension.js", engines: { vscode: "^1.106.0" },
        extensionKind: ["workspace"], activationEvents: ["onStartupFinished"],
    }));
    const vsce = join(root, "node_modules/@vscode/vsce/vsce");
    await execute(process.execPath, [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", file], { cwd: folder });
    return file;
}
