import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

export interface StoredEntry {
    /** `DATABASE KEY`. */
    name: string;
    value: string;
}

/**
 * What the workbench keeps in the browser: mementos, secrets, the state of views. The page leaves the workbench first, which
 * makes VS Code write down what is not yet written.
 */
export async function storedEntries(page: Page, workbenchUrl: string): Promise<StoredEntry[]> {
    await page.goto(new URL("/version", workbenchUrl).href);
    const script = await readFile(new URL("readStorage.js", import.meta.url), "utf8");
    return page.evaluate(`(${script.slice(script.indexOf("async ()"))})()`);
}
