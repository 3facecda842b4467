import { readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Metafile } from "esbuild";
import { bundle } from "./bundle.ts";
import { detailsPage } from "./detailsPage.ts";
import { withLock } from "./lock.ts";
import { bundledPackages, noticesText } from "./notices.ts";
import { cache, root } from "./paths.ts";
import { execute } from "./processes.ts";

interface Manifest {
    name: string;
    version: string;
    repository?: unknown;
}

/** Builds `keyless-<version>.vsix` in the repository's root; resolves with its path. */
export async function packageExtension(): Promise<string> {
    await bundle("--production");
    await writeNotices();
    const { name, version, repository } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
    const file = join(root, `${name}-${version}.vsix`);
    await writeDetails(repository !== undefined);
    await vsce(root, file, "--readme-path", "dist/README.md");
    return file;
}

/** With a public repository vsce turns relative addresses into ones of it; without one it refuses them. */
async function writeDetails(isPublic: boolean): Promise<void> {
    const readme = await readFile(join(root, "README.md"), "utf8");
    const drawing = (picture: string) => readFileSync(join(root, "media/drawn", `${basename(picture, ".png")}.txt`), "utf8").trimEnd();
    await writeFile(join(root, "dist/README.md"), isPublic ? readme : detailsPage(readme, drawing));
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

/** Dependencies are in the bundle. */
async function vsce(folder: string, file: string, ...flags: string[]): Promise<void> {
    const cli = join(root, "node_modules/@vscode/vsce/vsce");
    const options = ["--no-dependencies", "--allow-missing-repository", ...flags];
    await execute(process.execPath, [cli, "package", ...options, "--out", file], { cwd: folder });
}
