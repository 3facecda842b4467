import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");

/** Room → rooms that it may import. `npm` is everything from node_modules; `vscode` is the editor's API. */
const arrows: Record<string, string[]> = {
    "src/extension.ts": ["src/ui", "src/chat", "src/access", "src/resources", "src/azure", "npm", "vscode"],
    "src/ui": ["src/ui", "src/chat", "src/access", "src/resources", "src/azure", "npm", "vscode"],
    "src/chat": ["src/chat", "src/azure", "npm"],
    "src/access": ["src/access", "src/azure", "npm"],
    "src/resources": ["src/resources", "src/azure", "npm"],
    "src/azure": ["src/azure", "npm"],
    "src/webview": ["src/webview", "src/chat/protocol.ts", "src/chat/markdown", "npm"],
    "test/simulator": ["test/simulator", "npm"],
};

/** The rooms of `src/ui`, from the top floor down: each may import those below it. The empty name is what all share. */
const floors = ["commands", "setUp", "changes", "chat", "trees", "choose", "connections", "signIn", "ask", ""];

function files(folder: string): string[] {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function imports(file: string): string[] {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/^\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm)]
        .map((match) => match[1] ?? match[2] ?? match[3]!)
        .map((name) => (name.startsWith(".") ? relative(root, join(root, dirname(file), name)) : name === "vscode" ? "vscode" : "npm"));
}

/** One circle for each import that leads back to a file on the way to it. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
    const found: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, way: string[]): void => {
        if (way.includes(file)) {
            found.push([...way.slice(way.indexOf(file)), file].join(" → "));
        } else if (!done.has(file)) {
            for (const next of graph.get(file) ?? []) {
                visit(next, [...way, file]);
            }
            done.add(file);
        }
    };
    for (const file of graph.keys()) {
        visit(file, []);
    }
    return found;
}

describe("the architecture", () => {
    for (const [room, allowed] of Object.entries(arrows)) {
        it(`lets ${room} import only what it may`, () => {
            const sources = room.endsWith(".ts") ? [room] : files(room);
            const wrong = sources.flatMap((file) => imports(file)
                .filter((name) => !allowed.some((ok) => name === ok || name.startsWith(`${ok}/`)))
                .map((name) => `${file} → ${name}`));
            assert.deepEqual(wrong, []);
        });
    }

    it("lets no room of src/ui import one above it", () => {
        const floorOf = (file: string) => floors.indexOf(dirname(file) === "src/ui" ? "" : relative("src/ui", dirname(file)));
        const wrong = files("src/ui").flatMap((file) => imports(file)
            .filter((name) => name.startsWith("src/ui/") && floorOf(name) < floorOf(file))
            .map((name) => `${file} → ${name}`));
        assert.deepEqual(wrong, []);
    });

    it("has no room in src/ui that is on no floor", () => {
        assert.deepEqual(files("src/ui").filter((file) => dirname(file) !== "src/ui" && !floors.includes(relative("src/ui", dirname(file)))), []);
    });

    it("has no circle of imports in src, imports of types included", () => {
        const graph = new Map(files("src").map((file) => [file, imports(file).filter((name) => name.startsWith("src/"))]));
        assert.deepEqual(circles(graph), []);
    });

    it("finds a circle where there is one", () => {
        assert.deepEqual(circles(new Map([["a", ["b"]], ["b", ["c", "d"]], ["c", ["b"]], ["d", []]])), ["b → c → b"]);
    });

    it("shows texts only through the files that keep VS Code from making links and icons of them", () => {
        const doors: Record<string, RegExp> = {
            "src/ui/messages.ts": /\b(show(Information|Warning|Error)Message|withProgress|setStatusBarMessage)\b/,
            "src/ui/ask/prompts.ts": /\b(createQuickPick|showQuickPick|createInputBox|showInputBox)\b/,
            "src/ui/ask/wizard.ts": /\bcreateQuickPick\b/,
            "src/ui/connections/statusBar.ts": /\bcreateStatusBarItem\b/,
            "src/ui/trees/tree.ts": /\bMarkdownString\b/,
        };
        const ways = /\b(show(Information|Warning|Error)Message|withProgress|setStatusBarMessage|createQuickPick|showQuickPick|createInputBox|showInputBox|createStatusBarItem|MarkdownString)\b/g;
        const wrong = files("src").flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(ways)]
            .filter(([way]) => !doors[file]?.test(way))
            .map(([way]) => `${file}: ${way}`));
        assert.deepEqual(wrong, []);
        assert.deepEqual(Object.keys(doors).filter((file) => !doors[file]!.test(readFileSync(join(root, file), "utf8"))), []);
    });

    it("knows no simulator in src", () => {
        const mentions = files("src").filter((file) => /simulator|sandbox/i.test(readFileSync(join(root, file), "utf8")));
        assert.deepEqual(mentions, []);
    });
});
