import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { FromWebview, ToWebview } from "../../../src/chat/protocol.ts";
import type { Kept } from "../../../src/webview/host.ts";
import { openDom } from "./dom.ts";

let bundle: Promise<string> | undefined;

/** The page's own bundle, built once for all tests. */
function chatBundle(): Promise<string> {
    const entry = fileURLToPath(new URL("../../../src/webview/main.tsx", import.meta.url));
    bundle ??= build({
        entryPoints: [entry], bundle: true, write: false, format: "iife", target: "es2022", jsx: "automatic", jsxImportSource: "preact", loader: { ".css": "empty" },
    }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
    return bundle;
}

export interface OpenChat {
    window: Window & typeof globalThis;
    document: Document;
    sent: FromWebview[];
    /** What the page keeps for itself. */
    kept(): Kept | undefined;
    /** Hands messages to the page, and waits until it has drawn them. */
    receive(...messages: ToWebview[]): Promise<void>;
    press(key: string, options?: KeyboardEventInit & { keyCode?: number }): Promise<void>;
    type(text: string): Promise<void>;
    box(): HTMLTextAreaElement;
    /** The button with this label or text; throws where there is none. */
    button(label: string): HTMLButtonElement;
    click(target: Element): Promise<void>;
}

const openPages = new Set<Window>();

/** Ends the pages that `openChat` opened: their frames go on for ever and would keep the process alive. */
export function closeChats(): void {
    openPages.forEach((window) => window.close());
    openPages.clear();
}

/** The chat page in jsdom, with a host that only records. */
export async function openChat(state?: Kept): Promise<OpenChat> {
    const sent: FromWebview[] = [];
    const memory = { state };
    const window = openDom("<!DOCTYPE html><html><body></body></html>", {
        runScripts: "outside-only",
        pretendToBeVisual: true,
        beforeParse: (page) => Object.assign(page, {
            acquireVsCodeApi: () => ({
                // A copy, as between two processes; the page's own objects are of another realm.
                postMessage: (message: FromWebview) => sent.push(structuredClone(message)),
                getState: () => memory.state,
                setState: (next: Kept) => (memory.state = next),
            }),
            // Layout is not jsdom's; what follows sizes is tested in follow.test.ts and in the browser.
            ResizeObserver: class { observe(): void {} disconnect(): void {} },
            CSS: { escape: (text: string) => text },
        }),
    });
    openPages.add(window);
    window.eval(await chatBundle());
    return controls(window, sent, () => memory.state);
}

function controls(window: Window & typeof globalThis, sent: FromWebview[], kept: () => Kept | undefined): OpenChat {
    const { document } = window;
    const box = () => document.querySelector("textarea")!;
    // Two frames: one to paint, one to be sure.
    const drawn = () => new Promise<void>((resolve) => window.requestAnimationFrame(() => window.requestAnimationFrame(() => resolve())));
    return {
        window, document, sent, kept, box,
        async receive(...messages) {
            for (const data of messages) {
                window.dispatchEvent(new window.MessageEvent("message", { data }));
            }
            await drawn();
        },
        async press(key, options = {}) {
            const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
            (document.activeElement ?? document.body).dispatchEvent(event);
            await drawn();
        },
        async type(text) {
            box().focus();
            box().value = text;
            box().dispatchEvent(new window.Event("input", { bubbles: true }));
            await drawn();
        },
        button(label) {
            const all = [...document.querySelectorAll("button")];
            const found = all.find((button) => button.getAttribute("aria-label") === label || button.textContent?.trim() === label);
            if (found === undefined) {
                throw new Error(`No button "${label}" among ${all.map((button) => button.getAttribute("aria-label") ?? button.textContent).join(", ")}`);
            }
            return found;
        },
        async click(target) {
            target.dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true }));
            await drawn();
        },
    };
}
