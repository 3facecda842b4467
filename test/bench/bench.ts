/**
 * `npm run bench [-- --json FILE] [--only chat,page,activation,tree,tokens]`: figures of the packaged extension, each with a
 * baseline from the same run. Exits with 0 whether or not an aim is met: a busy machine is no judge.
 */
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { measureActivation } from "./activation.ts";
import { measureChat } from "./chatInWorkbench.ts";
import { added, type Figure, isMet, ratio } from "./figure.ts";
import { measurePage } from "./pageUpdates.ts";
import { createStage, type Stage } from "./stage.ts";
import { table } from "./table.ts";
import { measureTokens } from "./tokens.ts";
import { measureTree } from "./tree.ts";

const measurements: Record<string, (stage: Stage) => Promise<Figure[]>> = {
    tree: measureTree,
    tokens: measureTokens,
    page: measurePage,
    activation: measureActivation,
    chat: measureChat,
};

const { values } = parseArgs({ options: { json: { type: "string" }, only: { type: "string" } } });
const names = values.only?.split(",") ?? Object.keys(measurements);
const unknown = names.filter((name) => !(name in measurements));
if (unknown.length > 0) {
    throw new Error(`There is no measurement ${unknown.join(", ")}, but ${Object.keys(measurements).join(", ")}.`);
}

const figures: Figure[] = [];
const stage = createStage();
try {
    for (const name of names) {
        console.error(`Measuring: ${name}…`);
        await measurements[name]!(stage).then((found) => figures.push(...found), (error: unknown) => {
            console.error(`${name} could not be measured:`, error);
            process.exitCode = 1;
        });
    }
} finally {
    await stage.close();
}
console.log(`\n${table(figures)}`);
if (values.json) {
    await writeFile(values.json, `${JSON.stringify(report(), null, 4)}\n`);
}

function report(): object {
    return {
        at: new Date().toISOString(),
        machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, platform: process.platform },
        figures: figures.map((figure) => ({ ...figure, added: added(figure), ratio: ratio(figure), isMet: isMet(figure) })),
    };
}
