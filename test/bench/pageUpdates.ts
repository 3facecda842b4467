import type { Browser, Page } from "playwright-core";
import { protocolVersion, type Speaker, type ToWebview } from "../../src/chat/protocol.ts";
import { launchBrowser } from "../host/browser.ts";
import { join } from "node:path";
import { root } from "../host/paths.ts";
import { composeAnswer } from "../simulator/answers/engine.ts";
import { openChatPage } from "./chat/page.ts";
import { type Figure, median, percentile } from "./figure.ts";
import type { Stage } from "./stage.ts";
import { taskTimes } from "./trace.ts";

const updates = 300;
const intervalMs = 16;
const rounds = 2;
const speaker: Speaker = { deployment: "gpt-4o", identity: "uai-playground", account: "ai-services-playground" };

/** What a delta costs the thread that also has to answer the user's keys. */
export async function measurePage(stage: Stage): Promise<Figure[]> {
    await stage.packages();
    const browser = await launchBrowser();
    try {
        const samples = { chat: [] as number[], plain: [] as number[] };
        for (let round = 0; round < rounds; round++) {
            samples.chat.push(...await chatUpdates(browser));
            samples.plain.push(...await plainUpdates(browser));
        }
        return [{
            name: "Page: main thread per update, p95", unit: "ms", measured: percentile(samples.chat, 0.95), samples,
            baseline: { name: `the same text appended to one text node of a page that follows its end, p95 (median ${median(samples.plain).toFixed(2)} ms)`, value: percentile(samples.plain, 0.95) },
            aim: { of: "measured", atMost: 4 },
            method: `CPU time of all tasks of the page's main thread (script, style, layout, paint), from Chromium's trace, between one delta and the next; the packaged page, a 20 KB answer of every kind of Markdown in ${updates} deltas, one each ${intervalMs} ms, ${rounds} times (median ${median(samples.chat).toFixed(2)} ms)`,
        }];
    } finally {
        await browser.close();
    }
}

async function chatUpdates(browser: Browser): Promise<number[]> {
    const chat = await openChatPage(browser, { bundle: join(root, "dist/webview"), theme: "dark", width: 400, height: 800 });
    await chat.send({
        kind: "snapshot", version: protocolVersion, draft: "",
        turns: [
            { kind: "question", id: "t1", text: "Everything, please" },
            { kind: "answer", id: "t2", question: "t1", speaker, text: "", state: "streaming" },
        ],
    });
    let offset = 0;
    const messages = pieces().map((text, index): ToWebview => {
        const delta = { kind: "delta" as const, turn: "t2", seq: index + 1, offset, text };
        offset += text.length;
        return delta;
    });
    const times = await traced(browser, chat.page, messages);
    const shown = await chat.page.locator(".answer .body").innerText();
    if (shown.length < 10_000) {
        throw new Error(`The page shows ${shown.length} characters of the answer.`);
    }
    await chat.close();
    return times;
}

async function plainUpdates(browser: Browser): Promise<number[]> {
    const page = await browser.newPage({ viewport: { width: 400, height: 800 } });
    await page.setContent(`<pre style="white-space: pre-wrap; font: 13px system-ui">…</pre><script>
        const node = document.querySelector("pre").firstChild;
        addEventListener("message", ({ data }) => requestAnimationFrame(() => {
            node.appendData(data);
            scrollTo(0, document.body.scrollHeight);
        }));
    </script>`);
    const times = await traced(browser, page, pieces());
    await page.context().close();
    return times;
}

/** Posts one message each interval, each with a mark in the trace; resolves with the milliseconds of work that each brought. */
async function traced(browser: Browser, page: Page, messages: unknown[]): Promise<number[]> {
    await browser.startTracing(page, { categories: ["toplevel", "blink.user_timing"] });
    await page.evaluate(`new Promise((resolve) => {
        const messages = ${JSON.stringify(messages)};
        const timer = setInterval(() => {
            performance.mark("update");
            if (messages.length === 0) {
                clearInterval(timer);
                resolve();
                return;
            }
            postMessage(messages.shift(), "*");
        }, ${intervalMs});
    })`);
    return taskTimes(await browser.stopTracing(), "update");
}

/** 20 KB of Markdown in equal pieces. */
function pieces(): string[] {
    const { text } = composeAnswer({ prompt: "[[length=20000 kind=headings,numbered,code,table,list]] Explain", caller: "uai-playground", ...speaker });
    const length = Math.ceil(text.length / updates);
    return Array.from({ length: updates }, (_, index) => text.slice(index * length, (index + 1) * length));
}
