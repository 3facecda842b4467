/**
 * Watches a VS Code for tokens and prompts where none may be. Every token of the sandbox carries a mark, and the sandbox
 * knows each prompt that it was sent; what VS Code shows, posts, copies, stores and writes is searched for both.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { BrowserContext, Page, WebSocket } from "playwright-core";
import { type RecordedRequest, tokenMarks } from "../simulator/index.ts";
import type { Sandbox } from "./sandbox.ts";
import { storedEntries } from "./storedEntries.ts";

export interface Canaries {
    /** What was found until now, `a token in …` or `a prompt in …`, each once. Leaves the workbench, so that VS Code writes down its state. */
    leaks(page: Page): Promise<string[]>;
}

/** Call it before the page is opened. */
export async function watchForLeaks(context: BrowserContext, { simulator, vscode }: Sandbox, folder: string): Promise<Canaries> {
    const found = new Set<string>();
    const tokens = Object.values(tokenMarks).flatMap(spellings);
    const said: string[] = [];
    const script = await readFile(new URL("watchPage.js", import.meta.url), "utf8");
    await context.addInitScript(`(${script.slice(script.indexOf("(tokens)"))})(${JSON.stringify(tokens)})`);
    context.on("page", (page) => {
        page.on("console", (message) => said.push(message.text()));
        page.on("websocket", (socket) => watchSocket(socket, spellings(tokenMarks.managedIdentity), () => found.add("a token in what the extension host and the page say to each other")));
    });
    return {
        async leaks(page) {
            const prompts = promptsOf(simulator.requests);
            const search = (where: string, text: string, needles: { token: string[]; prompt: string[] }) => {
                for (const [what, list] of Object.entries(needles)) {
                    list.filter((each) => text.includes(each)).slice(0, 1).forEach(() => found.add(`a ${what} in ${where}`));
                }
            };
            said.filter((line) => line.startsWith(alarm)).forEach((line) => found.add(line.slice(alarm.length)));
            search("the console of the page", said.filter((line) => !line.startsWith(alarm)).join("\n"), { token: tokens, prompt: prompts });
            for (const { name, value } of await storedEntries(page, vscode.url)) {
                search(`VS Code's storage, ${name}`, value, { token: tokens, prompt: isConversation(name) ? [] : prompts });
            }
            for (const root of [dirname(vscode.logFile), folder]) {
                for (const file of await filesBelow(root)) {
                    search(`the file ${relative(root, file)}`, await readFile(file, "latin1"), { token: tokens, prompt: prompts.map(latin1) });
                }
            }
            return [...found].sort();
        },
    };
}

const alarm = "canary: ";

/** A text as it is, and as a part of something in base64 (of a token, for example) at any of the three offsets. */
function spellings(text: string): string[] {
    const encoded = [0, 1, 2].map((offset) => {
        const base64 = Buffer.from(" ".repeat(offset) + text).toString("base64url");
        // The letters at both ends depend on what stands beside the text.
        return base64.slice(Math.ceil((offset * 8) / 6), -2);
    });
    return [text, ...encoded];
}

/** A machine's token never leaves the extension host; a user's comes through here from VS Code's own sign-in. */
function watchSocket(socket: WebSocket, tokens: string[], report: () => void): void {
    const longest = Math.max(...tokens.map(({ length }) => length));
    for (const event of ["framesent", "framereceived"] as const) {
        let rest = "";
        socket.on(event as "framesent", ({ payload }) => {
            const text = rest + (typeof payload === "string" ? payload : payload.toString("latin1"));
            if (tokens.some((token) => text.includes(token))) {
                report();
            }
            rest = text.slice(-longest);
        });
    }
}

/** What users asked, from the requests that reached a model; too short ones could be in any text. */
function promptsOf(requests: readonly RecordedRequest[]): string[] {
    const texts = requests.filter(({ service }) => service === "openai").flatMap(({ body }) => {
        const { messages = [], input } = (body ?? {}) as { messages?: { role?: string; content?: unknown }[]; input?: unknown };
        const asked = Array.isArray(input) ? input as typeof messages : typeof input === "string" ? [{ role: "user", content: input }] : messages;
        return asked.filter(({ role }) => role === "user").map(({ content }) => (typeof content === "string" ? content : ""));
    });
    return [...new Set(texts)].filter((text) => text.length >= 10);
}

/** The conversation is kept for the workspace, and what is being written in its box. */
function isConversation(name: string): boolean {
    return /^vscode-web-state-db-(?!global)\S* (keyless\.keyless|memento\/webviewView\.\S*)$/.test(name);
}

function latin1(text: string): string {
    return Buffer.from(text).toString("latin1");
}

/** Installed extensions aside: they are as they were packed. */
async function filesBelow(root: string): Promise<string[]> {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !/^(extensions|data\/CachedExtensionVSIXs)\//.test(relative(root, file).replaceAll("\\", "/")));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0));
    return files.filter((_, index) => sizes[index]! > 0);
}
