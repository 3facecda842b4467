import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type AnswerView, protocolVersion, type QuestionView, type ToWebview } from "../../../src/chat/protocol.ts";
import { openChatPage, recordingHost } from "../../bench/chat/page.ts";
import { longestTask } from "../../bench/trace.ts";
import { root } from "../../host/paths.ts";
import type { HostileAnswer } from "./answers.ts";

const speaker = { deployment: "gpt-4o", identity: "uai-playground", account: "ai-services-playground" };

/** Frames as fast as the page can make them, and no rests: most answers are judged by what they leave, not by their time. */
const fastFrames = `
    const frames = new MessageChannel();
    const waiting = new Map();
    const { setTimeout } = window;
    window.setTimeout = (callback) => setTimeout(callback, 0);
    let last = 0;
    frames.port1.onmessage = ({ data }) => { const callback = waiting.get(data); waiting.delete(data); callback?.(performance.now()); };
    window.requestAnimationFrame = (callback) => { waiting.set(++last, callback); frames.port2.postMessage(last); return last; };
    window.cancelAnimationFrame = (id) => waiting.delete(id);`;

export interface Shown {
    /** The longest task of the page until then, in milliseconds. */
    longest: number;
}

export interface Stand {
    /** Shows finished answers, each with a harmless one behind it, until all is painted. */
    whole(answers: HostileAnswer[]): Promise<Shown>;
    /** Lets an answer grow in so many pieces, with a harmless one after it, until all is painted. */
    streamed(answer: HostileAnswer, pieces: number): Promise<Shown>;
    /** What is wrong with the answers that are shown. */
    judge(answers: HostileAnswer[]): Promise<string[]>;
    /** The longest task of the page while `work` is done, in milliseconds of the processor: a busy machine is no fault of the page. */
    longestOfProcessor(work: () => Promise<unknown>): Promise<number>;
    /** Requests, dialogs, errors and scripts of a model's that there were. */
    escaped(): Promise<string[]>;
    page: Page;
    close(): Promise<void>;
}

/** The built chat page in a browser, which tells what hostile answers do to it. */
export async function openStand(browser: Browser, { hasNoPolicy = false, isFast = false } = {}): Promise<Stand> {
    const events: string[] = [];
    const chat = await openChatPage(browser, {
        bundle: join(root, "dist/webview"), theme: "dark", width: 400, height: 800, hasNoPolicy, hostScript: recordingHost + (isFast ? fastFrames : ""),
    });
    const { page } = chat;
    page.on("request", (request) => events.push(`request to ${request.url()}`));
    page.on("dialog", (dialog) => void dialog.dismiss().then(() => events.push("a dialog")));
    page.on("framenavigated", (frame) => events.push(`navigation to ${frame.url()}`));
    page.on("pageerror", (error) => events.push(`an error: ${error.message}`));
    page.on("popup", () => events.push("a window"));
    await page.evaluate(watchTasks);
    // No answer may take the place of another that was there before.
    let shown = 0;
    return {
        page,
        whole: async (answers) => {
            const turns = answers.flatMap(({ text }) => exchange(`${++shown}-`, text, "done"));
            return page.evaluate(show, { steps: [[snapshot(turns)]], count: answers.length, last: turns.at(-1)!.id });
        },
        streamed: (answer, pieces) => page.evaluate(show, { steps: streamingSteps(`${++shown}-`, answer.text, pieces), count: 1, last: `${shown}-ba` }),
        judge: (answers) => page.evaluate(judge, answers),
        longestOfProcessor: async (work) => {
            await browser.startTracing(page, { categories: ["toplevel"] });
            await work();
            return longestTask(await browser.stopTracing());
        },
        escaped: async () => {
            const harm = await page.evaluate(() => "__harm" in window);
            return [...events, ...(harm ? ["a script"] : [])];
        },
        close: chat.close,
    };
}

function exchange(id: string, text: string, state: AnswerView["state"]): (QuestionView | AnswerView)[] {
    return [
        { kind: "question", id: `${id}q`, text: "Try" },
        { kind: "answer", id: `${id}a`, question: `${id}q`, speaker, text, state },
        { kind: "question", id: `${id}bq`, text: "Still there?" },
        { kind: "answer", id: `${id}ba`, question: `${id}bq`, speaker, text: "Still **intact**.", state: "done" },
    ];
}

function snapshot(turns: (QuestionView | AnswerView)[]): ToWebview {
    return { kind: "snapshot", version: protocolVersion, draft: "", turns };
}

