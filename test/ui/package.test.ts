import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { packageExtension } from "../host/package.ts";

const allowed = /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|ThirdPartyNotices\.txt|media\/.+|dist\/extension\/.+\.js|dist\/webview\/[^/]+)$/i;

describe("the package", () => {
    let file: string;
    let archive: Buffer;
    let entries: string[];

    before(async function () {
        this.timeout(60_000);
        file = await packageExtension();
        archive = await readFile(file);
        entries = namesIn(archive).filter((name) => name.startsWith("extension/"));
    });

    it("holds the bundle, media, README, changelog and licence, and nothing else", () => {
        assert.deepEqual(entries.filter((entry) => !allowed.test(entry)), []);
        for (const needed of ["extension/package.json", "extension/dist/extension/extension.js", "extension/dist/webview/main.js"]) {
            assert.ok(entries.includes(needed), `${needed} is missing`);
        }
    });

    it("is small", () => {
        assert.ok(archive.length < 2_000_000, `${basename(file)} has ${archive.length} bytes`);
    });
});

/** The names in a zip file, from its central directory; "PK\\1\\2" begins an entry, and the last record says where the first is. */
function namesIn(zip: Buffer): string[] {
    const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
    const names: string[] = [];
    for (let at = zip.readUInt32LE(end + 16); zip.toString("latin1", at, at + 4) === "PK\x01\x02";) {
        const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [number, number, number];
        names.push(zip.toString("utf8", at + 46, at + 46 + name));
        at += 46 + name + extra + comment;
    }
    return names;
}
