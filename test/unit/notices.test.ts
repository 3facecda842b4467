import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Metafile } from "esbuild";
import { bundledPackages, noticesText } from "../host/notices.ts";

describe("third-party notices", () => {
    let root: string;

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "keyless-notices-"));
        put("node_modules/@vscode/codicons/package.json", JSON.stringify({ name: "@vscode/codicons", version: "0.0.1", license: "CC-BY-4.0" }));
        put("node_modules/@vscode/codicons/LICENSE", "Attribution 4.0");
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    function put(path: string, text: string): void {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
    }

    /** A package with that licence, of which `index.js` is in the bundle. */
    function bundled(license: string | undefined, files: Record<string, string> = { LICENSE: "Text of the licence" }): Promise<string> {
        put("node_modules/@acme/parser/package.json", JSON.stringify({ name: "@acme/parser", version: "2.1.0", license }));
        Object.entries(files).forEach(([path, text]) => put(`node_modules/@acme/parser/${path}`, text));
        const inputs = Object.fromEntries(["src/extension.ts", "node_modules/@acme/parser/index.js", "node_modules/@acme/parser/vendor/deep/x.js"]
            .map((path) => [path, { bytesInOutput: 1 }]));
        const metafile = { inputs: {}, outputs: { "dist/a.js": { bytes: 3, inputs, imports: [], exports: [] } } } as Metafile;
        return bundledPackages([metafile], root).then(noticesText);
    }

    it("name each bundled package with its version and licence", async () => {
        assert.match(await bundled("MIT"), /@acme\/parser 2\.1\.0 \(MIT\)\n\nText of the licence\n/);
    });

    it("take the licences of code that a package has copied into itself, and its notices", async () => {
        const text = await bundled("Apache-2.0", { "license.md": "Apache", NOTICE: "Notice of Acme", "vendor/LICENSE": "Copied", "src/vendor/deep/LICENSE.txt": "Copied deep" });
        for (const part of ["Apache\n", "Notice of Acme", "Copied\n", "Copied deep"]) {
            assert.ok(text.includes(part), part);
        }
    });

    it("name icons that were copied by hand", async () => {
        assert.match(await bundled("MIT"), /@vscode\/codicons 0\.0\.1 \(CC-BY-4\.0\)\n\nAttribution 4\.0/);
    });

    it("allow a package that leaves the choice of an allowed licence", async () => {
        assert.match(await bundled("(MPL-2.0 OR Apache-2.0)"), /@acme\/parser/);
    });

    for (const license of ["GPL-3.0-only", "MIT AND GPL-3.0-only", "SEE LICENSE IN EULA.txt", "UNLICENSED", "CC-BY-4.0"]) {
        it(`refuse a package that is ${license}`, async () => {
            await assert.rejects(bundled(license), new RegExp(`@acme/parser: its licence "${license}" is not among`));
        });
    }

    it("refuse a package that names no licence, or has no text of it", async () => {
        await assert.rejects(bundled(undefined), /@acme\/parser: its licence is unknown/);
        rmSync(join(root, "node_modules/@acme"), { recursive: true });
        await assert.rejects(bundled("MIT", {}), /@acme\/parser is MIT, but the text/);
    });
});
