import { join } from "node:path";
import { root } from "../host/paths.ts";
import type { Workbench } from "../ui/workbench.ts";
import { type Figure, median } from "./figure.ts";
import { moduleGraph } from "./moduleGraph.ts";
import type { Stage } from "./stage.ts";

const rounds = 4;
const ours = "keyless.keyless";
/** CommonJS, four kilobytes, registers two providers: about the least that an extension costs in this host. */
const smallest = "keyless-sandbox.account-provider";

/** Milliseconds as VS Code counts them. */
interface Activation {
    load: number;
    call: number;
    finish: number;
}

/** What each start of VS Code pays for the extension, used or not. */
export async function measureActivation(stage: Stage): Promise<Figure[]> {
    const graph = await moduleGraph(join(await stage.packages().then(() => root), "dist/extension/extension.js"));
    const workbench = await stage.workbench();
    const seen: Record<string, Activation>[] = [];
    for (let round = 0; round < rounds; round++) {
        if (round > 0) {
            await workbench.reload();
        }
        seen.push(await activations(workbench));
    }
    return [timeFigure(seen), bytesFigure(graph)];
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
        if (found[ours] && found[smallest]) {
            return found;
        }
    }
    throw new Error(`VS Code's startup report does not tell of ${ours}.`);
}

/** Rows are `| id | eager | load | call | finish | event | by |`. */
function readTable(report: string): Record<string, Activation> {
    const rows = report.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
    return Object.fromEntries(rows.filter(([, id]) => id === ours || id === smallest).map(([, id, , load, call, finish]) =>
        [id!, { load: Number(load), call: Number(call), finish: Number(finish) }]));
}

function timeFigure(seen: Record<string, Activation>[]): Figure {
    const sums = (id: string) => seen.map((table) => table[id]!.load + table[id]!.call + table[id]!.finish);
    const part = (name: keyof Activation) => seen.map((table) => table[ours]![name]);
    return {
        name: "Activation: time", unit: "ms", measured: median(sums(ours)), aim: { of: "measured", atMost: 15 },
        baseline: { name: `the smallest extension of the same host (${smallest}, CommonJS, 4 KB)`, value: median(sums(smallest)) },
        samples: { load: part("load"), call: part("call"), finish: part("finish"), smallest: sums(smallest) },
        method: `load code (${median(part("load"))}) + call activate (${median(part("call"))}) + finish (${median(part("finish"))}), from VS Code's report "Startup Performance", packaged extension in the real host; median of ${rounds} windows`,
    };
}

function bytesFigure(graph: Map<string, number>): Figure {
    const sizes = [...graph.values()];
    return {
        name: "Activation: bytes loaded", unit: "KB", measured: sizes.reduce((sum, size) => sum + size, 0) / 1000, aim: { of: "measured", atMost: 100 },
        method: `extension.js and what it imports statically (${graph.size} files), minified, as packaged`,
    };
}
