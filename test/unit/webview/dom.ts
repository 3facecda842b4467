import { createRequire } from "node:module";

// jsdom has no types of its own; this is the part that the tests use.
interface Jsdom {
    window: Window & typeof globalThis;
}
interface JsdomOptions {
    runScripts?: "dangerously" | "outside-only";
    pretendToBeVisual?: boolean;
    url?: string;
    beforeParse?: (window: Window & typeof globalThis) => void;
}

const { JSDOM } = createRequire(import.meta.url)("jsdom") as { JSDOM: new (html: string, options?: JsdomOptions) => Jsdom };

/** A page of its own, without touching the globals of the process, which other tests share. */
export function openDom(html = "", options?: JsdomOptions): Window & typeof globalThis {
    return new JSDOM(html, options).window;
}
