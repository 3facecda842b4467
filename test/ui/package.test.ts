import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { bundles, packageExtension } from "../host/package.ts";
import { root } from "../host/paths.ts";

const allowed = /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|ThirdPartyNotices\.txt|media\/.+|dist\/extension\/.+\.js|dist\/webview\/[^/]+)$/i;

describe("the package", () => {
    let file: string;
    let archive: Buffer;
    let contents: Map<string, Buffer>;
    let entries: string[];

    before(async function () {
        this.timeout(60_000);
        file = await packageExtension();
        archive = await readFile(file);
        contents = filesIn(archive);
        entries = [...contents.keys()].filter((name) => name.startsWith("extension/"));
    });

    it("holds the bundle, media, README, changelog and licence, and nothing else", () => {
        assert.deepEqual(entries.filter((entry) => !allowed.test(entry)), []);
        for (const needed of ["extension/package.json", "extension/dist/extension/extension.js", "extension/dist/webview/main.js"]) {
            assert.ok(entries.includes(needed), `${needed} is missing`);
        }
    });

    it("has the licence of each package whose code is in the bundles", async () => {
        const notices = contents.get("extension/ThirdPartyNotices.txt")!.toString();
        const bundled = await licencesOfBundled();
        assert.ok(bundled.length > 20, `${bundled.length} packages`);
        assert.deepEqual(bundled.filter(([, text]) => !notices.includes(text)).map(([folder]) => folder), []);
        assert.deepEqual(bundled.filter(([folder]) => !notices.includes(`${folder.replace(/^.*node_modules\//, "")} `)), []);
    });

    it("has a README without pictures and links that the details page could not show", () => {
        const readme = contents.get("extension/readme.md")!.toString();
        assert.deepEqual(readme.match(/\]\((?!https:|#)[^)]*\)|<img/g), null);
        assert.match(readme, /```\nKEYLESS [^]*Connections[^]*```/);
        assert.match(readme, /^CONTRIBUTING\.md leads/m);
    });

    it("is small", () => {
        assert.ok(archive.length < 2_000_000, `${basename(file)} has ${archive.length} bytes`);
    });
});

/** The licence files that lie in the root of each package of which a bundle has a file. */
async function licencesOfBundled(): Promise<[folder: string, text: string][]> {
    const inputs = (await bundles()).flatMap((bundle) => Object.keys(bundle.inputs));
    const folders = new Set(inputs.flatMap((input) => input.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0] ?? []));
    return Promise.all([...folders].map(async (folder) => {
        const file = (await readdir(join(root, folder))).find((name) => /^licen[cs]e/i.test(name));
        assert.ok(file, `${folder} has no licence`);
        return [folder, (await readFile(join(root, folder, file), "utf8")).replaceAll("\r\n", "\n").trim()] as [string, string];
    }));
}

/** The files in a zip file, from its central directory; "PK\\1\\2" begins an entry, and the last record says where the first is. */
function filesIn(zip: Buffer): Map<string, Buffer> {
    const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
    const files = new Map<string, Buffer>();
    for (let at = zip.readUInt32LE(end + 16); zip.toString("latin1", at, at + 4) === "PK\x01\x02";) {
        const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [number, number, number];
        const local = zip.readUInt32LE(at + 42);
        const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
        const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
        files.set(zip.toString("utf8", at + 46, at + 46 + name), zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed));
        at += 46 + name + extra + comment;
    }
    return files;
}
