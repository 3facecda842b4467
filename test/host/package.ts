import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import type { Metafile } from "esbuild";
import { withLock } from "./lock.ts";
import { bundledPackages, noticesText } from "./notices.ts";
import { cache, root } from "./paths.ts";
import { execute } from "./processes.ts";

/** Builds `keyless-<version>.vsix` in the repository's root; resolves with its path. */
export async function packageExtension(): Promise<string> {
    await bundle("--production");
    await writeNotices();
    const { name, version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { name: string; version: string };
    const file = join(root, `${name}-${version}.vsix`);
    await vsce(root, file);
    return file;
}

/** What is in the bundles, as esbuild wrote it down. */
export function bundles(): Promise<Metafile[]> {
    return Promise.all(["extension", "webview"].map(async (name) =>
        JSON.parse(await readFile(join(root, `dist/meta-${name}.json`), "utf8")) as Metafile));
}

async function writeNotices(): Promise<void> {
    await writeFile(join(root, "ThirdPartyNotices.txt"), noticesText(await bundledPackages(await bundles(), root)));
}

/** What a sandbox has installed: the extension and the account provider. */
export function packageAll(): Promise<string[]> {
    return withLock(join(cache, "package.lock"), async () => [await packageExtension(), await packageAccountProvider()]);
}

/** The extension that takes the place of Microsoft's sign-in in a sandbox. */
export async function packageAccountProvider(): Promise<string> {
    const file = join(root, "dist/account-provider.vsix");
    await mkdir(join(root, "dist"), { recursive: true });
    await vsce(join(root, "test/host/accountProvider"), file, "--allow-star-activation", "--skip-license");
    return file;
}

/** Dependencies are in the bundle; the repository has no public address to rewrite links with. */
async function vsce(folder: string, file: string, ...flags: string[]): Promise<void> {
    const cli = join(root, "node_modules/@vscode/vsce/vsce");
    const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", ...flags];
    await execute(process.execPath, [cli, "package", ...options, "--out", file], { cwd: folder });
}
