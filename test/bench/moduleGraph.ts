import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Bytes of a built ESM file and of all it imports statically, by path: what Node loads before the first line of it runs. */
export async function moduleGraph(entry: string): Promise<Map<string, number>> {
    const bytes = new Map<string, number>();
    const open = [entry];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
        if (!bytes.has(file)) {
            const text = await readFile(file, "utf8");
            bytes.set(file, Buffer.byteLength(text));
            open.push(...staticImports(text).map((path) => join(dirname(file!), path)));
        }
    }
    return bytes;
}

/** Relative ones, as esbuild writes them: `from"./a.js"` and `import"./a.js"`. A dynamic import has a parenthesis there. */
function staticImports(text: string): string[] {
    return [...text.matchAll(/\b(?:from|import)\s*"(\.[^"]+\.js)"/g)].map(([, path]) => path!);
}
