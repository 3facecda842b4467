import { join } from "node:path";
import { root } from "../host/paths.ts";
import type { Workbench } from "../ui/workbench.ts";
import { emptyExtensionId } from "./emptyExtension.ts";
import { type Figure, median } from "./figure.ts";
import { moduleGraph } from "./moduleGraph.ts";
import type { Stage } from "./stage.ts";

const rounds = 4;
const ours = "keyless.keyless";

/** Milliseconds as VS Code counts them. */
interface Activation {
    load: number;
    call: number;
    finish: number;
}

/** What each start of VS Code pays for the extension, used or not. */
export async function measureActivation(stage: Stage): Promise<Figure[]> {
    const workbench = await stage.workbench();
    const graph = await moduleGraph(join(root, "dist/extension/extension.js"));
    const seen: Record<string, Activation>[] = [];
    for (let round = 0; round < rounds; round++) {
        if (round > 0) {
            await workbench.reload();
        }
        seen.push(await activations(workbench));
    }
    return [...timeFigures(seen), bytesFigure(graph)];
}

/** Reads the table "Extension Activation Stats" of VS Code's own report, once the extension is in it. */
async function activations(workbench: Workbench): Promise<Record<string, Activation>> {
    const { page } = workbench;
    for (let attempt = 0; attempt < 10; attempt++) {
        await page.waitForTimeout(1000);
        await workbench.runCommand("Developer: Startup Performance");
        await page.locator(".tab.active", { hasText: "Startup Performance" }).waitFor();
        await page.locator(".editor-instance .view-line").filter({ hasText: "System Info" }).waitFor();
        await page.keyboard.press("ControlOrMeta+A");
        await page.keyboard.press("ControlOrMeta+C");
        const found = readTable(await page.evaluate("navigator.clipboard.readText()") as string);
        await workbench.runCommand("View: Close All Editors");
        if (found[ours] && found[emptyExtensionId]) {
            return found;
        }
    }
    throw new Error(`VS Code's startup report does not tell of ${ours} and ${emptyExtensionId}.`);
}

/** Rows are `| id | eager | load | call | finish | event | by |`. */
function readTable(report: string): Record<string, Activation> {
    const rows = report.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
    return Object.fromEntries(rows.filter(([, id]) => id === ours || id === emptyExtensionId).map(([, id, , load, call, finish]) =>
        [id!, { load: Number(load), call: Number(call), finish: Number(finish) }]));
}

function timeFigures(seen: Record<string, Activation>[]): Figure[] {
    const call = seen.map((table) => table[ours]!.call + table[ours]!.finish);
    const total = (id: string) => seen.map((table) => table[id]!.load + table[id]!.call + table[id]!.finish);
    const source = `from VS Code's report "Startup Performance", packaged extension in the real host; median of ${rounds} windows`;
    return [
        {
            name: "Activation: activate()", unit: "ms", measured: median(call), samples: { call }, aim: { of: "measured", atMost: 15 },
            method: `call and finish, ${source}`,
        },
        {
            name: "Activation: with loading of its code", unit: "ms", measured: median(total(ours)), samples: { ours: total(ours), empty: total(emptyExtensionId) },
            baseline: { name: "an empty extension of the same kind (ESM, onStartupFinished), loaded at the same moment by the same thread", value: median(total(emptyExtensionId)) },
            method: `load, call and finish, ${source}; other extensions load at that moment too`,
        },
    ];
}

function bytesFigure(graph: Map<string, number>): Figure {
    const sizes = [...graph.values()];
    return {
        name: "Activation: bytes loaded", unit: "KB", measured: sizes.reduce((sum, size) => sum + size, 0) / 1000, aim: { of: "measured", atMost: 100 },
        method: `extension.js and what it imports statically (${graph.size} files), minified, as packaged`,
    };
}