/** The messages of each step; the next follows when the page has painted the one before. */
function streamingSteps(id: string, text: string, pieces: number): ToWebview[][] {
    const [question, answer, ...later] = exchange(id, "", "streaming");
    const length = Math.max(1, Math.ceil(text.length / pieces));
    const deltas = Array.from({ length: Math.ceil(text.length / length) }, (_, at): ToWebview[] => [
        { kind: "delta", turn: `${id}a`, seq: at + 1, offset: at * length, text: text.slice(at * length, (at + 1) * length) },
    ]);
    return [
        [snapshot([question!, answer!])], ...deltas,
        [{ kind: "ended", turn: `${id}a`, offset: text.length, text: "", outcome: { state: "done", elapsedMs: 1 } }, { kind: "turns", removed: [], added: later }],
    ];
}

interface Watched extends Window {
    takeLongest(): number;
    __sent: { kind: string; seq?: number }[];
}

/** In the page: remembers the longest task. */
function watchTasks(): void {
    let longest = 0;
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    const note = (entries: PerformanceEntryList) => entries.forEach(({ duration }) => (longest = Math.max(longest, duration)));
    observer.observe({ type: "longtask" });
    (window as unknown as Watched).takeLongest = () => {
        note(observer.takeRecords());
        const found = longest;
        longest = 0;
        return found;
    };
}

/** In the page: hands over the messages, and waits until all is painted. */
async function show({ steps, count, last }: { steps: ToWebview[][]; count: number; last: string }): Promise<Shown> {
    const { __sent: sent, takeLongest } = window as unknown as Watched;
    const frame = () => new Promise<void>((resolve) => { requestAnimationFrame(() => resolve()); });
    const until = async (condition: () => boolean) => {
        for (const start = performance.now(); !condition() && performance.now() - start < 20_000;) {
            await frame();
        }
    };
    takeLongest();
    for (const [at, messages] of steps.entries()) {
        sent.length = 0;
        messages.forEach((message) => window.postMessage(message, "*"));
        await until(() => at === 0 || at === steps.length - 1 || sent.some(({ kind, seq }) => kind === "ack" && seq === at));
    }
    await until(() => {
        const bodies = [...document.querySelectorAll(".answer:not([aria-busy=true]) .body")];
        return document.querySelector(`[data-turn="${last}"]`) !== null && bodies.length === count * 2 && bodies.every(({ lastElementChild }) => /keep2|intact/.test(lastElementChild?.textContent ?? ""));
    });
    await frame().then(frame);
    return { longest: takeLongest() };
}

/** In the page: looks at the answers and the harmless ones behind them. */
function judge(answers: HostileAnswer[]): string[] {
    const tags = new Set("a,abbr,b,blockquote,br,code,dd,del,div,dl,dt,em,figcaption,figure,h1,h2,h3,h4,h5,h6,hr,i,ins,kbd,li,mark,ol,p,pre,s,samp,small,span,strong,sub,sup,table,tbody,td,tfoot,th,thead,tr,u,ul,var".split(","));
    const attributes = new Set("href,title,class,start,align,colspan,rowspan,tabindex,data-block".split(","));
    const own = "button.icon, button.icon *, figure.plain button.link";
    const bodies = [...document.querySelectorAll(".exchange .answer .body")];
    const harmful = (element: Element) => [
        ...(tags.has(element.localName) ? [] : [`<${element.localName}>`]),
        ...[...element.attributes].filter(({ name, value }) => !attributes.has(name) || (name === "href" && !/^(https:\/\/[^@/]*(\/|$)|mailto:)/.test(value))).map(({ name, value }) => `${name}="${value}"`),
    ];
    const wrong = answers.flatMap(({ name, text }, at) => {
        const [body, next] = [bodies[at * 2], bodies[at * 2 + 1]];
        const missing = [...new Set(text.match(/keep\d/g))].filter((word) => !body?.textContent?.includes(word));
        return [
            ...(missing.length > 0 ? [`${missing.join()} missing in ${body?.innerHTML.slice(0, 300)}`] : []),
            ...(next?.innerHTML.trim() === "<div class=\"block\"><p>Still <strong>intact</strong>.</p>\n</div>" ? [] : [`the answer behind it is ${next?.innerHTML ?? "gone"}`]),
            ...([...body?.children ?? []].every(({ className }) => className === "block") ? [] : ["an element outside of its block"]),
            ...[...body?.querySelectorAll("*") ?? []].filter((element) => !element.matches(own)).flatMap(harmful),
        ].map((what) => `${name}: ${what}`);
    });
    const outside = [...document.body.children, ...document.querySelector("main")?.children ?? []].map(({ localName, className }) => `${localName}.${className}`).join();
    return outside === "main.,script.,script.,h1.announcement,header.chips,div.logFrame,form.composer,div.announcement" ? wrong : [...wrong, `${answers[0]?.name} …: the page is ${outside}`];
}
