/**
 * Bundles the extension and the chat panel into dist/.
 *
 *     node esbuild.mjs [--production] [--watch] [--report] [--webview] [--tests]
 *
 * dist/meta-*.json says what went into each bundle.
 *
 * --production  minified, without source maps, as it is packaged
 * --watch       builds again at every change
 * --report      what is in each bundle, by size
 * --webview     the chat panel only
 * --tests       the suites of test/vscode instead, for `npm run test:vscode`
 */
import { context, analyzeMetafile } from "esbuild";
import { existsSync } from "node:fs";
import { glob, rm, writeFile } from "node:fs/promises";

const flags = new Set(process.argv.slice(2));
const production = flags.has("--production");

/** @type {import("esbuild").BuildOptions} */
const shared = {
    bundle: true,
    minify: production,
    sourcemap: production ? false : "linked",
    define: { "process.env.NODE_ENV": JSON.stringify(production ? "production" : "development") },
    legalComments: production ? "none" : "inline",
    logLevel: "warning",
    metafile: true,
};

/**
 * VS Code adds proxies and certificates to http, https, net and tls where CommonJS asks for them; named ESM imports
 * can miss that. So each import of them in the bundle, ours or a dependency's, becomes a `require` that reads the member at its use.
 * Requests that must never take a proxy use `new http.ClientRequest(…)`, which VS Code leaves alone.
 * @type {import("esbuild").Plugin}
 */
const patchedByVsCode = {
    name: "patched-by-vscode",
    setup(build) {
        const filter = /^(node:)?(https?|net|tls)$/;
        build.onResolve({ filter }, ({ path, kind }) => {
            const name = path.replace("node:", "");
            return kind === "require-call" ? { path: name, external: true } : { path: name, namespace: "patched" };
        });
        build.onLoad({ filter, namespace: "patched" }, ({ path }) => ({ contents: `module.exports = require("${path}");` }));
    },
};

/** ESM with a chunk for every dynamic import, so that activation loads the entry only. */
const extension = {
    ...shared,
    entryPoints: ["src/extension.ts"],
    outdir: "dist/extension",
    platform: "node",
    target: "node22",
    format: "esm",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    external: ["vscode"],
    // ESM where a package has both: the dynamic import of a CommonJS module has no named exports.
    mainFields: ["module", "main"],
    plugins: [patchedByVsCode],
    // CommonJS dependencies call `require`, for "vscode" too.
    banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
};

const webview = {
    ...shared,
    entryPoints: ["src/webview/main.tsx"],
    outdir: "dist/webview",
    platform: "browser",
    target: "es2022",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: { ".ttf": "file", ".svg": "dataurl" },
    assetNames: "[name]",
};

/** The host loads CommonJS entries; mocha stays in node_modules. */
const tests = {
    ...shared,
    entryPoints: flags.has("--tests") ? ["test/vscode/index.ts", ...await filesOf("test/vscode/**/*.test.ts")] : [],
    outdir: "dist/test",
    outbase: "test/vscode",
    outExtension: { ".js": ".cjs" },
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["vscode", "mocha"],
};

const wanted = flags.has("--tests") ? { tests } : flags.has("--webview") ? { webview } : { extension, webview };
for (const [name, options] of Object.entries(wanted)) {
    await build(name, options);
}

async function build(name, options) {
    const missing = options.entryPoints.filter((file) => !existsSync(file));
    if (missing.length > 0) {
        throw new Error(`${name}: ${missing.join(", ")} does not exist.`);
    }
    await rm(options.outdir, { recursive: true, force: true });
    if (flags.has("--watch")) {
        await (await context({ ...options, plugins: [...options.plugins ?? [], sayWhenBuilt(name)] })).watch();
        return;
    }
    const bundle = await context(options);
    const { metafile } = await bundle.rebuild();
    refuseCommonJsChunks(metafile);
    await writeFile(`dist/meta-${name}.json`, JSON.stringify(metafile));
    if (flags.has("--report")) {
        console.log(await analyzeMetafile(metafile));
    }
    await bundle.dispose();
}

/** Lines that .vscode/tasks.json waits for. */
function sayWhenBuilt(name) {
    return {
        name: "say-when-built",
        setup(build) {
            build.onStart(() => console.log(`Building ${name}…`));
            build.onEnd(({ errors }) => console.log(`Watching ${name}${errors.length > 0 ? ", which has errors" : ""}.`));
        },
    };
}

/** A chunk of a CommonJS package exports `default` only; `(await import(…)).name` would be undefined at run time. */
function refuseCommonJsChunks({ outputs }) {
    for (const { entryPoint, exports } of Object.values(outputs)) {
        if (entryPoint?.includes("node_modules") && exports.join() === "default") {
            throw new Error(`${entryPoint} is CommonJS: its dynamic import has no named exports. Import it statically from a module of your own that is imported dynamically.`);
        }
    }
}

async function filesOf(pattern) {
    const files = [];
    for await (const file of glob(pattern)) {
        files.push(file);
    }
    return files;
}
