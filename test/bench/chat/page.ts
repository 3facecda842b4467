import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { FromWebview, ToWebview } from "../../../src/chat/protocol.ts";
import type { ThemeName } from "./themes.ts";
import { themes } from "./themes.ts";

export interface ChatPage {
    page: Page;
    /** Hands messages to the page as the host would. */
    send(...messages: ToWebview[]): Promise<void>;
    /** What the page has sent so far. */
    sent(): Promise<FromWebview[]>;
    close(): Promise<void>;
}

export interface ChatPageOptions {
    /** Folder of `main.js` and `main.css`. */
    bundle: string;
    theme: ThemeName;
    width: number;
    height: number;
    /** A script that runs before the page's own, in place of the host that only records. */
    hostScript?: string;
    /** Further files of the page's address, by path, for example `{ "/worker.js": "…" }`. */
    files?: Record<string, string>;
    zoom?: number;
    /** Without the content security policy: what keeps harm off the page then is the page alone. */
    hasNoPolicy?: boolean;
}

const address = "http://chat.test";
const nonce = "bench";
const policy = [
    "default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${address} 'nonce-${nonce}'`, `font-src ${address}`,
    `img-src ${address} data: blob:`, "base-uri 'none'", "form-action 'none'", "frame-src 'none'",
];

export const recordingHost = `
    window.__sent = [];
    let state;
    window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.__sent.push(message),
        getState: () => state,
        setState: (next) => { state = next; },
    });`;

/** The built chat page in a browser, with VS Code's colours and its content security policy, and without VS Code. */
export async function openChatPage(browser: Browser, options: ChatPageOptions): Promise<ChatPage> {
    const { width, height, zoom = 1 } = options;
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: zoom });
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error("page:", error.message));
    page.on("console", (message) => message.type() === "error" && console.error("page:", message.text()));
    const files = await filesOf(options);
    await page.route(`${address}/**`, async (route) => {
        const file = files[new URL(route.request().url()).pathname];
        await (file === undefined ? route.fulfill({ status: 404 }) : route.fulfill(file));
    });
    await page.goto(`${address}/`);
    return {
        page,
        send: async (...messages) => page.evaluate(`for (const message of ${JSON.stringify(messages)}) { window.postMessage(message, "*"); }`),
        sent: async () => await page.evaluate("window.__sent") as FromWebview[],
        close: () => context.close(),
    };
}

async function filesOf({ bundle, theme, hostScript = recordingHost, files = {}, hasNoPolicy }: ChatPageOptions): Promise<Record<string, { contentType: string; body: string }>> {
    const extra = Object.entries(files).map(([path, body]) => [path, { contentType: "text/javascript", body }]);
    return {
        ...Object.fromEntries(extra),
        "/": { contentType: "text/html", body: html(theme, hostScript, hasNoPolicy ? [] : policyFor(files)) },
        "/main.js": { contentType: "text/javascript", body: await readFile(join(bundle, "main.js"), "utf8") },
        "/main.css": { contentType: "text/css", body: await readFile(join(bundle, "main.css"), "utf8") },
    };
}

/** The worker of the bench plays the host, which the real page has no worker for. */
function policyFor(files: Record<string, string>): string[] {
    return [...policy, ...(Object.keys(files).length > 0 ? [`worker-src ${address}`] : [])];
}

function html(theme: ThemeName, hostScript: string, directives: string[]): string {
    const variables = Object.entries(themes[theme]).map(([name, value]) => `--vscode-${name}: ${value};`).join(" ");
    return `<!DOCTYPE html>
<html lang="en" style="background: ${themes[theme]["sideBar-background"]}">
<head>
    <meta charset="utf-8">
    <style nonce="${nonce}">:root { ${variables} }</style>
    <meta http-equiv="Content-Security-Policy" content="${directives.join("; ")}">
    <link rel="stylesheet" nonce="${nonce}" href="/main.css">
</head>
<body class="vscode-${theme}">
    <script nonce="${nonce}">${hostScript}</script>
    <script nonce="${nonce}" src="/main.js"></script>
</body>
</html>`;
}
