import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../../host/browser.ts";
import { results, root } from "../../host/paths.ts";
import { openChatPage } from "./page.ts";
import { scenes } from "./scenes.ts";
import type { ThemeName } from "./themes.ts";
import { themes } from "./themes.ts";

/**
 * Pictures of the chat page in every scene, theme and width:
 *
 *     node test/bench/chat/screenshots.ts [--bundle dist/webview] [--out test-results/chat] [--only code,table]
 */
const { values } = parseArgs({
    options: {
        bundle: { type: "string", default: join(root, "dist/webview") },
        out: { type: "string", default: join(results, "chat") },
        only: { type: "string", default: Object.keys(scenes).join() },
        themes: { type: "string", default: Object.keys(themes).join() },
        widths: { type: "string", default: "220,300,500" },
    },
});

await mkdir(values.out, { recursive: true });
const browser = await launchBrowser();
for (const theme of values.themes.split(",") as ThemeName[]) {
    for (const width of values.widths.split(",").map(Number)) {
        await shoot(theme, width);
    }
}
await browser.close();

async function shoot(theme: ThemeName, width: number): Promise<void> {
    for (const name of values.only.split(",")) {
        const chat = await openChatPage(browser, { bundle: values.bundle, theme, width, height: 640 });
        await chat.send(...(scenes[name]?.messages ?? []));
        await chat.page.waitForTimeout(150);
        await chat.page.screenshot({ path: join(values.out, `${name}-${theme}-${width}.png`) });
        await chat.close();
    }
}
