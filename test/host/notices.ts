/**
 * Whose code is in the bundles, and under which licence: `ThirdPartyNotices.txt` of the package.
 *
 * Of our own, because what npm has for it lists what is installed (Azure's SDKs bring much that esbuild drops), or what one
 * bundle holds (here are two), and none of them takes along the licences of what a package has copied into itself.
 */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Metafile } from "esbuild";

export interface BundledPackage {
    name: string;
    version: string;
    /** SPDX expression. */
    license: string;
    /** Licences and notices, as they lie in the package. */
    texts: string[];
}

/** Licences that let their code be handed on inside of this package as long as their text goes with it. */
const allowed = new Set(["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"]);

/** Copied into src by hand, so esbuild does not know them: `src/webview/icons.ts`. */
const copied = ["node_modules/@vscode/codicons"];
const allowedOfCopied = new Set(["CC-BY-4.0"]);

/**
 * The packages whose code is in these bundles, by name.
 * @param root the repository, to which the paths in the metafiles are relative
 * @throws where a package has no licence, no text of it, or one that is not allowed
 */
export async function bundledPackages(metafiles: Metafile[], root: string): Promise<BundledPackage[]> {
    const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
    const folders = Map.groupBy(inputs, (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]);
    const own = [...folders].filter(([folder]) => folder !== undefined) as [string, string[]][];
    const found = await Promise.all([
        ...own.map(([folder, files]) => readPackage(root, folder, files, allowed)),
        ...copied.map((folder) => readPackage(root, folder, [], allowedOfCopied)),
    ]);
    return found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** The text of `ThirdPartyNotices.txt`; a text that several packages share stands there once. */
export function noticesText(packages: BundledPackage[]): string {
    const sharers = Map.groupBy(packages, ({ texts }) => texts.join("\n\n"));
    const sections = [...sharers].map(([text, sharing]) =>
        `${[...new Set(sharing.map(({ name, version, license }) => `${name} ${version} (${license})`))].join("\n")}\n\n${text}`);
    return ["Keyless contains code of these packages, under their licences.", ...sections].join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

async function readPackage(root: string, folder: string, files: string[], licences: Set<string>): Promise<BundledPackage> {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")) as Record<string, string | undefined>;
    if (!name || !version || !license || !isAllowed(license, licences)) {
        throw new Error(`${folder}: its licence ${license ? `"${license}" is not among those that may be bundled` : "is unknown"}. See test/host/notices.ts.`);
    }
    const texts = (await Promise.all([...foldersOf(folder, files)].map((path) => textsIn(join(root, path))))).flat();
    if (texts.length === 0) {
        throw new Error(`${folder}: ${name} is ${license}, but the text of its licence is not in the package. See test/host/notices.ts.`);
    }
    return { name, version, license, texts: [...new Set(texts)] };
}

/** "(MPL-2.0 OR Apache-2.0)" leaves the choice; anything more complicated is for a person to read. */
function isAllowed(expression: string, licences: Set<string>): boolean {
    return expression.replace(/^\((.*)\)$/, "$1").split(" OR ").some((license) => licences.has(license));
}

/** The package's own folder, and those in it on the way to a bundled file: copied code has its licence beside it, or beside its source. */
function foldersOf(folder: string, files: string[]): Set<string> {
    const found = new Set([folder]);
    for (const file of files) {
        for (let path = dirname(file); path.length > folder.length; path = dirname(path)) {
            found.add(path).add(join(folder, "src", relative(folder, path)));
        }
    }
    return found;
}

async function textsIn(folder: string): Promise<string[]> {
    const names = !existsSync(folder) ? [] : (await readdir(folder)).filter((name) => /^(licen[cs]e|notice|copying|copyright|third-?party)[^/]*?(\.(txt|md))?$/i.test(name));
    return Promise.all(names.sort().map(async (name) => (await readFile(join(folder, name), "utf8")).replace(/^\uFEFF/, "").replaceAll("\r\n", "\n").trim()));
}
